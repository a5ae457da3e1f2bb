"""What the set-up's parts share: paths, messages, stamps."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("ASSAY_CACHE", ROOT / ".cache")).resolve()
DOWNLOADS = CACHE / "downloads"
TOOLCHAIN = CACHE / "toolchain"      # emscripten, clang 19 and the libraries they run on
HEADERS = CACHE / "include"          # header-only libraries
SOURCES = CACHE / "src"              # unpacked source tarballs
LIBRARIES = CACHE / "lib"            # third-party static libraries, one folder a variant


class SetupError(Exception):
    """What went wrong, and what to do about it."""

    def __init__(self, what: str, hint: str):
        super().__init__(what)
        self.hint = hint


def say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr, flush=True)


def sha256_of(path: pathlib.Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def key_of(*parts) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


class Stamp:
    """A step that is done once for a key; the key holds everything the step's result depends on."""

    def __init__(self, name: str, key: str):
        self.path = CACHE / "stamps" / name
        self.key = key

    def fresh(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.key

    def set(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.key)


def run(args: list, what: str, cwd=None, env=None, log=None) -> None:
    """Runs quietly; on failure shows the end of what it said."""
    done = subprocess.run([str(a) for a in args], cwd=cwd, env=env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout)
    if done.returncode != 0:
        raise SetupError(f"{what} failed:\n{done.stdout.strip()[-3000:]}",
                         f"The whole output is in {log}." if log else "Fix that and run scripts/setup again.")
