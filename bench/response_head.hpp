// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::bench {

// What a benchmark must know of the head of a response (RFC 9112). Nothing is allocated.
struct ResponseHead {
  enum class Length { counted, chunked, until_close, none };
  std::size_t size = 0;  // of the head, with its empty line; 0 while it is not whole
  bool bad = false;      // no HTTP/1.x head, or one whose framing contradicts itself
  int status = 0;
  Length length = Length::until_close;
  std::uint64_t body = 0;         // bytes, where counted
  bool closes = false;            // the connection ends with this response
  bool json = false;              // Content-Type: application/json, with or without parameters
  std::int64_t retry_after = -1;  // seconds; -1 where absent or a date
  // Mock-State-Left-Us, which our mock sends on request: how long ago the state in the body was left;
  // negative where it will be. `unknown` where absent.
  static constexpr std::int64_t unknown = INT64_MIN;
  std::int64_t left_us = unknown;
};

// Reads the head at the start of `bytes`. `searched` bytes are known to hold no empty line.
ResponseHead read_response_head(std::string_view bytes, std::size_t searched = 0);

// The same, and what it last read of the same bytes is not read again: servers say one thing many times, for
// a second or for each length. One for each thread.
class HeadReader {
 public:
  const ResponseHead& read(std::string_view bytes, std::size_t searched);

 private:
  struct Known {
    std::string text;  // whole; "": none
    ResponseHead head;
  };
  std::array<Known, 4> known_ = {};  // as many as there are lengths of status answers that come by turns
  std::size_t last_ = 0;             // that was of use
  std::size_t oldest_ = 0;
  ResponseHead fresh_;  // not whole, or bad
};

// How many bytes a chunked body at the start of `bytes` takes; 0 while it is not whole. The content is moved
// to the front of `bytes`, `content` bytes of it. `bad` where it is no chunked body.
struct ChunkedBody {
  std::size_t size = 0;
  std::size_t content = 0;
  bool bad = false;
};
ChunkedBody read_chunked_body(char* bytes, std::size_t size);

}  // namespace assay::bench
