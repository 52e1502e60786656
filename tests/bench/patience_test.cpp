// SPDX-License-Identifier: Apache-2.0
#include "bench/patience.hpp"

#include <gtest/gtest.h>

namespace assay::bench {
namespace {

// How many of so many waits begin with a look, where looks find something or nothing.
int looks(Patience& patience, int waits, bool found) {
  int looked = 0;
  for (int i = 0; i < waits; ++i) {
    if (patience.next() == 0) continue;
    ++looked;
    patience.looked(found);
  }
  return looked;
}

TEST(Patience, LooksBeforeEachSleepWhereAnswersComeSoon) {
  Patience patience;
  EXPECT_EQ(looks(patience, 1000, true), 1000);
}

TEST(Patience, InVainItLooksOnceIn1024Times) {
  Patience patience;
  EXPECT_EQ(looks(patience, 2036, false), 10);  // after 2, 4, 8... 1,024
  EXPECT_EQ(looks(patience, 10 * 1024, false), 10);
  looks(patience, 1024, true);
  EXPECT_EQ(looks(patience, 1000, true), 1000) << "one find is enough";
}

}  // namespace
}  // namespace assay::bench
