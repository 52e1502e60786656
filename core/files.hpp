// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace assay::core {

Result<std::string> read_file(const std::string& path, std::size_t most_bytes = 64u << 20);
// Written to a temporary name beside it, then renamed: a reader sees the old file or the whole new one.
// `mode` of a new file, before the umask.
Result<void> write_file(const std::string& path, std::string_view text, unsigned mode = 0666);

// Why write_file would fail now, without a change of the file.
Result<void> can_write_file(const std::string& path);

// Held while a file is read, edited and written again: others who take it wait. It lies on the folder, since
// the file itself is replaced.
class FolderLock {
 public:
  explicit FolderLock(const std::string& path_of_file);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int folder_ = -1;  // below 0: the folder cannot be opened, and nothing in it can be written either
};

}  // namespace assay::core
