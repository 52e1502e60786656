# SPDX-License-Identifier: Apache-2.0
# Language level, warnings, sanitizers, ccache, and the helper that makes a folder a library.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(assay_options INTERFACE)
target_compile_options(assay_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wold-style-cast -Wsuggest-override
  -fstack-protector-strong
  # g++ 12 sees through Asio's allocation of coroutine frames on one side only.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>
  $<$<BOOL:${ASSAY_WARNINGS_AS_ERRORS}>:-Werror>)
target_include_directories(assay_options INTERFACE "${PROJECT_SOURCE_DIR}")
if(ASSAY_SANITIZE)
  target_compile_options(assay_options INTERFACE -fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(assay_options INTERFACE -fsanitize=${ASSAY_SANITIZE})
  # g++ 12 with sanitizers: false alarms from <regex>, and fences of Asio that the thread sanitizer does not model.
  target_compile_options(assay_options INTERFACE -Wno-maybe-uninitialized $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
  if(ASSAY_SANITIZE MATCHES "undefined")
    target_compile_options(assay_options INTERFACE -fno-sanitize-recover=undefined)
  endif()
endif()

# assay_library(FOLDER DEPENDS target...): every .cpp below FOLDER becomes the static library assay_FOLDER.
function(assay_library folder)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.cpp")
  add_library(assay_${folder} STATIC ${sources})
  target_link_libraries(assay_${folder} PUBLIC assay_options ${arg_DEPENDS})
endfunction()
