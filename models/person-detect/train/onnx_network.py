"""The few ONNX operators that the detector is made of, as one PyTorch module."""

import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional


def attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def symmetric(pads):
    half = len(pads) // 2
    assert pads[:half] == pads[half:]
    return pads[:half]


def sliced(x, starts, ends, axes, steps):
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        size = x.shape[axis]
        x = x[(slice(None),) * axis + (slice(start, min(end, size), step),)]
    return x


class OnnxNetwork(nn.Module):
    """Runs the nodes in their order; the first dimension may differ from the file's."""

    def __init__(self, file):
        super().__init__()
        graph = onnx.load(file).graph
        arrays = {c.name: numpy_helper.to_array(c) for c in graph.initializer}
        arrays |= {
            node.output[0]: numpy_helper.to_array(attributes(node)["value"])
            for node in graph.node
            if node.op_type == "Constant"
        }
        self.input, self.output = graph.input[0].name, graph.output[0].name
        self.places, self.lists = {}, {}
        for place, (name, array) in enumerate(arrays.items()):
            if array.dtype.kind == "f" and array.ndim and name:
                self.places[name] = f"constant{place}"
                self.register_buffer(f"constant{place}", torch.from_numpy(array.copy()))
            self.lists[name] = array.tolist() if array.size <= 8 else None
        self.nodes = [
            (node.op_type, list(node.input), node.output[0], attributes(node))
            for node in graph.node
            if node.op_type != "Constant"
        ]

    def forward(self, x):
        values = {self.input: x}

        def value(name):
            return values[name] if name in values else getattr(self, self.places[name])

        for kind, inputs, output, options in self.nodes:
            values[output] = self.one(kind, inputs, options, value)
        return values[self.output]

    def one(self, kind, inputs, options, value):
        x = value(inputs[0])
        if kind == "Conv":
            weight, bias = value(inputs[1]), value(inputs[2])
            stride, group = options["strides"], options["group"]
            padding = symmetric(options["pads"])
            return functional.conv2d(x, weight, bias, stride, padding, 1, group)
        if kind == "Sigmoid":
            return torch.sigmoid(x)
        if kind in ("Mul", "Add"):
            other = value(inputs[1])
            return x * other if kind == "Mul" else x + other
        if kind == "Concat":
            return torch.cat([value(name) for name in inputs], options["axis"])
        if kind == "MaxPool":
            size, padding = options["kernel_shape"], symmetric(options["pads"])
            return functional.max_pool2d(x, size, options["strides"], padding)
        if kind == "Slice":
            return sliced(x, *(self.lists[name] for name in inputs[1:5]))
        if kind == "Resize":
            return functional.interpolate(x, scale_factor=2, mode="nearest")
        if kind == "Reshape":
            return x.reshape(len(x), *self.lists[inputs[1]][1:])
        assert kind == "Transpose"
        return x.permute(options["perm"])
