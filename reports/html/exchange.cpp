// SPDX-License-Identifier: Apache-2.0
#include "reports/html/exchange.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "reports/body_view.hpp"
#include "reports/escape.hpp"

namespace assay::reports {
namespace {

std::string body_html(std::string_view body, const std::vector<std::string>& pointers, int most_lines) {
  std::string html;
  for (const BodyLine& line : view_body(body, pointers, most_lines)) {
    if (line.left_out > 0) {
      html += "<i>... " + std::to_string(line.left_out) + " lines not shown ...</i>\n";
    } else if (line.marked) {
      const std::size_t indent = std::min(line.text.find_first_not_of(' '), line.text.size());
      html += line.text.substr(0, indent) + "<mark>" + markup(line.text.substr(indent)) + "</mark>\n";
    } else {
      html += markup(line.text) + "\n";
    }
  }
  return html;
}

std::string head_html(const std::string& start, const core::Headers& headers, int most) {
  const auto most_headers = static_cast<std::size_t>(most);
  std::string html = markup(start) + "\n";
  std::size_t shown = 0;
  for (const core::Header& header : headers) {
    if (shown++ == most_headers) break;
    html += markup(core::shortened(header.name + ": " + header.value, 400)) + "\n";
  }
  if (headers.size() > most_headers) {
    html += "<i>... " + std::to_string(headers.size() - most_headers) + " fields not shown ...</i>\n";
  }
  return html;
}

}  // namespace

std::string request_html(const core::Request& request, Extent extent) {
  std::string html = head_html(request.method + " " + request.target, request.headers, extent.headers);
  if (!request.body.empty()) html += "\n" + body_html(request.body, {}, extent.lines);
  return html;
}

std::string response_html(const core::Exchange& exchange, const std::vector<std::string>& pointers,
                          Extent extent) {
  std::string html;
  if (exchange.response) {
    const core::Response& r = *exchange.response;
    const std::string start =
        std::string(r.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ") + std::to_string(r.status);
    const std::string line = start + (r.reason.empty() ? "" : " " + r.reason);
    const std::string head = head_html(line, r.headers, extent.headers);
    const std::size_t end = head.find('\n');
    html += extent.marks_status ? "<mark>" + head.substr(0, end) + "</mark>" + head.substr(end) : head;
    html += r.body.empty() ? "\n<i>no body</i>\n" : "\n" + body_html(r.body, pointers, extent.lines);
  }
  if (exchange.fault != core::TransportFault::none) {
    html +=
        "<mark>" + markup(std::string(core::name(exchange.fault)) + ": " + exchange.fault_text) + "</mark>\n";
  }
  for (const std::string& note : exchange.wire_notes) html += "<i>" + markup("wire: " + note) + "</i>\n";
  return html;
}

}  // namespace assay::reports
