"""Prints the folder of the emcc that the web presets use."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import emscripten

print(emscripten.emscripten_folder())
