// SPDX-License-Identifier: Apache-2.0
// What a server says reaches every format; in none of them may it do more than be read.
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <regex>
#include <sstream>

#include "core/text.hpp"
#include "reports/html/matrix.hpp"
#include "reports/writer.hpp"
#include "tests/support/fixed_result.hpp"

using namespace std::string_literals;

namespace assay::reports {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Every place that a server can reach says `text`.
RunResult saying(const std::string& text) {
  RunResult result = test::fixed_result();
  for (core::ExchangePtr& exchange : result.exchanges) {
    core::Exchange e = *exchange;
    e.fault_text = text;
    e.wire_notes = {text};
    e.tls_peer = text;
    e.request.target += "/" + text;
    if (e.response) {
      e.response->reason = text;
      e.response->headers.add("X-Said", text);
      e.response->body =
          e.id % 2 == 0 ? text : nlohmann::json{{"state", core::printable(text)}, {"run_id", "r"}}.dump();
    }
    exchange = std::make_shared<const core::Exchange>(std::move(e));
  }
  for (Judgement& judgement : result.judgements) {
    judgement.reason = text;
    for (Finding& finding : judgement.findings) {
      finding.message = text;
      finding.expected = text;
      finding.actual = text;
      finding.pointers = {"/" + text};
    }
  }
  result.header.version_reason = text;
  result.footer.warnings = {text};
  return result;
}

bool is_json(const std::string& text) { return nlohmann::json::accept(text); }

bool is_json_lines(const std::string& text) {
  for (const std::string& line : lines_of(text)) {
    if (!is_json(line)) return false;
  }
  return true;
}

bool is_xml(const std::string& text) {
  pugi::xml_document document;
  return static_cast<bool>(document.load_string(text.c_str(), pugi::parse_full));
}

// No attribute that runs something, no element that is not ours.
bool is_tame_html(const std::string& text) {
  pugi::xml_document document;
  if (!document.load_string(text.c_str(), pugi::parse_full)) return false;
  return document.select_nodes("//script | //img | //b[@onclick] | //@onload | //@onerror").empty() &&
         text.find("<script") == std::string::npos;
}

bool is_text(const std::string& text) {
  for (const std::string& line : lines_of(text)) {
    const std::size_t start = line.find_first_not_of(" ");
    if (start != std::string::npos && line.compare(start, 2, "::") == 0) return false;
    if (line.find("##[") != std::string::npos) return false;
  }
  return true;
}

// One point for each requirement, in order, and nothing that is no line of TAP.
bool is_tap(const std::string& text) {
  int points = 0;
  for (const std::string& line : lines_of(text)) {
    const bool point = line.starts_with("ok ") || line.starts_with("not ok ");
    if (point) {
      const std::string number = " " + std::to_string(++points) + " - ";
      if (line.find(number) > 6) return false;
    }
    const bool plan = line.starts_with("1..");
    if (plan && line != "1..15") return false;
    if (!point && !plan && !line.starts_with("  ") && !line.starts_with("#") && line != "TAP version 14" &&
        !line.starts_with("Bail out!"))
      return false;
  }
  return points == 15 && is_text(text);
}

// Comments and samples, each label's value closed, and the mark of the end once.
bool is_openmetrics(const std::string& text) {
  static const std::regex sample(
      R"re(wes_assay_\w+(\{\w+="([^"\\]|\\.)*"(,\w+="([^"\\]|\\.)*")*\})? -?[0-9]+)re");
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const bool comment =
        lines[i].starts_with("# TYPE wes_assay_") || lines[i].starts_with("# HELP wes_assay_");
    if (!comment && !std::regex_match(lines[i], sample)) return false;
  }
  return lines.back() == "# EOF";
}

bool is_annotations(const std::string& text) {
  const auto lines = lines_of(text);
  for (const std::string& line : lines) {
    if (!line.starts_with("::error title=") && !line.starts_with("::warning title=") &&
        !line.starts_with("::notice title="))
      return false;
    // The second "::" ends the properties: the title holds none.
    const std::size_t end = line.find("::", 2);
    if (line.substr(2, end - 2).find(',') != std::string::npos) return false;
  }
  // Policy, fail and error; a cause, flaky and warn; the sentence, one warning, and what was expected.
  return lines.size() == 2 + 4 + 3 + 3;
}

bool is_markdown(const std::string& text) {
  std::size_t columns = 0;
  bool fenced = false;
  for (const std::string& line : lines_of(text)) {
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced) continue;
    std::string rest = line;
    for (const char* ours : {"<code>", "</code>"}) {
      for (std::size_t at = rest.find(ours); at != std::string::npos; at = rest.find(ours))
        rest.erase(at, std::string(ours).size());
    }
    if (rest.find('<') != std::string::npos || rest.find('@') != std::string::npos) return false;
    if (!line.starts_with("|")) continue;
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && line[i - (i > 0)] != '\\';
    if (columns == 0) columns = bars;
    if (bars != columns) return false;
  }
  return !fenced;
}

