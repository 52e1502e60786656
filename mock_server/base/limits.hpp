// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

// What the mock takes from a peer before it refuses. Fixed, not options: a test that depends on one names it
// here.
namespace assay::mock::limits {

inline constexpr std::size_t head_bytes = 16 * 1024;   // request line and fields; above: 431
inline constexpr std::size_t head_fields = 100;        // above: 431
inline constexpr std::size_t target_bytes = 8 * 1024;  // above: 414
inline constexpr std::size_t request_line_bytes =
    target_bytes + 64;                         // target, method and version; above: 414
inline constexpr std::size_t empty_lines = 2;  // before a request line (RFC 9112 section 2.2); above: 400
inline constexpr std::uint64_t body_bytes = 16 * 1024 * 1024;   // after de-chunking; above: 413
inline constexpr std::size_t chunk_digits = 16;                 // of a chunk size; above: 400
inline constexpr std::size_t chunk_extension_bytes = 4 * 1024;  // of one chunk; above: 400
inline constexpr std::size_t trailer_bytes = 8 * 1024;          // all trailer fields of one body; above: 431
inline constexpr std::uint64_t requests_per_connection = 10'000;  // the last answer says Connection: close
inline constexpr std::size_t connections = 16'384;    // above: new ones wait in the kernel's queue
inline constexpr std::size_t read_bytes = 16 * 1024;  // of one read, which bounds the answers made at once

inline constexpr std::size_t certificate_bytes = 1024 * 1024;  // of a file with a certificate or a key

inline constexpr std::size_t parts = 1'000;               // of one multipart body
inline constexpr std::size_t part_head_bytes = 8 * 1024;  // the fields of one part
inline constexpr std::size_t part_fields = 16;            // of one part
inline constexpr std::size_t boundary_bytes = 70;         // RFC 2046 section 5.1.1
inline constexpr std::size_t name_component_bytes = 255;  // between the slashes of an attachment's name
inline constexpr std::size_t name_bytes = 4'096;          // the whole name of an attachment

}  // namespace assay::mock::limits

namespace assay::mock {

// What a connection does wrong by itself, before or after the Site; false is right. Defects set them
// (Behaviour::connection).
struct ConnectionHabits {
  bool host_is_optional = false;          // HTTP/1.1 without Host is served
  bool absolute_form_is_literal = false;  // a whole URL on the request line is taken for a path
  bool large_heads_crash = false;         // 500 in place of 431
  bool serves_cut_off_requests = false;   // a body whose end never came is handed to the Site as it is
};

// How long a socket may take, by the machine's clock. Whole phases, not the time between two bytes, so that a
// slow trickle does not hold a connection.
struct Deadlines {
  std::chrono::milliseconds header{10'000};  // first byte of a request to the end of its head; then 408
  std::chrono::milliseconds body{30'000};    // end of the head to the end of the body; then 408
  std::chrono::milliseconds idle{15'000};    // between requests; then closed
  std::chrono::milliseconds write{30'000};   // one answer; then reset
  std::chrono::milliseconds linger{2'000};   // after the last answer, for the peer to read it and close
};

}  // namespace assay::mock
