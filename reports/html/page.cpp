// SPDX-License-Identifier: Apache-2.0
#include "reports/html/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/embedded.hpp"
#include "core/redact.hpp"
#include "core/sha256.hpp"
#include "reports/escape.hpp"

namespace assay::reports {
namespace {

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  return bytes;
}

// Without the room that only its writer needs.
std::string packed(std::string_view css) {
  std::string text;
  while (!css.empty()) {
    std::string_view line = css.substr(0, css.find('\n'));
    css.remove_prefix(std::min(css.size(), line.size() + 1));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (!line.empty() && !line.starts_with("/*")) text += std::string(line) + "\n";
  }
  return text;
}

}  // namespace

std::string_view embedded_text(std::string_view path) {
  const auto text = core::embedded_file(path);
  if (!text) throw std::logic_error(std::string(path) + " is not embedded");
  return *text;
}

std::string page_html(std::string_view title, std::string_view body,
                      std::initializer_list<std::string_view> sheets) {
  std::string css = "\n" + packed(embedded_text("reports/html/page.css"));
  for (const std::string_view sheet : sheets) css += packed(embedded_text(sheet));
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>{}</title>\n<style>{}</style>\n"
      "</head>\n<body>\n{}</body>\n</html>\n",
      core::base64(bytes_of(core::sha256_hex(css))), markup(title), css, body);
}

std::string bar_html(const std::vector<Share>& shares, double whole, std::string_view label) {
  std::string svg = label.empty()
                        ? std::string("<svg class=\"bar\" aria-hidden=\"true\">")
                        : fmt::format("<svg class=\"bar\" role=\"img\" aria-label=\"{}\">", markup(label));
  double at = 0;
  for (const Share& share : shares) {
    if (!(share.amount > 0) || !(whole > 0)) continue;
    // What is there is seen, however little it is.
    const double width = std::clamp(100 * share.amount / whole, 0.4, 100.0);
    svg += fmt::format("<rect class=\"{}\" x=\"{:.2f}%\" width=\"{:.2f}%\" height=\"100%\"/>",
                       markup(share.style), std::min(at, 99.6), width);
    at += width;
  }
  return svg + "</svg>";
}

std::string contents_html(const std::vector<std::pair<std::string, std::string>>& places) {
  std::string html = "<nav class=\"contents\" aria-label=\"Contents\">\n<ul>\n";
  for (const auto& [place, text] : places)
    html += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", markup(place), markup(text));
  return html + "</ul>\n</nav>\n";
}

}  // namespace assay::reports
