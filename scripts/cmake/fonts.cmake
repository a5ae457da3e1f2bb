# Subsets of the interface's faces, embedded: scripts/fonts/build.mjs writes ui/fonts.gen.cpp and ui/icons.gen.hpp.
if(TARGET assay_ui)
  find_program(ASSAY_NODE node REQUIRED)
  set(fonts_out "${CMAKE_BINARY_DIR}/generated/ui")
  add_custom_command(OUTPUT "${fonts_out}/fonts.gen.cpp" "${fonts_out}/icons.gen.hpp"
    COMMAND "${ASSAY_NODE}" "${CMAKE_SOURCE_DIR}/scripts/fonts/build.mjs" "${ASSAY_CACHE}" "${fonts_out}"
    DEPENDS "${CMAKE_SOURCE_DIR}/scripts/fonts/build.mjs" "${CMAKE_SOURCE_DIR}/assets/icons.txt"
    COMMENT "Fonts of the interface" VERBATIM)
  target_sources(assay_ui PRIVATE "${fonts_out}/fonts.gen.cpp" "${fonts_out}/icons.gen.hpp")
  target_include_directories(assay_ui PUBLIC "${CMAKE_BINARY_DIR}/generated")
endif()
