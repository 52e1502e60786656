// SPDX-License-Identifier: Apache-2.0
// `cleanup` knows the runs of a check by their tags: those that this seed can have drawn, and no others.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "conformance/session/names.hpp"
#include "core/text.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

std::string tag_of(const core::Exchange& exchange) {
  const std::string& body = exchange.request.body;
  const std::size_t at = body.find("\"wes-assay\":\"");
  return at == std::string::npos ? "" : body.substr(at + 13, body.find('"', at + 13) - at - 13);
}

TEST(Names, OfAllTagsThatARunGivesAreKnownByItsSeed) {
  InProcessRun run;
  run.suite.profile = "core";
  run.suite.seed = 4242;
  run.suite.repeat = 2;
  const reports::RunResult result = run_in_process(std::move(run));
  int tags = 0;
  for (const core::ExchangePtr& exchange : result.exchanges) {
    const std::string tag = exchange->request.method == "POST" ? tag_of(*exchange) : "";
    // One check sends a tag of bytes that are no text, to be refused.
    if (tag.empty() || !core::is_valid_utf8(tag)) continue;
    ++tags;
    EXPECT_TRUE(conformance::may_have_named(4242, 2, tag)) << tag;
    EXPECT_FALSE(conformance::may_have_named(4243, 2, tag)) << tag;
  }
  EXPECT_GT(tags, 40);
  for (const char* other : {"", "-", "status.answers-0123456789ab", "0123456789ab", "status.answers"})
    EXPECT_FALSE(conformance::may_have_named(4242, 2, other)) << other;
}

}  // namespace
}  // namespace assay::cli
