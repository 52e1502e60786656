// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/catalogue/merged.hpp"
#include "schemas/openapi.hpp"
#include "tests/support/paths.hpp"

namespace assay::conformance {
namespace {

using schemas::OpenApi;

// The documents that citations point into: ours, or the official ones where they lie beside the checkout.
using Documents = std::map<std::string, std::shared_ptr<const OpenApi>>;

Documents shipped_documents() {
  return {{"wes-1.0.0", OpenApi::shipped("wes", "1.0.0")},
          {"wes-1.0.1", OpenApi::shipped("wes", "1.0.1")},
          {"wes-1.1.0", OpenApi::shipped("wes", "1.1.0")},
          {"service-info-1.0.0", OpenApi::shipped("service-info", "1.0.0")}};
}

// How many citations resolve; the others are reported.
int resolved(const Documents& documents) {
  int count = 0;
  for (const auto& row : Catalogue::shipped().all()) {
    for (const auto& citation : row.cite) {
      const auto found = documents.find(citation.document);
      if (found == documents.end()) continue;
      EXPECT_NE(found->second->at(citation.place), nullptr)
          << row.id << ": " << citation.document << citation.place;
      ++count;
    }
  }
  return count;
}

TEST(ShippedCatalogue, HasRowsForEveryArea) {
  std::map<std::string, int> rows;
  for (const auto& row : Catalogue::shipped().all()) ++rows[row.area];
  EXPECT_GE(Catalogue::shipped().all().size(), 180U);
  EXPECT_EQ(areas().size(), 15U);
  for (const auto& area : areas()) EXPECT_GE(rows[area], 5) << area;
}

TEST(ShippedCatalogue, HasUniqueIdsOfItsArea) {
  const std::map<std::string, std::set<std::string>> stems = {
      {"service_info", {"SI"}}, {"submission", {"SUB"}},   {"listing", {"LST"}},
      {"pagination", {"PAG"}},  {"run_log", {"RUN"}},      {"status", {"STA"}},
      {"consistency", {"CON"}}, {"tasks", {"TSK", "TPG"}}, {"cancellation", {"CAN"}},
      {"transitions", {"STM"}}, {"timestamps", {"TIM"}},   {"errors", {"ERR"}},
      {"auth", {"AUT"}},        {"content", {"CT"}},       {"http_hygiene", {"HTTP"}}};
  const std::regex pattern("[A-Z]+-[0-9]{2}");
  std::set<std::string> ids;
  for (const auto& row : Catalogue::shipped().all()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_TRUE(std::regex_match(row.id, pattern)) << row.id;
    EXPECT_TRUE(stems.at(row.area).contains(row.id.substr(0, row.id.find('-'))))
        << row.id << " in " << row.area;
    EXPECT_EQ(Catalogue::shipped().find(row.id), &row);
  }
  EXPECT_EQ(ids.size(), Catalogue::shipped().all().size());
  EXPECT_EQ(Catalogue::shipped().find("NO-01"), nullptr);
}

TEST(ShippedCatalogue, SaysWhereEachMergedIdWent) {
  int ids = 0;
  for (const Merged& merged : merged_ids()) {
    ++ids;
    EXPECT_EQ(Catalogue::shipped().find(merged.id), nullptr) << merged.id;
    EXPECT_EQ(find_merged(merged.id), &merged);
    EXPECT_TRUE(merged.because.ends_with('.')) << merged.id;
    for (const std::string& id : merged.into) EXPECT_NE(Catalogue::shipped().find(id), nullptr) << id;
  }
  EXPECT_GE(ids, 5);
  EXPECT_EQ(find_merged("SUB-01"), nullptr);
}

TEST(ShippedCatalogue, CoversEveryVersion) {
  const auto applying = [](std::string_view dialect, std::string_view version) {
    return std::ranges::count_if(Catalogue::shipped().all(),
                                 [&](const Requirement& row) { return row.applies_to(dialect, version); });
  };
  int versions = 0;
  for (const auto* version : {"1.0.0", "1.0.1", "1.1.0"}) {
    EXPECT_GE(applying("wes", version), 90) << version;
    ++versions;
  }
  EXPECT_EQ(versions, 3);
  EXPECT_EQ(applying("tes", "1.0.0"), 0);
}

TEST(ShippedCatalogue, StatesFactsInOneSentence) {
  const std::regex modal("\\b(should|must|shall)\\b", std::regex::icase);
  for (const auto& row : Catalogue::shipped().all()) {
    EXPECT_TRUE(row.says.ends_with('.')) << row.id;
    EXPECT_EQ(row.says.find(". "), std::string::npos) << row.id;
    EXPECT_FALSE(std::regex_search(row.says, modal)) << row.id;
    EXPECT_LE(row.says.size(), 120U) << row.id;
  }
}

TEST(ShippedCatalogue, SaysNothingTwice) {
  std::map<std::string, std::string> said;
  for (const auto& row : Catalogue::shipped().all()) {
    const auto [first, is_new] = said.emplace(row.says, row.id);
    EXPECT_TRUE(is_new) << row.id << " says what " << first->second << " says";
  }
}

TEST(ShippedCatalogue, FailsAMustOrSaysWhyNot) {
  for (const auto& row : Catalogue::shipped().all()) {
    if (row.level != "must" && row.level != "type") continue;
    EXPECT_TRUE(row.strict == Verdict::fail || !row.note.empty()) << row.id << " is tolerated without a note";
  }
}

TEST(ShippedCatalogue, CitesSectionsOfRfcsByNumber) {
  const std::regex section("[0-9]+(\\.[0-9]+)*");
  int sections = 0;
  for (const auto& row : Catalogue::shipped().all()) {
    EXPECT_FALSE(row.cite.empty()) << row.id;
    for (const auto& citation : row.cite) {
      if (!citation.document.starts_with("rfc")) continue;
      EXPECT_TRUE(std::regex_match(citation.place, section)) << row.id << ": " << citation.place;
      ++sections;
    }
  }
  EXPECT_GE(sections, 50);
}

TEST(ShippedCatalogue, CitesADocumentThatTheRowAppliesTo) {
  for (const auto& row : Catalogue::shipped().all()) {
    bool is_bound = false;
    for (const auto& citation : row.cite) {
      const bool is_wes = citation.document.starts_with("wes-");
      is_bound = is_bound || !is_wes || row.applies_to("wes", citation.document.substr(4));
    }
    EXPECT_TRUE(is_bound) << row.id;
  }
}

TEST(ShippedCatalogue, PointsIntoOurDocuments) { EXPECT_GE(resolved(shipped_documents()), 300); }

TEST(ShippedCatalogue, PointsIntoTheOfficialDocuments) {
  const std::filesystem::path folder = std::filesystem::path(tests::shared_path("specs"));
  const std::map<std::string, std::string> files = {{"wes-1.0.1", "wes-1.0.1.openapi.yaml"},
                                                    {"wes-1.1.0", "wes-1.1.0.openapi.yaml"},
                                                    {"service-info-1.0.0", "ga4gh-service-info-1.0.0.yaml"}};
  Documents documents;
  for (const auto& [name, file] : files) {
    if (!std::filesystem::exists(folder / file)) GTEST_SKIP() << (folder / file) << " is not here";
    auto loaded = OpenApi::load_file((folder / file).string());
    ASSERT_TRUE(loaded.has_value()) << loaded.error().text();
    documents.emplace(name, *loaded);
  }
  EXPECT_GE(resolved(documents), 290);
}

}  // namespace
}  // namespace assay::conformance
