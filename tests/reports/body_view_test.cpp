// SPDX-License-Identifier: Apache-2.0
#include "reports/body_view.hpp"

#include <gtest/gtest.h>

namespace assay::reports {
namespace {

std::vector<std::string> marked(const std::vector<BodyLine>& lines) {
  std::vector<std::string> texts;
  for (const BodyLine& line : lines) {
    if (line.marked) texts.push_back(line.text);
  }
  return texts;
}

TEST(BodyView, IndentsJsonAndMarksThePointer) {
  const auto lines = view_body(R"({"runs":[{"run_id":"a"},{"run_id":"b"}],"n":[]})", {"/runs/1/run_id"});
  ASSERT_EQ(lines.size(), 11u);
  EXPECT_EQ(lines[1].text, "  \"n\": [],");
  EXPECT_EQ(marked(lines), (std::vector<std::string>{"      \"run_id\": \"b\""}));
}

TEST(BodyView, MarksTheParentOfAMissingMember) {
  EXPECT_EQ(marked(view_body(R"({"a":{"b/c":{"d":1}}})", {"/a/b~1c/missing/deeper"})),
            (std::vector<std::string>{"    \"b/c\": {"}));
  EXPECT_EQ(marked(view_body("[1]", {"/run_id"})), (std::vector<std::string>{"["}));
  EXPECT_EQ(marked(view_body(R"({"a":1})", {"no pointer"})), (std::vector<std::string>{"{"}));
}

TEST(BodyView, MarksNoValueOfAnotherTypeThanTheFirst) {
  int marked = 0;
  for (const BodyLine& line : view_body(R"({"a":null,"b":"set","c":null})", {"/a", "/b", "/c"})) {
    marked += line.marked ? 1 : 0;
    if (line.marked) {
      EXPECT_NE(line.text.find("null"), std::string::npos) << line.text;
    }
  }
  EXPECT_EQ(marked, 2);
}

TEST(BodyView, KeepsMarkedLinesOfALongBody) {
  std::string body = "[0";
  for (int i = 1; i < 1000; ++i) body += "," + std::to_string(i);
  const auto lines = view_body(body + "]", {"/900"}, 20);
  int shown = 0;
  int left_out = 0;
  for (const BodyLine& line : lines) {
    left_out += line.left_out;
    shown += line.left_out == 0 ? 1 : 0;
  }
  EXPECT_EQ(shown, 20);
  EXPECT_EQ(shown + left_out, 1002);
  EXPECT_EQ(marked(lines), (std::vector<std::string>{"  900,"}));
}

TEST(BodyView, KeepsOtherTextAsItIs) {
  const auto lines = view_body("<html>\r\n\x1b[0m\xff", {"/a"});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].text, "<html>");
  EXPECT_EQ(lines[1].text, "\\x1b[0m\\xff");
  EXPECT_TRUE(view_body("", {}).empty());
}

TEST(BodyView, DoesNotFollowADeepBody) {
  const std::string deep(100000, '[');
  const auto lines = view_body(deep, {"/0/0"});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_LT(lines[0].text.size(), 500u);
}

}  // namespace
}  // namespace assay::reports
