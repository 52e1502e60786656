# SPDX-License-Identifier: Apache-2.0
# One test program for each folder below tests/, so that an edit relinks one of them.
find_package(GTest REQUIRED)
include(GoogleTest)
set(ASSAY_UNITY "${CMAKE_UNITY_BUILD}")
set(CMAKE_UNITY_BUILD OFF)  # assay_batches does it, since each test file has helpers of its own, with the same short names

# assay_batches(VARIABLE NAME): in a unity build, the test files in VARIABLE become batches of twelve, written when CMake runs.
# The anonymous namespace of each file gets a name there, so that helpers of the same short name do not meet; `#line` keeps
# the compiler's messages those of the file.
function(assay_batches variable name)
  if(NOT ASSAY_UNITY)
    return()
  endif()
  set(number 0)
  foreach(file IN LISTS ${variable})
    if(NOT file MATCHES "_test\\.cpp$")
      list(APPEND result "${file}")
      continue()
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    math(EXPR batch "${number} / 12")
    file(READ "${file}" text)
    string(REPLACE "\nnamespace {\n" "\nnamespace file_${number} {\n" text "${text}")
    string(APPEND text_${batch} "#line 1 \"${file}\"\n${text}")
    math(EXPR number "${number} + 1")
  endforeach()
  foreach(index RANGE ${batch})
    set(output "${PROJECT_BINARY_DIR}/generated/tests/${name}_${index}.cpp")
    set(before "")
    if(EXISTS "${output}")
      file(READ "${output}" before)
    endif()
    if(NOT text_${index} STREQUAL before)
      file(WRITE "${output}" "${text_${index}}")
    endif()
    list(APPEND result "${output}")
  endforeach()
  set(${variable} ${result} PARENT_SCOPE)
endfunction()

if(ASSAY_SANITIZE STREQUAL "thread")
  # One thread runs every check; the thread sanitizer is for what has several: clocks, sleepers, client, mock server.
  assay_precompile(assay_test_precompiled "assay_mock_server;assay_client;GTest::gtest;GTest::gmock"
    <gtest/gtest.h> <gmock/gmock.h>)
  set(sources
    tests/core/clock_test.cpp tests/core/files_test.cpp tests/core/paced_clock_test.cpp tests/core/sleep_test.cpp
    tests/conformance/http_client_test.cpp tests/conformance/socket_connector_test.cpp
    tests/mock_server/control_server_test.cpp tests/mock_server/lifecycles_test.cpp tests/mock_server/listener_test.cpp
    tests/mock_server/server_test.cpp
    tests/support/local_peer.cpp tests/support/scripted_stream.cpp)
  list(TRANSFORM sources PREPEND "${PROJECT_SOURCE_DIR}/")
  assay_batches(sources threads)
  add_executable(threads_tests ${sources})
  target_link_libraries(threads_tests PRIVATE assay_mock_server assay_client GTest::gmock GTest::gtest_main)
  target_precompile_headers(threads_tests REUSE_FROM assay_test_precompiled)
  gtest_discover_tests(threads_tests DISCOVERY_TIMEOUT 60 PROPERTIES LABELS threads TIMEOUT 600)
  return()
endif()

