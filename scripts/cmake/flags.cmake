# Flags of our own code (assay_flags) and of everything in a build variant (assay_variant_*).

add_library(assay_flags INTERFACE)
target_compile_options(assay_flags INTERFACE -Wall -Wextra -Werror)
# g++ 12's flow warnings see overlaps and overruns inside std::string and std::vector that are not there (GCC bugs
# 105329, 105651, 105705) once it inlines; the address sanitizer looks for the real ones.
target_compile_options(assay_flags INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-maybe-uninitialized>)
target_compile_definitions(assay_flags INTERFACE $<$<CONFIG:Debug>:ASSAY_DEBUG=1>)

# Directory-wide: Dear ImGui and ours must agree on these.
if(ASSAY_THREADS)
  add_compile_definitions(ASSAY_THREADS=1)
else()
  add_compile_definitions(ASSAY_THREADS=0)
endif()

if(EMSCRIPTEN)
  add_compile_options(-msimd128 -fwasm-exceptions)
  add_link_options(-fwasm-exceptions -Wno-pthreads-mem-growth)
  if(ASSAY_THREADS)
    add_compile_options(-pthread)
    add_link_options(-pthread)
  endif()
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
  set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")
  set(CMAKE_C_FLAGS_DEBUG "-O1 -g1")
else()
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1 -D_GLIBCXX_ASSERTIONS")
endif()

# address+undefined, thread, fuzz (libFuzzer with address+undefined; clang only) or nothing
if(ASSAY_SANITIZE STREQUAL "address")
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(ASSAY_SANITIZE STREQUAL "thread")
  set(sanitize -fsanitize=thread -fno-omit-frame-pointer)
elseif(ASSAY_SANITIZE STREQUAL "fuzz")
  set(sanitize -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -fno-omit-frame-pointer)
endif()
if(sanitize)
  add_compile_options(${sanitize})
  add_link_options(${sanitize})
endif()

# The first target that asks makes the precompiled header, the others use it: their flags are the same.
function(assay_precompile target)
  if(NOT ASSAY_PCH)
    return()
  endif()
  get_property(maker GLOBAL PROPERTY assay_pch_maker)
  if(maker)
    target_precompile_headers(${target} REUSE_FROM ${maker})
  else()
    target_precompile_headers(${target} PRIVATE "${CMAKE_SOURCE_DIR}/scripts/cmake/pch.hpp")
    set_property(GLOBAL PROPERTY assay_pch_maker ${target})
  endif()
endfunction()
