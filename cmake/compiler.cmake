# SPDX-License-Identifier: Apache-2.0
# Language level, warnings, sanitizers, ccache, and the helper that makes a folder a library.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Without these two, ccache passes by everything that uses a precompiled header.
  set(assay_ccache CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime)
  # The static program is made of the same objects as the dynamic one, in another build folder.
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    list(APPEND assay_ccache "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}")
  endif()
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env ${assay_ccache} "${CCACHE_PROGRAM}")
endif()

include(GNUInstallDirs)
add_library(assay_options INTERFACE)
target_compile_options(assay_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wold-style-cast -Wsuggest-override
  -fstack-protector-strong
  # What is shipped has the same bytes wherever it is built.
  $<$<CONFIG:Release>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.>
  # g++ 12 sees through Asio's allocation of coroutine frames on one side only.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>
  # In a unity build no .cpp is the main file, so g++ takes an anonymous namespace for one of a header.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-subobject-linkage>
  $<$<BOOL:${ASSAY_WARNINGS_AS_ERRORS}>:-Werror>
  # So that ccache sees through a precompiled header.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<COMPILE_LANGUAGE:CXX>>:-fpch-preprocess>)
target_include_directories(assay_options INTERFACE "${PROJECT_SOURCE_DIR}")
# What is shipped: script/hardened looks for each of these in the binary.
include(CheckCXXCompilerFlag)
set(ASSAY_HARDENING -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection)
check_cxx_compiler_flag(-fcf-protection=full ASSAY_HAS_CF_PROTECTION)
if(ASSAY_HAS_CF_PROTECTION)
  list(APPEND ASSAY_HARDENING -fcf-protection=full)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT ASSAY_SANITIZE)
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:${ASSAY_HARDENING}>")
  add_link_options(-Wl,-z,relro,-z,now)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  if(NOT ASSAY_STATIC)  # which links with -static-pie
    include(CheckPIESupported)
    check_pie_supported()
    add_link_options(-pie)
  endif()
endif()
if(ASSAY_SANITIZE)
  target_compile_options(assay_options INTERFACE -fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(assay_options INTERFACE -fsanitize=${ASSAY_SANITIZE})
  # The compiler collects its garbage later: a tenth less time, some memory more.
  target_compile_options(assay_options INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:SHELL:--param ggc-min-expand=400 --param ggc-min-heapsize=1500000>)
  # g++ 12 with sanitizers: false alarms from <regex> and from strings that are put together in one expression, and
  # fences of Asio that the thread sanitizer does not model. The builds without a sanitizer keep all of these warnings.
  target_compile_options(assay_options INTERFACE -Wno-maybe-uninitialized
    "$<$<CXX_COMPILER_ID:GNU>:-Wno-tsan;-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread>")
  if(ASSAY_SANITIZE MATCHES "undefined")
    # Three that are asked at each use of a pointer cost a third of the build: a null pointer ends the program anyway, the
    # address sanitizer sees an object of another type where it is freed memory, and nothing here reinterprets bytes.
    target_compile_options(assay_options INTERFACE -fno-sanitize-recover=undefined -fno-sanitize=null,alignment,vptr
      # Clang 14 cannot place this one before a coroutine's frame functions.
      $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>)
  endif()
endif()

# assay_precompile(NAME LINKS HEADER...): what nearly every file includes is read once, since parsing headers is more than
# half of a build. Only headers of others, so that an edit of ours never makes everything anew.
function(assay_precompile name links)
  file(WRITE "${PROJECT_BINARY_DIR}/generated/${name}.cpp" "")
  add_library(${name} STATIC "${PROJECT_BINARY_DIR}/generated/${name}.cpp")
  target_link_libraries(${name} PRIVATE ${links})
  target_precompile_headers(${name} PRIVATE <algorithm> <charconv> <chrono> <functional> <map> <memory> <optional> <set>
    <string> <string_view> <vector> <boost/asio/awaitable.hpp> <boost/system/result.hpp> <nlohmann/json.hpp> <fmt/format.h> ${ARGN})
endfunction()

# assay_unity(TARGET): in a unity build the files of one folder are compiled together, twelve at a time. So a name in an
# anonymous namespace is unique in its folder (tests/lint), and a new file moves no other folder's batches.
function(assay_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "^${PROJECT_SOURCE_DIR}/.*\\.cpp$")
  list(SORT sources)
  foreach(source ${sources})
    get_filename_component(folder "${source}" DIRECTORY)
    file(RELATIVE_PATH name "${PROJECT_SOURCE_DIR}" "${folder}")
    string(REPLACE "/" "_" name "${name}")
    if(NOT DEFINED count_${name})
      set(count_${name} 0)
    endif()
    math(EXPR batch "${count_${name}} / 12")
    math(EXPR count_${name} "${count_${name}} + 1")
    string(APPEND name "_${batch}")
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${name}")
  endforeach()
endfunction()

# assay_library(NAME [FOLDER folder] [WITHOUT folder] DEPENDS target...): every .cpp below FOLDER (NAME, where it is not
# given) becomes the static library assay_NAME.
function(assay_library name)
  cmake_parse_arguments(arg "" "FOLDER;WITHOUT" "DEPENDS" ${ARGN})
  if(NOT arg_FOLDER)
    set(arg_FOLDER ${name})
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${arg_FOLDER}/*.cpp")
  if(arg_WITHOUT)
    list(FILTER sources EXCLUDE REGEX "/${arg_WITHOUT}/")
  endif()
  add_library(assay_${name} STATIC ${sources})
  assay_unity(assay_${name})
  target_precompile_headers(assay_${name} REUSE_FROM assay_precompiled)
  # Who uses the installed library has warnings and include paths of their own.
  target_link_libraries(assay_${name} PUBLIC $<BUILD_INTERFACE:assay_options> ${arg_DEPENDS})
  target_include_directories(assay_${name} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/wes_assay>)
  target_compile_features(assay_${name} INTERFACE cxx_std_20)
endfunction()
