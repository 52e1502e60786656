// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/frame.hpp"

#include <gtest/gtest.h>

#include "tests/mock_server/wire_support.hpp"

namespace assay::mock {
namespace {

TEST(JsonFramer, GivesTheBytesOfFrameWhateverCameBefore) {
  using std::chrono::microseconds;
  const core::Time now = wire_tests::october_noon();
  const struct {
    std::string body;
    core::Time now;
  } rows[] = {
      {"{}", now},
      {"", now},
      {std::string(9, 'a'), now},
      {std::string(10, 'a'), now + microseconds(999'999)},
      {std::string(100, 'a'), now + microseconds(1'000'000)},
      {std::string(12'345, 'a'), now + microseconds(1'000'001)},
      {"{}", now + std::chrono::hours(100'000)},
      {"{}", now},
  };
  JsonFramer framer;
  int ran = 0;
  for (const auto& row : rows) {
    core::Response response{.status = 200, .body = row.body};
    response.headers.add("Content-Type", "application/json");
    std::string out = "before";
    framer.append(row.body, row.now, out);
    EXPECT_EQ(out, "before" + frame(response, {row.now})) << "row " << ran;
    ++ran;
  }
  EXPECT_EQ(ran, 8);
}

}  // namespace
}  // namespace assay::mock
