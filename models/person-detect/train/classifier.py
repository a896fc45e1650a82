"""Run a .tflite picture classifier with TensorFlow's own kernels and no delegate."""

import numpy as np
import tensorflow as tf

# XNNPACK rounds differently from the reference kernels that the board's engine follows.
RESOLVER = tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
LUMA = np.array([0.299, 0.587, 0.114])


class Classifier:
    def __init__(self, content, kind):
        assert kind in ("logits", "probabilities")
        self.kind = kind
        self.interpreter = tf.lite.Interpreter(
            model_content=content, experimental_op_resolver_type=RESOLVER
        )
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]
        self.output = self.interpreter.get_output_details()[0]
        scale, zero_point = self.input["quantization"]
        # 1/255 over 0..1 and about 1/128 over -1..1 both come to value - 128.
        low, high = scale * (-128 - zero_point), scale * (127 - zero_point)
        assert min(abs(low), abs(low + 1)) < 0.02 and abs(high - 1) < 0.02

    def run(self, tensor):
        """int8 in, int8 out, as they are."""
        self.interpreter.set_tensor(self.input["index"], tensor[None])
        self.interpreter.invoke()
        return self.interpreter.get_tensor(self.output["index"])[0].copy()

    def tensor(self, pixels):
        if self.input["shape"][3] == 1:
            pixels = np.rint(pixels @ LUMA)[..., None]
        return (pixels.astype(np.int16) - 128).astype(np.int8)

    def margins(self, pictures):
        """z of each picture: person minus noperson, in logits."""
        scale, zero_point = self.output["quantization"]
        raw = np.array([self.run(self.tensor(picture)) for picture in pictures], float)
        values = (raw - zero_point) * scale
        if self.kind == "logits":
            return values[:, 1] - values[:, 0]
        # A quantized 0 or 1 is "less than a step", as in the firmware.
        p = values[:, 1].clip(scale / 2, 1 - scale / 2)
        return np.log(p / (1 - p))
