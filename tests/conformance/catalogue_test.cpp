// SPDX-License-Identifier: Apache-2.0
#include "conformance/catalogue/catalogue.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>

#include "conformance/catalogue/merged.hpp"

namespace assay::conformance {
namespace {

constexpr std::string_view good_row = R"(- id: SUB-06
  level: must
  versions: all
  says: A submission without workflow_url is refused with 400.
  cite:
    - {document: wes-1.1.0, pointer: /components/schemas/RunRequest}
    - {document: rfc9110, section: "15.5.1"}
  lenient: warn
  strict: fail
  outcomes: {400: pass, 4xx: warn, 2xx: [warn, fail], other: fail}
  note: A ruling.
)";

core::Result<std::vector<Requirement>> parse(std::string_view text) {
  return Catalogue::parse_area("rows.yaml", "submission", text);
}

Requirement good() { return parse(good_row).value().at(0); }

// The good row with one piece replaced.
std::string with(std::string_view what, std::string_view by) {
  std::string text(good_row);
  text.replace(text.find(what), what.size(), by);
  return text;
}

TEST(Catalogue, ReadsEveryMemberOfARow) {
  const auto row = good();
  EXPECT_EQ(row.id, "SUB-06");
  EXPECT_EQ(row.area, "submission");
  EXPECT_EQ(row.level, "must");
  EXPECT_EQ(row.versions, (std::vector<std::string>{"1.0.0", "1.0.1", "1.1.0"}));
  EXPECT_EQ(row.dialects, std::vector<std::string>{"wes"});
  EXPECT_EQ(row.says, "A submission without workflow_url is refused with 400.");
  ASSERT_EQ(row.cite.size(), 2U);
  EXPECT_EQ(row.cite[0].document, "wes-1.1.0");
  EXPECT_EQ(row.cite[0].place, "/components/schemas/RunRequest");
  EXPECT_EQ(row.cite[1].document, "rfc9110");
  EXPECT_EQ(row.cite[1].place, "15.5.1");
  EXPECT_EQ(row.when_broken(Policy::lenient), Verdict::warn);
  EXPECT_EQ(row.when_broken(Policy::strict), Verdict::fail);
  EXPECT_EQ(row.note, "A ruling.");
  EXPECT_EQ(row.not_testable, "");
}

TEST(Catalogue, ResolvesVersions) {
  const std::map<std::string, std::string> cases = {
      {"all", "1.0.0 1.0.1 1.1.0"}, {"\">=1.0.1\"", "1.0.1 1.1.0"},
      {"\"1.0\"", "1.0.0 1.0.1"},   {"\"1.0.0\"", "1.0.0"},
      {"1.0.1", "1.0.1"},           {"\"1.1\"", "1.1.0"}};
  int rows = 0;
  for (const auto& [written, expected] : cases) {
    const auto row = parse(with("versions: all", "versions: " + written)).value().at(0);
    std::string versions;
    for (const auto& version : row.versions) versions += (versions.empty() ? "" : " ") + version;
    EXPECT_EQ(versions, expected) << written;
    ++rows;
  }
  EXPECT_EQ(rows, 6);
}

TEST(Catalogue, AppliesByDialectAndVersion) {
  const auto row = parse(with("versions: all", "versions: \"1.1\"")).value().at(0);
  EXPECT_TRUE(row.applies_to("wes", "1.1.0"));
  EXPECT_FALSE(row.applies_to("wes", "1.0.1"));
  EXPECT_FALSE(row.applies_to("tes", "1.1.0"));
}

TEST(Catalogue, TakesTheMostExactOutcome) {
  struct Case {
    int status;
    Policy policy;
    Verdict verdict;
  };
  const Case cases[] = {{400, Policy::lenient, Verdict::pass}, {400, Policy::strict, Verdict::pass},
                        {422, Policy::lenient, Verdict::warn}, {404, Policy::strict, Verdict::warn},
                        {200, Policy::lenient, Verdict::warn}, {201, Policy::strict, Verdict::fail},
                        {302, Policy::lenient, Verdict::fail}, {500, Policy::strict, Verdict::fail}};
  const auto row = good();
  int rows = 0;
  for (const auto& c : cases) {
    EXPECT_EQ(row.outcome(c.status, c.policy), c.verdict) << c.status;
    ++rows;
  }
  EXPECT_EQ(rows, 8);
}

TEST(Catalogue, ABusyServiceDecidesNothingUnlessARowNamesIt) {
  const auto silent = good();
  const auto named = parse(with("400: pass", "400: pass, 429: pass, 503: warn")).value().at(0);
  for (const Policy policy : {Policy::lenient, Policy::strict}) {
    EXPECT_FALSE(silent.names(429));
    EXPECT_TRUE(named.names(429));
    EXPECT_EQ(silent.outcome(502, policy), Verdict::fail);
    EXPECT_EQ(named.outcome(429, policy), Verdict::pass);
    EXPECT_EQ(named.outcome(503, policy), Verdict::warn);
  }
}

TEST(Catalogue, HasNoOutcomeWhereTheTableHasNoRow) {
  const auto row = parse(with(", other: fail", "")).value().at(0);
  EXPECT_EQ(row.outcome(500, Policy::lenient), std::nullopt);
  EXPECT_EQ(parse(with("  outcomes: {400: pass, 4xx: warn, 2xx: [warn, fail], other: fail}\n", ""))
                .value()
                .at(0)
                .outcome(400, Policy::lenient),
            std::nullopt);
}

TEST(Catalogue, RefusesBadRows) {
  struct Case {
    std::string text;
    std::string where;
    std::string what;
  };
  const Case cases[] = {
      {with("id: SUB-06", "id: sub-6"), "rows.yaml:1:7", "\"sub-6\" is no requirement id"},
      {with("level: must", "level: mus"), "rows.yaml:2:10", "mus"},
      {with("versions: all", "versions: \"1.2\""), "rows.yaml:3:13", "1.2"},
      {with("  says: A", "  say: A"), "rows.yaml:1:3", "says"},
      {with("note: A ruling.", "notes: A ruling."), "rows.yaml:11:3", "notes"},
      {with("lenient: warn", "lenient: pass"), "rows.yaml:8:12", "pass"},
      {with("lenient: warn\n  strict: fail", "lenient: fail\n  strict: warn"), "rows.yaml:1:3",
       "lenient is harsher"},
      {with("level: must", "level: quality"), "rows.yaml:1:3", "a quality never fails"},
      {with("400: pass", "4000: pass"), "rows.yaml:10:20", "\"4000\" is no status"},
      {with("400: pass", "6xx: pass"), "rows.yaml:10:19", "\"6xx\" is no status"},
      {with("400: pass", "400: fine"), "rows.yaml:10:19", "\"fine\" is no word of an outcome"},
      {with("[warn, fail]", "[fail, warn]"), "rows.yaml:10:41", "lenient is harsher than strict"},
      {with("[warn, fail]", "[warn, fail, fail]"), "rows.yaml:10:41", "one word, or two"},
      {with("{400: pass, 4xx: warn, 2xx: [warn, fail], other: fail}", "fail"), "rows.yaml:10:13",
       "outcomes map"},
      {with("document: rfc9110", "document: rfc1"), "rows.yaml:7:18", "rfc1"},
      {with("pointer: /components", "pointer: components"), "rows.yaml:6:38", "is no JSON pointer"},
      {with("section: ", "pointer: "), "rows.yaml:7:7", "section"},
      {with("strict: fail", "strict: fail\n  dialects: [tes]"), "rows.yaml:10:13", "\"tes\" is no dialect"},
      {with("strict: fail", "strict: fail\n  strict: fail"), "rows.yaml:10:3", "strict"},
      {with("\n    - {document: wes-1.1.0, pointer: /components/schemas/RunRequest}\n    - {document: "
            "rfc9110, section: "
            "\"15.5.1\"}",
            " []"),
       "rows.yaml:5:9", "cites at least one place"},
      {"id: SUB-06\n", "rows.yaml:1:1", "a list of requirements"},
      {std::string(good_row) + std::string(good_row), "rows.yaml:12:3", "SUB-06 comes twice"}};
  int rows = 0;
  for (const auto& c : cases) {
    const auto parsed = parse(c.text);
    ASSERT_TRUE(parsed.has_error()) << c.what;
    EXPECT_EQ(parsed.error().where, c.where) << parsed.error().text();
    EXPECT_NE(parsed.error().what.find(c.what), std::string::npos) << parsed.error().text();
    ++rows;
  }
  EXPECT_EQ(rows, 22);
}

TEST(Catalogue, NamesBothPlacesOfAnIdThatComesTwice) {
  const auto parsed = Catalogue::parse({{"a.yaml", "submission", good_row}, {"b.yaml", "listing", good_row}});
  ASSERT_TRUE(parsed.has_error());
  EXPECT_EQ(parsed.error().where, "b.yaml:1:3");
  EXPECT_NE(parsed.error().hint.find("a.yaml:1:3"), std::string::npos) << parsed.error().text();
}

constexpr std::string_view merged_row = R"(- id: SUB-07
  merged_into: [SUB-06]
  because: The same form.
)";

