// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace assay::tests {

struct SourceFile {
  std::string path;  // from the root of the repository: "core/url.cpp"
  std::string text;
  std::string folder() const { return path.substr(0, path.find('/')); }
};

// The project's own files with one of `endings`, sorted by path; build folders and .git left out.
std::vector<SourceFile> source_files(const std::vector<std::string>& endings);

}  // namespace assay::tests
