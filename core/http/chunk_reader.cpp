// SPDX-License-Identifier: Apache-2.0
#include "core/http/chunk_reader.hpp"

#include <array>

#include "core/ascii.hpp"
#include "core/headers.hpp"
#include "core/http/field_list.hpp"

namespace assay::core {
namespace {

constexpr std::size_t most_digits = 16;

}  // namespace

void ChunkReader::expect(char byte, char wanted, Step next) {
  if (byte == wanted)
    step_ = next;
  else
    fault_ = step_ == Step::size_end ? Fault::bad_size_line : Fault::bad_end;
}

void ChunkReader::step(char byte) {
  switch (step_) {
    case Step::size:
    case Step::space:
    case Step::extension:
      return take_size(byte);
    case Step::size_end:
      expect(byte, '\n', Step::data);
      if (fault_ == Fault::none) end_size();
      return;
    case Step::data_return:
      return expect(byte, '\r', Step::data_end);
    case Step::data_end:
      return expect(byte, '\n', Step::size);
    case Step::trailer:
      return take_trailer(byte);
    case Step::trailer_end:
      expect(byte, '\n', Step::trailer);
      if (fault_ == Fault::none) end_trailer();
      return;
    case Step::data:
    case Step::complete:
      return;
  }
}

void ChunkReader::take_size(char byte) {
  if (step_ == Step::size) {
    if (const int value = hex_value(byte); value >= 0) {
      if (++digits_ > most_digits) fault_ = Fault::too_many_digits;
      left_ = left_ * 16 + static_cast<std::uint64_t>(value);
      return;
    }
    if (digits_ == 0) {
      fault_ = Fault::no_size;
      return;
    }
  }
  if (++extension_bytes_ > limits_.extension) {
    fault_ = Fault::extension_too_long;
  } else if (step_ == Step::extension) {
    if (byte == '\r')
      step_ = Step::size_end;
    else if (is_control_in_field(byte))
      fault_ = Fault::extension_control;
  } else if (byte == ';') {  // white space may come before an extension, and before nothing else
    step_ = Step::extension;
  } else if (byte == '\r' && step_ == Step::size) {
    step_ = Step::size_end;
  } else if (byte == ' ' || byte == '\t') {
    step_ = Step::space;
  } else {
    fault_ = Fault::bad_size_line;
  }
}

void ChunkReader::end_size() {
  if (left_ > limits_.body - content_bytes_) fault_ = Fault::body_too_large;
  if (left_ == 0) step_ = Step::trailer;
  digits_ = 0;
  extension_bytes_ = 0;
}

void ChunkReader::take_trailer(char byte) {
  if (++trailer_bytes_ > limits_.trailer)
    fault_ = Fault::trailer_too_large;
  else if (byte == '\r')
    step_ = Step::trailer_end;
  else if (is_control_in_field(byte))
    fault_ = Fault::trailer_control;
  else
    line_ += byte;
}

void ChunkReader::end_trailer() {
  if (line_.empty()) {
    step_ = Step::complete;
    return;
  }
  const std::string_view name = std::string_view(line_).substr(0, line_.find(':'));
  constexpr std::array<std::string_view, 3> forbidden = {"content-length", "transfer-encoding", "host"};
  const bool frames = std::any_of(forbidden.begin(), forbidden.end(),
                                  [&](std::string_view each) { return equal_without_case(name, each); });
  if (name.size() == line_.size() || !is_token(name))
    fault_ = Fault::trailer_not_a_field;
  else if (frames)
    fault_ = Fault::trailer_frames;
  has_trailer_ = true;
  line_.clear();
}

}  // namespace assay::core
