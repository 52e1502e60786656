// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/wire_edits.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/headers.hpp"

namespace assay::mock {

std::size_t head_size(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  return end == std::string_view::npos ? bytes.size() : end + 4;
}

void insert_line(std::string& bytes, const std::string& line) {
  const auto end = bytes.find("\r\n");
  if (end != std::string::npos) bytes.insert(end + 2, line + "\r\n");
}

void remove_field(std::string& bytes, std::string_view name) {
  const auto head = bytes.find("\r\n\r\n");
  if (head == std::string::npos) return;
  for (auto line = bytes.find("\r\n") + 2; line < head;) {
    const auto end = bytes.find("\r\n", line) + 2;
    const auto colon = bytes.find(':', line);
    if (core::equal_without_case(std::string_view(bytes).substr(line, colon - line), name)) {
      bytes.erase(line, end - line);
      return;
    }
    line = end;
  }
}

void set_field(std::string& bytes, std::string_view name, const std::string& value) {
  remove_field(bytes, name);
  insert_line(bytes, std::string(name) + ": " + value);
}

void chunk_body(std::string& bytes, std::string_view size) {
  const auto head = head_size(bytes);
  if (head == bytes.size()) return;
  const auto truth = fmt::format("{:x}", bytes.size() - head);
  bytes.insert(head, fmt::format("{}\r\n", size.empty() ? std::string_view(truth) : size));
  bytes += "\r\n0\r\n\r\n";
  insert_line(bytes, "Transfer-Encoding: chunked");
}

}  // namespace assay::mock
