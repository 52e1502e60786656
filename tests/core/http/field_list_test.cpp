// SPDX-License-Identifier: Apache-2.0
#include "core/http/field_list.hpp"

#include <gmock/gmock.h>

namespace assay::core {
namespace {

using testing::ElementsAre;

TEST(FieldList, TakesEveryFieldOfTheNameApartAtTheCommas) {
  const Headers headers = {{"A", "x, y ,"}, {"B", "no"}, {"a", "\tz"}};
  EXPECT_THAT(list_items(headers, "A"), ElementsAre("x", "y", "", "z"));
  EXPECT_THAT(list_members(headers, "A"), ElementsAre("x", "y", "z"));
  EXPECT_THAT(list_members(headers, "C"), ElementsAre());
}

TEST(FieldList, ComparesMembersWithoutCaseAndWhole) {
  const Headers headers = {{"Connection", "Upgrade, CLOSE"}};
  EXPECT_TRUE(has_member(headers, "Connection", "close"));
  EXPECT_FALSE(has_member(headers, "Connection", "clos"));
}

TEST(FieldList, KnowsATokenByItsCharacters) {
  for (const char* good : {"a", "X-Y", "!#$%&'*+-.^_`|~09Az"}) EXPECT_TRUE(is_token(good)) << good;
  for (const char* bad : {"", "a b", "a:", "(a)", "\xc3\xa9", "a\t"}) EXPECT_FALSE(is_token(bad)) << bad;
}

TEST(FieldList, KnowsWhetherTheConnectionStaysOpen) {
  struct Row {
    const char* value;
    int version;
    bool stays;
  };
  for (const Row& row : {Row{"", 11, true}, Row{"keep-alive", 11, true}, Row{"close", 11, false},
                         Row{"Upgrade, Close", 11, false}, Row{"", 10, false}, Row{"Keep-Alive", 10, true},
                         Row{"keep-alive, close", 10, false}, Row{"x-close", 11, true}}) {
    EXPECT_EQ(keeps_alive({{"Connection", row.value}}, row.version), row.stays) << row.value << row.version;
  }
}

}  // namespace
}  // namespace assay::core
