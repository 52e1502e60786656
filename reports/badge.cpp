// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/ascii.hpp"
#include "reports/escape.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

// One line for a README, in three forms. It says what was checked and when, and never that something is
// certified.
namespace assay::reports {
namespace {

struct Badge {
  std::string label;    // "wes-1.1.0 core"
  std::string message;  // "3 broken, 91 checked, 2026-01-31"
  std::string colour;   // a word that shields and badgen know
};

// "nothing broken in 56 of 286", for a run that decided too little.
std::string in_part(const RunResult& result) {
  const Decided seen = decided(result);
  return too_little(result).empty()
             ? ""
             : " in " + std::to_string(seen.decided) + " of " + std::to_string(seen.applied());
}

std::string message_of(const RunResult& result, const Counts& counts) {
  const auto n = [&counts](Verdict verdict) { return of(counts, verdict); };
  const int checked = n(Verdict::pass) + n(Verdict::info) + n(Verdict::expected) + n(Verdict::warn) +
                      n(Verdict::fail) + n(Verdict::flaky);
  const std::string date = core::to_iso8601(result.header.started).substr(0, 10);
  const std::string known =
      n(Verdict::expected) == 0 ? "" : ", " + std::to_string(n(Verdict::expected)) + " known";
  const std::string rest = known + ", " + std::to_string(checked) + " checked, " + date;
  std::string word(run_word(result).word);
  std::transform(word.begin(), word.end(), word.begin(), core::lower);
  const std::string part = in_part(result);
  const auto in_full = [&]() -> std::string {
    switch (exit_code(result)) {
      case 0:
        return warned(result) == 0 ? "nothing broken" : std::to_string(warned(result)) + " warned";
      case 1:
        return std::to_string(n(Verdict::fail)) + " broken" + part;
      case 4:
        return "error of wes-assay";
      case 5:
        return breaks_policy_only(result) ? "own rule broken" : std::to_string(n(Verdict::flaky)) + " flaky";
      default:
        return part.empty() ? "incomplete" : "nothing broken" + part;
    }
  };
  return word + ": " + in_full() + rest;
}

std::string colour_of(const RunResult& result, const Counts& counts) {
  switch (exit_code(result)) {
    case 0:
      return warned(result) + of(counts, Verdict::expected) == 0 ? "green" : "yellow";
    case 1:
      return "red";
    case 5:
      return "orange";
    default:
      return "grey";
  }
}

Badge badge_of(const RunResult& result) {
  const Counts counts = count(roll_up(result));
  return {plain(result.header.requirement_set + " " + result.header.profile), message_of(result, counts),
          colour_of(result, counts)};
}

std::string dumped(const nlohmann::ordered_json& object) {
  return object.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

// Dark enough for white letters.
std::string hex_of(const std::string& colour) {
  if (colour == "green") return "#2c7a3f";
  if (colour == "yellow") return "#8a6100";
  if (colour == "red") return "#b3261e";
  if (colour == "orange") return "#a0450a";
  return "#5a6069";
}

}  // namespace

std::string write_shields(const RunResult& result) {
  const Badge badge = badge_of(result);
  return dumped({{"schemaVersion", 1},
                 {"label", badge.label},
                 {"message", badge.message},
                 {"color", badge.colour},
                 {"isError", exit_code(result) != 0}});
}

std::string write_badgen(const RunResult& result) {
  const Badge badge = badge_of(result);
  return dumped({{"subject", badge.label}, {"status", badge.message}, {"color", badge.colour}});
}

std::string write_badge(const RunResult& result) {
  const Badge badge = badge_of(result);
  const auto width_of = [](const std::string& text) { return 13 * static_cast<int>(text.size()) / 2 + 12; };
  const int left = width_of(badge.label);
  const int right = width_of(badge.message);
  const auto box = [](int x, int width, const std::string& fill) {
    return "<rect x=\"" + std::to_string(x) + "\" width=\"" + std::to_string(width) +
           "\" height=\"20\" fill=\"" + fill + "\"/>\n";
  };
  // textLength keeps the words inside whatever font is there.
  const auto words = [](int x, int width, const std::string& text) {
    return "<text x=\"" + std::to_string(x + 6) + "\" y=\"14\" textLength=\"" + std::to_string(width - 12) +
           "\">" + markup(text) + "</text>\n";
  };
  const std::string title = markup(badge.label + ": " + badge.message);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + std::to_string(left + right) +
         "\" height=\"20\" role=\"img\" aria-label=\"" + title + "\">\n<title>" + title + "</title>\n" +
         box(0, left, "#444b53") + box(left, right, hex_of(badge.colour)) +
         "<g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\n" +
         words(0, left, badge.label) + words(left, right, badge.message) + "</g>\n</svg>\n";
}

}  // namespace assay::reports
