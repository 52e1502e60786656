// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.hpp"

namespace assay::conformance {

// Reads one answer from bytes, without I/O. Interim (1xx) answers are noted and passed over.
class ResponseReader {
 public:
  enum class State { reading, done, fault };
  struct Limits {
    std::size_t head_bytes;
    std::size_t body_bytes;
    std::size_t whole_bytes = SIZE_MAX;  // a larger body is kept as its first bytes, size and digest
  };
  // `head`: the answer is to a HEAD request, and has no body whatever its header fields say.
  ResponseReader(bool head, const Limits& limits);
  ~ResponseReader();

  State feed(std::string_view bytes);
  State finish();  // the peer has finished sending
  State state() const;

  bool started() const;          // a byte of an answer was seen, interim ones included
  bool keep_alive() const;       // done: the connection may carry another request
  bool until_close() const;      // done: only the end of the connection ended the body
  std::string progress() const;  // where reading stands: "after 5 of 12 bytes of the body"

  core::Response take_response();
  std::string take_leftover();  // bytes after the answer
  std::vector<std::string>& notes();
  core::TransportFault fault() const;
  const std::string& fault_text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::conformance
