// SPDX-License-Identifier: Apache-2.0
#include "bench/response_head.hpp"

#include <charconv>
#include <cstring>

#include "core/ascii.hpp"

namespace assay::bench {
namespace {

using core::trimmed;

constexpr std::size_t most_head = 64u << 10;
constexpr std::size_t most_chunk = 64u << 20;

// `lower` is in small letters; only letters and '-' are compared.
bool is(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] | 0x20) != lower[i] && text[i] != lower[i]) return false;
  }
  return true;
}

template <class T>
bool read_number(std::string_view text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

struct Reading {
  ResponseHead head;
  bool counted = false;
  bool chunked = false;
  bool old = false;  // HTTP/1.0
};

void read_field(std::string_view name, std::string_view value, Reading& r) {
  switch (name.size()) {
    case 10:
      if (is(name, "connection")) {
        if (is(value, "close")) r.head.closes = true;
        if (is(value, "keep-alive")) r.old = false;
      }
      break;
    case 11:
      if (std::uint64_t seconds = 0; is(name, "retry-after") && read_number(value, seconds))
        r.head.retry_after = static_cast<std::int64_t>(seconds < 86'400 ? seconds : 86'400);
      break;
    case 12:
      if (is(name, "content-type"))
        r.head.json = value.size() >= 16 && is(value.substr(0, 16), "application/json") &&
                      (value.size() == 16 || value[16] == ';' || value[16] == ' ');
      break;
    case 14:
      if (is(name, "content-length")) {
        std::uint64_t length = 0;
        r.head.bad |= !read_number(value, length) || (r.counted && length != r.head.body);
        r.head.body = length;
        r.counted = true;
      }
      break;
    case 17:
      if (is(name, "transfer-encoding")) {
        r.chunked = is(value, "chunked");
        r.head.bad |= !r.chunked;
      }
      break;
    case 18:
      if (std::int64_t us = 0; is(name, "mock-state-left-us") && read_number(value, us)) r.head.left_us = us;
      break;
    default:
      break;
  }
}

void read_line(std::string_view line, Reading& r) {
  const void* colon = std::memchr(line.data(), ':', line.size());
  if (!colon) {
    r.head.bad = true;
    return;
  }
  const auto at = static_cast<std::size_t>(static_cast<const char*>(colon) - line.data());
  read_field(line.substr(0, at), trimmed(line.substr(at + 1)), r);
}

bool read_status_line(std::string_view line, Reading& r) {
  if (line.size() < 12 || line.substr(0, 7) != "HTTP/1." || line[8] != ' ') return false;
  r.old = line[7] == '0';
  for (std::size_t i = 9; i < 12; ++i) {
    if (line[i] < '0' || line[i] > '9') return false;
    r.head.status = r.head.status * 10 + (line[i] - '0');
  }
  return r.head.status >= 100 && (line.size() == 12 || line[12] == ' ');
}

}  // namespace

ResponseHead read_response_head(std::string_view bytes, std::size_t searched) {
  Reading r;
  const std::size_t from = searched > 3 ? searched - 3 : 0;
  const void* found =
      bytes.size() < 4 ? nullptr : memmem(bytes.data() + from, bytes.size() - from, "\r\n\r\n", 4);
  if (!found) {
    r.head.bad = bytes.size() > most_head || (bytes.size() >= 7 && bytes.substr(0, 7) != "HTTP/1.");
    return r.head;
  }
  r.head.size = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data()) + 4;
  std::string_view rest = bytes.substr(0, r.head.size - 2);
  bool first = true;
  while (!rest.empty() && !r.head.bad) {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    if (first) {
      r.head.bad = !read_status_line(line, r);
    } else {
      read_line(line, r);
    }
    first = false;
  }
  if (r.counted && r.chunked) r.head.bad = true;
  if (r.old) r.head.closes = true;
  const int status = r.head.status;
  if (status < 200 || status == 204 || status == 304) {
    r.head.length = ResponseHead::Length::none;
  } else if (r.chunked) {
    r.head.length = ResponseHead::Length::chunked;
  } else if (r.counted) {
    r.head.length = ResponseHead::Length::counted;
  }
  return r.head;
}

const ResponseHead& HeadReader::read(std::string_view bytes, std::size_t searched) {
  const auto is_at_front = [&](const Known& known) {
    return !known.text.empty() && bytes.starts_with(known.text);
  };
  if (is_at_front(known_[last_])) return known_[last_].head;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    if (!is_at_front(known_[i])) continue;
    last_ = i;
    return known_[i].head;
  }
  fresh_ = read_response_head(bytes, searched);
  if (fresh_.bad || fresh_.size == 0) return fresh_;
  last_ = oldest_;
  oldest_ = (oldest_ + 1) % known_.size();
  known_[last_] = {std::string(bytes.substr(0, fresh_.size)), fresh_};
  return known_[last_].head;
}

namespace {

// Walks over the chunks; with `move` their content goes to the front, which only a whole body may have done
// to it.
ChunkedBody walk_chunks(char* bytes, std::size_t size, bool move) {
  ChunkedBody body;
  std::size_t at = 0;
  for (;;) {
    const std::string_view rest(bytes + at, size - at);
    const std::size_t end = rest.find("\r\n");
    if (end == std::string_view::npos) {
      body.bad = rest.size() > 1024;
      return body;
    }
    std::size_t length = 0;
    const auto [stop, error] = std::from_chars(rest.data(), rest.data() + end, length, 16);
    const bool odd = stop != rest.data() + end && *stop != ';' && *stop != ' ';
    body.bad = error != std::errc() || odd || length > most_chunk;
    if (body.bad) return body;
    at += end + 2;
    if (length == 0) break;
    if (size - at < length + 2) return body;
    body.bad = bytes[at + length] != '\r' || bytes[at + length + 1] != '\n';
    if (body.bad) return body;
    if (move) std::memmove(bytes + body.content, bytes + at, length);
    body.content += length;
    at += length + 2;
  }
  for (;;) {  // trailer fields, up to an empty line
    const std::size_t end = std::string_view(bytes + at, size - at).find("\r\n");
    if (end == std::string_view::npos) return body;
    at += end + 2;
    if (end == 0) break;
  }
  body.size = at;
  return body;
}

}  // namespace

ChunkedBody read_chunked_body(char* bytes, std::size_t size) {
  const ChunkedBody seen = walk_chunks(bytes, size, false);
  return seen.size == 0 ? seen : walk_chunks(bytes, size, true);
}

}  // namespace assay::bench
