// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <set>

#include "reports/writer.hpp"
#include "tests/support/fixed_result.hpp"

namespace assay::reports {
namespace {

pugi::xml_document parsed(const std::string& html) {
  pugi::xml_document document;
  const auto outcome = document.load_string(html.c_str(), pugi::parse_full);
  EXPECT_TRUE(outcome) << outcome.description() << " at "
                       << html.substr(static_cast<std::size_t>(outcome.offset), 80);
  return document;
}

std::string text_of(const pugi::xml_node& node) {
  std::string text;
  for (const auto& found : node.select_nodes(".//text()")) text += found.node().value();
  return text;
}

TEST(Html, EveryTagIsClosed) {
  const auto document = parsed(write_html(test::fixed_result()));
  EXPECT_TRUE(document.child("html").child("body"));
}

TEST(Html, LoadsAndRunsNothing) {
  const std::string html = write_html(test::fixed_result());
  for (const char* forbidden :
       {"<script", "<img", "<link", "<iframe", "@import", "url(", "{{", "javascript:"}) {
    EXPECT_EQ(html.find(forbidden), std::string::npos) << forbidden;
  }
  EXPECT_NE(html.find("default-src 'none'; style-src 'unsafe-inline'; img-src data:"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;alert(&#39;x&#39;)"), std::string::npos)
      << "the hostile text is shown, escaped";
}

TEST(Html, NoAttributeButOursComesFromText) {
  const auto document = parsed(write_html(test::fixed_result()));
  const std::set<std::string> ours = {
      "lang", "charset", "http-equiv", "content", "name", "class", "role",  "aria-label", "href", "style",
      "id",   "open",    "scope",      "viewBox", "x",    "y",     "width", "height",     "rx",   "d"};
  for (const auto& found : document.select_nodes("//@*")) {
    EXPECT_TRUE(ours.contains(found.attribute().name())) << found.attribute().name();
  }
}

TEST(Html, SaysOnTopWhatBrokeAndWhy) {
  const auto document = parsed(write_html(test::fixed_result()));
  const std::string top = text_of(document.select_node("//header").node());
  for (const char* part :
       {"ERROR", "http://127.0.0.1:8080/ga4gh/wes/v1", "wes 1.1.0 (service-info says 1.1.0)", "PAG-01",
        "no run appears twice", "run-2 is on two pages of one walk"}) {
    EXPECT_NE(top.find(part), std::string::npos) << part << "\n" << top;
  }
}

TEST(Html, EveryLinkHasItsPlace) {
  const auto document = parsed(write_html(test::fixed_result()));
  std::set<std::string> places;
  for (const auto& found : document.select_nodes("//@id")) {
    EXPECT_TRUE(places.insert(found.attribute().value()).second) << found.attribute().value() << " twice";
  }
  int links = 0;
  for (const auto& found : document.select_nodes("//a/@href")) {
    const std::string link = found.attribute().value();
    ASSERT_TRUE(link.starts_with("#")) << link;
    EXPECT_TRUE(places.contains(link.substr(1))) << link;
    ++links;
  }
  EXPECT_GE(links, 10);
}

TEST(Html, OpensTheBrokenOnesAndMarksTheValue) {
  const auto document = parsed(write_html(test::fixed_result()));
  EXPECT_TRUE(document.select_node("//details[@id='PAG-01']").node().attribute("open"));
  EXPECT_FALSE(document.select_node("//details[@id='HTTP-01']").node().attribute("open"));
  EXPECT_EQ(text_of(document.select_node("//details[@id='PAG-01']//mark").node()), "\"run_id\": \"run-2\",");
  EXPECT_EQ(document.select_nodes("//details[@id='PAG-01']/div").size(), 1u)
      << "one cause, found by two checks";
}

TEST(Html, TheCellsOfAnAreaAddUpToItsTotal) {
  const auto document = parsed(write_html(test::fixed_result()));
  int rows = 0;
  for (const auto& found : document.select_nodes("//table[@class='areas']//tr[td]")) {
    int sum = 0;
    int last = 0;
    for (const pugi::xml_node& cell : found.node().children("td")) {
      last = std::stoi(text_of(cell));
      sum += last;
    }
    EXPECT_EQ(sum - last, last) << text_of(found.node().child("th"));
    ++rows;
  }
  EXPECT_EQ(rows, 9);
}

TEST(Html, ListsEveryRequirement) {
  const RunResult result = test::fixed_result();
  const auto document = parsed(write_html(result));
  EXPECT_EQ(document.select_nodes("//table[@class='all']/tbody/tr").size(), result.requirements.size());
}

TEST(Html, AnEmptyRunIsAPageToo) {
  const auto document = parsed(write_html(RunResult{}));
  EXPECT_NE(text_of(document.select_node("//header").node()).find("INCOMPLETE"), std::string::npos);
}

}  // namespace
}  // namespace assay::reports
