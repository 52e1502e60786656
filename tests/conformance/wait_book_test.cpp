// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/wait_book.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

TEST(WaitBook, HasTheOutermostWaitOfACheck) {
  const auto book = std::make_shared<WaitBook>();
  EXPECT_EQ(book->of("status.answers"), nullptr);
  {
    const Waiting outer(book, "status.answers", {"the end of run 3f2a"});
    const Waiting inner(book, "status.answers", {"the response to GET /runs/3f2a/status"});
    const Waiting other(book, "status.answers-well", {"time to pass"});
    ASSERT_NE(book->of("status.answers"), nullptr);
    EXPECT_EQ(book->of("status.answers")->what, "the end of run 3f2a");
    EXPECT_EQ(book->of("status"), nullptr);
  }
  EXPECT_EQ(book->of("status.answers"), nullptr);
}

TEST(WaitBook, AWaitForAMakerIsWhatTheMakerWaitsFor) {
  const auto book = std::make_shared<WaitBook>();
  const Waiting shares(book, "status.answers", {"a run that several checks share", {}, {}, "shared:running"});
  EXPECT_EQ(book->of("status.answers")->what, "a run that several checks share");
  const Waiting makes(book, "shared:running", {"run 3f2a to reach RUNNING"});
  EXPECT_EQ(book->of("status.answers")->what, "run 3f2a to reach RUNNING");
}

}  // namespace
}  // namespace assay::conformance
