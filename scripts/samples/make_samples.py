#!/usr/bin/env python3
"""Build the samples: CSV tables, ONNX models, and samples.json that lists them.

  python3 scripts/samples/make_samples.py OUTPUT_DIR [--node-modules DIR]

Standard library only; the same inputs give the same bytes. Tables come from the npm package vega-datasets,
models from scripts/samples/coefficients. samples.json:
  {"version": 1, "samples": [{
     "id": "penguins",              ?demo=penguins
     "title", "description",        for the empty state
     "rows", "columns", "size_bytes", "csv": "penguins.csv",      relative to samples.json
     "generated": null,             or {"rows": N}: made by the app itself, csv is null then
     "target": "Species",           the label column; null where there is none
     "licence", "source", "source_url", "changes",
     "models": [{"file", "title", "task", "size_bytes", "webgpu", "inputs": [{"name", "type", "shape"}],
                 "outputs", "quality": {...} or null}]}]}
"""

import argparse
import json
from pathlib import Path

import datasets
import models

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Sample -> [(coefficients without .json, title of the model)]; the first model is the one a demo opens.
MODELS = {
    "penguins": [("penguins_mlp", "Species from four measurements (neural network)")],
    "seattle-weather": [("seattle-weather_forest", "Kind of day (random forest)")],
    "gapminder": [("gapminder_boosting", "Life expectancy (gradient-boosted trees)")],
    "birdstrikes": [("birdstrikes_logistic", "Size of the animal (logistic regression on text)")],
    "generated": [("generated_dew_point", "Dew point (Magnus formula)")],
}

# The table that the app makes itself (src/io/sample_table.hpp), at any size; `rows` is what is offered first.
GENERATED_ROWS = 100_000
GENERATED_COLUMNS = 20


def write(path, content):
    """Write only what changed, so that build systems and servers see unchanged files as unchanged."""
    if not path.is_file() or path.read_bytes() != content:
        path.write_bytes(content)
    return len(content)


def build_models(sample, out_dir):
    entries = []
    for stem, title in MODELS[sample]:
        spec = json.loads((HERE / "coefficients" / f"{stem}.json").read_text())
        content, facts = models.build(spec)
        size = write(out_dir / f"{stem}.onnx", content)
        entries.append({"file": f"{stem}.onnx", "title": title, "size_bytes": size, "quality": spec["quality"],
                        **facts})
    return entries


def sample_entry(sample, out_dir, node_modules):
    source = datasets.SOURCES[sample]
    table = datasets.load(sample, node_modules)
    size = write(out_dir / f"{sample}.csv", table.csv_bytes())
    return {"id": sample, "title": source["title"], "description": source["description"],
            "rows": len(table.rows), "columns": len(table.columns), "size_bytes": size, "csv": f"{sample}.csv",
            "generated": None, "target": source["target"], "licence": source["licence"],
            "source": source["source"], "source_url": source["source_url"], "changes": source["changes"],
            "models": build_models(sample, out_dir)}


def generated_entry(out_dir):
    return {"id": "generated", "title": "Generated table",
            "description": "Twenty columns of made-up numbers, categories, times and text, made here at any size.",
            "rows": GENERATED_ROWS, "columns": GENERATED_COLUMNS, "size_bytes": 0, "csv": None,
            "generated": {"rows": GENERATED_ROWS}, "target": None, "licence": "CC0-1.0", "source": "Assay itself",
            "source_url": "", "changes": "", "models": build_models("generated", out_dir)}


def main():
    parser = argparse.ArgumentParser(description="Build Assay's sample tables and models.")
    parser.add_argument("output_dir", type=Path)
    parser.add_argument("--node-modules", type=Path, default=ROOT / "node_modules")
    args = parser.parse_args()
    args.output_dir.mkdir(parents=True, exist_ok=True)
    samples = [sample_entry(name, args.output_dir, args.node_modules) for name in datasets.SOURCES]
    samples.append(generated_entry(args.output_dir))
    index = json.dumps({"version": 1, "samples": samples}, indent=1, ensure_ascii=False) + "\n"
    write(args.output_dir / "samples.json", index.encode())
    for entry in samples:
        print(f"{entry['id']}: {entry['rows']} rows, models: {', '.join(m['file'] for m in entry['models'])}")


if __name__ == "__main__":
    main()
