// SPDX-License-Identifier: Apache-2.0
// Every format tells the same figures: each is read back and counted.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "reports/summary.hpp"
#include "reports/writer.hpp"
#include "tests/support/fixed_result.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;

int matches(const std::string& text, const std::string& pattern) {
  const std::regex rule(pattern);
  return static_cast<int>(std::distance(std::sregex_iterator(text.begin(), text.end(), rule), {}));
}

// The number in the column of `word`, of the row `all`.
int cell_of_all(const std::string& text, const std::string& head, const std::string& word,
                const std::string& all, char separator) {
  std::istringstream lines(text);
  std::vector<std::string> columns;
  const auto split = [separator](const std::string& line) {
    std::vector<std::string> cells;
    std::string cell;
    for (const char c : line + separator) {
      if (c != separator) {
        cell += c == ' ' || c == '*' ? std::string() : std::string(1, c);
      } else {
        if (!cell.empty()) cells.push_back(cell);
        cell.clear();
      }
    }
    return cells;
  };
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(head)) columns = split(line);
    if (!line.starts_with(all) || columns.empty()) continue;
    const auto cells = split(line);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] == word) return std::stoi(cells.at(i));
    }
  }
  return -1;
}

int in_console(const RunResult& result, const std::string& word) {
  return cell_of_all(write_console(result), "area ", word, "all ", ' ');
}

int in_markdown(const RunResult& result, const std::string& word) {
  return cell_of_all(write_markdown(result), "| area", word, "| **all**", '|');
}

int in_github(const RunResult& result, const std::string& word) {
  return cell_of_all(write_github(result), "| area", word, "| **all**", '|');
}

int in_json(const RunResult& result, const std::string& word) {
  return json::parse(write_json(result)).at("counts").at(word);
}

int in_html(const RunResult& result, const std::string& word) {
  pugi::xml_document page;
  page.load_string(write_html(result).c_str());
  const std::string row = "//ul[@class='legend']/li[@class='tone-" + word + "']/span";
  const std::string text = page.select_node(row.c_str()).node().text().get();
  std::smatch number;
  return std::regex_search(text, number, std::regex("[0-9]+")) ? std::stoi(number.str()) : 0;
}

int in_tap(const RunResult& result, const std::string& word) {
  return matches(write_tap(result), "\n  verdict: " + word + "\n");
}

int in_annotations(const RunResult& result, const std::string& word) {
  return matches(write_annotations(result), "title=[A-Z]+-[0-9]+ " + word + "::");
}

int in_evidence(const RunResult& result, const std::string& word) {
  std::map<std::string, Verdict> verdicts;
  std::istringstream lines(write_evidence(result));
  for (std::string line; std::getline(lines, line);) {
    const json object = json::parse(line);
    if (object.at("t") != "judgement") continue;
    const Verdict beneath = verdict_from(object.at("verdict").get<std::string>());
    const Verdict verdict = object.contains("expected") ? Verdict::expected : beneath;
    auto& known = verdicts.try_emplace(object.at("requirement"), verdict).first->second;
    known = std::max(known, verdict);
  }
  return of(count(verdicts), verdict_from(word));
}

// Of requirements, not of the cases below them.
int in_ctrf(const RunResult& result, const std::string& word) {
  int n = 0;
  const json report = json::parse(write_ctrf(result));
  for (const json& test : report.at("results").at("tests")) n += test.at("rawStatus") == word;
  return n;
}

int in_openmetrics(const RunResult& result, const std::string& word) {
  return matches(write_openmetrics(result), "wes_assay_requirement=\"" + word + "\"} 1\n");
}

// Of requirements: a result is a cause, and a requirement may have several.
int in_sarif(const RunResult& result, const std::string& word) {
  std::map<std::string, Verdict> verdicts;
  const json report = json::parse(write_sarif(result));
  for (const json& one : report.at("runs").at(0).at("results")) {
    const Verdict verdict = verdict_from(one.at("properties").at("verdict").get<std::string>());
    auto& known = verdicts.try_emplace(one.at("ruleId"), verdict).first->second;
    known = std::max(known, verdict);
  }
  return of(count(verdicts), verdict_from(word));
}

int in_testbed(const RunResult& result, const std::string& word) {
  int n = 0;
  const json report = json::parse(write_testbed(result));
  for (const json& phase : report.at("phases")) {
    for (const json& test : phase.at("tests"))
      n += test.at("message").get<std::string>().starts_with(word) ? 1 : 0;
  }
  return n;
}

int in_junit(const RunResult& result, const std::string& word) {
  pugi::xml_document document;
  document.load_string(write_junit(result).c_str());
  const std::string query = word == "fail"    ? "//testcase[failure]"
                            : word == "error" ? "//testcase[error]"
                                              : "//testcase[starts-with(system-out,'" + word + "')]";
  std::set<std::string> ids;
  for (const auto& found : document.select_nodes(query.c_str())) {
    const std::string name = found.node().attribute("name").value();
    ids.insert(name.substr(0, name.find(' ')));
  }
  return static_cast<int>(ids.size());
}

