#!/usr/bin/env python3
"""Train the sample models and write their coefficients and golden predictions.

Run by hand when a sample changes, never by the build: python3 scripts/samples/train.py
Needs scikit-learn (Debian's python3-sklearn 1.2.1 made the committed files) and node_modules/vega-datasets.
Writes scripts/samples/coefficients/*.json (what make_samples.py turns into .onnx files) and
tests/data/golden_predictions/*.json (scikit-learn's own answers, which every runtime must reproduce).
"""

import json
import math
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, mean_absolute_error, r2_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import OneHotEncoder

import datasets

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SEED = 20


def f32(value):
    """The nearest float32 as the shortest decimal that gives it back."""
    return float(np.format_float_positional(np.float32(value), unique=True, trim="0")) \
        if np.isfinite(value) else float(value)


def floor_f32(value):
    """The largest float32 that is <= value: for float32 x, x <= value is then the same question."""
    rounded = np.float32(value)
    if float(rounded) > value:
        rounded = np.nextafter(rounded, np.float32(-np.inf))
    return float(str(rounded))


def nested(array):
    return [f32(v) for v in np.asarray(array, dtype=float).ravel()]


def columns_as_matrix(table, features):
    return np.array([[math.nan if v is None else float(v) for v in (row[f] for f in features)]
                     for row in table.records()], dtype=np.float64)


def impute_with_means(x, features):
    """Mean of each column that has missing values, put in their place; a mapping feature -> mean."""
    means = {}
    for i, feature in enumerate(features):
        gaps = np.isnan(x[:, i])
        if gaps.any():
            means[feature] = f32(x[~gaps, i].mean())
            x[gaps, i] = means[feature]
    return means


def provenance(script_note):
    return {"made_by": "scripts/samples/train.py", "scikit_learn": sklearn.__version__,
            "numpy": np.__version__, "python": platform.python_version(), "seed": SEED, "model": script_note}


def tree_arrays(tree, values, tree_id, out, scale=1.0):
    """Append one scikit-learn tree to the flat attribute lists of a TreeEnsemble operator."""
    t = tree.tree_
    for i in range(t.node_count):
        leaf = t.children_left[i] < 0
        out["nodes_treeids"].append(tree_id)
        out["nodes_nodeids"].append(i)
        out["nodes_featureids"].append(0 if leaf else int(t.feature[i]))
        out["nodes_values"].append(0.0 if leaf else floor_f32(t.threshold[i]))
        out["nodes_modes"].append("LEAF" if leaf else "BRANCH_LEQ")
        out["nodes_truenodeids"].append(0 if leaf else int(t.children_left[i]))
        out["nodes_falsenodeids"].append(0 if leaf else int(t.children_right[i]))
        if leaf:
            for target, weight in enumerate(values(t.value[i])):
                if weight != 0.0:
                    out["leaf_treeids"].append(tree_id)
                    out["leaf_nodeids"].append(i)
                    out["leaf_targets"].append(target)
                    out["leaf_weights"].append(f32(weight * scale))


def empty_trees():
    keys = ("nodes_treeids nodes_nodeids nodes_featureids nodes_values nodes_modes nodes_truenodeids "
            "nodes_falsenodeids leaf_treeids leaf_nodeids leaf_targets leaf_weights").split()
    return {k: [] for k in keys}


