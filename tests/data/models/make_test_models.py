#!/usr/bin/env python3
"""Write small ONNX models that tests run or try to open, hostile ones included.

  python3 tests/data/models/make_test_models.py OUTPUT_DIR [--seeds]

--seeds: only the small ones and no list, to start a fuzzer from.
Standard library only, the same bytes every time; nothing of it is committed. models.json lists every file with
what it is for: {"file", "opens": does Assay's reader open it, "runs": does a runtime run it, "what"}.
Correct ones and their answers:
  identity.onnx        x [N, 2] float -> y = x
  affine.onnx          x [N, 3] float -> y [N, 1] = 2 a - b + 0.5 c + 1
  fixed_batch.onnx     the same with x [1, 3] -> y [1, 1]
  dynamic_symbols.onnx the same with unknown dimensions
  two_columns.onnx     age INT64 [N, 1], income DOUBLE [N, 1] -> total DOUBLE [N, 1] = age + income
  text_input.onnx      city STRING [N, 1] -> code FLOAT [N, 1, 3], one-hot of Oslo, Lima, Pune
  zipmap_int.onnx      x [N, 2] -> label INT64 [N], probability seq(map(int64, float)) of 10, 20: softmax of x
  zipmap_text.onnx     the same with labels "no", "yes"
  bool_output.onnx     x [N, 1] -> y BOOL [N, 1] = x > 0
  int_sigmoid.onnx     x INT64 [N, 1] -> y FLOAT [N, 1] = 1 / (1 + exp(-x))
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "scripts" / "samples"))
from onnx_writer import (BOOL, DOUBLE, FLOAT, INT64, STRING, Floats, Graph, field_bytes, field_varint,  # noqa: E402
                         graph, map_type, model, node, sequence_type, tensor, tensor_type, value_info, varint)

PRODUCER = "assay-test-models"


def written(*args, **kwargs):
    return model(*args, producer=PRODUCER, **kwargs)


def value(name, element, dims):
    return value_info(name, tensor_type(element, dims))


def affine(in_dims, out_dims):
    weights = [tensor("w", FLOAT, [3, 1], [2.0, -1.0, 0.5]), tensor("b", FLOAT, [1], [1.0])]
    return written(graph("affine", [node("Gemm", ["x", "w", "b"], ["y"], "affine")], [value("x", FLOAT, in_dims)],
                         [value("y", FLOAT, out_dims)], weights))


def identity():
    return written(graph("identity", [node("Identity", ["x"], ["y"])], [value("x", FLOAT, ["N", 2])],
                         [value("y", FLOAT, ["N", 2])]))


def two_columns():
    nodes = [node("Cast", ["age"], ["age_double"], to=DOUBLE), node("Add", ["age_double", "income"], ["total"])]
    return written(graph("two columns", nodes, [value("age", INT64, ["N", 1]), value("income", DOUBLE, ["N", 1])],
                         [value("total", DOUBLE, ["N", 1])]))


def text_input():
    nodes = [node("OneHotEncoder", ["city"], ["code"], "", "ai.onnx.ml", cats_strings=["Oslo", "Lima", "Pune"], zeros=1)]
    return written(graph("text input", nodes, [value("city", STRING, ["N", 1])], [value("code", FLOAT, ["N", 1, 3])]),
                   ml_opset=3)


def zipmap(key, labels):
    name = "classlabels_int64s" if key == INT64 else "classlabels_strings"
    nodes = [node("LinearClassifier", ["x"], ["label", "scores"], "", "ai.onnx.ml",
                  coefficients=Floats([1.0, 0.0, 0.0, 1.0]), intercepts=Floats([0.0, 0.0]), multi_class=1,
                  post_transform="SOFTMAX", **{"classlabels_ints" if key == INT64 else name: labels}),
             node("ZipMap", ["scores"], ["probability"], "", "ai.onnx.ml", **{name: labels})]
    return written(graph("zipmap", nodes, [value("x", FLOAT, ["N", 2])],
                         [value("label", key, ["N"]),
                          value_info("probability", sequence_type(map_type(key, tensor_type(FLOAT, []))))]), ml_opset=3)


def bool_output():
    return written(graph("bool output", [node("Greater", ["x", "zero"], ["y"])], [value("x", FLOAT, ["N", 1])],
                         [value("y", BOOL, ["N", 1])], [tensor("zero", FLOAT, [1], [0.0])]))


def int_sigmoid():
    nodes = [node("Cast", ["x"], ["real"], to=FLOAT), node("Sigmoid", ["real"], ["y"])]
    return written(graph("sigmoid of an integer", nodes, [value("x", INT64, ["N", 1])], [value("y", FLOAT, ["N", 1])]))


def endless_loop():
    """A Loop without a trip limit whose condition is always true, and that does a little work each time."""
    body = graph("body", [node("Identity", ["condition_in"], ["condition_out"]), node("Add", ["v_in", "v_in"], ["v_out"])],
                 [value("i", INT64, []), value("condition_in", BOOL, []), value("v_in", FLOAT, ["N", 2])],
                 [value("condition_out", BOOL, []), value("v_out", FLOAT, ["N", 2])])
    return written(graph("endless loop", [node("Loop", ["", "always", "x"], ["y"], "endless", body=Graph(body))],
                         [value("x", FLOAT, ["N", 2])], [value("y", FLOAT, ["N", 2])],
                         [tensor("always", BOOL, [], [True])]))


def external_data():
    entry = lambda key, text: field_bytes(13, field_bytes(1, key) + field_bytes(2, text))
    weights = (field_varint(1, 2) + field_varint(2, FLOAT) + field_bytes(8, "w") + entry("location", "weights.bin")
               + entry("offset", "0") + entry("length", "8") + field_varint(14, 1))
    return written(graph("external data", [node("Mul", ["x", "w"], ["y"])], [value("x", FLOAT, ["N", 2])],
                         [value("y", FLOAT, ["N", 2])], [weights]))


def unknown_operator():
    return written(graph("unknown operator", [node("Teleport", ["x"], ["y"], "t")], [value("x", FLOAT, ["N", 2])],
                         [value("y", FLOAT, ["N", 2])]))


def foreign_domain():
    return written(graph("foreign domain", [node("Teleport", ["x"], ["y"], "t", "com.example")],
                         [value("x", FLOAT, ["N", 2])], [value("y", FLOAT, ["N", 2])]))


def cycle():
    nodes = [node("Add", ["x", "b"], ["a"]), node("Add", ["a", "x"], ["b"])]
    return written(graph("cycle", nodes, [value("x", FLOAT, ["N", 2])], [value("b", FLOAT, ["N", 2])]))


def claim(size_bytes):
    """A weight whose raw data announces `size_bytes` and has 16."""
    lie = (field_varint(1, size_bytes // 4) + field_varint(2, FLOAT) + field_bytes(8, "w")
           + varint(9 << 3 | 2) + varint(size_bytes) + bytes(16))
    return written(graph("claim", [node("Mul", ["x", "w"], ["y"])], [value("x", FLOAT, ["N", 2])],
                         [value("y", FLOAT, ["N", 2])], [lie]))


def shape_claim():
    """Well-formed protobuf, but a shape of 2^60 elements over 16 bytes."""
    lie = field_varint(1, 1 << 30) + field_varint(1, 1 << 30) + field_varint(2, FLOAT) + field_bytes(8, "w") + field_bytes(9, bytes(16))
    return written(graph("shape claim", [node("Mul", ["x", "w"], ["y"])], [value("x", FLOAT, ["N", 2])],
                         [value("y", FLOAT, ["N", 2])], [lie]))


def negative_dim():
    weights = field_varint(1, -5) + field_varint(2, FLOAT) + field_bytes(8, "w") + field_bytes(9, bytes(16))
    return written(graph("negative dimension", [node("Mul", ["x", "w"], ["y"])], [value("x", FLOAT, ["N", 2])],
                         [value("y", FLOAT, ["N", 2])], [weights]))


def deep_nesting(depth):
    """If inside If inside If. Built from the inside with sizes known, so that it stays linear."""
    def header(number, size):
        return varint(number << 3 | 2) + varint(size)

    operator = field_bytes(4, "If")
    pieces, size = [], 0
    for _ in range(depth):
        inner = header(6, size)                        # attribute.g
        attribute = header(5, size + len(inner))       # node.attribute
        body = len(operator) + len(attribute) + len(inner) + size
        piece = header(1, body) + operator + attribute + inner
        pieces.append(piece)
        size += len(piece)
    return written(b"".join(reversed(pieces)) + field_bytes(2, "deep nesting") + field_bytes(11, value("x", FLOAT, ["N", 2])))


def deep_tree(depth):
    """A regression tree that is one chain of `depth` branches, each with a leaf of its own on the other side."""
    count = 2 * depth + 1                    # 0 .. depth - 1 are branches, depth .. 2 depth are leaves
    leaves = list(range(depth, count))
    nodes = [node("TreeEnsembleRegressor", ["x"], ["y"], "", "ai.onnx.ml", n_targets=1, post_transform="NONE",
                  nodes_treeids=[0] * count, nodes_nodeids=list(range(count)), nodes_featureids=[0] * count,
                  nodes_values=Floats([0.0] * count), nodes_modes=["BRANCH_LEQ"] * depth + ["LEAF"] * (depth + 1),
                  nodes_truenodeids=list(range(1, depth + 1)) + [0] * (depth + 1),
                  nodes_falsenodeids=leaves[1:] + [0] * (depth + 1),
                  target_treeids=[0] * len(leaves), target_nodeids=leaves, target_ids=[0] * len(leaves),
                  target_weights=Floats([1.0] * len(leaves)))]
    return written(graph("deep tree", nodes, [value("x", FLOAT, ["N", 1])], [value("y", FLOAT, ["N", 1])]), ml_opset=3)


def cyclic_tree():
    nodes = [node("TreeEnsembleRegressor", ["x"], ["y"], "", "ai.onnx.ml", n_targets=1, post_transform="NONE",
                  nodes_treeids=[0, 0], nodes_nodeids=[0, 1], nodes_featureids=[0, 0], nodes_values=Floats([0.0, 0.0]),
                  nodes_modes=["BRANCH_LEQ", "BRANCH_LEQ"], nodes_truenodeids=[1, 0], nodes_falsenodeids=[1, 0],
                  target_treeids=[0], target_nodeids=[1], target_ids=[0], target_weights=Floats([1.0]))]
    return written(graph("cyclic tree", nodes, [value("x", FLOAT, ["N", 1])], [value("y", FLOAT, ["N", 1])]), ml_opset=3)


def integer_division_by_zero():
    """INT64 division: some runtimes stop the process at x / 0."""
    return written(graph("integer division", [node("Div", ["a", "b"], ["y"])],
                         [value("a", INT64, ["N", 1]), value("b", INT64, ["N", 1])], [value("y", INT64, ["N", 1])]))


LFS_POINTER = (b"version https://git-lfs.github.com/spec/v1\n"
               b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345678\n")
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
                    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")
HTML = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in to download</body></html>\n"


def files():
    """(file, content, Assay opens it, a runtime runs it, what it is)"""
    good = affine(["N", 3], ["N", 1])
    return [
        ("identity.onnx", identity(), True, True, "returns its input"),
        ("affine.onnx", good, True, True, "2 a - b + 0.5 c + 1"),
        ("fixed_batch.onnx", affine([1, 3], [1, 1]), True, True, "exported for one row at a time"),
        ("dynamic_symbols.onnx", affine([None, 3], [None, 1]), True, True, "dimensions left unknown"),
        ("two_columns.onnx", two_columns(), True, True, "inputs of two types, one a column"),
        ("text_input.onnx", text_input(), True, True, "a string tensor as input"),
        ("zipmap_int.onnx", zipmap(INT64, [10, 20]), True, True, "ZipMap with integer labels"),
        ("zipmap_text.onnx", zipmap(STRING, ["no", "yes"]), True, True, "ZipMap with text labels"),
        ("bool_output.onnx", bool_output(), True, True, "a BOOL output"),
        ("int_sigmoid.onnx", int_sigmoid(), True, True, "an INT64 input, wrong type for a REAL column with fractions"),
        ("integer_division.onnx", integer_division_by_zero(), True, True, "INT64 division; do not feed 0"),
        ("endless_loop.onnx", endless_loop(), True, False, "never comes back when it runs"),
        ("external_data.onnx", external_data(), True, False, "its weights lie in weights.bin, which is not there"),
        ("unknown_operator.onnx", unknown_operator(), True, False, "an operator that ONNX does not have"),
        ("foreign_domain.onnx", foreign_domain(), True, False, "an operator of a foreign domain"),
        ("cycle.onnx", cycle(), True, False, "two nodes that wait for each other"),
        ("shape_claim.onnx", shape_claim(), True, False, "a weight of 2^60 elements that has 16 bytes"),
        ("negative_dim.onnx", negative_dim(), True, False, "a weight of -5 elements"),
        ("cyclic_tree.onnx", cyclic_tree(), True, False, "a tree that leads back to itself"),
        ("deep_tree.onnx", deep_tree(100_000), True, False, "a tree 100,000 levels deep: crashes a runtime in its own process"),
        ("deep_nesting.onnx", deep_nesting(200_000), True, False, "subgraphs nested 200,000 deep"),
        ("claim_2gb.onnx", claim(1 << 31), False, False, "raw data that announces 2 GiB and has 16 bytes"),
        ("truncated.onnx", good[:len(good) * 2 // 3], False, False, "cut short"),
        ("lfs_pointer.onnx", LFS_POINTER, False, False, "a Git LFS pointer"),
        ("page.onnx", HTML, False, False, "a web page"),
        ("picture.onnx", PNG, False, False, "a PNG picture"),
        ("empty.onnx", b"", False, False, "empty"),
    ]


def main():
    parser = argparse.ArgumentParser(description="Write the ONNX models that tests use.")
    parser.add_argument("output_dir", type=Path)
    parser.add_argument("--seeds", action="store_true", help="only files under 10 kB, without models.json")
    args = parser.parse_args()
    out_dir = args.output_dir
    out_dir.mkdir(parents=True, exist_ok=True)
    index = []
    for name, content, opens, runs, what in files():
        if args.seeds and len(content) >= 10_000:
            continue
        path = out_dir / name
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
        index.append({"file": name, "opens": opens, "runs": runs, "what": what})
    if not args.seeds:
        (out_dir / "models.json").write_text(json.dumps(index, indent=1) + "\n")
    print(f"{len(index)} models in {out_dir}")


if __name__ == "__main__":
    main()
