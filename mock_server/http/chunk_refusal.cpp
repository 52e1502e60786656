// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/chunk_refusal.hpp"

#include <algorithm>
#include <iterator>

namespace assay::mock {
namespace {

using Fault = core::ChunkReader::Fault;

constexpr struct {
  Fault fault;
  int status;
  const char* text;
} rows[] = {
    {Fault::no_size, 400, "The size of a chunk is not a hexadecimal number."},
    {Fault::too_many_digits, 400, "The size of a chunk has too many digits."},
    {Fault::bad_size_line, 400, "The line with the size of a chunk does not end with CR LF."},
    {Fault::extension_too_long, 400, "A chunk extension is longer than 4 KiB."},
    {Fault::extension_control, 400, "A chunk extension holds a control character."},
    {Fault::bad_end, 400, "A chunk does not end where its size says, with CR LF."},
    {Fault::body_too_large, 413, "The body is larger than 16 MiB."},
    {Fault::trailer_too_large, 431, "The trailer is larger than 8 KiB."},
    {Fault::trailer_control, 400, "The trailer holds a control character."},
    {Fault::trailer_not_a_field, 400, "A line of the trailer is not a field."},
    {Fault::trailer_frames, 400, "A trailer field may not decide the framing."},
};

}  // namespace

Refusal chunk_refusal(core::ChunkReader::Fault fault) {
  const auto* const row =
      std::find_if(std::begin(rows), std::end(rows), [&](const auto& each) { return each.fault == fault; });
  return {row->status, row->text};
}

}  // namespace assay::mock