def save(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f" {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


def as_number(value):
    """CSV text as the number that it spells, where it spells one."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def golden(name, csv, features, table, rows, answers, tolerance):
    records = table.records()
    inputs = {f: [as_number(records[r][f]) for r in rows] for f in features}
    save(ROOT / "tests/data/golden_predictions" / f"{name}.json",
         {"model": f"{name}.onnx", "table": csv, "by": f"scikit-learn {sklearn.__version__}",
          "tolerance": tolerance, "rows": [int(r) for r in rows], "inputs": inputs, **answers})


def spread(n, count=40):
    """Row numbers spread evenly over the table, the first and the last included."""
    return sorted({round(i * (n - 1) / (count - 1)) for i in range(count)})


def penguins_mlp():
    table = datasets.load("penguins", ROOT / "node_modules")
    features = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"]
    target = "Species"
    x = columns_as_matrix(table, features)
    y = np.array([r[target] for r in table.records()])
    impute = impute_with_means(x, features)
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.3, random_state=SEED, stratify=y)
    mean, scale = train_x.mean(axis=0), train_x.std(axis=0)
    net = MLPClassifier(hidden_layer_sizes=(12, 8), alpha=0.01, solver="lbfgs", max_iter=2000, random_state=SEED)
    net.fit((train_x - mean) / scale, train_y)
    predicted = net.predict((test_x - mean) / scale)
    classes = [str(c) for c in net.classes_]
    save(HERE / "coefficients/penguins_mlp.json", {
        "kind": "mlp_classifier", "sample": "penguins", "features": features, "target": target,
        "classes": classes, "impute": impute,
        "quality": {"rows_train": len(train_y), "rows_test": len(test_y),
                    "accuracy_test": round(accuracy_score(test_y, predicted), 4),
                    "f1_macro_test": round(f1_score(test_y, predicted, average="macro"), 4)},
        "provenance": provenance("MLPClassifier(hidden_layer_sizes=(12, 8), alpha=0.01, solver='lbfgs')"),
        "mean": nested(mean), "scale": nested(scale),
        "layers": [{"rows": w.shape[0], "columns": w.shape[1], "weights": nested(w), "bias": nested(b)}
                   for w, b in zip(net.coefs_, net.intercepts_)]})
    rows = spread(len(x))
    p = net.predict_proba((x[rows] - mean) / scale)
    golden("penguins_mlp", "penguins.csv", features, table, rows,
           {"target": target, "classes": classes, "labels": [classes[i] for i in p.argmax(axis=1)],
            "probabilities": p.tolist()}, 1e-6)


def weather_forest():
    table = datasets.load("seattle-weather", ROOT / "node_modules")
    features = ["precipitation", "temp_max", "temp_min", "wind"]
    target = "weather"
    x = columns_as_matrix(table, features).astype(np.float32)
    y = np.array([r[target] for r in table.records()])
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.3, random_state=SEED, stratify=y)
    forest = RandomForestClassifier(n_estimators=20, max_depth=6, min_samples_leaf=4, random_state=SEED)
    forest.fit(train_x, train_y)
    predicted = forest.predict(test_x)
    classes = [str(c) for c in forest.classes_]
    trees = empty_trees()
    for i, tree in enumerate(forest.estimators_):
        tree_arrays(tree, lambda v: v[0] / v[0].sum(), i, trees, 1.0 / len(forest.estimators_))
    save(HERE / "coefficients/seattle-weather_forest.json", {
        "kind": "forest_classifier", "sample": "seattle-weather", "features": features, "target": target,
        "classes": classes, "impute": {},
        "quality": {"rows_train": len(train_y), "rows_test": len(test_y),
                    "accuracy_test": round(accuracy_score(test_y, predicted), 4),
                    "f1_macro_test": round(f1_score(test_y, predicted, average="macro"), 4)},
        "provenance": provenance("RandomForestClassifier(n_estimators=20, max_depth=6, min_samples_leaf=4)"),
        **trees})
    rows = spread(len(x))
    p = forest.predict_proba(x[rows])
    golden("seattle-weather_forest", "seattle-weather.csv", features, table, rows,
           {"target": target, "classes": classes, "labels": [str(v) for v in forest.predict(x[rows])],
            "probabilities": p.tolist()}, 1e-6)


def gapminder_boosting():
    table = datasets.load("gapminder", ROOT / "node_modules")
    features = ["year", "fertility", "pop", "cluster"]
    target = "life_expect"
    x = columns_as_matrix(table, features).astype(np.float32)
    y = np.array([r[target] for r in table.records()], dtype=float)
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.3, random_state=SEED)
    boost = GradientBoostingRegressor(n_estimators=60, max_depth=3, learning_rate=0.15, random_state=SEED)
    boost.fit(train_x, train_y)
    predicted = boost.predict(test_x)
    trees = empty_trees()
    for i, tree in enumerate(boost.estimators_[:, 0]):
        tree_arrays(tree, lambda v: v[0], i, trees, boost.learning_rate)
    save(HERE / "coefficients/gapminder_boosting.json", {
        "kind": "boosting_regressor", "sample": "gapminder", "features": features,
        "integer_features": ["year", "pop", "cluster"], "target": target, "impute": {},
        "quality": {"rows_train": len(train_y), "rows_test": len(test_y),
                    "mae_test": round(mean_absolute_error(test_y, predicted), 3),
                    "r2_test": round(r2_score(test_y, predicted), 4)},
        "provenance": provenance("GradientBoostingRegressor(n_estimators=60, max_depth=3, learning_rate=0.15)"),
        "base_value": f32(boost.init_.constant_.item()), **trees})
    rows = spread(len(x))
    golden("gapminder_boosting", "gapminder.csv", features, table, rows,
           {"target": target, "predictions": boost.predict(x[rows]).tolist()}, 1e-6)


def birdstrikes_logistic():
    table = datasets.load("birdstrikes", ROOT / "node_modules")
    text = ["Phase of flight", "Time of day", "Effect Amount of damage"]
    features = text + ["Speed IAS in knots"]
    target = "Wildlife Size"
    records = table.records()
    y = np.array([r[target] for r in records])
    categories = [[str(v) for v in c]
                  for c in OneHotEncoder().fit(np.array([[r[t] or "" for t in text] for r in records])).categories_]
    encoder = OneHotEncoder(categories=categories, handle_unknown="ignore", sparse_output=False)
    one_hot = encoder.fit_transform(np.array([[r[t] or "" for t in text] for r in records]))
    speed = columns_as_matrix(table, ["Speed IAS in knots"])
    impute = impute_with_means(speed, ["Speed IAS in knots"])
    mean, scale = speed.mean(), speed.std()
    x = np.hstack([one_hot, (speed - mean) / scale])
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.3, random_state=SEED, stratify=y)
    logistic = LogisticRegression(C=1.0, max_iter=2000, random_state=SEED)
    logistic.fit(train_x, train_y)
    predicted = logistic.predict(test_x)
    classes = [str(c) for c in logistic.classes_]
    save(HERE / "coefficients/birdstrikes_logistic.json", {
        "kind": "logistic_with_text", "sample": "birdstrikes", "features": features, "target": target,
        "classes": classes, "impute": impute, "text_features": text, "categories": categories,
        "quality": {"rows_train": len(train_y), "rows_test": len(test_y),
                    "accuracy_test": round(accuracy_score(test_y, predicted), 4),
                    "f1_macro_test": round(f1_score(test_y, predicted, average="macro"), 4),
                    "largest_class_share": round(max(np.mean(y == c) for c in classes), 4)},
        "provenance": provenance("OneHotEncoder + StandardScaler + LogisticRegression(C=1.0), multinomial"),
        "mean": f32(mean), "scale": f32(scale),
        "coefficients": [nested(row) for row in logistic.coef_], "intercepts": nested(logistic.intercept_)})
    rows = spread(len(x))
    p = logistic.predict_proba(x[rows])
    golden("birdstrikes_logistic", "birdstrikes.csv", features, table, rows,
           {"target": target, "classes": classes, "labels": [classes[i] for i in p.argmax(axis=1)],
            "probabilities": p.tolist()}, 1e-6)


def generated_dew_point():
    """No training: a published formula with its published coefficients, for the table that the app generates."""
    b, c, lowest_humidity = 17.62, 243.12, 1.0
    save(HERE / "coefficients/generated_dew_point.json", {
        "kind": "dew_point", "sample": "generated", "features": ["temperature", "humidity"], "target": None,
        "impute": {}, "quality": None,
        "provenance": {"made_by": "scripts/samples/train.py", "formula": "gamma = ln(RH / 100) + b T / (c + T); "
                       "dew point = c gamma / (b - gamma)", "source": "Magnus formula over water; D. Sonntag, "
                       "Zeitschrift fuer Meteorologie 40 (1990) 340-344: b = 17.62, c = 243.12 degrees C"},
        "b": b, "c": c, "lowest_humidity": lowest_humidity})
    grid = [(t, h) for t in (-20.0, -0.5, 0.0, 12.25, 20.0, 31.5, 45.0) for h in (0.0, 1.0, 5.5, 50.0, 87.125, 100.0)]
    answers = []
    for t, h in grid:
        gamma = math.log(max(h, lowest_humidity) / 100.0) + b * t / (c + t)
        answers.append(c * gamma / (b - gamma))
    save(ROOT / "tests/data/golden_predictions/generated_dew_point.json",
         {"model": "generated_dew_point.onnx", "table": None, "by": "the formula in double precision",
          "tolerance": 1e-5, "rows": list(range(len(grid))),
          "inputs": {"temperature": [t for t, _ in grid], "humidity": [h for _, h in grid]},
          "target": None, "predictions": answers})


if __name__ == "__main__":
    penguins_mlp()
    weather_forest()
    gapminder_boosting()
    birdstrikes_logistic()
    generated_dew_point()
