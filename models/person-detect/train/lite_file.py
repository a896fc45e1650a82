"""Read, shrink and measure .tflite files (FlatBuffers of TensorFlow's schema version 3)."""

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.lite.tools import flatbuffer_utils

BUFFER_ALIGNMENT = 16
# Where PyTorch's order of a convolution's weights stands in TensorFlow's.
PLACES_IN_WEIGHTS = {
    "CONV_2D": (0, 3, 1, 2),
    "DEPTHWISE_CONV_2D": (3, 0, 1, 2),
    "FULLY_CONNECTED": (0, 1, 2, 3),
}


class AlignedBuffer(schema.BufferT):
    """The schema asks for 16-byte aligned weights; the generated Python packer forgets it."""

    def Pack(self, builder):  # noqa: N802, the generated code calls it so
        vector = None
        if self.data is not None and len(self.data):
            data = np.asarray(self.data, np.uint8).tobytes()
            builder.StartVector(1, len(data), BUFFER_ALIGNMENT)
            builder.head = builder.Head() - len(data)
            builder.Bytes[builder.Head() : builder.Head() + len(data)] = data
            vector = builder.EndVector()
        schema.BufferStart(builder)
        if vector is not None:
            schema.BufferAddData(builder, vector)
        return schema.BufferEnd(builder)


def strip(content):
    """Without names, descriptions, metadata, signatures and the buffers only these used."""
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    flatbuffer_utils.strip_strings(model)
    model.metadata, model.metadataBuffer, model.signatureDefs = None, None, None
    used = [0] + sorted({tensor.buffer for graph in model.subgraphs for tensor in graph.tensors})
    place = {old: new for new, old in enumerate(dict.fromkeys(used))}
    buffers = []
    for old in place:
        buffer = AlignedBuffer()
        buffer.data = model.buffers[old].data
        buffers.append(buffer)
    model.buffers = buffers
    for graph in model.subgraphs:
        for tensor in graph.tensors:
            tensor.buffer = place[tensor.buffer]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def mend_bias_dimension(content):
    """An old converter wrote a quantized dimension no one-dimensional tensor has: set it to 0."""
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    for tensor in model.subgraphs[0].tensors:
        if len(tensor.shape) == 1 and tensor.quantization is not None:
            tensor.quantization.quantizedDimension = 0
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def operator_names(model):
    names = {v: k for k, v in vars(schema.BuiltinOperator).items() if not k.startswith("_")}
    codes = [max(c.builtinCode, c.deprecatedBuiltinCode) for c in model.operatorCodes]
    return [names[codes[op.opcodeIndex]] for op in model.subgraphs[0].operators]


def measure(content):
    """Operators in use and multiply-accumulates of the convolutions."""
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    graph = model.subgraphs[0]
    names = operator_names(model)
    macs = 0
    for name, op in zip(names, graph.operators, strict=True):
        if name not in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            continue
        weights = graph.tensors[op.inputs[1]].shape
        output = graph.tensors[op.outputs[0]].shape
        # Outputs, times the kernel, times the input channels each output sums over.
        summed = weights[3] if name == "CONV_2D" else 1
        macs += int(np.prod(output)) * int(weights[1]) * int(weights[2]) * int(summed)
    return {"operators": sorted(set(names)), "macs": macs}


def float_layers(content):
    """Weights, biases and strides of a chain of layers, in their order.

    Weights: (outputs, inputs of a group, height, width).
    """
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    graph, layers = model.subgraphs[0], []

    def values(index):
        tensor = graph.tensors[index]
        data = np.asarray(model.buffers[tensor.buffer].data, np.uint8).tobytes()
        return np.frombuffer(data, np.float32).reshape(tensor.shape)

    for name, op in zip(operator_names(model), graph.operators, strict=True):
        if name not in PLACES_IN_WEIGHTS:
            continue
        weight, bias = values(op.inputs[1]), values(op.inputs[2])
        weight = weight.reshape(*weight.shape, *(1,) * (4 - weight.ndim))
        weight = np.ascontiguousarray(weight.transpose(PLACES_IN_WEIGHTS[name]))
        layers.append((weight, bias, getattr(op.builtinOptions, "strideH", 1)))
    return layers


def buffers_aligned(content):
    """Whether every weight lies on a 16-byte boundary of the file."""
    model = schema.Model.GetRootAs(content, 0)
    for position in range(model.BuffersLength()):
        buffer = model.Buffers(position)
        offset = buffer._tab.Offset(4)
        if offset and buffer._tab.Vector(offset) % BUFFER_ALIGNMENT:
            return False
    return True
