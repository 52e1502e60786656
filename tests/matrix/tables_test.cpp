// SPDX-License-Identifier: Apache-2.0
// The three tables, requirements, checks and defects, joined by id.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/checks/checks.hpp"
#include "mock_server/defects/defect.hpp"
#include "schemas/dialect.hpp"

namespace assay {
namespace {

using conformance::Catalogue;
using conformance::Check;

TEST(Tables, IdsAreUniqueAndWellFormed) {
  static const std::regex word_id(R"(^[a-z_]+\.[a-z0-9-]+$)");
  std::set<std::string_view> checks, defects;
  for (const Check* check : conformance::all_checks()) {
    EXPECT_TRUE(checks.insert(check->id).second) << check->id;
    EXPECT_TRUE(std::regex_match(std::string(check->id), word_id)) << check->id;
    EXPECT_FALSE(check->title.empty()) << check->id;
    EXPECT_FALSE(check->decides.empty()) << check->id;
    EXPECT_NE(check->run, nullptr) << check->id;
  }
  for (const mock::Defect* defect : mock::all_defects()) {
    EXPECT_TRUE(defects.insert(defect->id).second) << defect->id;
    EXPECT_TRUE(std::regex_match(std::string(defect->id), word_id)) << defect->id;
    EXPECT_FALSE(defect->says.empty()) << defect->id;
  }
  EXPECT_GE(checks.size(), 60u);
  EXPECT_GE(defects.size(), 100u);
}

// The shipped dialects that have rows of their own.
std::vector<std::shared_ptr<const Catalogue>> dialect_catalogues() {
  std::vector<std::shared_ptr<const Catalogue>> all;
  for (const std::string& name : schemas::dialect_names()) {
    for (const std::string& version : schemas::dialect_versions(name)) {
      if (name != "wes") all.push_back(Catalogue::of(*schemas::load_dialect(name, version).value()).value());
    }
  }
  return all;
}

// What rows ask, and their ids; they live as long as the program, as the shipped catalogues do.
std::set<std::string_view> asked_questions() {
  std::set<std::string_view> questions;
  for (const auto& catalogue : dialect_catalogues()) {
    for (const conformance::Requirement& row : catalogue->all()) {
      questions.insert(row.asks);
      questions.insert(row.id);
    }
  }
  return questions;
}

TEST(Tables, NoIdDangles) {
  const Catalogue& catalogue = Catalogue::shipped();
  int references = 0;
  const std::set<std::string_view> questions = asked_questions();
  for (const Check* check : conformance::all_checks()) {
    for (const std::string_view id : check->decides) {
      ++references;
      EXPECT_TRUE(catalogue.find(id) || questions.contains(id)) << check->id << " decides " << id;
    }
    for (const std::string_view id : check->after)
      EXPECT_NE(conformance::find_check(id), nullptr) << check->id << " comes after " << id;
  }
  for (const mock::Defect* defect : mock::all_defects()) {
    EXPECT_FALSE(defect->trips.empty()) << defect->id;
    for (const auto& list : {defect->trips, defect->may_trip}) {
      for (const std::string_view id : list) {
        ++references;
        EXPECT_NE(catalogue.find(id), nullptr) << defect->id << " names " << id;
      }
    }
  }
  EXPECT_GT(references, 300);
}

TEST(Tables, EveryQuestionIsDecidedAndCanBeAnsweredWrongly) {
  std::set<std::string_view> decided, broken;
  for (const Check* check : conformance::all_checks()) {
    if (check->id.starts_with("common.")) decided.insert(check->decides.begin(), check->decides.end());
  }
  for (const mock::Defect* defect : mock::every_defect())
    broken.insert(defect->asks.begin(), defect->asks.end());
  const std::set<std::string_view> asked = asked_questions();
  for (const std::string_view question : decided) {
    EXPECT_TRUE(asked.contains(question)) << "no dialect asks " << question;
    EXPECT_TRUE(broken.contains(question)) << question << " is answered wrongly by no defect of the mock";
  }
  EXPECT_GE(decided.size(), 35u);
  for (const std::string_view question : broken) EXPECT_TRUE(decided.contains(question)) << question;
}

TEST(Tables, EveryRowOfADialectHasACheckOrAReason) {
  std::size_t rows = 0;
  for (const auto& catalogue : dialect_catalogues()) {
    for (const conformance::Requirement& row : catalogue->all()) {
      ++rows;
      const auto decides = [&](const Check* check) {
        const auto decided = conformance::rows_decided(*check, *catalogue);
        return std::find(decided.begin(), decided.end(), &row) != decided.end();
      };
      const auto checks = conformance::all_checks();
      EXPECT_NE(std::any_of(checks.begin(), checks.end(), decides), !row.not_testable.empty()) << row.id;
    }
  }
  EXPECT_GE(rows, 60u);
}

TEST(Tables, EveryRequirementHasACheckOrAReason) {
  std::set<std::string_view> decided;
  for (const Check* check : conformance::all_checks())
    decided.insert(check->decides.begin(), check->decides.end());
  std::size_t rows = 0;
  for (const conformance::Requirement& row : Catalogue::shipped().all()) {
    ++rows;
    EXPECT_NE(decided.contains(row.id), !row.not_testable.empty())
        << row.id
        << (row.not_testable.empty() ? " has neither check nor reason" : " has a check and a reason");
  }
  EXPECT_GE(rows, 300u);
}

// AUT-11 is about the address of the service, which is no matter of the mock.
TEST(Tables, EveryRequirementThatCanBeBrokenHasADefect) {
  std::set<std::string_view> tripped;
  for (const mock::Defect* defect : mock::all_defects())
    tripped.insert(defect->trips.begin(), defect->trips.end());
  std::size_t rows = 0;
  for (const conformance::Requirement& row : Catalogue::shipped().all()) {
    const bool can_break = row.lenient != reports::Verdict::info || row.strict != reports::Verdict::info;
    if (!row.not_testable.empty() || !can_break || row.id == "AUT-11") continue;
    ++rows;
    EXPECT_TRUE(tripped.contains(row.id)) << row.id << " is broken by no defect of the mock";
  }
  EXPECT_GE(rows, 280u);
}

}  // namespace
}  // namespace assay
