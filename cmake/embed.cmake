# SPDX-License-Identifier: Apache-2.0
# assay_embed(TARGET FOLDER...): the data files below each FOLDER become part of TARGET, so that the one program runs
# anywhere. core/embedded.hpp reads them back under their path in this repository.
function(assay_embed target)
  set(files)
  foreach(folder ${ARGN})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/${folder}/*")
    list(FILTER found EXCLUDE REGEX "\\.(cpp|hpp|md)$|~$|(^|/)[.#]")  # sources, pages, what editors leave behind
    list(APPEND files ${found})
  endforeach()
  list(SORT files)
  set(assembly ".section .note.GNU-stack,\"\",%progbits\n.section .rodata\n")
  set(declarations "")
  set(rows "")
  set(inputs)
  set(index 0)
  foreach(file ${files})
    string(APPEND assembly
      ".global assay_file_${index}\n.global assay_file_${index}_end\nassay_file_${index}:\n"
      ".incbin \"${PROJECT_SOURCE_DIR}/${file}\"\nassay_file_${index}_end:\n.byte 0\n")
    string(APPEND declarations "extern const char assay_file_${index}[], assay_file_${index}_end[];\n")
    string(APPEND rows "    {\"${file}\", assay_file_${index}, assay_file_${index}_end},\n")
    list(APPEND inputs "${PROJECT_SOURCE_DIR}/${file}")
    math(EXPR index "${index} + 1")
  endforeach()
  set(folder "${PROJECT_BINARY_DIR}/generated")
  file(CONFIGURE OUTPUT "${folder}/embedded.S" CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT "${folder}/embedded_table.cpp" @ONLY CONTENT
"#include \"core/embedded.hpp\"
extern \"C\" {
${declarations}}
namespace assay::core {
std::span<const EmbeddedRow> embedded_rows() {
  static const EmbeddedRow rows[] = {
${rows}  };
  return rows;
}
}
")
  set_source_files_properties("${folder}/embedded.S" PROPERTIES OBJECT_DEPENDS "${inputs}")
  target_sources(${target} PRIVATE "${folder}/embedded.S" "${folder}/embedded_table.cpp")
endfunction()
