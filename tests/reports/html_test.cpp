// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <set>

#include "reports/html/data.hpp"
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
  EXPECT_NE(html.find("default-src 'none'; style-src 'sha256-"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;alert(&#39;x&#39;)"), std::string::npos)
      << "the hostile text is shown, escaped";
}

TEST(Html, NoAttributeButOursComesFromText) {
  const auto document = parsed(write_html(test::fixed_result()));
  const std::set<std::string> ours = {"lang",       "charset", "http-equiv", "content",  "name",
                                      "class",      "role",    "aria-label", "href",     "id",
                                      "open",       "scope",   "x",          "y",        "width",
                                      "height",     "rx",      "x1",         "x2",       "y1",
                                      "y2",         "dx",      "cx",         "cy",       "r",
                                      "type",       "checked", "for",        "tabindex", "aria-labelledby",
                                      "aria-hidden"};
  for (const auto& found : document.select_nodes("//@*")) {
    EXPECT_TRUE(ours.contains(found.attribute().name())) << found.attribute().name();
  }
}

TEST(Html, SaysOnTopWhatBrokeAndWhy) {
  const auto document = parsed(write_html(test::fixed_result()));
  const std::string top = text_of(document.select_node("//header").node()) +
                          text_of(document.select_node("//main/section[1]").node());
  for (const char* part :
       {"NOT ENOUGH SEEN", "of wes-assay itself", "9 of 11 decided", "http://127.0.0.1:8080/ga4gh/wes/v1",
        "wes 1.1.0", "PAG-01", "no run appears twice", "run-2 is on two pages of one walk"}) {
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

TEST(Html, OpensTheFirstFiveAndMarksTheValue) {
  const auto document = parsed(write_html(test::fixed_result()));
  const auto fold = [&](const char* id) {
    return document.select_node((std::string("//details[div/@id='") + id + "']").c_str()).node();
  };
  EXPECT_TRUE(fold("PAG-01").attribute("open"));
  EXPECT_FALSE(fold("HTTP-01").attribute("open"));
  EXPECT_LE(document.select_nodes("//details[@open]").size(), 5u);
  EXPECT_EQ(text_of(document.select_node("//div[@id='PAG-01']//mark").node()), "\"run_id\": \"run-2\",");
  EXPECT_EQ(document.select_nodes("//div[@id='PAG-01']/div").size(), 1u) << "one cause, found by two checks";
  EXPECT_NE(text_of(document.select_node("//div[@id='PAG-01']/div/details").node()).find("exchange"),
            std::string::npos)
      << "the other page of the pair";
}

TEST(Html, ShowsAtMostFiveFindingsOnTop) {
  const auto document = parsed(write_html(test::fixed_result()));
  EXPECT_LE(document.select_nodes("//section[h2/@id='first']/ol/li").size(), 5u);
  EXPECT_GE(document.select_nodes("//section[h2/@id='first']/ol/li").size(), 3u);
}

TEST(Html, TheBarIsOfWhatApplied) {
  const auto document = parsed(write_html(test::fixed_result()));
  double width = 0;
  for (const auto& found : document.select_nodes("//header//rect/@width"))
    width += std::stod(found.attribute().value());
  EXPECT_NEAR(width, 100, 0.1);
}

TEST(Html, ListsEveryRequirementAndFiltersEveryVerdict) {
  const RunResult result = test::fixed_result();
  const auto document = parsed(write_html(result));
  EXPECT_EQ(document.select_nodes("//table[@class='all']/tbody/tr").size(), result.requirements.size());
  std::set<std::string> tones;
  for (const auto& found : document.select_nodes("//table[@class='all']/tbody/tr/@class"))
    tones.insert(found.attribute().value());
  const std::string html = write_html(result);
  for (const std::string& tone : tones) {
    const std::string verdict = tone.substr(std::string("tone-").size());
    EXPECT_TRUE(document.select_node(("//input[@id='show-" + verdict + "']").c_str())) << verdict;
    EXPECT_NE(html.find(":has(#show-" + verdict + ":checked) tbody"), std::string::npos) << verdict;
  }
}

TEST(Html, AnEmptyRunIsAPageToo) {
  const auto document = parsed(write_html(RunResult{}));
  EXPECT_NE(text_of(document.select_node("//header").node()).find("NOT ENOUGH SEEN"), std::string::npos);
}

TEST(Html, ManyFindingsStayASmallPage) {
  RunResult result = test::fixed_result();
  std::string body = "{\"runs\": [";
  for (int i = 0; i < 400; ++i)
    body += (i > 0 ? ", " : "") + ("{\"run_id\": \"run-" + std::to_string(i)) + "\", \"state\": \"RUNNING\"}";
  core::Exchange list = *result.exchange(1);
  list.id = 50;
  list.response->body = body + "]}";
  result.exchanges.push_back(std::make_shared<const core::Exchange>(list));
  for (int i = 0; i < 300; ++i) {
    Requirement more = result.requirements.front();
    more.id = "MANY-" + std::to_string(i);
    result.requirements.push_back(more);
    Judgement judgement = result.judgements.front();
    judgement.requirement = more.id;
    if (i % 3 == 0) {
      judgement.verdict = Verdict::fail;
      judgement.findings = {{"state-unknown",
                             "the state of a run is unknown",
                             "a state of WES",
                             "PARKED",
                             {"/runs/" + std::to_string(i) + "/state"},
                             {50}}};
    }
    result.judgements.push_back(judgement);
  }
  const std::string html = write_html(result);
  EXPECT_LT(html.size(), 400'000u);
  EXPECT_EQ(parsed(html).select_nodes("//details[contains(@class, 'finding')]").size() > 100, true);
}

TEST(Html, ADifferenceIsMarkedIfMostIsAlike) {
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(marked_difference("application/json", "application/xml"),
            Pair("application/<mark>json</mark>", "application/<mark>xml</mark>"));
  EXPECT_EQ(marked_difference("at most 3", "33"), Pair("at most 3", "33"));
  EXPECT_EQ(marked_difference("12:40:01Z", "12:40:01"), Pair("12:40:01<mark>Z</mark>", "12:40:01"));
  EXPECT_EQ(marked_difference("aaaa<b", "aaaa<c"), Pair("aaaa&lt;<mark>b</mark>", "aaaa&lt;<mark>c</mark>"));
  EXPECT_EQ(marked_difference("200", "400"), Pair("200", "400"));
  EXPECT_EQ(marked_difference("same", "same"), Pair("same", "same"));
  // A character is never cut.
  EXPECT_EQ(marked_difference("abc\xC3\xA9", "abc\xC3\xA8"),
            Pair("abc<mark>\xC3\xA9</mark>", "abc<mark>\xC3\xA8</mark>"));
}

}  // namespace
}  // namespace assay::reports
