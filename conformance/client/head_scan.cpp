// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/head_scan.hpp"

#include <algorithm>

#include "core/ascii.hpp"
#include "core/http/field_list.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using core::is_digit;
using core::trimmed;

constexpr std::string_view version_prefix = "HTTP/";

std::string in_quotes(std::string_view text) {
  return '"' + core::shortened(core::printable(text), 60) + '"';
}

class Scanner {
 public:
  HeadScan scan(std::string_view head) {
    bool first = true;
    while (!head.empty() && out_.fault.empty()) {
      const std::size_t end = head.find('\n');
      std::string_view line = head.substr(0, end);
      head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
      if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
      } else {
        note("bare LF");
      }
      if (line.empty()) break;
      if (first) {
        status_line(line);
      } else {
        field_line(line);
      }
      first = false;
    }
    if (out_.fault.empty()) check_values();
    if (out_.fault.empty()) framing();
    return std::move(out_);
  }

 private:
  void fault(std::string text) {
    if (out_.fault.empty()) out_.fault = std::move(text);
  }

  void note(std::string text) {
    if (std::find(out_.notes.begin(), out_.notes.end(), text) == out_.notes.end())
      out_.notes.push_back(std::move(text));
  }

  void status_line(std::string_view line) {
    const std::string shown = in_quotes(line);
    line.remove_prefix(std::min(line.size(), version_prefix.size()));
    if (line.size() < 3 || !is_digit(line[0]) || line[1] != '.' || !is_digit(line[2])) {
      return fault("the status line has no HTTP version: " + shown);
    }
    if (line[0] != '1' || line[2] > '1') return fault("the answer is not HTTP/1.0 or HTTP/1.1: " + shown);
    out_.response.version = 10 + (line[2] - '0');
    line.remove_prefix(3);
    if (line.size() < 4 || line[0] != ' ' || !std::all_of(line.begin() + 1, line.begin() + 4, is_digit)) {
      return fault("the status line has no status of three digits: " + shown);
    }
    const int status = (line[1] - '0') * 100 + (line[2] - '0') * 10 + (line[3] - '0');
    if (status < 100) return fault("the status is below 100: " + shown);
    out_.response.status = status;
    line.remove_prefix(4);
    if (line.empty()) return note("no space after the status");
    if (line[0] != ' ') return fault("the status is followed by something else than a space: " + shown);
    line.remove_prefix(1);
    if (std::any_of(line.begin(), line.end(), core::is_control_in_field)) {
      return fault("the reason phrase holds a control character: " + shown);
    }
    out_.response.reason = std::string(line);
  }

  void field_line(std::string_view line) {
    core::Headers& headers = out_.response.headers;
    if (line[0] == ' ' || line[0] == '\t') {
      if (headers.size() == 0) return fault("the first header line starts with a space: " + in_quotes(line));
      note("folded header line");
      core::Header& last = *(headers.end() - 1);
      last.value += ' ';
      last.value += trimmed(line);
      return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return fault("a header line has no colon: " + in_quotes(line));
    const std::string_view name = trimmed(line.substr(0, colon));
    if (name.size() != colon) note("header name with space");
    if (name.empty()) return fault("a header line has no name: " + in_quotes(line));
    if (!core::is_token(name)) {
      if (name.find_first_of(" \t") != std::string_view::npos) note("header name with space");
      return fault("a header name holds a character that is not allowed: " + in_quotes(name));
    }
    headers.add(std::string(name), std::string(trimmed(line.substr(colon + 1))));
  }

  void check_values() {
    for (const core::Header& header : out_.response.headers) {
      if (std::any_of(header.value.begin(), header.value.end(), core::is_control_in_field)) {
        return fault("the value of " + header.name + " holds a control character");
      }
      if (std::any_of(header.value.begin(), header.value.end(), [](char c) { return (c & 0x80) != 0; })) {
        note("non-ASCII value of " + header.name);
      }
    }
  }

  void framing() {
    const core::Response& response = out_.response;
    const auto lengths = core::list_items(response.headers, "Content-Length");
    for (std::string_view length : lengths) {
      if (length.empty() || length.size() > 18 || !std::all_of(length.begin(), length.end(), is_digit)) {
        return fault("Content-Length is not a number of bytes: " + in_quotes(length));
      }
      if (length != lengths.front()) {
        return fault("Content-Length is given twice, as " + in_quotes(lengths.front()) + " and as " +
                     in_quotes(length));
      }
    }
    if (lengths.size() > 1) note("content-length repeated");

    const auto codings = core::list_members(response.headers, "Transfer-Encoding");
    if (!codings.empty()) {
      if (response.version == 10) return fault("Transfer-Encoding in an HTTP/1.0 answer");
      if (codings.size() != 1 || !core::equal_without_case(codings.front(), "chunked")) {
        return fault("Transfer-Encoding is " + in_quotes(core::joined(codings)) +
                     "; only a single \"chunked\" was expected");
      }
      if (!lengths.empty()) note("content-length and transfer-encoding");
    }
    const bool bodyless = response.status / 100 == 1 || response.status == 204;
    if (bodyless && !codings.empty()) note("transfer-encoding on " + std::to_string(response.status));
    if (bodyless && !lengths.empty()) note("content-length on " + std::to_string(response.status));

    out_.keep_alive = core::keeps_alive(response.headers, response.version);
    if (bodyless || response.status == 304) {
      out_.body = HeadScan::Body::none;
    } else if (!codings.empty()) {
      out_.body = HeadScan::Body::chunked;
    } else if (!lengths.empty()) {
      out_.body = HeadScan::Body::counted;
      out_.length = std::stoull(std::string(lengths.front()));
    }
  }

  HeadScan out_;
};

}  // namespace

HeadScan scan_head(std::string_view head) { return Scanner().scan(head); }

std::size_t head_length(std::string_view bytes, std::size_t from) {
  for (std::size_t at = bytes.find('\n', from); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    if (bytes.substr(at + 1, 1) == "\n") return at + 2;
    if (bytes.substr(at + 1, 2) == "\r\n") return at + 3;
  }
  return 0;
}

std::string why_not_http(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, version_prefix.size());
  if (start == version_prefix.substr(0, start.size())) return {};
  const bool tls_record = bytes.size() >= 2 && (bytes[0] == 0x15 || bytes[0] == 0x16) && bytes[1] == 0x03;
  if (tls_record) return "the server speaks TLS on this port; use https";
  return "the answer does not start with \"HTTP/\" but with " + in_quotes(bytes.substr(0, 40));
}

}  // namespace assay::conformance
