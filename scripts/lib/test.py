"""The steps of scripts/test. See there for how to call it."""
import argparse
import glob
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
JOBS = os.environ.get("ASSAY_JOBS", str(os.cpu_count() or 2))
FUZZ_SECONDS = os.environ.get("ASSAY_FUZZ_SECONDS", "10")
TESTDATA = os.environ.get("ASSAY_TESTDATA", str(ROOT.parent / "shared/testdata"))
SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json"
# Folders whose tests start threads; the others have nothing that the thread sanitizer could see.
THREADED = ["base", "jobs", "io", "profile", "inference", "session"]


class Failed(Exception):
    pass


class Skipped(Exception):
    """The step's files are not there."""


def environment() -> dict:
    env = {**os.environ, "ASSAY_TESTDATA": TESTDATA,
           "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1",
           "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1", "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1"}
    if os.path.exists(SWIFTSHADER):
        env.setdefault("VK_ICD_FILENAMES", SWIFTSHADER)
    if chromium := shutil.which("chromium"):
        env.setdefault("ASSAY_CHROMIUM", chromium)
    return env


def command(args: list, what: str, timeout: int = 1800) -> None:
    """Runs with its output shown as it comes."""
    try:
        done = subprocess.run([str(a) for a in args], cwd=ROOT, env=environment(), timeout=timeout)
    except subprocess.TimeoutExpired:
        raise Failed(f"{what}: not done after {timeout} s")
    if done.returncode != 0:
        raise Failed(f"{what}: exit status {done.returncode}")


