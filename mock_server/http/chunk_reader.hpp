// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/base/refusal.hpp"

namespace assay::mock {

// A chunked body (RFC 9112 section 7.1), byte by byte. Not Beast's: the 1.81 parser asserts on a last chunk
// that comes in pieces, and what it accepts depends on the pieces. Extensions and trailer fields are checked
// for size and syntax, then left out; Content-Length, Transfer-Encoding and Host in a trailer are refused.
class ChunkReader {
 public:
  // Takes bytes up to the end of the body or the first fault; returns how many.
  std::size_t take(std::string_view bytes);
  bool complete() const { return step_ == Step::complete; }
  const std::optional<Refusal>& refusal() const { return refusal_; }
  std::string& body() { return body_; }

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
  void take(char byte);
  void take_size(char byte);
  void take_trailer(char byte);
  void end_size();
  void end_trailer();
  void refuse(int status, std::string text) { refusal_ = Refusal{status, std::move(text)}; }

  Step step_ = Step::size;
  std::uint64_t left_ = 0;  // of the chunk's size, then of its data
  std::size_t digits_ = 0;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::string line_;  // the trailer field that is being read
  std::string body_;
  std::optional<Refusal> refusal_;
};

}  // namespace assay::mock
