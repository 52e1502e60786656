# SPDX-License-Identifier: Apache-2.0
# Everything comes from the distribution's packages (script/setup names them); nothing is downloaded.
if(ASSAY_STATIC)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  set(OPENSSL_USE_STATIC_LIBS ON)
endif()
# The static program and the release build compile every file with one command line, so that the second of the two comes out of
# ccache. So both take Boost's archive, and fmt's headers (Debian's package has no archive of fmt).
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(Boost_USE_STATIC_LIBS ON)
endif()
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS url)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(fmt REQUIRED)
find_package(pugixml REQUIRED)
find_package(CLI11 REQUIRED)
include("${CMAKE_CURRENT_LIST_DIR}/pcre2.cmake")

set(assay_fmt fmt::fmt)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(assay_fmt fmt::fmt-header-only)
endif()
set(assay_pugixml pugixml::pugixml)
if(ASSAY_STATIC)
  set(assay_pugixml pugixml::static)
  # The package's CMake file knows the shared library only; the archive lies beside it.
  find_library(ASSAY_YAML_ARCHIVE yaml-cpp REQUIRED)
  set_target_properties(yaml-cpp PROPERTIES IMPORTED_LOCATION_NONE "${ASSAY_YAML_ARCHIVE}" IMPORTED_LOCATION "${ASSAY_YAML_ARCHIVE}")
endif()

# gperftools: `bench --cpu-profile` and `--heap-profile`, and in release its allocator. A build without it has neither.
# Sanitizers have an allocator and signals of their own.
find_path(ASSAY_GPERFTOOLS gperftools/profiler.h)
find_library(ASSAY_PROFILER_LIBRARY profiler)
find_library(ASSAY_TCMALLOC_LIBRARY tcmalloc)
set(ASSAY_TCMALLOC_BY_DEFAULT OFF)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(ASSAY_TCMALLOC_BY_DEFAULT ON)
endif()
option(ASSAY_TCMALLOC "Link tcmalloc, where gperftools is found" ${ASSAY_TCMALLOC_BY_DEFAULT})
set(ASSAY_PROFILER_LIBRARIES)
set(ASSAY_PROFILER_DEFINITIONS)
if(ASSAY_STATIC)
  # libprofiler needs libunwind, whose archive clashes with the compiler's own; the allocator alone needs neither.
  find_library(ASSAY_TCMALLOC_MINIMAL_LIBRARY tcmalloc_minimal)
  if(ASSAY_TCMALLOC AND ASSAY_TCMALLOC_MINIMAL_LIBRARY)
    list(APPEND ASSAY_PROFILER_LIBRARIES "${ASSAY_TCMALLOC_MINIMAL_LIBRARY}")
  endif()
elseif(ASSAY_GPERFTOOLS AND NOT ASSAY_SANITIZE)
  if(ASSAY_PROFILER_LIBRARY)
    list(APPEND ASSAY_PROFILER_LIBRARIES "${ASSAY_PROFILER_LIBRARY}")
    list(APPEND ASSAY_PROFILER_DEFINITIONS ASSAY_CPU_PROFILER)
  endif()
  if(ASSAY_TCMALLOC AND ASSAY_TCMALLOC_LIBRARY)
    list(APPEND ASSAY_PROFILER_LIBRARIES "${ASSAY_TCMALLOC_LIBRARY}")
    list(APPEND ASSAY_PROFILER_DEFINITIONS ASSAY_HEAP_PROFILER)
  endif()
endif()

# Asio and Beast are compiled once, here, and not again in every file that includes them.
file(WRITE "${PROJECT_BINARY_DIR}/generated/asio.cpp"
  "#include <boost/asio/impl/src.hpp>\n#include <boost/asio/ssl/impl/src.hpp>\n#include <boost/beast/src.hpp>\n")
add_library(assay_asio STATIC "${PROJECT_BINARY_DIR}/generated/asio.cpp")
target_compile_definitions(assay_asio PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(assay_asio PUBLIC Boost::boost OpenSSL::SSL OpenSSL::Crypto Threads::Threads nlohmann_json::nlohmann_json)
if(ASSAY_SANITIZE)
  target_compile_options(assay_asio PRIVATE -fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer)
endif()
