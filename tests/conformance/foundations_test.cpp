// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/foundations.hpp"

#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Answers {
 public:
  Answers& add(const std::string& operation, int status, const std::string& body,
               const std::string& run = "r1", const std::string& user = "main") {
    core::Exchange exchange;
    exchange.id = all_.size() + 1;
    exchange.operation = operation;
    exchange.user = user;
    const schemas::Operation* known = dialect_->operation(operation);
    exchange.request.method = known->method;
    exchange.request.target = schemas::fill_path(known->path, {{"run_id", run}});
    exchange.response = core::Response{status, "", 11, {}, body};
    all_.push_back(std::make_shared<const core::Exchange>(std::move(exchange)));
    bodies_[all_.back()->id] = nlohmann::json::parse(body, nullptr, false);
    return *this;
  }

  std::vector<std::string> unseen(const Wanted& wanted = {true, true}) {
    return unseen_foundations(all_, *dialect_, wanted, [this](const ExchangePtr& e) -> const nlohmann::json* {
      const nlohmann::json& body = bodies_.at(e->id);
      return body.is_discarded() ? nullptr : &body;
    });
  }

 private:
  std::shared_ptr<const schemas::Dialect> dialect_ = schemas::load_dialect("wes", "1.1.0").value();
  std::vector<ExchangePtr> all_;
  std::map<std::uint64_t, nlohmann::json> bodies_;
};

TEST(UnseenFoundations, AreNoneWhereEachWasSeenOnce) {
  Answers all;
  all.add("GetServiceInfo", 200, "{}")
      .add("RunWorkflow", 429, "{}")
      .add("RunWorkflow", 200, R"({"run_id":"r1"})")
      .add("GetRunStatus", 500, "{}")
      .add("GetRunStatus", 200, R"({"run_id":"r1","state":"COMPLETE"})")
      .add("ListRuns", 200, R"({"runs":[]})");
  EXPECT_THAT(all.unseen(), IsEmpty());
}

TEST(UnseenFoundations, AreToldWhereTheyWereAskedFor) {
  EXPECT_THAT(Answers().unseen(), IsEmpty());
  EXPECT_THAT(Answers().add("GetServiceInfo", 401, "{}").unseen(), IsEmpty());
  EXPECT_THAT(Answers().add("RunWorkflow", 401, "{}").unseen(),
              ElementsAre("no operation but service-info was answered", "no submission was accepted"));
  EXPECT_THAT(Answers().add("RunWorkflow", 200, "<html>").add("ListRuns", 200, "[]").unseen(),
              ElementsAre("no submission was accepted", "no list was read"));
  EXPECT_THAT(Answers().add("RunWorkflow", 400, "{}").unseen({}),
              ElementsAre("no operation but service-info was answered"));
}

TEST(UnseenFoundations, AnEndThatACancelBroughtIsNone) {
  Answers all;
  all.add("RunWorkflow", 200, R"({"run_id":"r1"})").add("GetRunStatus", 200, R"({"state":"RUNNING"})");
  EXPECT_THAT(all.unseen(), ElementsAre("no run was seen to end"));
  EXPECT_THAT(all.unseen({true, false}), IsEmpty());
  all.add("CancelRun", 200, R"({"run_id":"r1"})").add("GetRunStatus", 200, R"({"state":"CANCELED"})");
  EXPECT_THAT(all.unseen(), ElementsAre("no run was seen to end"));
  Answers by_another;
  by_another.add("RunWorkflow", 200, R"({"run_id":"r1"})").add("CancelRun", 200, "{}", "r1", "other");
  by_another.add("GetRunStatus", 200, R"({"state":"CANCELED"})");
  EXPECT_THAT(by_another.unseen(), IsEmpty()) << "no end but that of a cancel was waited for";
  Answers strange;
  strange.add("RunWorkflow", 200, R"({"run_id":"r1"})").add("GetRunStatus", 200, R"({"state":null})");
  EXPECT_THAT(strange.unseen(), ElementsAre("no status was read", "no run was seen to end"));
}

TEST(UnseenFoundations, WhatTheOtherUserSawIsNone) {
  EXPECT_THAT(Answers()
                  .add("RunWorkflow", 401, "{}")
                  .add("RunWorkflow", 200, R"({"run_id":"r2"})", "r2", "other")
                  .add("ListRuns", 200, R"({"runs":[]})", "", "other")
                  .unseen(),
              ElementsAre("no operation but service-info was answered", "no submission was accepted"));
}

TEST(UnseenFoundations, ARunThatNobodyToldOfSaysNothing) {
  EXPECT_THAT(
      Answers().add("ListRuns", 200, R"({"runs":[]})").add("GetRunStatus", 404, "{}", "made-up").unseen(),
      IsEmpty());
}

}  // namespace
}  // namespace assay::conformance
