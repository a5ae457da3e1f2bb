# Third-party code, all of it from the cache that scripts/setup fills. Headers count as SYSTEM: no warnings from them.

if(DEFINED ENV{ASSAY_CACHE})
  set(ASSAY_CACHE "$ENV{ASSAY_CACHE}")
else()
  set(ASSAY_CACHE "${CMAKE_SOURCE_DIR}/.cache")
endif()

if(EMSCRIPTEN)
  if(ASSAY_THREADS)
    set(assay_lib_variant web-threads)
  else()
    set(assay_lib_variant web-nothreads)
  endif()
  set(assay_setup_part web)
else()
  set(assay_lib_variant native)
  set(assay_setup_part native)
endif()
set(assay_lib_dir "${ASSAY_CACHE}/lib/${assay_lib_variant}")

foreach(needed IN ITEMS "${ASSAY_CACHE}/include/usr/include/nlohmann" "${ASSAY_CACHE}/src/imgui"
                        "${assay_lib_dir}/highway" "${assay_lib_dir}/sdl2")
  if(NOT EXISTS "${needed}")
    message(FATAL_ERROR "${needed} is missing. Run: scripts/setup ${assay_setup_part}")
  endif()
endforeach()

# Header-only libraries and Highway's small library: every folder of ours may use them.
add_library(assay_deps INTERFACE)
target_include_directories(assay_deps SYSTEM INTERFACE
  "${ASSAY_CACHE}/include/usr/include"
  "${ASSAY_CACHE}/include/usr/include/eigen3"
  "${assay_lib_dir}/highway/include")
target_compile_definitions(assay_deps INTERFACE JSON_NOEXCEPTION=1 EIGEN_MPL2_ONLY=1)
target_link_libraries(assay_deps INTERFACE "${assay_lib_dir}/highway/lib/libhwy.a")

# SDL2 and Catch2 come with their own package files.
set(SDL2_DIR "${assay_lib_dir}/sdl2/lib/cmake/SDL2")
find_package(SDL2 CONFIG REQUIRED NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH PATHS "${SDL2_DIR}")
set(Catch2_DIR "${assay_lib_dir}/catch2/lib/cmake/Catch2")
if(EXISTS "${Catch2_DIR}")
  find_package(Catch2 3 CONFIG REQUIRED NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH PATHS "${Catch2_DIR}")
  include(Catch)
else()
  message(STATUS "Catch2 is not there, so the tests are left out. To have them: scripts/setup ${assay_setup_part} web-test")
endif()

# ONNX Runtime, natively: npm's library under Debian's C headers (API version 21). On the web it lives in a worker.
if(NOT EMSCRIPTEN)
  file(GLOB assay_ort_library
    "${CMAKE_SOURCE_DIR}/node_modules/onnxruntime-node/bin/napi-v*/linux/x64/libonnxruntime.so.1")
  if(NOT assay_ort_library)
    message(FATAL_ERROR "onnxruntime-node's libonnxruntime.so.1 is missing. Run: scripts/setup native")
  endif()
  add_library(onnxruntime SHARED IMPORTED)
  set_target_properties(onnxruntime PROPERTIES IMPORTED_LOCATION "${assay_ort_library}" IMPORTED_SONAME libonnxruntime.so.1)
  target_include_directories(onnxruntime SYSTEM INTERFACE "${ASSAY_CACHE}/include/usr/include/onnxruntime")
endif()

# Dear ImGui, compiled with our configuration (src/ui/imconfig.hpp) once it is there.
set(imgui_src "${ASSAY_CACHE}/src/imgui")
add_library(imgui STATIC EXCLUDE_FROM_ALL
  "${imgui_src}/imgui.cpp" "${imgui_src}/imgui_draw.cpp" "${imgui_src}/imgui_tables.cpp"
  "${imgui_src}/imgui_widgets.cpp" "${imgui_src}/imgui_demo.cpp" "${imgui_src}/misc/cpp/imgui_stdlib.cpp")
target_include_directories(imgui SYSTEM PUBLIC "${imgui_src}" "${imgui_src}/misc/cpp" "${imgui_src}/backends")
target_compile_definitions(imgui PUBLIC IMGUI_ENABLE_TEST_ENGINE IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_OBSOLETE_FUNCTIONS)
if(EXISTS "${CMAKE_SOURCE_DIR}/src/ui/imconfig.hpp")
  target_compile_definitions(imgui PUBLIC "IMGUI_USER_CONFIG=\"${CMAKE_SOURCE_DIR}/src/ui/imconfig.hpp\"")
endif()
target_compile_options(imgui PRIVATE -w)

# Its backends for SDL2 and OpenGL, apart: tests of the interface draw into no window.
add_library(imgui_backends STATIC EXCLUDE_FROM_ALL
  "${imgui_src}/backends/imgui_impl_sdl2.cpp" "${imgui_src}/backends/imgui_impl_opengl3.cpp")
target_compile_options(imgui_backends PRIVATE -w)
target_link_libraries(imgui_backends PUBLIC imgui SDL2::SDL2-static)
if(EMSCRIPTEN)
  target_compile_definitions(imgui_backends PUBLIC IMGUI_IMPL_OPENGL_ES3)
  # Its questions after the GL state, each a wait for the GPU process, are answered by src/platform/web/gl_state.cpp.
  set_source_files_properties("${imgui_src}/backends/imgui_impl_opengl3.cpp" PROPERTIES
    COMPILE_DEFINITIONS "glGetIntegerv=assay_gl_get_integerv")
else()
  find_package(OpenGL REQUIRED)
  target_link_libraries(imgui_backends PUBLIC OpenGL::GL ${CMAKE_DL_LIBS})
endif()