TEST(Catalogue, AMergedIdIsNoRowAndKeepsItsReason) {
  const std::string text = std::string(merged_row) + std::string(good_row);
  const std::vector<AreaText> texts = {{"rows.yaml", "submission", text}};
  EXPECT_EQ(Catalogue::parse(texts).value().all().size(), 1U);
  EXPECT_EQ(Catalogue::parse(texts).value().find("SUB-07"), nullptr);
  const std::vector<Merged> merged = parse_merged(texts).value();
  ASSERT_EQ(merged.size(), 1U);
  EXPECT_EQ(merged[0].id, "SUB-07");
  EXPECT_EQ(merged[0].area, "submission");
  EXPECT_EQ(merged[0].into, std::vector<std::string>{"SUB-06"});
  EXPECT_EQ(merged[0].because, "The same form.");
}

TEST(Catalogue, RefusesBadMergedIds) {
  const auto merged = [](std::string_view what, std::string_view by) {
    std::string text(merged_row);
    return std::string(good_row) + text.replace(text.find(what), what.size(), by);
  };
  struct Case {
    std::string text;
    std::string where;
    std::string what;
  };
  const Case cases[] = {
      {merged("SUB-07", "SUB-06"), "rows.yaml:12:3", "SUB-06 comes twice"},
      {merged("[SUB-06]", "[SUB-09]"), "rows.yaml:12:3", "SUB-07 is merged into SUB-09, which is no row"},
      {merged("[SUB-06]", "[SUB-07]"), "rows.yaml:12:3", "SUB-07 is merged into SUB-07, which is no row"},
      {merged("[SUB-06]", "[]"), "rows.yaml:13:16", "SUB-07 is merged into no row"},
      {merged("because: The same form.", "says: The same form."), "rows.yaml:12:3", "because"},
      {merged("because: The same form.", "because: The same form.\n  level: must"), "rows.yaml:15:3",
       "level"},
      {merged("id: SUB-07", "id: sub"), "rows.yaml:12:7", "\"sub\" is no requirement id"}};
  int rows = 0;
  for (const auto& c : cases) {
    const auto parsed = parse_merged({{"rows.yaml", "submission", c.text}});
    ASSERT_TRUE(parsed.has_error()) << c.what;
    EXPECT_EQ(parsed.error().where, c.where) << parsed.error().text();
    EXPECT_NE(parsed.error().what.find(c.what), std::string::npos) << parsed.error().text();
    ++rows;
  }
  EXPECT_EQ(rows, 7);
}

TEST(Catalogue, DigestFollowsTheTextAndNotTheLayout) {
  const auto digest = [](const std::string& text) {
    return Catalogue::parse({{"rows.yaml", "submission", text}}).value().digest();
  };
  const auto original = digest(std::string(good_row));
  EXPECT_TRUE(std::regex_match(original, std::regex("[0-9a-f]{64}"))) << original;
  EXPECT_EQ(digest("# a comment\n" + std::string(good_row)), original);
  EXPECT_NE(digest(with("4xx: warn", "4xx: pass")), original);
  EXPECT_NE(digest(with("without workflow_url", "without an URL")), original);
}

}  // namespace
}  // namespace assay::conformance
