#!/usr/bin/env python3
"""The terminal program, from outside: python3 tests/app/run.py BUILD_DIR

Makes the sample tables and the test models, runs `assay` on them and checks what it prints, what it writes, its
exit status, and that predictions are scikit-learn's. Standard library only.
"""
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSAY = Path(sys.argv[1]).resolve() / "assay"
failures, passed = [], 0


def check(condition, what):
    global passed
    if condition:
        passed += 1
    else:
        failures.append(what)
        print(f"  FAILED: {what}", flush=True)


def assay(*arguments, stdin=b"", timeout=120):
    return subprocess.run([ASSAY, *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout)


def text(done):
    return done.stdout.decode(), done.stderr.decode()


def close(got, want, relative):
    return abs(got - want) <= relative * max(abs(want), 1.0)


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def usage():
    out, _ = text(assay("--help"))
    check("Exit status" in out and "profile" in out, "--help explains commands and exit status")
    for arguments in ([], ["explode"], ["profile"], ["score", "a.onnx"], ["profile", "x.csv", "-o", "x.pdf"],
                      ["score", "a", "b", "--missing", "guess"], ["score", "a", "b", "--json"], ["score", "-", "-"]):
        check(assay(*arguments).returncode == 2, f"usage: {arguments} exits with 2")


def profiles(samples, work):
    table = samples / "penguins.csv"
    done = assay("profile", table)
    out, err = text(done)
    check(done.returncode == 0 and err == "", "profile: succeeds and is silent on stderr")
    check("Beak Length (mm)" in out and "Alerts" in out and "rows" in out, "profile: columns and alerts are shown")
    check("nan" not in re.sub(r"[^ \n]*nan[a-z]+", "", out.lower()), "profile: no NaN is shown")
    machine = assay("profile", table, "--json")
    profile = json.loads(machine.stdout)
    check(profile["schema"] == "assay-profile/1", "profile --json: the schema is named")
    expected = rows_of(table.read_bytes())
    check(profile["table"]["rows"] == len(expected), "profile --json: every row is counted")
    check([c["name"] for c in profile["columns"]] == list(expected[0]), "profile --json: every column is there")
    piped = json.loads(assay("profile", "-", "--json", stdin=table.read_bytes()).stdout)
    same = lambda p: [{k: v for k, v in c.items() if k != "elapsed_ms"} for c in p["columns"]]
    check(same(piped) == same(profile), "profile -: standard input gives the same profile")
    one = json.loads(assay("profile", table, "--json", "--threads", 1).stdout)
    check(same(one) == same(profile), "profile: one thread gives the same profile")
    page = work / "penguins.html"
    check(assay("profile", table, "-o", page).returncode == 0, "profile -o html: succeeds")
    html = page.read_text()
    check("default-src 'none'" in html and "<script" not in html and "<svg" in html, "profile -o html: one page, no script")
    check(not re.search(r"https?://", html), "profile -o html: names no other origin")
    report = work / "penguins.json"
    check(assay("profile", table, "-o", report).returncode == 0 and json.loads(report.read_text())["schema"],
          "profile -o json: writes the profile")
    out, _ = text(assay("profile", table, "--target", "Body Mass (g)"))
    check("Pearson correlation with" in out, "profile --target: correlations are listed")
    check(assay("profile", table, "--target", "Species").returncode == 2, "profile --target: a text column is refused")
    check(assay("profile", table, "-o", work / "no/such/folder.json").returncode == 1, "profile -o: a bad folder exits with 1")
    check(not list(work.glob("*.part*")), "no temporary files are left behind")


def broken_tables(work):
    for name, content, words in [("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"), ("empty.csv", b"", "empty")]:
        path = work / name
        path.write_bytes(content)
        done = assay("profile", path)
        _, err = text(done)
        check(done.returncode == 1 and words in err and name in err, f"profile {name}: says what it is: {err!r}")
        error = json.loads(assay("profile", path, "--json").stdout)["error"]
        check(error["code"] and error["message"], f"profile {name} --json: the error is JSON")
    missing = assay("profile", work / "nothing.csv")
    check(missing.returncode == 1 and b"nothing.csv" in missing.stderr, "profile: a file that is not there is named")
    one = work / "one.csv"
    one.write_bytes(b"only\n1\n2\n")
    check(assay("profile", one).returncode == 0, "profile: a table of one column is fine")
    tricky = work / "tricky.csv"
    tricky.write_bytes("name,v\n\x1b[31mred,1\nZürich,2\n".encode())
    out, _ = text(assay("profile", tricky))
    check("\x1b" not in out, "profile: data cannot steer the terminal")


def predictions(samples, work):
    """Every sample model over its whole table equals scikit-learn's stored answers."""
    for path in sorted((ROOT / "tests/data/golden_predictions").glob("*.json")):
        golden = json.loads(path.read_text())
        out = work / (path.stem + ".csv")
        if golden["table"]:
            table, rows = samples / golden["table"], golden["rows"]
        else:  # a table that the app generates: the golden inputs themselves
            table, rows = work / "golden_inputs.csv", range(len(golden["rows"]))
            with table.open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(golden["inputs"])
                writer.writerows(zip(*golden["inputs"].values()))
        done = assay("score", samples / golden["model"], table, "-o", out, "--json")
        check(done.returncode == 0, f"score {golden['model']}: succeeds: {done.stderr.decode()} {done.stdout.decode()[:300]}")
        if done.returncode:
            continue
        summary, scored = json.loads(done.stdout), rows_of(out.read_bytes())
        check(summary["rows"] == len(scored), f"score {golden['model']}: a prediction for every row")
        worst = 0.0
        for at, row in enumerate(rows):
            if "predictions" in golden:
                got, want = [float(scored[row]["prediction"])], [golden["predictions"][at]]
            else:
                got = [float(scored[row]["probability " + label]) for label in golden["classes"]]
                want = golden["probabilities"][at]
                check(scored[row]["prediction"] == golden["labels"][at], f"score {golden['model']}: label of row {row}")
            worst = max(worst, *(abs(g - w) / max(abs(w), 1.0) for g, w in zip(got, want)))
        check(worst <= golden["tolerance"], f"score {golden['model']}: {worst:.2g} off, more than {golden['tolerance']}")
        evaluation = summary["evaluation"]
        check(not golden["table"] or evaluation is not None and evaluation["label"] == golden["target"], f"score {golden['model']}: is evaluated")
        print(f"  {golden['model']}: {len(scored)} rows, within {worst:.1e} of {golden['by']}", flush=True)


def correct_models(models, work):
    table = work / "abc.csv"
    table.write_text("a,b,c,label\n" + "".join(f"{i},{i * 2},{i * 0.5 + 0.25},x\n" for i in range(1000)))
    for name in ("affine.onnx", "fixed_batch.onnx", "dynamic_symbols.onnx"):
        done = assay("score", models / name, table)
        rows = rows_of(done.stdout) if done.returncode == 0 else []
        right = all(close(float(r["prediction"]), 2 * float(r["a"]) - float(r["b"]) + 0.5 * float(r["c"]) + 1, 1e-6) for r in rows)
        check(len(rows) == 1000 and right, f"score {name}: 2a - b + 0.5c + 1: {done.stderr.decode()[:300]}")
    people = work / "people.csv"
    people.write_text("age,income,city\n30,1.5,Oslo\n40,,Pune\n")
    done = assay("score", models / "two_columns.onnx", people, "--missing", "zero")
    rows = rows_of(done.stdout)
    check([float(r["prediction"]) for r in rows] == [31.5, 40.0], "score two_columns.onnx: two types, --missing zero")
    done = assay("score", models / "two_columns.onnx", people, "--missing", "skip")
    check([r["prediction"] for r in rows_of(done.stdout)] == ["31.5", ""], "score --missing skip: an empty prediction")
    rows = rows_of(assay("score", models / "text_input.onnx", people).stdout)
    check(all(float(rows[0][f"{k}"]) == v for k, v in zip([k for k in rows[0] if k not in ("age", "income", "city", "prediction")], (1, 0, 0))),
          f"score text_input.onnx: text goes in: {rows[:1]}")
    pairs = work / "pairs.csv"
    pairs.write_text("p,q\n0,1\n3,1\n")
    for name, labels in (("zipmap_int.onnx", ("20", "10")), ("zipmap_text.onnx", ("yes", "no"))):
        done = assay("score", models / name, pairs)
        rows = rows_of(done.stdout)
        check(tuple(r["prediction"] for r in rows) == labels, f"score {name}: labels {[r.get('prediction') for r in rows]}")
        check(close(float(rows[0]["probability " + labels[0]]), 0.7310585786, 1e-6), f"score {name}: probabilities by label")
    bound = assay("score", models / "two_columns.onnx", pairs, "--bind", "age=p", "--bind", "income=q")
    check([float(r["prediction"]) for r in rows_of(bound.stdout)] == [1.0, 4.0], "score --bind: columns by hand")
    open_ = assay("score", models / "two_columns.onnx", pairs)
    check(open_.returncode == 2 and b"--bind" in open_.stderr, "score: unbound inputs are named, with what to do")
    check(assay("score", models / "two_columns.onnx", pairs, "--bind", "age=nothing").returncode == 2, "score --bind: no such column")
    half = work / "half.csv"
    half.write_text("x\n1.5\n2\n")
    wrong = assay("score", models / "int_sigmoid.onnx", half)
    check(wrong.returncode == 1 and b"1.5 in row 1" in wrong.stderr, "score: a fraction for an INT64 input names the row")


def hostile_models(models, work):
    pairs = work / "pairs.csv"
    index = json.loads((models / "models.json").read_text())
    for entry in index:
        if entry["runs"]:
            continue
        start = time.monotonic()
        table = work / ("half.csv" if entry["file"].endswith("tree.onnx") else "pairs.csv")
        done = assay("score", models / entry["file"], table, "--timeout", 1, timeout=60)
        took = time.monotonic() - start
        _, err = text(done)
        good = done.returncode == 1 and err.startswith("assay: ") and len(err) > 30
        check(good, f"score {entry['file']}: a clear message and a clean exit, not {done.returncode}: {err[:200]!r}")
        print(f"  {entry['file']:<24} {took:4.1f} s  {err.strip()[:130]}", flush=True)
    division = work / "division.csv"
    division.write_text("a,b\n1,0\n")
    done = assay("score", models / "integer_division.onnx", division)
    check(done.returncode in (0, 1), f"score integer_division.onnx by zero: no crash, {done.returncode}")
    start = time.monotonic()
    done = assay("score", models / "endless_loop.onnx", pairs, "--timeout", 0.5)
    check(done.returncode == 1 and b"did not answer within 0.5 s" in done.stderr and time.monotonic() - start < 5,
          "score endless_loop.onnx: the watchdog ends it")
    process = subprocess.Popen([ASSAY, "score", models / "endless_loop.onnx", pairs, "--timeout", "60"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    check(process.returncode == 130 and b"ancelled" in err and time.monotonic() - start < 3,
          f"score: Ctrl+C cancels within moments: {process.returncode} {err!r}")


def inspects(models):
    done = assay("inspect", models / "affine.onnx")
    check(done.returncode == 0 and b"affine" in done.stdout, "inspect: describes a model")
    check(json.loads(assay("inspect", models / "affine.onnx", "--json").stdout)["counts"]["nodes"] == 1, "inspect --json")
    piped = assay("inspect", "-", stdin=(models / "affine.onnx").read_bytes())
    check(piped.returncode == 0, f"inspect -: reads standard input: {piped.stderr.decode()}")
    for entry in json.loads((models / "models.json").read_text()):
        done = assay("inspect", models / entry["file"])
        check(done.returncode == (0 if entry["opens"] else 1), f"inspect {entry['file']}: exit status {done.returncode}")


def main():
    if not os.access(ASSAY, os.X_OK):
        sys.exit(f"{ASSAY} is not there; build it first")
    with tempfile.TemporaryDirectory(prefix="assay-app-") as folder:
        work = Path(folder)
        samples, models = work / "samples", work / "models"
        for script, out in (("scripts/samples/make_samples.py", samples), ("tests/data/models/make_test_models.py", models)):
            subprocess.run([sys.executable, "-B", ROOT / script, out], check=True, stdout=subprocess.DEVNULL)
        usage()
        profiles(samples, work)
        broken_tables(work)
        predictions(samples, work)
        correct_models(models, work)
        hostile_models(models, work)
        inspects(models)
    print(f"  {passed} checks passed, {len(failures)} failed")
    sys.exit(1 if failures else 0)


main()
