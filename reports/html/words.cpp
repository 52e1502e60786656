// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "reports/escape.hpp"
#include "reports/html/data.hpp"
#include "reports/html/page.hpp"

namespace assay::reports {
namespace {

// A character of UTF-8 goes on here.
bool goes_on(const std::string& text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
}

std::string with_mark(const std::string& text, std::size_t from, std::size_t to) {
  const std::string middle = text.substr(from, to - from);
  return markup(text.substr(0, from)) + (middle.empty() ? "" : "<mark>" + markup(middle) + "</mark>") +
         markup(text.substr(to));
}

}  // namespace

std::string filled(std::string_view template_file, const data& page) {
  kainjow::mustache::mustache tmpl{std::string(embedded_text(template_file))};
  tmpl.set_custom_escape([](const std::string& text) { return markup(text); });
  return tmpl.render(page);
}

std::string icon_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fail:
      return "&#10007;";
    case Verdict::error:
      return "&#9888;&#65038;";
    case Verdict::flaky:
      return "&#8776;";
    case Verdict::warn:
      return "&#9650;";
    case Verdict::expected:
      return "&#9675;";
    case Verdict::inconclusive:
      return "?";
    case Verdict::pass:
      return "&#10003;";
    case Verdict::info:
      return "&#8505;&#65038;";
    case Verdict::not_applicable:
      return "&#8211;";
    case Verdict::skipped:
      return "&#8250;";
  }
  return "";
}

std::string tone_of(std::optional<Verdict> verdict) {
  return verdict ? std::string(name(*verdict)) : "not_judged";
}

data labelled(std::optional<Verdict> verdict) {
  data d;
  d.set("tone", tone_of(verdict));
  d.set("icon", verdict ? icon_of(*verdict) : "&#183;");
  d.set("label", verdict ? std::string(short_name(*verdict)) : "not judged");
  return d;
}

data pair(const std::string& key, const std::string& value) {
  data d;
  d.set("key", key);
  d.set("value", value);
  return d;
}

data pairs(const std::vector<std::pair<std::string, std::string>>& all) {
  data list{data::type::list};
  for (const auto& [key, value] : all) list.push_back(pair(key, value));
  return list;
}

std::pair<std::string, std::string> marked_difference(const std::string& a, const std::string& b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t front = 0;
  while (front < shorter && a[front] == b[front]) ++front;
  while (front > 0 && (goes_on(a, front) || goes_on(b, front))) --front;
  std::size_t back = 0;
  while (back < shorter - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
  while (back > 0 && (goes_on(a, a.size() - back) || goes_on(b, b.size() - back))) --back;
  // Short texts differ at a glance, and so do those that have little in common.
  const std::size_t longer = std::max(a.size(), b.size());
  const bool alike = longer > 4 && 2 * (front + back) >= longer;
  if (!alike || a == b) return {markup(a), markup(b)};
  return {with_mark(a, front, a.size() - back), with_mark(b, front, b.size() - back)};
}

}  // namespace assay::reports
