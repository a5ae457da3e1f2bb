# Finds emscripten the way scripts/setup does: $EMSDK, then PATH, then the cache.
if(DEFINED ENV{ASSAY_CACHE})
  set(cache "$ENV{ASSAY_CACHE}")
else()
  get_filename_component(cache "${CMAKE_CURRENT_LIST_DIR}/../../.cache" ABSOLUTE)
endif()
find_program(ASSAY_PYTHON3 python3 REQUIRED)
execute_process(COMMAND ${ASSAY_PYTHON3} "${CMAKE_CURRENT_LIST_DIR}/../lib/where_is_emscripten.py"
                OUTPUT_VARIABLE assay_emscripten OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
if(failed OR NOT EXISTS "${assay_emscripten}/cmake/Modules/Platform/Emscripten.cmake")
  message(FATAL_ERROR "emscripten was not found. Run: scripts/setup web")
endif()
include("${assay_emscripten}/cmake/Modules/Platform/Emscripten.cmake")
