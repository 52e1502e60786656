// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/head_reader.hpp"

#include "mock_server/base/limits.hpp"

namespace assay::mock {

namespace {

// Bytes at the front that are ASCII and no control character: nothing but sizes could be wrong with them.
std::size_t plain_run(std::string_view bytes) {
  std::size_t count = 0;
  while (count < bytes.size() && bytes[count] >= 0x20 && bytes[count] < 0x7f) ++count;
  return count;
}

}  // namespace

std::size_t HeadReader::take(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !complete_ && !refusal_) {
    const bool after_return = !text_.empty() && text_.back() == '\r';
    const auto limit = lines_ == 0 ? limits::request_line_bytes : limits::head_bytes;
    const auto room = after_return || text_.size() > limit ? 0 : limit - text_.size();
    const auto run =
        plain_run(bytes.substr(taken, room));  // nothing is looked at twice, however much came at once
    if (run > 0) {
      text_.append(bytes, taken, run);
      taken += run;
    } else {
      take(bytes[taken++]);
    }
  }
  return taken;
}

void HeadReader::take(char byte) {
  const bool after_return = !text_.empty() && text_.back() == '\r';
  const auto code = static_cast<unsigned char>(byte);
  if (after_return != (byte == '\n')) return refuse(400, "A line of the head does not end with CR LF.");
  if ((code < 0x20 && byte != '\t' && byte != '\r' && byte != '\n') || code == 0x7f) {
    return refuse(400, "The head holds a control character.");
  }
  if (lines_ == 0 && code >= 0x80) return refuse(400, "The request line holds a byte outside ASCII.");
  text_ += byte;
  if (lines_ == 0 && text_.size() > limits::request_line_bytes)
    return refuse(414, "The request line is too long.");
  if (text_.size() > limits::head_bytes) return refuse(431, "The head is larger than 16 KiB.");
  if (byte == '\n') end_line();
}

void HeadReader::end_line() {
  const bool empty = text_.size() == line_start_ + 2;
  line_start_ = text_.size();
  if (empty && lines_ == 0) {
    text_.clear();
    line_start_ = 0;
    if (++empty_lines_ > limits::empty_lines)
      refuse(400, "There are too many empty lines before the request line.");
    return;
  }
  complete_ = empty;
  if (!empty && ++lines_ > limits::head_fields + 1) refuse(431, "The head has more than 100 fields.");
}

}  // namespace assay::mock
