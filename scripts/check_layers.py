#!/usr/bin/env python3
"""The rules of the house that a compiler does not check. Exit status 1 and one line a finding when one is broken.

  1. #include lines follow the layer table (below; the same as scripts/cmake/layers.cmake, which is compared).
  2. imgui.h is included in src/ui, src/platform and src/app only.
  3. Emscripten's names appear in src/platform/web, src/bridge and src/app/browser_* only.
  4. No file of ours is longer than 800 lines.
  5. ARCHITECTURE.md mentions every folder of src/.
  6. The repository speaks of the project alone: no paths of one machine, no registry's host name.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
LONGEST = 800

LAYERS = {
    "base": "",
    "data": "base",
    "stats": "base data",
    "io": "base data",
    "compute": "base data",
    "onnx": "base data",
    "profile": "base data stats io compute onnx",
    "learn": "base data stats io compute onnx profile",
    "inference": "base data stats io compute onnx profile learn",
    "report": "base data stats io compute onnx profile learn inference",
    "jobs": "base",
    "session": "base data stats io compute onnx profile learn inference report jobs",
    "ui": "base data session",
    "bridge": "base data",
    "platform": "base data io compute inference jobs session bridge",  # implements their interfaces
}
LAYERS = {folder: set(allowed.split()) for folder, allowed in LAYERS.items()}
LAYERS["app"] = set(LAYERS)

CODE = {".hpp", ".cpp", ".h", ".ts", ".mjs", ".js", ".py", ".wgsl", ".glsl", ".css", ".html", ".cmake", ".txt"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)
EMSCRIPTEN = re.compile(r"\b(?:emscripten_\w+|EMSCRIPTEN_\w+|EM_JS|EM_ASM\w*|EM_ASYNC_JS|__EMSCRIPTEN__)\b|<emscripten")
# Written in pieces, so that this file does not break its own rule.
FORBIDDEN = [re.compile(p) for p in (
    r"/" + r"work/(?:main|shared)", r"registry\." + r"npmjs", r"deb\." + r"debian\.org", r"security\." + r"debian\.org",
    r"pypi\." + r"org")]


def tracked() -> list:
    """Files that are, or would be, committed."""
    out = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                         capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in out.split("\0") if name and (ROOT / name).is_file()]


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def without_comments(text: str) -> str:
    """Comments blanked out, line numbers kept."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'/\*.*?\*/|//[^\n]*', blank, text, flags=re.S)


def check_includes(path: pathlib.Path, text: str, found: list) -> None:
    folder = path.relative_to(SRC).parts[0]
    if folder not in LAYERS:
        found.append(f"{path.relative_to(ROOT)}: src/{folder} is not in the layer table")
        return
    for match in INCLUDE.finditer(text):
        where = f"{path.relative_to(ROOT)}:{line_of(text, match.start())}"
        quote, target = match.groups()
        first = target.split("/")[0]
        if quote == '"' and "/" in target and first in LAYERS and first != folder and first not in LAYERS[folder]:
            allowed = " ".join(sorted(LAYERS[folder])) or "nothing of ours"
            found.append(f"{where}: {folder} may not include {target} (it may include: {allowed})")
        if quote == '"' and target.startswith(".."):
            found.append(f"{where}: write {target} from src/ on")
        if re.match(r"(imgui|imgui_.*)\.h$", pathlib.PurePath(target).name) and folder not in ("ui", "platform", "app"):
            found.append(f"{where}: {target} outside ui, platform and app")


def check_emscripten(path: pathlib.Path, text: str, found: list) -> None:
    inside = path.relative_to(SRC).as_posix()
    if inside.startswith(("platform/web/", "bridge/", "app/browser_")):
        return
    for match in EMSCRIPTEN.finditer(without_comments(text)):
        found.append(f"src/{inside}:{line_of(text, match.start())}: {match.group(0)} outside platform/web, bridge and "
                     "app/browser_*")


def check_text(path: pathlib.Path, text: str, found: list) -> None:
    name = path.relative_to(ROOT).as_posix()
    if path.suffix in CODE and text.count("\n") > LONGEST and not name.startswith("tests/data/"):
        found.append(f"{name}: {text.count(chr(10))} lines, more than {LONGEST}")
    for pattern in FORBIDDEN:
        if match := pattern.search(text):
            found.append(f"{name}:{line_of(text, match.start())}: '{match.group(0)}' does not belong in the repository")


def check_architecture(found: list) -> None:
    path = ROOT / "ARCHITECTURE.md"
    if not path.exists():
        found.append("ARCHITECTURE.md is missing")
        return
    text = path.read_text()
    for folder in sorted(p.name for p in SRC.iterdir() if p.is_dir() and any(p.iterdir())):
        if f"src/{folder}" not in text:
            found.append(f"ARCHITECTURE.md does not mention src/{folder}")


def check_cmake_table(found: list) -> None:
    text = (ROOT / "scripts/cmake/layers.cmake").read_text()
    table = {m.group(1): set(m.group(2).split()) for m in re.finditer(r"^set\(assay_layer_(\w+)([^)]*)\)", text, re.M)}
    for folder in LAYERS:
        if folder != "app" and table.get(folder) != LAYERS[folder]:
            found.append(f"scripts/cmake/layers.cmake and scripts/check_layers.py differ about {folder}")


def main() -> int:
    found = []
    files = 0
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        files += 1
        if path.name != "package-lock.json":
            check_text(path, text, found)
        if SRC in path.parents and path.suffix in (".hpp", ".cpp", ".h"):
            check_includes(path, text, found)
            check_emscripten(path, text, found)
    check_architecture(found)
    check_cmake_table(found)
    for finding in found:
        print(finding)
    print(f"layers: {files} files, {len(found)} finding{'' if len(found) == 1 else 's'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
