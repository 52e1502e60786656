// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tree.hpp"

#include <algorithm>
#include <filesystem>

#include "core/files.hpp"
#include "tests/support/paths.hpp"

namespace assay::tests {

std::vector<SourceFile> source_files(const std::vector<std::string>& endings) {
  namespace fs = std::filesystem;
  const fs::path root = source_path();
  std::vector<SourceFile> files;
  for (auto at = fs::recursive_directory_iterator(root); at != fs::recursive_directory_iterator(); ++at) {
    const std::string name = at->path().filename().string();
    const bool ours = name != "build" && name != ".git" && name != ".cache" && name != "node_modules";
    if (at->is_directory() && !ours) at.disable_recursion_pending();
    if (!at->is_regular_file()) continue;
    const bool wanted = std::any_of(endings.begin(), endings.end(),
                                    [&](const std::string& end) { return name.ends_with(end); });
    if (wanted)
      files.push_back(
          {fs::relative(at->path(), root).string(), core::read_file(at->path().string()).value()});
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace assay::tests
