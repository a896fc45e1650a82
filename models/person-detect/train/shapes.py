"""Shapes of the student: a stem, inverted residual blocks, a head. Sizes in channels."""

from dataclasses import dataclass, replace

SIDE = 96
LABELS = ("noperson", "person")


@dataclass(frozen=True)
class Block:
    """1x1 to `expanded` channels, 3x3 depthwise, 1x1 to `outputs`; added to its input if it can."""

    inputs: int
    expanded: int
    stride: int
    outputs: int

    @property
    def residual(self):
        return self.stride == 1 and self.inputs == self.outputs


@dataclass(frozen=True)
class Shape:
    stem: int
    blocks: tuple
    head: int
    # 3: red, green, blue; 1: luma (BT.601), to measure what colour is worth.
    channels: int = 3


def shape(stem, head, *rows):
    """Rows of (expanded, stride, outputs, repeats); only the first of a row has the stride."""
    blocks, inputs = [], stem
    for expanded, stride, outputs, repeats in rows:
        for repeat in range(repeats):
            blocks.append(Block(inputs, expanded, 1 if repeat else stride, outputs))
            inputs = outputs
    return Shape(stem, tuple(blocks), head)


# The stages at 24, 12, 6 and 3 pixels a side; the first row brings 48 down to 24.
SHAPES = {
    "large": shape(
        8, 256, (16, 2, 16, 1), (32, 1, 16, 1), (48, 2, 24, 1), (72, 1, 24, 2),
        (96, 2, 40, 1), (120, 1, 40, 2), (160, 1, 56, 1), (168, 1, 56, 1),
        (224, 2, 96, 1), (288, 1, 96, 1),
    ),
    "lean": shape(
        8, 256, (16, 2, 16, 1), (24, 1, 16, 1), (40, 2, 24, 1), (60, 1, 24, 1),
        (80, 2, 40, 1), (96, 1, 40, 2), (128, 1, 56, 1), (144, 1, 56, 1),
        (208, 2, 112, 1), (312, 1, 112, 1),
    ),
    "small": shape(
        8, 192, (16, 2, 12, 1), (32, 1, 12, 1), (36, 2, 20, 1), (60, 1, 20, 1),
        (72, 2, 32, 1), (96, 1, 32, 2), (128, 1, 48, 1),
        (192, 2, 80, 1), (240, 1, 80, 1),
    ),
}  # fmt: skip
SHAPES["gray"] = replace(SHAPES["large"], channels=1)


def costs(chosen):
    """Multiply-accumulates, weights and output channels of all convolutions."""
    side = SIDE // 2
    stem = 9 * chosen.channels * chosen.stem
    macs = side * side * stem
    weights, channels = stem, chosen.stem
    for block in chosen.blocks:
        after = side // block.stride
        pieces = (
            (side, block.inputs * block.expanded),
            (after, 9 * block.expanded),
            (after, block.expanded * block.outputs),
        )
        macs += sum(at * at * count for at, count in pieces)
        weights += sum(count for _, count in pieces)
        channels += 2 * block.expanded + block.outputs
        side = after
    last = chosen.blocks[-1].outputs * chosen.head
    macs += side * side * last + chosen.head * len(LABELS)
    weights += last + chosen.head * len(LABELS)
    return {"macs": macs, "weights": weights, "channels": channels + chosen.head}
