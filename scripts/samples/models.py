"""Turn trained coefficients (coefficients/*.json) into ONNX models. Standard library only, reproducible.

Each builder takes the parsed JSON and returns (bytes of the model, facts for the index).
Metadata keys that every sample model carries, and that Assay reads from any model:
  assay.task      "classification" or "regression"
  assay.features  JSON array of column names: of the one [N, F] input in column order, or else of the inputs
  assay.target    the column that the model predicts
  assay.classes   JSON array of class names in the order of the probabilities
  assay.impute    JSON object: column name -> value to use where it is missing
  assay.quality   JSON object: what was measured on held-out rows when it was trained
"""

import json

from onnx_writer import (FLOAT, INT64, STRING, Floats, graph, map_type, model, node, sequence_type, tensor,
                         tensor_type, value_info)

TREE_LISTS = ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_modes", "nodes_truenodeids",
              "nodes_falsenodeids")


def metadata(spec, task):
    pairs = [("assay.task", task), ("assay.features", json.dumps(spec["features"]))]
    if spec["target"]:
        pairs.append(("assay.target", spec["target"]))
    if "classes" in spec:
        pairs.append(("assay.classes", json.dumps(spec["classes"])))
    if spec["impute"]:
        pairs.append(("assay.impute", json.dumps(spec["impute"])))
    if spec["quality"]:
        pairs.append(("assay.quality", json.dumps(spec["quality"])))
    return pairs


def described_input(name, kind, dims):
    return {"name": name, "type": {FLOAT: "FLOAT", INT64: "INT64", STRING: "STRING"}[kind], "shape": dims}


def tree_attributes(spec):
    lists = {key: spec[key] for key in TREE_LISTS}
    lists["nodes_values"] = Floats(spec["nodes_values"])
    lists["nodes_hitrates"] = Floats([1.0] * len(spec["nodes_values"]))
    lists["nodes_missing_value_tracks_true"] = [0] * len(spec["nodes_values"])
    return lists


def mlp_classifier(spec):
    """Standard operators only, scaling included: runs on WebGPU as it stands."""
    width, classes = len(spec["features"]), len(spec["classes"])
    weights = [tensor("mean", FLOAT, [width], spec["mean"]), tensor("scale", FLOAT, [width], spec["scale"])]
    nodes = [node("Sub", ["features", "mean"], ["centred"], "centre"),
             node("Div", ["centred", "scale"], ["scaled"], "scale_by")]
    at = "scaled"
    for i, layer in enumerate(spec["layers"], 1):
        last = i == len(spec["layers"])
        weights += [tensor(f"weights_{i}", FLOAT, [layer["rows"], layer["columns"]], layer["weights"]),
                    tensor(f"bias_{i}", FLOAT, [layer["columns"]], layer["bias"])]
        out = "logits" if last else f"hidden_{i}"
        nodes.append(node("Gemm", [at, f"weights_{i}", f"bias_{i}"], [out], f"layer_{i}"))
        at = out
        if not last:
            nodes.append(node("Relu", [at], [f"active_{i}"], f"relu_{i}"))
            at = f"active_{i}"
    nodes.append(node("Softmax", [at], ["probabilities"], "softmax", axis=1))
    g = graph(spec["sample"] + " MLP", nodes, [value_info("features", tensor_type(FLOAT, ["N", width]))],
              [value_info("probabilities", tensor_type(FLOAT, ["N", classes]))], weights)
    return (model(g, metadata=metadata(spec, "classification"), doc="Multi-layer perceptron with its scaling inside."),
            {"task": "classification", "webgpu": True, "inputs": [described_input("features", FLOAT, ["N", width])],
             "outputs": ["probabilities"]})


def forest_classifier(spec):
    """Shaped like scikit-learn's usual export: one float input, a label, and probabilities through ZipMap."""
    width = len(spec["features"])
    trees = node("TreeEnsembleClassifier", ["X"], ["output_label", "probabilities"], "TreeEnsembleClassifier",
                 "ai.onnx.ml", classlabels_strings=spec["classes"], post_transform="NONE",
                 class_treeids=spec["leaf_treeids"], class_nodeids=spec["leaf_nodeids"],
                 class_ids=spec["leaf_targets"], class_weights=Floats(spec["leaf_weights"]),
                 **tree_attributes(spec))
    zipmap = node("ZipMap", ["probabilities"], ["output_probability"], "ZipMap", "ai.onnx.ml",
                  classlabels_strings=spec["classes"])
    g = graph(spec["sample"] + " random forest", [trees, zipmap],
              [value_info("X", tensor_type(FLOAT, ["N", width]))],
              [value_info("output_label", tensor_type(STRING, ["N"])),
               value_info("output_probability", sequence_type(map_type(STRING, tensor_type(FLOAT, []))))])
    return (model(g, ml_opset=3, metadata=metadata(spec, "classification"), doc="Random forest."),
            {"task": "classification", "webgpu": False, "inputs": [described_input("X", FLOAT, ["N", width])],
             "outputs": ["output_label", "output_probability"]})


