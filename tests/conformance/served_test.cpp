// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/served.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace assay::conformance {
namespace {

core::Exchange plain(const std::string& target = "/ga4gh/wes/v1/runs?page_size=5") {
  core::Exchange exchange;
  exchange.operation = "ListRuns";
  exchange.request.target = target;
  exchange.request.headers.add("Accept", "application/json");
  return exchange;
}

TEST(PlainRead, IsAGetWithNothingThatIsNotNeeded) {
  const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  EXPECT_TRUE(is_plain_read(plain(), *dialect));
  EXPECT_TRUE(is_plain_read(plain("/ga4gh/wes/v1/runs"), *dialect));
  for (const char* query : {"?page_token=x", "?page_size=", "?page_size=1&page_size=2", "?other=1"})
    EXPECT_FALSE(is_plain_read(plain(std::string("/ga4gh/wes/v1/runs") + query), *dialect)) << query;
  const std::vector<std::function<void(core::Exchange&)>> changes = {
      [](core::Exchange& e) { e.request.method = "HEAD"; },
      [](core::Exchange& e) { e.operation.clear(); },
      [](core::Exchange& e) { e.request.raw = "GET"; },
      [](core::Exchange& e) { e.request.body = "{}"; },
      [](core::Exchange& e) { e.request.headers.remove("Accept"); },
      [](core::Exchange& e) { e.request.headers.set("Accept", "text/html"); },
      [](core::Exchange& e) { e.request.headers.add("Range", "bytes=0-1"); },
      [](core::Exchange& e) { e.request.headers.add("If-None-Match", "*"); },
      [](core::Exchange& e) { e.request.headers.add("Transfer-Encoding", "chunked"); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    core::Exchange changed = plain();
    changes[i](changed);
    EXPECT_FALSE(is_plain_read(changed, *dialect)) << i;
  }
}

TEST(FailedReads, CountTheServerErrorsOfEachOperation) {
  std::vector<ExchangePtr> asked;
  for (const int status : {200, 500, 500}) {
    core::Exchange exchange = plain();
    exchange.id = asked.size() + 1;
    exchange.response = core::Response{.status = status};
    asked.push_back(std::make_shared<const core::Exchange>(std::move(exchange)));
  }
  EXPECT_EQ(failed_reads(asked).size(), 1U);
  asked.resize(1);
  EXPECT_TRUE(failed_reads(asked).empty());
}

}  // namespace
}  // namespace assay::conformance
