# SPDX-License-Identifier: Apache-2.0
# The harnesses of tests/fuzz: with Clang and the preset fuzz a program for each, which script/fuzz runs; in every other
# build one test that replays their seeds.
option(ASSAY_FUZZ "Build the fuzzers (Clang only)" OFF)
set(ASSAY_HARNESSES tests/fuzz/harnesses.cpp tests/fuzz/wire.cpp tests/fuzz/files.cpp tests/fuzz/mock.cpp)

if(ASSAY_FUZZ)
  add_library(assay_harnesses STATIC ${ASSAY_HARNESSES})
  target_link_libraries(assay_harnesses PUBLIC assay_conformance assay_bench assay_mock_server)
  file(GLOB targets RELATIVE "${PROJECT_SOURCE_DIR}/tests/fuzz/seeds" CONFIGURE_DEPENDS tests/fuzz/seeds/*)
  foreach(target ${targets})
    add_executable(fuzz_${target} EXCLUDE_FROM_ALL tests/fuzz/entry.cpp)
    target_compile_definitions(fuzz_${target} PRIVATE "ASSAY_HARNESS=\"${target}\"")
    target_link_libraries(fuzz_${target} PRIVATE assay_harnesses)
    target_link_options(fuzz_${target} PRIVATE -fsanitize=fuzzer)
  endforeach()
elseif(TARGET assay_test_support)
  add_executable(fuzz_tests tests/fuzz/replay_test.cpp ${ASSAY_HARNESSES})
  set_target_properties(fuzz_tests PROPERTIES UNITY_BUILD OFF)
  target_link_libraries(fuzz_tests PRIVATE assay_test_support assay_conformance assay_bench assay_mock_server GTest::gtest_main)
  target_precompile_headers(fuzz_tests REUSE_FROM assay_test_precompiled)
  gtest_discover_tests(fuzz_tests DISCOVERY_TIMEOUT 60 PROPERTIES LABELS fuzz TIMEOUT 600)
endif()
