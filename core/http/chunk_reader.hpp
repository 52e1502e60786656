// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::core {

// A chunked body (RFC 9112 section 7.1), byte by byte: what it accepts does not depend on how the bytes come
// in pieces. Extensions and trailer fields are checked for size and syntax, then left out.
class ChunkReader {
 public:
  struct Limits {
    std::uint64_t body;     // bytes of content, over all chunks
    std::size_t extension;  // bytes of one size line beyond its digits
    std::size_t trailer;    // bytes of all trailer fields
  };
  enum class Fault {
    none,
    no_size,          // a chunk does not start with a hexadecimal number
    too_many_digits,  // more than a size of 64 bits has
    bad_size_line,    // something that is no extension, or no CR LF, follows the size
    extension_too_long,
    extension_control,  // a control character
    bad_end,            // a chunk, or a line of the trailer, does not end with CR LF
    body_too_large,
    trailer_too_large,
    trailer_control,  // a control character
    trailer_not_a_field,
    trailer_frames,  // Content-Length, Transfer-Encoding or Host in the trailer
  };

  explicit ChunkReader(const Limits& limits) : limits_(limits) {}

  // Takes bytes up to the end of the body or the first fault, and hands the content, in pieces, to
  // `content(std::string_view)`. Returns how many bytes it took.
  template <class Content>
  std::size_t take(std::string_view bytes, Content&& content) {
    std::size_t taken = 0;
    while (taken < bytes.size() && !complete() && fault_ == Fault::none) {
      if (step_ != Step::data) {
        step(bytes[taken++]);
        continue;
      }
      const auto some = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - taken));
      content(bytes.substr(taken, some));
      taken += some;
      left_ -= some;
      content_bytes_ += some;
      if (left_ == 0) step_ = Step::data_return;
    }
    return taken;
  }

  bool complete() const { return step_ == Step::complete; }
  Fault fault() const { return fault_; }
  std::uint64_t content_bytes() const { return content_bytes_; }  // so far
  bool has_trailer() const { return has_trailer_; }               // a trailer field was read

 private:
  enum class Step {
    size,
    space,
    extension,
    size_end,
    data,
    data_return,
    data_end,
    trailer,
    trailer_end,
    complete
  };
  void step(char byte);
  void expect(char byte, char wanted, Step next);
  void take_size(char byte);
  void take_trailer(char byte);
  void end_size();
  void end_trailer();

  Limits limits_;
  Step step_ = Step::size;
  Fault fault_ = Fault::none;
  bool has_trailer_ = false;
  std::uint64_t left_ = 0;  // of the chunk's size, then of its data
  std::uint64_t content_bytes_ = 0;
  std::size_t digits_ = 0;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::string line_;  // the trailer field that is being read
};

}  // namespace assay::core
