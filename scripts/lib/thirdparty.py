"""Static third-party libraries, built once a variant into the cache: SDL2, Catch2, Highway.

Dear ImGui is not here: it is compiled with src/ui's configuration, as part of the project.
The sanitizer presets use the native libraries: what they look at is the project's own code.
"""
import os

import emscripten
from common import CACHE, LIBRARIES, ROOT, SOURCES, SetupError, Stamp, key_of, run, say

SDL_OFF = ["AUDIO", "JOYSTICK", "HAPTIC", "HIDAPI", "SENSOR", "POWER", "RENDER", "LOCALE", "FILESYSTEM", "LOADSO", "MISC"]
SDL = ["-DSDL_SHARED=OFF", "-DSDL_STATIC=ON", "-DSDL_TEST=OFF", "-DSDL2_DISABLE_SDL2MAIN=ON",
       "-DSDL2_DISABLE_UNINSTALL=ON"]
CATCH = ["-DCATCH_INSTALL_DOCS=OFF", "-DBUILD_TESTING=OFF", "-DCMAKE_CXX_STANDARD=23"]
HIGHWAY = ["-DHWY_ENABLE_TESTS=OFF", "-DHWY_ENABLE_EXAMPLES=OFF", "-DHWY_ENABLE_CONTRIB=OFF", "-DBUILD_TESTING=OFF"]
VARIANTS = {
    "native": {"flags": "", "web": False},
    "web-threads": {"flags": "-pthread -msimd128 -fwasm-exceptions", "web": True},
    "web-nothreads": {"flags": "-msimd128 -fwasm-exceptions", "web": True},
}


def options_of(library: str, variant: str) -> list:
    if library == "catch2":
        return [*CATCH, "-DCMAKE_BUILD_TYPE=Release"]
    if library == "highway":
        return [*HIGHWAY, "-DCMAKE_BUILD_TYPE=Release"]
    if not VARIANTS[variant]["web"]:  # a desktop window loads X11 at run time, so LOADSO stays on
        off = [name for name in SDL_OFF if name not in ("LOADSO", "FILESYSTEM")]
        return [*SDL, *[f"-DSDL_{n}=OFF" for n in off], "-DSDL_WAYLAND=OFF", "-DSDL_KMSDRM=OFF", "-DSDL_VULKAN=OFF",
                "-DSDL_DBUS=OFF", "-DSDL_IBUS=OFF", "-DSDL_OFFSCREEN=ON", "-DCMAKE_BUILD_TYPE=Release"]
    threads = ["-DSDL_PTHREADS=ON"] if variant == "web-threads" else ["-DSDL_THREADS=OFF"]
    return [*SDL, *[f"-DSDL_{n}=OFF" for n in SDL_OFF], *threads, "-DCMAKE_BUILD_TYPE=MinSizeRel"]


def build(library: str, variant: str, source_key: str) -> None:
    spec = VARIANTS[variant]
    options = options_of(library, variant)
    toolchain = str(emscripten.emscripten_folder()) if spec["web"] else "native"
    stamp = Stamp(f"lib-{variant}-{library}", key_of(source_key, options, spec, toolchain))
    if stamp.fresh() and (LIBRARIES / variant / library).exists():
        return
    say(f"building {library} ({variant})")
    build_one(library, variant, options)
    stamp.set()


def build_one(library: str, variant: str, options: list) -> None:
    spec = VARIANTS[variant]
    source, prefix = SOURCES / library, LIBRARIES / variant / library
    folder = CACHE / "build" / f"{library}-{variant}"
    log = CACHE / "log" / f"{library}-{variant}.log"
    configure = ["cmake", "-S", source, "-B", folder, "-G", "Ninja", f"-DCMAKE_INSTALL_PREFIX={prefix}",
                 "-DCMAKE_INSTALL_LIBDIR=lib", "-DCMAKE_POSITION_INDEPENDENT_CODE=ON",
                 f"-DCMAKE_C_FLAGS={spec['flags']}", f"-DCMAKE_CXX_FLAGS={spec['flags']}", *options]
    if library == "sdl2" and spec["web"]:
        configure[1:1] = ["-C", ROOT / "scripts/cmake/sdl2_web_answers.cmake"]
    if spec["web"]:
        root = emscripten.emscripten_folder()
        module = root / "cmake/Modules/Platform/Emscripten.cmake"
        if not module.exists():
            raise SetupError(f"{module} does not exist.", "The emscripten found is not complete; see scripts/setup.")
        configure.append(f"-DCMAKE_TOOLCHAIN_FILE={module}")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"type": "commonjs"}\n')  # the configure probes are run by Node
    run(configure, f"configuring {library} ({variant})", log=log)
    jobs = os.environ.get("ASSAY_JOBS", str(os.cpu_count() or 2))
    run(["cmake", "--build", folder, "-j", jobs], f"building {library} ({variant})", log=log)
    run(["cmake", "--install", folder], f"installing {library} ({variant})", log=log)
