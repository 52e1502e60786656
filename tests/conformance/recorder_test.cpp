// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/recorder.hpp"

#include <gmock/gmock.h>

namespace assay::conformance {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

core::Redactor redactor() {
  core::Redactor made;
  made.add(core::Secret("hunter2-token", "$WES_TOKEN"));
  return made;
}

TEST(Recorder, KeepsExchangesInTheOrderTheyWereSent) {
  Recorder recorder{core::Redactor()};
  core::Exchange first, second;
  first.id = recorder.next_id();
  second.id = recorder.next_id();
  recorder.keep(second);
  recorder.keep(first);
  recorder.keep({});
  std::vector<std::uint64_t> ids;
  for (const auto& exchange : recorder.exchanges()) ids.push_back(exchange->id);
  EXPECT_THAT(ids, ElementsAre(1, 2, 3));
}

TEST(Recorder, HandsEachExchangeToTheSinkAsItComes) {
  std::vector<std::uint64_t> seen;
  Recorder recorder(core::Redactor(), [&](const core::Exchange& exchange) { seen.push_back(exchange.id); });
  core::Exchange exchange;
  exchange.id = 5;
  recorder.keep(exchange);
  exchange.id = 4;
  recorder.keep(exchange);
  EXPECT_THAT(seen, ElementsAre(5, 4));
}

TEST(Recorder, ReplacesSecretsBeforeAnybodySeesThem) {
  std::string sunk;
  Recorder recorder(redactor(), [&](const core::Exchange& exchange) { sunk = exchange.response->body; });
  core::Exchange exchange;
  exchange.request.headers.add("Authorization", "Bearer hunter2-token");
  exchange.response.emplace().body = "you sent hunter2-token";
  const core::ExchangePtr kept = recorder.keep(exchange);
  EXPECT_EQ(kept->request.headers.get("Authorization"), "Bearer $WES_TOKEN");
  EXPECT_THAT(kept->response->body, Not(HasSubstr("hunter2")));
  EXPECT_EQ(sunk, "you sent $WES_TOKEN");
  EXPECT_THAT(kept->leaked, Contains("$WES_TOKEN"));
}

// Bounded in sum, not only for each answer.
TEST(Recorder, ABodyThatHasNoRoomIsKeptAsItsFirstBytesAndDigest) {
  std::vector<std::size_t> sunk;
  const BodyBudget budget{.all = 1000, .large = 300, .large_from = 200, .first_bytes = 50};
  Recorder recorder(
      core::Redactor(),
      [&](const core::Exchange& exchange) { sunk.push_back(exchange.response->body.size()); }, budget);
  const auto keep = [&](std::size_t size) {
    core::Exchange exchange;
    exchange.response.emplace().body = std::string(size, 'x');
    return recorder.keep(exchange);
  };
  EXPECT_FALSE(keep(250)->response->cut);
  const core::ExchangePtr large = keep(250);
  ASSERT_TRUE(large->response->cut);
  EXPECT_EQ(large->response->body.size(), 50u);
  EXPECT_EQ(large->response->cut->size, 250u);
  EXPECT_EQ(large->response->cut->sha256.size(), 64u);
  std::size_t whole = 0;
  for (int i = 0; i < 100; ++i) whole += keep(100)->response->cut ? 0 : 1;
  EXPECT_EQ(whole, 7u) << "small ones have the rest of the room";
  EXPECT_FALSE(keep(50)->response->cut) << "the first bytes are kept of every answer";
  std::size_t sum = 0;
  for (const auto& exchange : recorder.exchanges()) sum += exchange->response->body.size();
  EXPECT_LE(sum, 1000u + 103 * 50);
  EXPECT_EQ(sunk.size(), 103u) << "the evidence has what the run has";
}

// Else the first half of a secret that stands across the end would be shown.
TEST(Recorder, ABodyThatCameCutIsRedactedAndThenCutToItsFirstBytes) {
  const BodyBudget budget{.all = 1000, .large = 300, .large_from = 200, .first_bytes = 8};
  Recorder recorder(redactor(), {}, budget);
  core::Exchange exchange;
  exchange.response.emplace().body = "1234 hunter2-token and more";
  exchange.response->cut = core::CutBody{5000, std::string(64, 'a')};
  const core::ExchangePtr kept = recorder.keep(exchange);
  EXPECT_EQ(kept->response->body, "1234 $WE");
  EXPECT_EQ(kept->response->cut->size, 5000u);
}

TEST(Recorder, ABodyIsCutBetweenTwoCharacters) {
  Recorder recorder(core::Redactor(), {}, {.all = 0, .large = 0, .large_from = 0, .first_bytes = 5});
  core::Exchange exchange;
  exchange.response.emplace().body = "abcd\xc3\xa9\xc3\xa9";
  EXPECT_EQ(recorder.keep(exchange)->response->body, "abcd");
}

}  // namespace
}  // namespace assay::conformance
