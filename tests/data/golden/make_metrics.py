#!/usr/bin/env python3
"""Golden values of evaluation metrics, by scikit-learn. Run by hand: python3 tests/data/golden/make_metrics.py

Writes metrics.json beside this script: for each case the labels, predictions and probabilities, and what
scikit-learn (Debian's python3-sklearn) makes of them. null = undefined.
"""
import json
import math
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics

warnings.simplefilter("ignore")


def finite(value):
    value = float(value)
    return value if math.isfinite(value) else None


def classification(name, truth, predicted, labels, probabilities):
    truth, predicted = np.asarray(truth), np.asarray(predicted)
    union = sorted(set(truth.tolist()) | set(predicted.tolist()))
    out = {"name": name, "truth": truth.tolist(), "predicted": predicted.tolist(), "labels": union,
           "confusion": metrics.confusion_matrix(truth, predicted, labels=union).ravel().tolist(),
           "accuracy": metrics.accuracy_score(truth, predicted),
           "balanced_accuracy": metrics.balanced_accuracy_score(truth, predicted)}
    for key, score in (("precision", metrics.precision_score), ("recall", metrics.recall_score),
                       ("f1", metrics.f1_score)):
        out[key + "_macro"] = score(truth, predicted, labels=union, average="macro")
        # scikit-learn's 0 for an undefined one; the test knows which are undefined from the confusion matrix
        out[key] = score(truth, predicted, labels=union, average=None).tolist()
    out["probability_labels"], out["probabilities"] = [], []
    out["auc"] = out["log_loss"] = None
    if labels:
        p = np.asarray(probabilities, dtype=float)
        out["probability_labels"], out["probabilities"] = list(labels), p.tolist()
        out["log_loss"] = metrics.log_loss(truth, p, labels=labels)
        if set(truth.tolist()) == set(labels):
            out["auc"] = metrics.roc_auc_score(truth == labels[1], p[:, 1]) if len(labels) == 2 else \
                metrics.roc_auc_score(truth, p, multi_class="ovr", average="macro", labels=labels)
    return out


def regression(name, truth, predicted):
    mse = metrics.mean_squared_error(truth, predicted)
    return {"name": name, "truth": list(truth), "predicted": list(predicted),
            "mae": metrics.mean_absolute_error(truth, predicted), "mse": mse, "rmse": math.sqrt(mse),
            "r2": finite(metrics.r2_score(truth, predicted, force_finite=False))}


def random_case(name, seed, labels, rows, ties):
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(len(labels)), rows)
    if ties:  # few different scores, so that most pairs tie
        p = np.round(p * 4) / 4
        p[p.sum(axis=1) == 0] = 1.0
        p /= p.sum(axis=1, keepdims=True)
    truth = [labels[rng.choice(len(labels), p=0.7 * row + 0.3 / len(labels))] for row in p]
    predicted = [labels[i] for i in p.argmax(axis=1)]
    return classification(name, truth, predicted, labels, p)


CASES = {
    "by": f"scikit-learn {sklearn.__version__}",
    "classification": [
        random_case("binary", 1, ["no", "yes"], 60, False),
        random_case("binary with ties", 2, ["no", "yes"], 80, True),
        random_case("three classes", 3, ["Adelie", "Chinstrap", "Gentoo"], 90, False),
        random_case("three classes with ties", 4, ["a", "b", "c"], 90, True),
        random_case("numbers as labels", 5, [2, 10], 40, False),
        classification("perfect", ["a", "b", "a"], ["a", "b", "a"], ["a", "b"], [[1, 0], [0, 1], [1, 0]]),
        classification("all wrong", ["a", "b"], ["b", "a"], ["a", "b"], [[0, 1], [1, 0]]),
        classification("one row", ["a"], ["a"], ["a", "b"], [[0.75, 0.25]]),
        classification("one class", ["a", "a", "a"], ["a", "b", "a"], ["a", "b"],
                       [[0.9, 0.1], [0.4, 0.6], [0.5, 0.5]]),
        classification("a label that is never predicted", ["a", "b", "c", "c"], ["a", "a", "b", "b"], None, None),
        classification("a prediction that is never true", ["a", "a", "b"], ["a", "c", "b"], None, None),
    ],
    "regression": [
        regression("small", [3.0, -0.5, 2.0, 7.0], [2.5, 0.0, 2.0, 8.0]),
        regression("far from zero", [1e9 + v for v in (1.0, 2.0, 4.0, 7.0)], [1e9 + v for v in (1.5, 2.0, 3.0, 8.0)]),
        regression("worse than the mean", [1.0, 2.0, 3.0], [3.0, 1.0, 0.0]),
        regression("constant truth", [2.0, 2.0, 2.0], [1.0, 2.0, 3.0]),
        regression("one row", [1.0], [1.5]),
        regression("perfect", [1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),
    ],
}

path = Path(__file__).resolve().parent / "metrics.json"
path.write_text(json.dumps(CASES, indent=1) + "\n")
print(f"{path.name}: {path.stat().st_size} bytes")
