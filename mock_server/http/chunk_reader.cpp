// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/chunk_reader.hpp"

#include <algorithm>
#include <array>

#include "core/ascii.hpp"
#include "core/headers.hpp"
#include "mock_server/base/limits.hpp"

namespace assay::mock {
namespace {

using core::hex_value;

}  // namespace

std::size_t ChunkReader::take(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !complete() && !refusal_) {
    if (step_ == Step::data) {
      const auto some = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - taken));
      body_.append(bytes.substr(taken, some));
      taken += some;
      left_ -= some;
      if (left_ == 0) step_ = Step::data_return;
    } else {
      take(bytes[taken++]);
    }
  }
  return taken;
}

void ChunkReader::take(char byte) {
  const auto expect = [&](char wanted, Step next) {
    if (byte != wanted) return refuse(400, "A chunk does not end where its size says, with CR LF.");
    step_ = next;
  };
  switch (step_) {
    case Step::size:
    case Step::space:
    case Step::extension:
      return take_size(byte);
    case Step::size_end:
      expect('\n', Step::data);
      return refusal_ ? void() : end_size();
    case Step::data_return:
      return expect('\r', Step::data_end);
    case Step::data_end:
      return expect('\n', Step::size);
    case Step::trailer:
      return take_trailer(byte);
    case Step::trailer_end:
      expect('\n', Step::trailer);
      return refusal_ ? void() : end_trailer();
    case Step::data:
    case Step::complete:
      return;
  }
}

void ChunkReader::take_size(char byte) {
  if (step_ == Step::size) {
    if (const int value = hex_value(byte); value >= 0) {
      if (++digits_ > limits::chunk_digits) return refuse(400, "The size of a chunk has too many digits.");
      left_ = left_ * 16 + static_cast<std::uint64_t>(value);
      return;
    }
    if (digits_ == 0) return refuse(400, "The size of a chunk is not a hexadecimal number.");
  }
  if (++extension_bytes_ > limits::chunk_extension_bytes)
    return refuse(400, "A chunk extension is longer than 4 KiB.");
  if (step_ == Step::extension) {
    if (byte == '\r') step_ = Step::size_end;
    if (byte != '\r' && core::is_control_in_field(byte))
      refuse(400, "A chunk extension holds a control character.");
    return;
  }
  // White space may come before the ';' of an extension, and before nothing else.
  if (byte == ';')
    step_ = Step::extension;
  else if (byte == '\r' && step_ == Step::size)
    step_ = Step::size_end;
  else if (byte == ' ' || byte == '\t')
    step_ = Step::space;
  else
    refuse(400, "The size of a chunk is not a hexadecimal number.");
}

void ChunkReader::end_size() {
  if (left_ > limits::body_bytes - body_.size()) return refuse(413, "The body is larger than 16 MiB.");
  if (left_ == 0) step_ = Step::trailer;
  digits_ = 0;
  extension_bytes_ = 0;
}

void ChunkReader::take_trailer(char byte) {
  if (++trailer_bytes_ > limits::trailer_bytes) return refuse(431, "The trailer is larger than 8 KiB.");
  if (byte == '\r')
    step_ = Step::trailer_end;
  else if (core::is_control_in_field(byte))
    refuse(400, "The trailer holds a control character.");
  else
    line_ += byte;
}

void ChunkReader::end_trailer() {
  if (line_.empty()) {
    step_ = Step::complete;
    return;
  }
  const auto name = line_.substr(0, line_.find(':'));
  if (name.empty() || name.size() == line_.size() || name.find_first_of(" \t") != std::string::npos) {
    return refuse(400, "A line of the trailer is not a field.");
  }
  constexpr std::array<std::string_view, 3> forbidden = {"content-length", "transfer-encoding", "host"};
  for (const auto each : forbidden) {
    if (core::equal_without_case(name, each))
      return refuse(400, "A trailer field may not decide the framing.");
  }
  line_.clear();
}

}  // namespace assay::mock
