// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

// Changes of one framed answer (frame.hpp): a head, an empty line, a body. Defects and faults share them.
namespace assay::mock {

std::size_t head_size(std::string_view bytes);  // with the empty line: where the body begins

void insert_line(std::string& bytes, const std::string& line);  // after the status line
void remove_field(std::string& bytes, std::string_view name);   // the first of that name
void set_field(std::string& bytes, std::string_view name, const std::string& value);
// The body becomes one chunk, and a field says so; Content-Length stays. `size` is what the chunk says of
// itself; "" is the truth. Without a body nothing changes.
void chunk_body(std::string& bytes, std::string_view size = {});

}  // namespace assay::mock