def quiet(args: list, what: str, timeout: int = 1800, good=(0,)) -> str:
    """Runs with its output kept, and shown when it fails."""
    try:
        done = subprocess.run([str(a) for a in args], cwd=ROOT, env=environment(), timeout=timeout, text=True,
                              errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired as late:
        print((late.stdout or b"").decode(errors="replace")[-8000:])
        raise Failed(f"{what}: not done after {timeout} s")
    if done.returncode not in good:
        print(done.stdout[-20000:])
        raise Failed(f"{what}: exit status {done.returncode}")
    return done.stdout


def setup(*parts: str) -> None:
    command([ROOT / "scripts/setup", *parts], "scripts/setup " + " ".join(parts), timeout=3600)


def configure(preset: str) -> None:
    quiet(["cmake", "--preset", preset, "-DASSAY_PCH=ON"], f"cmake --preset {preset}")


def build(preset: str, *targets: str) -> pathlib.Path:
    folder = BUILD / preset
    configure(preset)
    quiet(["ninja", "-C", folder, "-j", JOBS, *targets], f"ninja ({preset})", timeout=3600)
    return folder


def closing(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "(no output)"


def run_catch(folder: pathlib.Path, targets: list, through: list, suffix: str = "") -> None:
    for target in targets:
        program = folder / (target + suffix)
        # 4 is Catch2's status for a program all of whose cases were skipped
        out = quiet([*through, program, "--order", "rand", "--colour-mode", "none"], f"{target} ({folder.name})", timeout=1200, good=(0, 4))
        print(f"  {target:<16} {closing(out)}", flush=True)
        for line in sorted({l.strip() for l in out.splitlines() if "skipped" in l.lower() and "explicit" not in l.lower()}):
            if line != closing(out):
                print(f"    {line}")


def test_targets(preset: str, only=None) -> list:
    configure(preset)
    targets = (BUILD / preset / "tests.txt").read_text().split()
    return [t for t in targets if only is None or t.removeprefix("test_") in only]


def catch_step(preset: str, through=(), suffix="", only=None) -> None:
    targets = test_targets(preset, only)
    if not targets:
        raise Skipped("no tests yet")
    folder = build(preset, *targets)
    run_catch(folder, targets, list(through), suffix)


# -- steps: the docstring's first line is the title ------------------------------------------------------
def step_layers() -> None:
    """Rules of the house: layers, file lengths, words"""
    command([sys.executable, "-B", ROOT / "scripts/check_layers.py"], "check_layers")


def step_native() -> None:
    """Unit tests, native, optimised"""
    setup("native")
    catch_step("native-release")


def step_debug() -> None:
    """Unit tests, native, not optimised (not among the default steps: asan has the same checks and more)"""
    setup("native")
    catch_step("native-debug")


def step_apps() -> None:
    """The command line and the desktop app build, and the command line does its job"""
    setup("native")
    targets = [name for name, main in (("assay", "cli_main.cpp"), ("assay-desktop", "desktop_main.cpp"))
               if (ROOT / "src/app" / main).exists()]
    if not targets:
        raise Skipped("no composition root yet")
    build("native-release", *targets)
    script = ROOT / "tests/app/run.py"
    if script.exists():
        command([sys.executable, "-B", script, BUILD / "native-release"], "tests/app/run.py")
    print(f"  built: {' '.join(targets)}")


def step_asan() -> None:
    """Unit tests under the address and undefined-behaviour sanitizers"""
    setup("native")
    catch_step("native-asan")


def step_tsan() -> None:
    """Unit tests that start threads, under the thread sanitizer"""
    setup("native")
    catch_step("native-tsan", only=THREADED)


def step_fuzz() -> None:
    """Fuzz targets: their corpora, then a short search"""
    setup("fuzz")
    if not glob.glob(str(ROOT / "tests/fuzz/fuzz_*.cpp")):
        raise Skipped("no fuzz targets yet")
    folder = build("native-fuzz", "assay_fuzz_all")
    for source in sorted(glob.glob(str(ROOT / "tests/fuzz/fuzz_*.cpp"))):
        fuzz_one(folder / pathlib.Path(source).stem)


def fuzz_one(program: pathlib.Path) -> None:
    corpus = ROOT / "tests/fuzz/corpus" / program.name
    found = BUILD / "fuzz-corpus" / program.name  # what earlier runs found: a build output
    found.mkdir(parents=True, exist_ok=True)
    kept = [corpus] if corpus.exists() else []
    limits = ["-timeout=10", "-rss_limit_mb=2048", "-malloc_limit_mb=1024", f"-artifact_prefix={found.parent}/"]
    dictionary = ROOT / f"tests/fuzz/{program.name}.dict"
    if dictionary.exists():
        limits.append(f"-dict={dictionary}")
    inputs = sum(1 for f in kept for _ in f.iterdir())
    if kept:
        quiet([program, "-runs=0", *limits, *kept], f"{program.name} over its corpus")
    out = quiet([program, f"-max_total_time={FUZZ_SECONDS}", "-print_final_stats=0", *limits, found, *kept], program.name)
    print(f"  {program.name:<16} corpus {inputs}, {closing(out)}", flush=True)


def step_wasm() -> None:
    """Unit tests as wasm under Node: threads and SIMD"""
    setup("web", "web-test")
    catch_step("web-release", through=["node"], suffix=".js")


def step_wasm_nothreads() -> None:
    """Unit tests as wasm under Node: no threads"""
    setup("web", "web-test")
    catch_step("web-nothreads", through=["node"], suffix=".js")


def step_host() -> None:
    """TypeScript host: types and unit tests"""
    setup("npm")
    command(["node", ROOT / "scripts/test_host.mjs"], "TypeScript host")


def step_samples() -> None:
    """Sample models: reproducible, and their answers under ONNX Runtime"""
    setup("npm")
    folder = BUILD / "samples-check"
    shutil.rmtree(folder, ignore_errors=True)
    out = quiet([sys.executable, "-B", ROOT / "scripts/samples/make_samples.py", folder], "make_samples.py")
    print("  " + "\n  ".join(out.strip().splitlines()))
    command(["node", ROOT / "scripts/samples/check_models.mjs", folder], "check_models.mjs")


def step_gpu() -> None:
    """Shader parity: every WGSL kernel against its C++ twin"""
    if not (ROOT / "tests/gpu/run.mjs").exists():
        raise Skipped("tests/gpu/run.mjs is not there")
    setup("npm", "native", "test")
    folder = build("native-release", "test_compute")
    command(["node", ROOT / "tests/gpu/run.mjs", "--build", folder], "shader parity")


def step_web() -> None:
    """The browser app builds into dist/"""
    setup("web")
    if not (ROOT / "src/app/browser_main.cpp").exists() or not (ROOT / "web/index.html").exists():
        raise Skipped("no browser app yet")
    command(["node", ROOT / "scripts/build_web.mjs"], "build_web", timeout=3600)


def step_e2e() -> None:
    """End to end in a real browser"""
    if not (ROOT / "tests/e2e/run.mjs").exists():
        raise Skipped("tests/e2e/run.mjs is not there")
    setup("test")
    step_web()
    quiet([sys.executable, "-B", ROOT / "tests/data/models/make_test_models.py", BUILD / "test-models"], "make_test_models.py")
    command(["node", ROOT / "tests/e2e/run.mjs"], "end to end", timeout=1800)


STEPS = {f.__name__.removeprefix("step_").replace("_", "-"): f for f in (
    step_layers, step_native, step_apps, step_samples, step_host, step_wasm, step_wasm_nothreads, step_web, step_gpu,
    step_e2e, step_asan, step_tsan, step_fuzz, step_debug)}
DEFAULT = [name for name in STEPS if name != "debug"]


def run_step(name: str) -> tuple:
    """(result, detail, seconds)"""
    print(f"\n== {name}: {STEPS[name].__doc__.splitlines()[0]}", flush=True)
    start = time.monotonic()
    result, detail = "passed", ""
    try:
        STEPS[name]()
    except Skipped as why:
        result, detail = "skipped", str(why)
    except Failed as why:
        result, detail = "FAILED", str(why)
        print(f"  {why}")
    return result, detail, time.monotonic() - start


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/test", description="See the head of scripts/test.")
    parser.add_argument("steps", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--keep-going", action="store_true")
    options = parser.parse_args()
    if options.list:
        for name, step in STEPS.items():
            print(f"{name:<16} {step.__doc__.splitlines()[0]}")
        return 0
    unknown = [s for s in options.steps if s not in STEPS]
    if unknown:
        print(f"no such step: {' '.join(unknown)} (scripts/test --list)", file=sys.stderr)
        return 2
    rows = []
    for name in options.steps or DEFAULT:
        rows.append((name, *run_step(name)))
        if rows[-1][1] == "FAILED" and not options.keep_going:
            break
    print("\n== summary")
    for name, result, detail, seconds in rows:
        print(f"  {name:<16} {result:<8} {seconds:6.1f} s  {detail}")
    left = [n for n in (options.steps or DEFAULT) if n not in {r[0] for r in rows}]
    if left:
        print(f"  not run: {' '.join(left)}")
    failed = [r[0] for r in rows if r[1] == "FAILED"]
    count = {result: sum(r[1] == result for r in rows) for result in ("passed", "FAILED", "skipped")}
    print(f"{count['passed']} passed, {count['FAILED']} failed, {count['skipped']} skipped")
    print("scripts/test: " + (f"FAILED ({', '.join(failed)})" if failed else f"all {len(rows)} steps passed or skipped"))
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
