// SPDX-License-Identifier: Apache-2.0
#include "core/wrap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::core {
namespace {

using ::testing::ElementsAre;

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_THAT(wrapped("a run that ended", 9), ElementsAre("a run", "that", "ended"));
  EXPECT_THAT(wrapped("a run that ended", 10), ElementsAre("a run that", "ended"));
  EXPECT_THAT(wrapped("", 10), ElementsAre(""));
}

TEST(Wrap, LeavesALongWordWhole) {
  EXPECT_THAT(wrapped("at /components/schemas twice", 8), ElementsAre("at", "/components/schemas", "twice"));
}

TEST(Wrap, CountsWhatIsSeen) {
  EXPECT_EQ(columns_of("\033[1;31mfail\033[0m"), 4u);
  EXPECT_EQ(columns_of("gr\xc3\xbc\xc3\x9f"), 4u);
  EXPECT_THAT(wrapped("\033[1;31mfail\033[0m now", 8), ElementsAre("\033[1;31mfail\033[0m now"));
}

}  // namespace
}  // namespace assay::core
