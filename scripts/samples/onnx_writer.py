"""Write ONNX models by hand: protobuf's wire format and the few ONNX messages that the samples and tests need.

Standard library only, and the same bytes on every machine. Field numbers are those of onnx.proto3.
Message builders return bytes; compose them: model(graph(...), ...).
"""

import math
import struct

FLOAT, UINT8, INT8, INT32, INT64, STRING, BOOL, DOUBLE = 1, 2, 3, 6, 7, 8, 9, 11


# --- wire format ---------------------------------------------------------------------------------

def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field_varint(number, value):
    return varint(number << 3) + varint(value)


def field_bytes(number, value):
    if isinstance(value, str):
        value = value.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value


def field_float(number, value):
    return varint(number << 3 | 5) + struct.pack("<f", value)


def packed_varints(number, values):
    return field_bytes(number, b"".join(varint(v) for v in values))


def packed_floats(number, values):
    return field_bytes(number, struct.pack("<%df" % len(values), *values))


# --- tensors and types ---------------------------------------------------------------------------

def tensor(name, data_type, dims, values):
    """TensorProto; numbers as raw little-endian bytes, strings as string_data."""
    if math.prod(dims) != len(values):
        raise ValueError(f"{name}: {len(values)} values for shape {dims}")
    out = b"".join(field_varint(1, d) for d in dims) + field_varint(2, data_type)
    if data_type == STRING:
        out += b"".join(field_bytes(6, v) for v in values)
    out += field_bytes(8, name)
    if data_type != STRING:
        code = {FLOAT: "f", INT64: "q", INT32: "i", DOUBLE: "d", BOOL: "?", UINT8: "B", INT8: "b"}[data_type]
        out += field_bytes(9, struct.pack("<%d%s" % (len(values), code), *values))
    return out


def dimension(dim):
    """An int, a symbol, or None for unknown."""
    if dim is None:
        return b""
    return field_bytes(2, dim) if isinstance(dim, str) else field_varint(1, dim)


def tensor_type(element, dims):
    """TypeProto of a tensor; dims None = any shape."""
    inner = field_varint(1, element)
    if dims is not None:
        inner += field_bytes(2, b"".join(field_bytes(1, dimension(d)) for d in dims))
    return field_bytes(1, inner)


def sequence_type(element):
    return field_bytes(4, field_bytes(1, element))


def map_type(key, value):
    return field_bytes(5, field_varint(1, key) + field_bytes(2, value))


def value_info(name, type_proto):
    return field_bytes(1, name) + field_bytes(2, type_proto)


# --- nodes ---------------------------------------------------------------------------------------

class Float(float):
    """A FLOAT attribute (a bare Python float is one too; this names it where an int would be meant)."""


class Tensor(bytes):
    """A TENSOR attribute: tensor(...)."""


class Graph(bytes):
    """A GRAPH attribute: graph(...)."""


class Floats(list):
    """A FLOATS attribute, even when it is empty or its values are whole numbers."""


def attribute(name, value):
    out = field_bytes(1, name)
    if isinstance(value, Graph):
        return out + field_bytes(6, bytes(value)) + field_varint(20, 5)
    if isinstance(value, Tensor):
        return out + field_bytes(5, bytes(value)) + field_varint(20, 4)
    if isinstance(value, (str, bytes)):
        return out + field_bytes(4, value) + field_varint(20, 3)
    if isinstance(value, float):
        return out + field_float(2, value) + field_varint(20, 1)
    if isinstance(value, int):
        return out + field_varint(3, value) + field_varint(20, 2)
    if isinstance(value, Floats) or (value and isinstance(value[0], float)):
        return out + packed_floats(7, value) + field_varint(20, 6)
    if value and isinstance(value[0], str):
        return out + b"".join(field_bytes(9, v) for v in value) + field_varint(20, 8)
    return out + packed_varints(8, value) + field_varint(20, 7)


def node(op_type, inputs, outputs, name="", domain="", **attributes):
    out = b"".join(field_bytes(1, i) for i in inputs)
    out += b"".join(field_bytes(2, o) for o in outputs)
    if name:
        out += field_bytes(3, name)
    out += field_bytes(4, op_type)
    out += b"".join(field_bytes(5, attribute(k, v)) for k, v in sorted(attributes.items()))
    if domain:
        out += field_bytes(7, domain)
    return out


# --- graph and model -----------------------------------------------------------------------------

def graph(name, nodes, inputs, outputs, initializers=(), doc=""):
    out = b"".join(field_bytes(1, n) for n in nodes)
    out += field_bytes(2, name)
    out += b"".join(field_bytes(5, t) for t in initializers)
    if doc:
        out += field_bytes(10, doc)
    out += b"".join(field_bytes(11, i) for i in inputs)
    out += b"".join(field_bytes(12, o) for o in outputs)
    return out


def model(graph_bytes, opset=17, ml_opset=None, metadata=(), ir_version=8, producer="assay-samples",
          producer_version="1", domain="", model_version=1, doc=""):
    """ModelProto. metadata: pairs of strings, written in their order."""
    out = field_varint(1, ir_version) + field_bytes(2, producer) + field_bytes(3, producer_version)
    if domain:
        out += field_bytes(4, domain)
    out += field_varint(5, model_version)
    if doc:
        out += field_bytes(6, doc)
    out += field_bytes(7, graph_bytes)
    out += field_bytes(8, field_bytes(1, "") + field_varint(2, opset))
    if ml_opset is not None:
        out += field_bytes(8, field_bytes(1, "ai.onnx.ml") + field_varint(2, ml_opset))
    for key, value in metadata:
        out += field_bytes(14, field_bytes(1, key) + field_bytes(2, value))
    return out