TEST(Figures, AgreeInEveryFormat) {
  const RunResult result = test::fixed_result();
  const Counts counts = count(roll_up(result));
  struct Reader {
    std::string_view format;
    int (*read)(const RunResult&, const std::string&);
  };
  const Reader readers[] = {{"console", in_console},
                            {"markdown", in_markdown},
                            {"github", in_github},
                            {"json", in_json},
                            {"html", in_html},
                            {"tap", in_tap},
                            {"annotations", in_annotations},
                            {"evidence", in_evidence},
                            {"testbed", in_testbed},
                            {"junit", in_junit},
                            {"ctrf", in_ctrf},
                            {"openmetrics", in_openmetrics},
                            {"sarif", in_sarif}};
  for (const Verdict verdict : {Verdict::fail, Verdict::error, Verdict::warn, Verdict::expected}) {
    ASSERT_GT(of(counts, verdict), 0);
    for (const Reader& reader : readers) {
      EXPECT_EQ(reader.read(result, std::string(name(verdict))), of(counts, verdict))
          << reader.format << " " << name(verdict);
    }
  }
}

TEST(Figures, NotesAboutTheRunAreInEveryFormatThatHasRoom) {
  RunResult result = test::fixed_result();
  result.footer.warnings = {"1 of 13 answers held a secret"};
  for (const Writer& format : writers()) {
    const bool has_room = format.name.find("badge") == std::string_view::npos && format.name != "shields";
    EXPECT_EQ(format.write(result).find("1 of 13 answers held a secret") != std::string::npos, has_room)
        << format.name;
  }
}

// For readers that see only the file: nothing is green where the exit code is 5.
TEST(Figures, ABrokenPolicyIsGreenInNoFormat) {
  RunResult result = test::fixed_result();
  std::erase_if(result.judgements, [](const Judgement& j) { return j.verdict >= Verdict::flaky; });
  result.header.allow_undecided = 50;
  ASSERT_EQ(exit_code(result), 5);
  EXPECT_EQ(run_word(result).key, "POLICY");
  EXPECT_NE(verdict_sentence(result).find(
                "FAIL - your own rule: --fail-on inconclusive; 1 baseline entry to mend; nothing new broken"),
            std::string::npos)
      << verdict_sentence(result);
  pugi::xml_document junit;
  junit.load_string(write_junit(result).c_str());
  EXPECT_EQ(junit.select_nodes("//testcase[failure]").size(), 1u);
  EXPECT_EQ(json::parse(write_json(result)).at("policy_breaks").size(), 2u);
  const std::string tap = write_tap(result);
  const std::string points = std::to_string(result.requirements.size() + 1);
  EXPECT_NE(tap.find("\n1.." + points + "\n"), std::string::npos);
  EXPECT_NE(tap.find("\nnot ok " + points + " - the policy of this run is kept\n"), std::string::npos);
  EXPECT_EQ(json::parse(write_testbed(result)).at("status"), "FAIL");
  EXPECT_GT(json::parse(write_ctrf(result)).at("results").at("summary").at("failed"), 0);
  EXPECT_NE(write_openmetrics(result).find("\nwes_assay_exit_code 5\n"), std::string::npos);
  EXPECT_EQ(json::parse(write_sarif(result)).at("runs").at(0).at("invocations").at(0).at("exitCode"), 5);
  EXPECT_EQ(json::parse(write_shields(result)).at("isError"), true);
  EXPECT_NE(write_shields(result).find("fail: own rule broken"), std::string::npos);
  EXPECT_NE(write_annotations(result).find("::error title=wes-assay policy::"), std::string::npos);
  EXPECT_NE(write_html(result).find("No requirement is broken, but your own rule is."), std::string::npos);
  EXPECT_NE(write_github(result).find("**Policy**"), std::string::npos);
}

// Those that tell the sentence, or one figure.
TEST(Figures, OfTheSmallFormatsAgreeToo) {
  RunResult result = test::fixed_result();
  const std::string comment = json::parse(write_har(result)).at("log").at("comment");
  EXPECT_TRUE(comment.starts_with(verdict_sentence(result)));
  EXPECT_EQ(json::parse(write_har(result)).at("log").at("entries").size(), result.exchanges.size());
  std::erase_if(result.judgements, [](const Judgement& j) { return j.verdict == Verdict::error; });
  const std::string broken =
      "fail: " + std::to_string(of(count(roll_up(result)), Verdict::fail)) + " broken, ";
  EXPECT_TRUE(json::parse(write_shields(result)).at("message").get<std::string>().starts_with(broken));
  EXPECT_TRUE(json::parse(write_badgen(result)).at("status").get<std::string>().starts_with(broken));
  EXPECT_NE(write_badge(result).find(broken), std::string::npos);
}

}  // namespace
}  // namespace assay::reports
