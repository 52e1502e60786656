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

}  // namespace
}  // namespace assay::conformance
