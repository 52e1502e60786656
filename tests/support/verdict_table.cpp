// SPDX-License-Identifier: Apache-2.0
#include "tests/support/verdict_table.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "conformance/catalogue/catalogue.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "tests/support/paths.hpp"

namespace assay::tests {
namespace {

using reports::Verdict;

const std::vector<Verdict> told = {Verdict::fail, Verdict::warn, Verdict::inconclusive,
                                   Verdict::not_applicable};
constexpr std::size_t width = 100;  // of what was found

// Why a requirement got this verdict, in one short line.
std::string why(const reports::RunResult& result, const std::string& id, Verdict verdict) {
  const auto judged = std::ranges::find_if(result.judgements, [&](const reports::Judgement& judgement) {
    return judgement.requirement == id && judgement.verdict == verdict;
  });
  if (judged == result.judgements.end()) return "";
  auto text = core::printable(judged->findings.empty() ? judged->reason : judged->findings.front().message);
  if (text.size() > width) text = text.substr(0, width) + "...";
  std::ranges::replace_if(
      text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

// The verdicts, but of requirements of other versions: the catalogue tells those.
std::map<std::string, Verdict> verdicts_of(const reports::RunResult& result) {
  auto verdicts = reports::roll_up(result);
  std::erase_if(verdicts, [&](const auto& row) {
    const auto* requirement = conformance::Catalogue::shipped().find(row.first);
    return requirement && !requirement->applies_to(result.header.dialect, result.header.wes_version);
  });
  return verdicts;
}

std::string written(const reports::RunResult& result) {
  std::string text;
  const auto verdicts = verdicts_of(result);
  for (const Verdict verdict : told) {
    text += fmt::format("\n{}:\n", reports::name(verdict));
    for (const auto& [id, word] : verdicts) {
      if (word == verdict) text += fmt::format("  - {:<8}# {}\n", id, why(result, id, verdict));
    }
  }
  return text;
}

void rewrite(const VerdictTable& table, const reports::RunResult& result) {
  std::string text = core::read_file(source_path(table.path)).value();
  text.resize(std::min(text.size(), text.find("\nfail:")));
  while (text.ends_with('\n')) text.pop_back();
  core::write_file(source_path(table.path), text + "\n" + written(result)).value();
}

}  // namespace

VerdictTable read_table(const std::string& path) {
  const auto document = core::load_document_file(source_path(path)).value();
  core::Fields fields(document, document.root, "a table of verdicts");
  VerdictTable table{.path = path, .suite = {}, .moment = fields.text_or("moment", ""), .expected = {}};
  table.suite.wes_version = fields.text_or("wes_version", "auto");
  table.suite.profile = fields.text_or("profile", "full");
  table.suite.only = fields.texts("only");
  table.suite.deadline = std::chrono::hours(24);  // of virtual time
  if (const auto target = fields.text_or("target", ""); !target.empty())
    table.suite.target = conformance::parse_target(source_path(path), target).value();
  for (const Verdict verdict : told) {
    const std::string word(reports::name(verdict));
    if (fields.find(word) == nullptr || fields.find(word)->kind == core::Node::Kind::null) continue;
    for (const auto& id : fields.texts(word)) table.expected[word].insert(id);
  }
  fields.finish();
  return table;
}

void expect_verdicts(const VerdictTable& table, const reports::RunResult& result) {
  if (std::getenv("ASSAY_BLESS") != nullptr) rewrite(table, result);
  EXPECT_TRUE(result.footer.complete) << table.path << ": " << result.footer.why_incomplete;
  std::map<std::string, std::string> expected;
  for (const auto& [word, ids] : table.expected) {
    for (const auto& id : ids)
      EXPECT_TRUE(expected.emplace(id, word).second) << table.path << " has " << id << " twice";
  }
  for (const auto& [id, verdict] : verdicts_of(result)) {
    const std::string found(reports::name(verdict));
    const auto row = expected.find(id);
    if (row != expected.end()) {
      EXPECT_EQ(found, row->second) << table.path << " " << id << ": " << why(result, id, verdict);
      expected.erase(row);
      continue;
    }
    const bool silent = verdict == Verdict::pass || verdict == Verdict::info || verdict == Verdict::skipped;
    EXPECT_TRUE(silent) << table.path << " lacks " << id << " " << found << ": " << why(result, id, verdict);
  }
  for (const auto& [id, word] : expected)
    ADD_FAILURE() << table.path << " has " << id << ", which was not judged";
}

}  // namespace assay::tests
