// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/framing.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

core::Exchange noted(std::string note) {
  core::Exchange exchange;
  exchange.id = 1;
  exchange.operation = "ListRuns";
  exchange.response = core::Response{.status = 200};
  exchange.wire_notes.push_back(std::move(note));
  return exchange;
}

ExchangePtr kept(core::Exchange exchange) {
  return std::make_shared<const core::Exchange>(std::move(exchange));
}

TEST(Framing, WeighsEachNoteOfTheWire) {
  struct Row {
    const char* note;
    const char* lie;
    const char* untidy;
  } rows[] = {{"content-length and transfer-encoding", "two-lengths", ""},
              {"content-length on 204", "length-on-bodiless", ""},
              {"transfer-encoding on 204", "coding-on-bodiless", ""},
              {"2 bytes after the response", "bytes-after-body", ""},
              {"body on 304", "body-on-bodiless", ""},
              {"body on HEAD", "", ""},
              {"content-length repeated", "", "length-repeated"},
              {"folded header line", "", "folded-line"},
              {"bare LF", "", "bare-lf"},
              {"trailer fields", "", ""},
              {"interim answer 100", "", ""},
              {"body without a length", "", ""}};
  int seen = 0;
  for (const Row& row : rows) {
    const std::vector<ExchangePtr> exchanges = {kept(noted(row.note))};
    const auto lies = framing_lies(exchanges);
    const auto untidy = untidy_heads(exchanges);
    EXPECT_EQ(lies.empty() ? "" : lies.front().reason, row.lie) << row.note;
    EXPECT_EQ(untidy.empty() ? "" : untidy.front().reason, row.untidy) << row.note;
    ++seen;
  }
  EXPECT_EQ(seen, 12);
}

core::Exchange cut_short(std::uint64_t id, std::string operation) {
  core::Exchange exchange;
  exchange.id = id;
  exchange.operation = std::move(operation);
  exchange.fault = core::TransportFault::closed;
  exchange.fault_text = "the connection was closed after 5 of 12 bytes of the body";
  return exchange;
}

TEST(Framing, BlamesAShortBodyOnlyWhereItIsAlwaysShort) {
  const std::vector<ExchangePtr> once = {kept(cut_short(1, "ListRuns"))};
  EXPECT_TRUE(framing_lies(once).empty());
  std::vector<ExchangePtr> twice = {kept(cut_short(1, "ListRuns")), kept(cut_short(2, "ListRuns"))};
  const auto found = framing_lies(twice);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().exchanges, (std::vector<std::uint64_t>{1, 2}));
  twice.push_back(kept(noted("")));
  EXPECT_TRUE(framing_lies(twice).empty());
}

TEST(Framing, BlamesOneRequestThatIsAlwaysShortWhileOthersArrive) {
  const auto at = [](core::Exchange exchange, std::uint64_t id, const char* target) {
    exchange.id = id;
    exchange.request.method = "GET";
    exchange.request.target = target;
    exchange.timings.sent = exchange.timings.received = core::Time(std::chrono::seconds(id));
    return kept(std::move(exchange));
  };
  std::vector<ExchangePtr> seen;
  for (std::uint64_t id = 1; id <= 5; ++id)
    seen.push_back(at(cut_short(id, "ListRuns"), id, "/runs?page_token=2"));
  seen.push_back(at(noted(""), 9, "/runs"));
  EXPECT_TRUE(framing_lies(seen).empty()) << "the others may have come after the trouble";
  seen.push_back(at(noted(""), 3, "/runs"));
  const auto found = framing_lies(seen);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().exchanges.size(), 5U);
  seen.push_back(at(noted(""), 10, "/runs?page_token=2"));
  EXPECT_TRUE(framing_lies(seen).empty()) << "it came whole once";
}

TEST(Framing, AnAnswerThatIsNotHttpIsALie) {
  core::Exchange exchange;
  exchange.operation = "ListRuns";
  exchange.fault = core::TransportFault::framing;
  EXPECT_EQ(framing_lies({kept(exchange)}).size(), 1U);
  exchange.operation.clear();
  EXPECT_TRUE(framing_lies({kept(exchange)}).empty());
}

TEST(Framing, TellsAnAnnouncedCloseFromASilentOne) {
  core::Exchange before = noted("");
  core::Exchange after = noted("");
  EXPECT_FALSE(parting(before, after).parted);
  after.connection = 2;
  EXPECT_TRUE(parting(before, after).parted);
  EXPECT_FALSE(parting(before, after).announced);
  before.response->headers.add("Connection", "Close");
  EXPECT_TRUE(parting(before, after).announced);
  after.connection = before.connection;
  after.wire_notes = {"the kept connection was closed; sent again on a new one"};
  EXPECT_TRUE(parting(before, after).parted);
}

TEST(Framing, ReadsHowARawExchangeEnded) {
  EXPECT_TRUE(has_closed(noted("closed")));
  EXPECT_TRUE(has_closed(noted("7 bytes left over, closed")));
  EXPECT_FALSE(has_closed(noted("left open")));
  EXPECT_TRUE(has_left_over(noted("7 bytes left over, left open")));
  EXPECT_FALSE(has_left_over(noted("closed")));
  EXPECT_FALSE(has_closed(core::Exchange{}));
}

}  // namespace
}  // namespace assay::conformance
