# SPDX-License-Identifier: Apache-2.0
# Which commit a build was made from, and of which day. A release build asks git each time it runs, so that the program never
# claims another commit; a build for daily work has none, since each commit would link every test program again.
# As a script: cmake -DOUTPUT=FILE -DSOURCE=FOLDER -DCOMMIT=ID -P commit.cmake
if(CMAKE_SCRIPT_MODE_FILE)
  cmake_minimum_required(VERSION 3.25)
  if(COMMIT STREQUAL "")
    execute_process(COMMAND git describe --always --dirty --abbrev=40 --exclude=*
      WORKING_DIRECTORY "${SOURCE}" OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
  file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT "#include \"core/version.hpp\"
namespace assay::core {
std::string_view suite_commit() { return \"@COMMIT@\"; }
}  // namespace assay::core
")
  return()
endif()

set(assay_commit_file "${PROJECT_BINARY_DIR}/generated/commit.cpp")
set(assay_write_commit "${CMAKE_COMMAND}" "-DOUTPUT=${assay_commit_file}" "-DSOURCE=${PROJECT_SOURCE_DIR}"
  "-DCOMMIT=${ASSAY_COMMIT}" -P "${CMAKE_CURRENT_LIST_DIR}/commit.cmake")
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_custom_target(assay_commit COMMAND ${assay_write_commit} BYPRODUCTS "${assay_commit_file}" VERBATIM)
  add_dependencies(assay_core assay_commit)
else()
  file(CONFIGURE OUTPUT "${assay_commit_file}" @ONLY CONTENT "#include \"core/version.hpp\"
namespace assay::core {
std::string_view suite_commit() { return \"${ASSAY_COMMIT}\"; }
}  // namespace assay::core
")
endif()
set_source_files_properties("${assay_commit_file}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
target_sources(assay_core PRIVATE "${assay_commit_file}")