# What a test program links is what its folder may include, so that `ninja core_tests` builds core and nothing above it.
# The support library is objects to pick from: it names no library of ours.
file(GLOB_RECURSE support_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/support/*.cpp")
add_library(assay_test_support STATIC ${support_sources})
target_link_libraries(assay_test_support PUBLIC assay_options assay_asio ${assay_fmt} GTest::gtest GTest::gmock)
set_source_files_properties(tests/support/paths.cpp PROPERTIES COMPILE_DEFINITIONS
  "ASSAY_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\";ASSAY_PROGRAM=\"$<TARGET_FILE:wes-assay>\"")
assay_precompile(assay_test_precompiled "assay_options;assay_asio;${assay_fmt};GTest::gtest;GTest::gmock"
  <gtest/gtest.h> <gmock/gmock.h>)
target_precompile_headers(assay_test_support REUSE_FROM assay_test_precompiled)

# assay_tests(FOLDER library...): tests/FOLDER/*.cpp become the program FOLDER_tests.
function(assay_tests folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/${folder}/*.cpp")
  assay_batches(sources ${folder})
  add_executable(${folder}_tests ${sources})
  target_link_libraries(${folder}_tests PRIVATE assay_test_support ${ARGN} GTest::gtest_main)
  target_precompile_headers(${folder}_tests REUSE_FROM assay_test_precompiled)
  # The longest tests are those of two folders: they begin first, so that nothing waits for one of them at the end.
  set(cost 0)
  if(folder MATCHES "^(matrix|cli)$")
    set(cost 1)
  endif()
  gtest_discover_tests(${folder}_tests DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${folder} TIMEOUT 600 COST ${cost})
endfunction()
assay_tests(core assay_core)
assay_tests(schemas assay_schemas)
assay_tests(reports assay_reports)
assay_tests(mock_server assay_mock_server)
assay_tests(conformance assay_conformance)
assay_tests(bench assay_bench assay_mock_server)
assay_tests(matrix assay_cli)
assay_tests(cli assay_cli)
assay_tests(lint assay_conformance assay_mock_server)
add_dependencies(cli_tests wes-assay)  # they start it

# Micro benchmarks of the hot loops, where Google Benchmark is installed (script/setup --bench). The test only sees that
# each still runs.
find_package(benchmark QUIET)
if(benchmark_FOUND)
  add_executable(micro tests/micro/micro.cpp)
  target_link_libraries(micro PRIVATE assay_cli benchmark::benchmark)
  add_test(NAME Micro.EachRuns COMMAND micro --benchmark_min_time=0.001)
  set_tests_properties(Micro.EachRuns PROPERTIES LABELS micro TIMEOUT 600 FAIL_REGULAR_EXPRESSION "ERROR OCCURRED")
endif()
# The example of the embedding page, built against an installed tree. Leave it out with `ctest -LE install`.
if(NOT ASSAY_SANITIZE)
  add_test(NAME Embed.BuildsAgainstTheInstalledMock COMMAND "${CMAKE_COMMAND}"
    "-DBUILD=${PROJECT_BINARY_DIR}" "-DEXAMPLE=${PROJECT_SOURCE_DIR}/docs/examples/embed" "-DCXX=${CMAKE_CXX_COMPILER}"
    "-DCONFIG=${CMAKE_BUILD_TYPE}" -P "${PROJECT_SOURCE_DIR}/tests/install/embed.cmake")
  set_tests_properties(Embed.BuildsAgainstTheInstalledMock PROPERTIES LABELS install TIMEOUT 600
    SKIP_REGULAR_EXPRESSION "SKIPPED")
endif()
# The recipes of docs/add_a_*.md, done literally in a scratch copy.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND AND NOT ASSAY_SANITIZE)
  add_test(NAME Recipes.AreTrue COMMAND "${Python3_EXECUTABLE}" tests/recipes/recipes.py "${PROJECT_SOURCE_DIR}"
    "${PROJECT_BINARY_DIR}" "$<TARGET_FILE:wes-assay>" WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties(Recipes.AreTrue PROPERTIES LABELS recipes TIMEOUT 600)
endif()
# The HTML reports in Chromium. -DASSAY_NODE_MODULES=FOLDER: what `npm ci` made of tests/pages, outside the checkout.
set(ASSAY_NODE_MODULES "" CACHE PATH "node_modules with the packages of tests/pages/package.json")
find_program(ASSAY_NODE node)
if(ASSAY_NODE AND NOT ASSAY_SANITIZE)
  add_test(NAME Pages.HoldInABrowser COMMAND "${ASSAY_NODE}" "${PROJECT_SOURCE_DIR}/tests/pages/pages.mjs"
    $<TARGET_FILE:wes-assay> "${ASSAY_NODE_MODULES}")
  set_tests_properties(Pages.HoldInABrowser PROPERTIES LABELS pages TIMEOUT 600 SKIP_RETURN_CODE 77)
endif()
# What a release is made of, and who uses it, tried with this program. The system's own Python has Debian's pytest.
find_program(ASSAY_SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(ASSAY_SYSTEM_PYTHON AND NOT ASSAY_SANITIZE)
  foreach(name python node other-languages install release submit links)
    set(runner "${ASSAY_SYSTEM_PYTHON}")
    if(name STREQUAL "node" OR name STREQUAL "other-languages")
      set(runner sh)
    endif()
    add_test(NAME Packages.${name} COMMAND ${runner} "${PROJECT_SOURCE_DIR}/tests/packages/${name}" $<TARGET_FILE:wes-assay>)
    set_tests_properties(Packages.${name} PROPERTIES LABELS packages TIMEOUT 600 SKIP_RETURN_CODE 77)
  endforeach()
endif()
