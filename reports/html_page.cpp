// SPDX-License-Identifier: Apache-2.0
#include "reports/html_page.hpp"

#include <stdexcept>

#include "core/embedded.hpp"
#include "reports/escape.hpp"

namespace assay::reports {
namespace {

std::string embedded(std::string_view path) {
  const auto text = core::embedded_file(path);
  if (!text) throw std::logic_error(std::string(path) + " is not embedded");
  return std::string(*text);
}

}  // namespace

std::string render_page(std::string_view template_file, data page) {
  page.set("css", embedded("reports/html/report.css"));
  kainjow::mustache::mustache tmpl(embedded(template_file));
  tmpl.set_custom_escape([](const std::string& text) { return markup(text); });
  return tmpl.render(page);
}

Verdict tone_of_run(const RunResult& result) {
  switch (exit_code(result)) {
    case 0:
      return Verdict::pass;
    case 1:
      return Verdict::fail;
    case 4:
      return Verdict::error;
    case 5:
      return Verdict::flaky;
    default:
      return Verdict::inconclusive;
  }
}

}  // namespace assay::reports