TEST(Escaping, NoFormatDoesWhatAServerSays) {
  const std::vector<std::string> said = {"<script>alert(1)</script>",
                                         "]]>",
                                         "a\0b"s,
                                         "\xff\xfe\xC3",
                                         "\x1b[31mred\x1b[0m\x9b",
                                         "\r\n::error::x",
                                         "::error title=x::y",
                                         "##[error]x",
                                         "\xE2\x80\xAEtxt\xE2\x81\xA6",
                                         "\"><img src=x onerror=alert(1)>",
                                         "ok 1 # SKIP\nnot ok 2\nBail out!",
                                         "\n  ---\n  a: b\n  ...\n1..99",
                                         "| a | b |\n|---|\n# x",
                                         "```\n<b onclick=x>@somebody [a](javascript:b)",
                                         "%0A::warning::%25 {{x}} {{{y}}}",
                                         "\xEF\xBF\xBE\xEF\xBF\xBF\x7f\xC2\x85",
                                         "-->&amp;&#0;"};
  const std::map<std::string_view, bool (*)(const std::string&)> rules = {{"annotations", is_annotations},
                                                                          {"badge", is_xml},
                                                                          {"badgen", is_json},
                                                                          {"console", is_text},
                                                                          {"evidence", is_json_lines},
                                                                          {"github", is_markdown},
                                                                          {"har", is_json},
                                                                          {"html", is_tame_html},
                                                                          {"json", is_json},
                                                                          {"junit", is_xml},
                                                                          {"markdown", is_markdown},
                                                                          {"shields", is_json},
                                                                          {"ctrf", is_json},
                                                                          {"openmetrics", is_openmetrics},
                                                                          {"sarif", is_json},
                                                                          {"tap", is_tap},
                                                                          {"testbed", is_json}};
  for (const std::string& text : said) {
    const RunResult result = saying(text);
    for (const Writer& format : writers()) {
      const std::string out = format.write(result);
      const auto rule = rules.find(format.name);
      EXPECT_TRUE(rule == rules.end() || rule->second(out))
          << format.name << " of " << core::printable(text) << "\n"
          << out;
      for (const char c : out) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && c != '\n') ADD_FAILURE() << format.name << ": byte " << int{byte};
      }
      EXPECT_TRUE(core::is_valid_utf8(out)) << format.name;
      EXPECT_EQ(out.find("\xE2\x80\xAE"), std::string::npos) << format.name;
      EXPECT_EQ(out.find("\xC2\x85"), std::string::npos) << format.name;
    }
    const std::vector<NamedRun> runs = {{text, result}, {"other", test::fixed_result()}};
    EXPECT_TRUE(is_tame_html(write_matrix_html(runs))) << core::printable(text);
    EXPECT_TRUE(is_markdown(write_matrix_markdown(runs))) << core::printable(text);
  }
  EXPECT_GE(rules.size(), 14u);
}

}  // namespace
}  // namespace assay::reports