def boosting_regressor(spec):
    """Shaped like a scikit-learn pipeline's export: one [N, 1] input a column, integers cast inside."""
    kinds = {f: INT64 if f in spec["integer_features"] else FLOAT for f in spec["features"]}
    nodes, parts = [], []
    for feature, kind in kinds.items():
        parts.append(feature)
        if kind == INT64:
            parts[-1] = feature + "_as_float"
            nodes.append(node("Cast", [feature], [parts[-1]], "cast_" + feature, to=FLOAT))
    nodes.append(node("Concat", parts, ["features"], "concat", axis=1))
    nodes.append(node("TreeEnsembleRegressor", ["features"], ["prediction"], "TreeEnsembleRegressor", "ai.onnx.ml",
                      n_targets=1, base_values=Floats([spec["base_value"]]), post_transform="NONE",
                      target_treeids=spec["leaf_treeids"], target_nodeids=spec["leaf_nodeids"],
                      target_ids=spec["leaf_targets"], target_weights=Floats(spec["leaf_weights"]),
                      **tree_attributes(spec)))
    g = graph(spec["sample"] + " boosted trees", nodes,
              [value_info(f, tensor_type(kind, ["N", 1])) for f, kind in kinds.items()],
              [value_info("prediction", tensor_type(FLOAT, ["N", 1]))])
    return (model(g, ml_opset=3, metadata=metadata(spec, "regression"), doc="Gradient-boosted trees."),
            {"task": "regression", "webgpu": False, "outputs": ["prediction"],
             "inputs": [described_input(f, kind, ["N", 1]) for f, kind in kinds.items()]})


def logistic_with_text(spec):
    """Text columns go in as they are (string tensors) and are one-hot coded inside; an unseen text is all zeros."""
    numbers = [f for f in spec["features"] if f not in spec["text_features"]]
    nodes, parts = [], []
    for i, (feature, categories) in enumerate(zip(spec["text_features"], spec["categories"])):
        nodes += [node("OneHotEncoder", [feature], [f"one_hot_{i}"], f"encode_{i}", "ai.onnx.ml",
                       cats_strings=categories, zeros=1),
                  node("Flatten", [f"one_hot_{i}"], [f"flat_{i}"], f"flatten_{i}", axis=1)]
        parts.append(f"flat_{i}")
    nodes += [node("Scaler", numbers, ["scaled"], "scaler", "ai.onnx.ml", offset=Floats([spec["mean"]]),
                   scale=Floats([1.0 / spec["scale"]])),
              node("Concat", parts + ["scaled"], ["features"], "concat", axis=1),
              node("LinearClassifier", ["features"], ["label", "probabilities"], "LinearClassifier", "ai.onnx.ml",
                   coefficients=Floats([v for row in spec["coefficients"] for v in row]),
                   intercepts=Floats(spec["intercepts"]), classlabels_strings=spec["classes"],
                   multi_class=1, post_transform="SOFTMAX")]
    kinds = {f: STRING if f in spec["text_features"] else FLOAT for f in spec["features"]}
    g = graph(spec["sample"] + " logistic regression", nodes,
              [value_info(f, tensor_type(kind, ["N", 1])) for f, kind in kinds.items()],
              [value_info("label", tensor_type(STRING, ["N"])),
               value_info("probabilities", tensor_type(FLOAT, ["N", len(spec["classes"])]))])
    return (model(g, ml_opset=3, metadata=metadata(spec, "classification"),
                  doc="Logistic regression with one-hot coding and scaling inside."),
            {"task": "classification", "webgpu": False, "outputs": ["label", "probabilities"],
             "inputs": [described_input(f, kind, ["N", 1]) for f, kind in kinds.items()]})


def dew_point(spec):
    """The Magnus formula in standard operators: runs on WebGPU as it stands."""
    weights = [tensor("lowest_humidity", FLOAT, [], [spec["lowest_humidity"]]), tensor("hundred", FLOAT, [1], [100.0]),
               tensor("b", FLOAT, [1], [spec["b"]]), tensor("c", FLOAT, [1], [spec["c"]])]
    nodes = [node("Clip", ["humidity", "lowest_humidity"], ["percent"], "keep_above_zero"),
             node("Div", ["percent", "hundred"], ["relative"], "as_share"),
             node("Log", ["relative"], ["log_relative"], "log"),
             node("Mul", ["temperature", "b"], ["numerator"], "b_times_t"),
             node("Add", ["temperature", "c"], ["denominator"], "c_plus_t"),
             node("Div", ["numerator", "denominator"], ["magnus"], "magnus_term"),
             node("Add", ["log_relative", "magnus"], ["gamma"], "gamma"),
             node("Mul", ["gamma", "c"], ["c_gamma"], "c_times_gamma"),
             node("Sub", ["b", "gamma"], ["b_minus_gamma"], "b_minus_gamma"),
             node("Div", ["c_gamma", "b_minus_gamma"], ["dew_point"], "dew_point")]
    g = graph("dew point", nodes, [value_info(f, tensor_type(FLOAT, ["N", 1])) for f in spec["features"]],
              [value_info("dew_point", tensor_type(FLOAT, ["N", 1]))], weights)
    return (model(g, metadata=metadata(spec, "regression"),
                  doc="Dew point in degrees C from temperature in degrees C and relative humidity in percent."),
            {"task": "regression", "webgpu": True, "outputs": ["dew_point"],
             "inputs": [described_input(f, FLOAT, ["N", 1]) for f in spec["features"]]})


BUILDERS = {b.__name__: b for b in (mlp_classifier, forest_classifier, boosting_regressor, logistic_with_text,
                                    dew_point)}


def build(spec):
    return BUILDERS[spec["kind"]](spec)
