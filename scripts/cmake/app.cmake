# The composition roots: `assay` (terminal), `assay-desktop` (window), `assay_web` (browser).

set(app_dir "${CMAKE_SOURCE_DIR}/src/app")
function(assay_add_app target)  # target, sources...
  add_executable(${target} ${ARGN})
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}/src")
  foreach(folder IN LISTS assay_folders)
    if(TARGET assay_${folder})
      target_link_libraries(${target} PRIVATE assay_${folder})
    endif()
  endforeach()
  target_link_libraries(${target} PRIVATE assay_flags assay_deps Threads::Threads)
  assay_precompile(${target})
endfunction()

# Sources that all faces share: everything in src/app but the mains and what belongs to one face.
file(GLOB app_common CONFIGURE_DEPENDS "${app_dir}/*.cpp")
list(FILTER app_common EXCLUDE REGEX "/(browser|desktop|cli)_[^/]*$")

if(EMSCRIPTEN AND EXISTS "${app_dir}/browser_main.cpp")
  file(GLOB browser_sources CONFIGURE_DEPENDS "${app_dir}/browser_*.cpp")
  assay_add_app(assay_web ${browser_sources} ${app_common})
  target_link_libraries(assay_web PRIVATE imgui_backends)
  target_link_options(assay_web PRIVATE
    -sMODULARIZE -sEXPORT_ES6 -sEXPORT_NAME=createAssay -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB -sSTACK_SIZE=1MB
    -sINITIAL_MEMORY=64MB -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2 -sGL_ENABLE_GET_PROC_ADDRESS=1 -sFILESYSTEM=0
    -sEXPORTED_RUNTIME_METHODS=wasmMemory,HEAPU8,UTF8ToString,stringToUTF8,lengthBytesUTF8
    -sEXPORTED_FUNCTIONS=_main,_malloc,_free -sINCOMING_MODULE_JS_API=[canvas,locateFile,print,printErr,onAbort,mainScriptUrlOrBlob,wasmMemory,instantiateWasm,noInitialRun,onRuntimeInitialized,arguments]
    $<$<CONFIG:Debug>:-sASSERTIONS=1>)
  if(ASSAY_THREADS)
    # A thread of the pool is there before anyone waits for it; the executors start no more than this.
    target_link_options(assay_web PRIVATE -sENVIRONMENT=web,worker -sDEFAULT_PTHREAD_STACK_SIZE=1MB
      "-sPTHREAD_POOL_SIZE=Math.max(2,Math.min(16,navigator.hardwareConcurrency||4))+2")
  else()
    target_link_options(assay_web PRIVATE -sENVIRONMENT=web)
  endif()
  file(GLOB js_libraries CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/platform/web/*.library.js")
  foreach(library IN LISTS js_libraries)
    target_link_options(assay_web PRIVATE --js-library=${library})
  endforeach()
endif()

if(NOT EMSCRIPTEN)
  if(EXISTS "${app_dir}/cli_main.cpp")
    file(GLOB cli_sources CONFIGURE_DEPENDS "${app_dir}/cli_*.cpp")
    assay_add_app(assay ${cli_sources} ${app_common})
  endif()
  if(EXISTS "${app_dir}/desktop_main.cpp")
    file(GLOB desktop_sources CONFIGURE_DEPENDS "${app_dir}/desktop_*.cpp")
    assay_add_app(assay-desktop ${desktop_sources} ${app_common})
    target_link_libraries(assay-desktop PRIVATE imgui_backends)
  endif()
endif()
