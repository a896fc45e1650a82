"""python -m unittest: TensorFlow."""

import json
import os
import unittest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.lite.tools import flatbuffer_utils

import paths
from classifier import RESOLVER
from lite_file import buffers_aligned, float_layers, measure, mend_bias_dimension, strip

SEED = 20
INPUTS = 20


def as_converted():
    """A small INT8 network as the converter writes it, names, metadata, signature and all."""
    keras.utils.set_random_seed(SEED)
    pixels = keras.Input((8, 8, 3), batch_size=1)
    x = keras.layers.Conv2D(5, 3, padding="same", activation="relu")(pixels)
    x = keras.layers.DepthwiseConv2D(3, strides=2, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(2, 1)(keras.layers.AveragePooling2D(4)(x))
    model = keras.Model(pixels, keras.layers.Reshape((2,))(x))
    rng = np.random.default_rng(SEED)
    samples = [[rng.random((1, 8, 8, 3), np.float32)] for _ in range(8)]
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: samples
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def in_floats():
    """A convolution, a depthwise one and a dense layer, and the same as converted."""
    keras.utils.set_random_seed(SEED)
    pixels = keras.Input((8, 8, 3), batch_size=1)
    x = keras.layers.Conv2D(5, 3, strides=2, padding="same", activation="relu")(pixels)
    x = keras.layers.DepthwiseConv2D(3, padding="same", activation="relu")(x)
    x = keras.layers.Flatten()(keras.layers.AveragePooling2D(4)(x))
    model = keras.Model(pixels, keras.layers.Dense(2, bias_initializer="ones")(x))
    return model, tf.lite.TFLiteConverter.from_keras_model(model).convert()


def answers(content):
    interpreter = tf.lite.Interpreter(
        model_content=content, experimental_op_resolver_type=RESOLVER
    )
    interpreter.allocate_tensors()
    given, made = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    rng, out = np.random.default_rng(SEED), []
    for _ in range(INPUTS):
        interpreter.set_tensor(given["index"], rng.integers(-128, 128, given["shape"], np.int8))
        interpreter.invoke()
        out.append(interpreter.get_tensor(made["index"]).tobytes())
    return out


def objects(content):
    return flatbuffer_utils.convert_bytearray_to_object(bytearray(content))


def shifted(content, alignment):
    """The same file with the weights of one buffer off their boundary."""
    model = schema.Model.GetRootAs(content, 0)
    for position in range(model.BuffersLength()):
        buffer = model.Buffers(position)
        offset = buffer._tab.Offset(4)
        if offset:
            start = buffer._tab.Vector(offset)
            assert start % alignment == 0
            # A table's reference to its vector: its length first, four bytes before the weights.
            at = buffer._tab.Pos + offset
            moved = bytearray(content)
            reference = int.from_bytes(content[at : at + 4], "little")
            moved[at : at + 4] = (reference + 4).to_bytes(4, "little")
            return bytes(moved)
    raise AssertionError("a file without weights")


class Stripped(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.whole = as_converted()
        cls.content = strip(cls.whole)

    def test_answers_are_the_same_to_the_byte(self):
        given = answers(self.whole)
        self.assertGreater(len(set(given)), INPUTS / 2, f"seed {SEED}: the inputs tell nothing")
        self.assertEqual(answers(self.content), given, f"seed {SEED}")

    def test_the_converter_s_names_and_notes_are_gone(self):
        before, after = objects(self.whole), objects(self.content)
        self.assertTrue(before.metadata and before.signatureDefs)
        self.assertFalse(after.metadata or after.metadataBuffer or after.signatureDefs)
        self.assertFalse(after.description)
        names = [tensor.name for graph in after.subgraphs for tensor in graph.tensors]
        self.assertFalse(any(names), names)
        self.assertLess(len(self.content), len(self.whole))

    def test_no_buffer_is_left_that_no_tensor_uses(self):
        after = objects(self.content)
        used = {tensor.buffer for graph in after.subgraphs for tensor in graph.tensors}
        self.assertEqual(used | {0}, set(range(len(after.buffers))))

    def test_the_first_buffer_is_empty_as_the_schema_wants_it(self):
        self.assertIsNone(objects(self.content).buffers[0].data)

    def test_every_weight_is_aligned(self):
        self.assertTrue(buffers_aligned(self.content))

    def test_what_is_stripped_twice_is_stripped_once(self):
        self.assertEqual(strip(self.content), self.content)

    def test_operators_and_their_cost_stay(self):
        wanted = {
            "operators": ["AVERAGE_POOL_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "RESHAPE"],
            "macs": 8 * 8 * 5 * 27 + 4 * 4 * 5 * 9 + 5 * 2,
        }
        self.assertEqual(measure(self.whole), wanted)
        self.assertEqual(measure(self.content), wanted)


class Aligned(unittest.TestCase):
    def test_weights_beside_their_boundary_are_seen(self):
        content = paths.MODEL_FILE.read_bytes()
        self.assertTrue(buffers_aligned(content))
        self.assertFalse(buffers_aligned(shifted(content, 16)))


class Mended(unittest.TestCase):
    def test_a_bias_gets_the_only_dimension_it_has(self):
        content = paths.MODEL_FILE.read_bytes()
        model = objects(content)
        flat = [one for one in model.subgraphs[0].tensors if len(one.shape) == 1]
        self.assertTrue(flat)
        for tensor in flat:
            tensor.quantization.quantizedDimension = 3
        spoilt = bytes(flatbuffer_utils.convert_object_to_bytearray(model))
        mended = objects(mend_bias_dimension(spoilt)).subgraphs[0].tensors
        found = [one.quantization.quantizedDimension for one in mended if len(one.shape) == 1]
        self.assertEqual(found, [0] * len(flat))

    def test_a_kernel_keeps_its_own(self):
        content = paths.MODEL_FILE.read_bytes()
        before, after = objects(content), objects(mend_bias_dimension(content))
        for one, other in zip(before.subgraphs[0].tensors, after.subgraphs[0].tensors, strict=True):
            if len(one.shape) > 1 and one.quantization is not None:
                self.assertEqual(
                    one.quantization.quantizedDimension, other.quantization.quantizedDimension
                )

    def test_answers_stay(self):
        content = paths.MODEL_FILE.read_bytes()
        self.assertEqual(answers(mend_bias_dimension(content)), answers(content), f"seed {SEED}")


class Shipped(unittest.TestCase):
    def test_costs_what_its_description_says(self):
        described = json.loads(paths.MODEL_JSON.read_text(encoding="utf-8"))
        measured = measure(paths.MODEL_FILE.read_bytes())
        self.assertEqual({name: described[name] for name in measured}, measured)


class FloatLayers(unittest.TestCase):
    def test_are_the_networks_own_in_pytorchs_order(self):
        model, content = in_floats()
        (conv, _, first), (depthwise, _, second), (dense, bias, third) = float_layers(content)
        kernels = [layer.kernel.numpy() for layer in model.layers if hasattr(layer, "kernel")]
        self.assertEqual((first, second, third), (2, 1, 1))
        np.testing.assert_array_equal(conv, kernels[0].transpose(3, 2, 0, 1))
        np.testing.assert_array_equal(depthwise, kernels[1].transpose(2, 3, 0, 1))
        np.testing.assert_array_equal(dense[:, :, 0, 0], kernels[2].T)
        self.assertEqual(bias.shape, (2,))


if __name__ == "__main__":
    unittest.main()
