"""The set-up's steps. See scripts/setup for how to call it and scripts/deps.json for what it fetches."""
import argparse
import fcntl
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import emscripten
import thirdparty
from apt import IsolatedApt
from common import (CACHE, DOWNLOADS, HEADERS, ROOT, SOURCES, SetupError, Stamp, key_of, run, say, sha256_of)

MANIFEST = ROOT / "scripts/deps.json"
PARTS = {  # part -> steps, in order
    "npm": ["npm"],
    "cpp": ["cpp"],
    "native": ["system:build", "system:native", "npm", "cpp", "lib:native:catch2 highway sdl2"],
    "web": ["system:build", "npm", "cpp", "emscripten", "lib:web-threads:highway sdl2",
            "lib:web-nothreads:highway sdl2"],
    "web-test": ["lib:web-threads:catch2", "lib:web-nothreads:catch2"],
    "fuzz": ["system:build", "cpp", "toolchain", "lib:native:catch2 highway sdl2"],
    "test": ["system:test"],
}


def rows_of(manifest: dict, group: str) -> list:
    return [row for row in manifest["packages"] if row["group"] == group]


def apt_of(manifest: dict) -> IsolatedApt:
    return IsolatedApt(CACHE / "apt", manifest["suite"])


# -- steps -------------------------------------------------------------------------------------------
def step_npm(_manifest: dict) -> None:
    stamp = Stamp("npm", key_of(sha256_of(ROOT / "package-lock.json"), sha256_of(ROOT / "package.json")))
    if stamp.fresh() and (ROOT / "node_modules/vite").exists():
        return
    if not shutil.which("npm"):
        raise SetupError("npm was not found.", "Install Node.js 20.19 or newer, which brings npm.")
    say("npm ci (JavaScript packages, scripts off)")
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm ci", cwd=ROOT, log=CACHE / "log/npm.log")
    stamp.set()


def step_cpp(manifest: dict) -> None:
    rows = rows_of(manifest, "cpp")
    stamp = Stamp("cpp", key_of(rows, 1))
    if stamp.fresh():
        return
    apt_of(manifest).fetch(rows, DOWNLOADS)
    fresh_folder(HEADERS)
    for row in rows:
        file = DOWNLOADS / row["file"]
        if row["kind"] == "deb":
            run(["dpkg-deb", "-x", file, HEADERS], f"unpacking {file.name}")
        else:
            folder = SOURCES / row["name"]
            fresh_folder(folder)
            run(["tar", "-xf", file, "-C", folder, "--strip-components=1"], f"unpacking {file.name}")
    stamp.set()
    say("C++ headers and sources are ready")


def fresh_folder(folder: pathlib.Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def step_system(manifest: dict, name: str) -> None:
    wanted = manifest["system"][name]
    missing = [p for p in wanted["packages"] if not installed(p)]
    if not missing:
        return
    command = "apt-get install -y --no-install-recommends " + " ".join(missing)
    if os.geteuid() != 0:
        raise SetupError(f"Missing system packages ({wanted['why']}): {' '.join(missing)}", f"Run: sudo {command}")
    say(f"installing system packages ({wanted['why']}): {' '.join(missing)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], "apt-get update", env=env)
    run(command.split(" "), "apt-get install", env=env, log=CACHE / f"log/system-{name}.log")


# A tool counts however it came (a version manager, another package): these are looked up on PATH.
PROGRAMS = {"g++": "g++", "cmake": "cmake", "ninja-build": "ninja", "python3": "python3", "nodejs": "node",
            "chromium": "chromium", "xvfb": "Xvfb", "xauth": "xauth"}


def installed(package: str) -> bool:
    if package in PROGRAMS and shutil.which(PROGRAMS[package]):
        return True
    if not shutil.which("dpkg-query"):
        return False
    done = subprocess.run(["dpkg-query", "-W", "-f=${db:Status-Status}", package], capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.startswith("installed")


def step_toolchain(manifest: dict) -> None:
    emscripten.unpack(apt_of(manifest), rows_of(manifest, "toolchain"))


def step_emscripten(manifest: dict) -> None:
    if emscripten.own_emcc():
        say(f"using {emscripten.own_emcc()}")
        return
    step_toolchain(manifest)
    emscripten.configure()
    emscripten.build_system_libraries()


def do_step(step: str, manifest: dict) -> None:
    kind, _, argument = step.partition(":")
    if kind == "system":
        step_system(manifest, argument)
    elif kind == "lib":
        variant, _, libraries = argument.partition(":")
        sources = {r["name"]: r for r in rows_of(manifest, "cpp") if r["kind"] == "source"}
        for library in libraries.split(" "):
            thirdparty.build(library, variant, key_of(sources[library]))
    else:
        {"npm": step_npm, "cpp": step_cpp, "toolchain": step_toolchain, "emscripten": step_emscripten}[kind](manifest)


# -- relocking ------------------------------------------------------------------------------------------
def relock(manifest: dict, names: list) -> None:
    apt = apt_of(manifest)
    apt.update()
    rows = [apt.newest(row) if not names or row["name"] in names else row for row in manifest["packages"]]
    head, tail = MANIFEST.read_text().split('"packages": [\n', 1)
    tail = tail[tail.index("\n  ],"):]
    lines = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in rows)
    MANIFEST.write_text(head + '"packages": [\n' + lines + tail)
    say("scripts/deps.json is rewritten; look at its diff before you commit it")


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/setup", description="See the head of scripts/setup.")
    parser.add_argument("parts", nargs="*", help="npm cpp native web web-test fuzz test (default: all)")
    parser.add_argument("--relock", action="store_true", help="pin the mirror's newest versions (of the rows named)")
    options = parser.parse_args()
    manifest = json.loads(MANIFEST.read_text())
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "lock", "w") as lock:  # two set-ups at once would build the same thing twice
        fcntl.flock(lock, fcntl.LOCK_EX)
        if options.relock:
            relock(manifest, options.parts)
            return 0
        unknown = [p for p in options.parts if p not in PARTS]
        if unknown:
            raise SetupError(f"unknown part: {' '.join(unknown)}", f"Parts: {' '.join(PARTS)}")
        done = set()
        for part in options.parts or PARTS:
            for step in PARTS[part]:
                if step not in done:
                    do_step(step, manifest)
                    done.add(step)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SetupError as error:
        print(f"setup: {error}\n  → {error.hint}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
