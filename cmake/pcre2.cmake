# SPDX-License-Identifier: Apache-2.0
# The target PCRE2::8BIT, by the name that PCRE2's own package file gives it; Debian's libpcre2-dev has no such file. Also
# installed, for those who link the mock.
if(NOT TARGET PCRE2::8BIT)
  find_path(PCRE2_INCLUDE_DIR pcre2.h REQUIRED)
  find_library(PCRE2_8BIT_LIBRARY pcre2-8 REQUIRED)
  add_library(PCRE2::8BIT UNKNOWN IMPORTED)
  set_target_properties(PCRE2::8BIT PROPERTIES
    IMPORTED_LOCATION "${PCRE2_8BIT_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${PCRE2_INCLUDE_DIR}")
endif()
