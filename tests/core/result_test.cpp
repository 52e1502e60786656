// SPDX-License-Identifier: Apache-2.0
#include "core/result.hpp"

#include <gtest/gtest.h>

#include "core/exchange.hpp"

namespace assay::core {
namespace {

static_assert(!std::is_convertible_v<std::string, Error> && !std::is_constructible_v<Error, std::string>,
              "a Result<std::string> could not tell its value from its error");

Result<std::string> give(const std::string& text) {
  if (text.empty()) return Error{"nothing was given", "--text"};
  return text;
}

TEST(Error, LeavesOutEmptyParts) {
  EXPECT_EQ((Error{"what"}.text()), "what");
  EXPECT_EQ((Error{"what", "where"}.text()), "where: what");
  EXPECT_EQ((Error{"what", "", "hint"}.text()), "what (hint)");
  EXPECT_EQ((Error{"what", "where", "hint"}.text()), "where: what (hint)");
}

TEST(Result, ThrowsBadInputWhereAnErrorIsTakenAsAValue) {
  EXPECT_EQ(give("text").value(), "text");
  try {
    give("").value();
    FAIL() << "nothing was thrown";
  } catch (const BadInput& bad) {
    EXPECT_STREQ(bad.what(), "--text: nothing was given");
    EXPECT_EQ(bad.error.where, "--text");
  }
}

TEST(TransportFault, HasANameForEach) {
  EXPECT_EQ(name(TransportFault::none), "none");
  EXPECT_EQ(name(TransportFault::too_large), "too_large");
  EXPECT_EQ(name(TransportFault::cancelled), "cancelled");
}

}  // namespace
}  // namespace assay::core
