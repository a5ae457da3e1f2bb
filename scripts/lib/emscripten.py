"""Debian's emscripten and clang 19, unpacked without root and made to run from the cache folder.

The programs come from a newer Debian than the machine's may be, so each is pointed to its own loader and C library.
"""
import os
import pathlib
import re
import shutil
import subprocess

from common import CACHE, DOWNLOADS, ROOT, TOOLCHAIN, SetupError, Stamp, key_of, run, say

OLDEST = (3, 1, 60)
LLVM = TOOLCHAIN / "usr/lib/llvm-19"
EMSCRIPTEN = TOOLCHAIN / "usr/share/emscripten"
LIBS = TOOLCHAIN / "usr/lib/x86_64-linux-gnu"
EM_CACHE = EMSCRIPTEN / "cache"  # comes filled with almost all variants of the libraries


def own_emcc() -> str | None:
    """The folder of an emcc that the machine has already, new enough to use."""
    candidates = []
    if os.environ.get("EMSDK"):
        candidates.append(pathlib.Path(os.environ["EMSDK"]) / "upstream/emscripten/emcc")
    if shutil.which("emcc"):
        candidates.append(pathlib.Path(shutil.which("emcc")).resolve())
    for emcc in candidates:
        if TOOLCHAIN in emcc.parents or not emcc.exists():
            continue
        shown = subprocess.run([emcc, "--version"], capture_output=True, text=True).stdout
        found = re.search(r"(\d+)\.(\d+)\.(\d+)", shown)
        if found and tuple(int(n) for n in found.groups()) >= OLDEST:
            return str(emcc.parent)
        say(f"{emcc} is older than {'.'.join(map(str, OLDEST))}: not used")
    return None


def emscripten_folder() -> pathlib.Path:
    return pathlib.Path(own_emcc() or EMSCRIPTEN)


def unpack(apt, rows: list) -> None:
    stamp = Stamp("toolchain", key_of(rows, 1))
    if stamp.fresh():
        return
    if os.uname().machine != "x86_64":
        raise SetupError("The unpacked toolchain is for x86-64 only.",
                         "Put an emcc of at least 3.1.60 on PATH (or set EMSDK) and run scripts/setup again.")
    apt.fetch(rows, DOWNLOADS)
    shutil.rmtree(TOOLCHAIN, ignore_errors=True)
    TOOLCHAIN.mkdir(parents=True)
    for row in rows:
        say(f"unpacking {row['package']}")
        run(["dpkg-deb", "-x", DOWNLOADS / row["file"], TOOLCHAIN], f"unpacking {row['file']}")
    relocate()
    stamp.set()
    say("clang 19 and emscripten are ready")


def loader() -> pathlib.Path:
    return LIBS / "ld-linux-x86-64.so.2"


def patchelf(*args: str) -> str:
    """patchelf itself comes from the same place, so it is started through its own loader."""
    command = [loader(), "--library-path", LIBS, TOOLCHAIN / "usr/bin/patchelf", *args]
    done = subprocess.run([str(a) for a in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise SetupError(f"patchelf {' '.join(map(str, args))} failed: {done.stderr.strip()}",
                         "Remove the toolchain folder in the cache and run scripts/setup again.")
    return done.stdout.strip()


def elf_kind(path: pathlib.Path) -> str:
    """'program' (has an interpreter), 'library' or ''."""
    if path.is_symlink() or not path.is_file():
        return ""
    with open(path, "rb") as file:
        if file.read(4) != b"\x7fELF":
            return ""
    command = [loader(), "--library-path", LIBS, TOOLCHAIN / "usr/bin/patchelf", "--print-interpreter", path]
    done = subprocess.run([str(a) for a in command], capture_output=True, text=True)
    return "program" if done.returncode == 0 else "library"


def relocate() -> None:
    """Programs get our loader and an rpath; libraries lose their RUNPATH, which would come before that rpath."""
    say("pointing the programs to their libraries")
    rpath = f"{LIBS}:{LLVM}/lib"
    for folder in (TOOLCHAIN / "usr/bin", LLVM / "bin"):
        for path in sorted(folder.iterdir()):
            if path.name != "patchelf" and elf_kind(path) == "program":
                patchelf("--force-rpath", "--set-interpreter", str(loader()), "--set-rpath", rpath, str(path))
    for path in [*sorted(LIBS.iterdir()), *sorted((LLVM / "lib").iterdir())]:
        if re.match(r"lib(LLVM|clang|Polly)", path.name) and elf_kind(path) == "library":
            if patchelf("--print-rpath", str(path)):
                patchelf("--remove-rpath", str(path))


def configure() -> None:
    """emcc finds this file beside itself, so no environment variable is needed to call it."""
    node = shutil.which("node")
    if not node:
        raise SetupError("node was not found.", "Install Node.js 20.19 or newer.")
    write_if_new(EMSCRIPTEN / ".emscripten",
                 f"LLVM_ROOT = {str(LLVM / 'bin')!r}\nBINARYEN_ROOT = {str(TOOLCHAIN / 'usr')!r}\n"
                 f"NODE_JS = {node!r}\nCACHE = {str(EM_CACHE)!r}\n")
    # Its scripts are CommonJS; the repository's own package.json above it says otherwise.
    write_if_new(EMSCRIPTEN / "package.json", '{"type": "commonjs"}\n')
    acorn = EMSCRIPTEN / "node_modules/acorn"
    if acorn.is_symlink():
        acorn.unlink()
    if not acorn.exists():
        if acorn.parent.is_symlink():
            acorn.parent.unlink()
        shutil.copytree(ROOT / "node_modules/acorn", acorn)


def write_if_new(path: pathlib.Path, text: str) -> None:
    """emcc checks itself anew whenever its configuration is newer than its cache."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def build_system_libraries() -> None:
    """Links a program each way that the presets do: what emscripten's cache lacks is built now, not in the first build."""
    stamp = Stamp("emscripten-libraries", key_of(str(EMSCRIPTEN), Stamp("toolchain", "").path.read_text(), 1))
    if stamp.fresh():
        return
    say("completing emscripten's libraries")
    scratch = CACHE / "emscripten-probe"
    scratch.mkdir(parents=True, exist_ok=True)
    source = scratch / "probe.cpp"
    source.write_text("#include <cstdio>\n#include <string>\n#include <vector>\n#include <stdexcept>\n"
                      "int main(int n, char**) { std::vector<std::string> v(n, \"x\");\n"
                      "  try { if (n > 9) throw std::runtime_error(v[0]); } catch (const std::exception& e) "
                      "{ std::puts(e.what()); } }\n")
    common = ["-fwasm-exceptions", "-msimd128", "-O1", "-sALLOW_MEMORY_GROWTH", "-sEXIT_RUNTIME"]
    node = [*common, "-sENVIRONMENT=node,worker", "-sNODERAWFS"]
    web = [*common, "-sENVIRONMENT=web,worker", "-sMIN_WEBGL_VERSION=2", "-sMAX_WEBGL_VERSION=2", "-lGL"]
    for threads in (["-pthread", "-sPROXY_TO_PTHREAD"], []):
        for flags in (node, web):
            if flags is web:
                threads = [f for f in threads if f != "-sPROXY_TO_PTHREAD"]
            run([EMSCRIPTEN / "em++", source, "-std=c++23", *flags, *threads, "-o", scratch / "probe.js"],
                "emcc's probe build", log=CACHE / "log/emscripten-probe.log")
    stamp.set()
