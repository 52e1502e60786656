# SPDX-License-Identifier: Apache-2.0
# assay_dialects_of_mock(TARGET): dialects/*/mock becomes part of TARGET, with a table of what is in it, so that a dialect is
# one folder and no list names it. rendering.cpp defines <name>_rendering(), defects.cpp <name>_defects(), with the hyphens
# of the folder as underscores; either may be absent.
function(assay_dialects_of_mock target)
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/dialects/*/mock/*.cpp")
  list(SORT sources)
  foreach(file ${sources})
    get_filename_component(part "${file}" NAME_WE)
    string(REGEX REPLACE "^.*/dialects/([^/]*)/mock/.*$" "\\1" name "${file}")
    string(REPLACE "-" "_" name "${name}")
    if(part STREQUAL "rendering")
      string(APPEND declarations "const Rendering& ${name}_rendering();\n")
      string(APPEND renderings "&${name}_rendering(), ")
    elseif(part STREQUAL "defects")
      string(APPEND declarations "const std::vector<Defect>& ${name}_defects();\n")
      string(APPEND defects "${name}_defects, ")
    endif()
  endforeach()
  set(table "${PROJECT_BINARY_DIR}/generated/dialects_of_mock.cpp")
  file(CONFIGURE OUTPUT "${table}" @ONLY CONTENT
"#include <array>
#include \"mock_server/defects/tools.hpp\"
#include \"mock_server/render/renderings.hpp\"
namespace assay::mock {
${declarations}
std::span<const Rendering* const> dialect_renderings() {
  static const auto all = std::to_array<const Rendering*>({${renderings}});
  return all;
}
std::span<const DefectTable> dialect_defects() {
  static const auto all = std::to_array<DefectTable>({${defects}});
  return all;
}
}
")
  target_sources(${target} PRIVATE ${sources} "${table}")
  assay_unity(${target})
endfunction()
