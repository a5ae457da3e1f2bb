"""The sample tables: where each comes from, under which terms, and how it becomes a CSV file.

The data itself is not in this repository: it is read from the pinned npm package vega-datasets when the
samples are built. Standard library only.
"""

import csv
import io
import json
from pathlib import Path

PACKAGE = "vega-datasets"

# Terms as the package's own datapackage.json states them, which make_samples.py checks against.
SOURCES = {
    "penguins": {
        "file": "penguins.json",
        "title": "Palmer penguins",
        "description": "Measurements of 344 penguins of three species in Antarctica, some of them missing.",
        "target": "Species",
        "licence": "CC0-1.0",
        "licence_in_package": "CC0 1.0 Universal",
        "source": "Kristen Gorman and Palmer Station Antarctica LTER; palmerpenguins by Allison Horst",
        "source_url": "https://allisonhorst.github.io/palmerpenguins/",
        "changes": "",
    },
    "seattle-weather": {
        "file": "seattle-weather.csv",
        "title": "Seattle weather",
        "description": "Daily rain, temperature and wind in Seattle, 2012 to 2015, with a label for the day.",
        "target": "weather",
        "licence": "Public domain (work of the United States government)",
        "licence_in_package": "U.S. Government Dataset",
        "source": "NOAA National Climatic Data Center",
        "source_url": "https://www.ncdc.noaa.gov/cdo-web/datatools/records",
        "changes": "",
    },
    "gapminder": {
        "file": "gapminder.json",
        "title": "Gapminder",
        "description": "Population, fertility and life expectancy of 62 countries, every five years from 1955 to 2005.",
        "target": "life_expect",
        "licence": "CC-BY-4.0",
        "licence_in_package": "Creative Commons Attribution 4.0 International",
        "source": "Gapminder Foundation",
        "source_url": "https://www.gapminder.org/free-material/",
        "changes": "",
    },
    "birdstrikes": {
        "file": "birdstrikes.csv",
        "title": "Bird strikes",
        "description": "10,000 collisions of aircraft with wildlife in the United States, with dates, places and costs.",
        "target": "Wildlife Size",
        "licence": "Public domain (work of the United States government)",
        "licence_in_package": "U.S. Government Dataset",
        "source": "FAA Wildlife Strike Database",
        "source_url": "https://wildlife.faa.gov",
        # "None" means that nothing was damaged, not that the value is missing.
        "replace": {"Effect Amount of damage": {"None": "No damage"}},
        "changes": "In \"Effect Amount of damage\", None is written as No damage.",
    },
}


class Table:
    """Column names, and rows of text, number or None (missing)."""

    def __init__(self, columns, rows):
        self.columns = columns
        self.rows = rows

    def records(self):
        return [dict(zip(self.columns, row)) for row in self.rows]

    def csv_bytes(self):
        """RFC 4180 with LF line ends; numbers in their shortest form; missing is an empty field."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        for row in self.rows:
            writer.writerow(["" if v is None else str(v) for v in row])
        return out.getvalue().encode()


def check_terms(name, package_dir):
    """Stop when the package no longer states the terms that we publish with the sample."""
    source = SOURCES[name]
    package = json.loads((package_dir / "datapackage.json").read_text())
    for resource in package["resources"]:
        if resource["path"] == source["file"]:
            stated = [entry.get(k) for entry in resource.get("licenses") or [] for k in ("name", "title")]
            if source["licence_in_package"] in stated:
                return
            raise SystemExit(f"{source['file']}: {PACKAGE} states the terms {stated}, not "
                             f"{source['licence_in_package']!r}. Look at the terms before publishing this sample.")
    raise SystemExit(f"{source['file']} is not described in {PACKAGE}'s datapackage.json")


def load(name, node_modules):
    """One sample as a Table. Stops with what to do when the package is not installed."""
    package_dir = Path(node_modules) / PACKAGE
    source = SOURCES[name]
    path = package_dir / "data" / source["file"]
    if not path.is_file():
        raise SystemExit(f"{path} is missing. Run scripts/setup (npm ci), then try again.")
    check_terms(name, package_dir)
    if path.suffix == ".json":
        records = json.loads(path.read_text())
        columns = list(records[0])
        rows = [[record.get(c) for c in columns] for record in records]
    else:
        columns, *text_rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        rows = [[v if v != "" else None for v in row] for row in text_rows]
    for column, mapping in source.get("replace", {}).items():
        at = columns.index(column)
        for row in rows:
            row[at] = mapping.get(row[at], row[at])
    return Table(columns, rows)
