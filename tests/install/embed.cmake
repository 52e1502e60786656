# SPDX-License-Identifier: Apache-2.0
# cmake -DBUILD=... -DEXAMPLE=... -DCXX=... -DCONFIG=... -P embed.cmake
# Installs the mock into a folder of its own, then configures, builds and runs the example there, as a user would.
set(place "${BUILD}/install-test")
file(REMOVE_RECURSE "${place}")
if(NOT EXISTS "${CXX}")
  message("SKIPPED: there is no compiler ${CXX} here, so the embedding example was not built")
  return()
endif()

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    string(JOIN " " line ${ARGV})
    message(FATAL_ERROR "exit code ${code}: ${line}")
  endif()
endfunction()

run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${place}/prefix" --component mock)
run("${CMAKE_COMMAND}" -S "${EXAMPLE}" -B "${place}/build" "-DCMAKE_PREFIX_PATH=${place}/prefix"
    "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_BUILD_TYPE=${CONFIG}" "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror")
run("${CMAKE_COMMAND}" --build "${place}/build")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${place}/build" --output-on-failure --no-tests=error)
file(REMOVE_RECURSE "${place}")
