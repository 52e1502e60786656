// SPDX-License-Identifier: Apache-2.0
#include "bench/judge.hpp"

#include <gtest/gtest.h>

#include "schemas/dialect.hpp"

namespace assay::bench {
namespace {

std::string answer(const std::string& body, const std::string& status = "200 OK",
                   const std::string& type = "application/json") {
  return "HTTP/1.1 " + status + "\r\nContent-Type: " + type +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Of an id that is a JSON string with escapes, the answer that looks usual is broken.
TEST(Judge, ReadsIdsThatNeedEscapes) {
  const Judge judge(*schemas::load_dialect("wes", "1.1.0").value());
  PolledRun quoted{R"(a"b)"};
  const auto of = [&](const std::string& body) {
    const std::string text = answer(body);
    const ResponseHead head = read_response_head(text);
    return judge(quoted, head, std::string_view(text).substr(head.size), 0, 1);
  };
  EXPECT_EQ(of(R"({"run_id":"a\"b","state":"RUNNING"})"), Outcome::right);
  EXPECT_EQ(of(R"({"run_id":"a"b","state":"RUNNING"})"), Outcome::body);
}

struct JudgeTest : ::testing::Test {
  std::shared_ptr<const schemas::Dialect> dialect = schemas::load_dialect("wes", "1.1.0").value();
  Judge judge{*dialect};
  PolledRun run{"r-1"};

  Outcome of(const std::string& text, std::int64_t sent = 0, std::int64_t received = 1) {
    const ResponseHead head = read_response_head(text);
    return judge(run, head, std::string_view(text).substr(head.size), sent, received);
  }
  Outcome state(const std::string& word, std::int64_t sent, std::int64_t received) {
    return of(answer(R"({"run_id":"r-1","state":")" + word + R"("})"), sent, received);
  }
};

TEST_F(JudgeTest, TellsKindsOfWrongAnswersApart) {
  struct Row {
    std::string text;
    Outcome outcome;
  };
  const Row rows[] = {
      {answer(R"({"run_id":"r-1","state":"RUNNING"})"), Outcome::right},
      {answer(R"( { "state" : "RUNNING" , "run_id" : "r-1" } )"), Outcome::right},
      {answer(R"({"run_id":"r\u002d1","state":"RUNNING"})"), Outcome::right},
      {answer(R"({"run_id":"r-1","state":"RUNNING","since":12,"more":{"a":[1]}})"), Outcome::right},
      {answer(R"({"run_id":"r-1","state":"RUNNING"})", "429 Slow down"), Outcome::throttled},
      {answer("", "500 Oops"), Outcome::status},
      {answer("", "201 Created"), Outcome::status},
      {answer(R"({"run_id":"r-1","state":"RUNNING"})", "200 OK", "text/html"), Outcome::content_type},
      {answer(R"({"run_id":"r-1"})"), Outcome::body},
      {answer(R"({"run_id":"r-1","state":null})"), Outcome::body},
      {answer(R"({"run_id":"r-1","state":"RUNNING")"), Outcome::body},
      {answer("[]"), Outcome::body},
      {answer(R"({"run_id":"r-2","state":"RUNNING"})"), Outcome::other_run},
      {answer(R"({"run_id":"r-1","state":"DONE"})"), Outcome::illegal_state},
      {answer(R"({"run_id":"r-1","state":"running"})"), Outcome::illegal_state},
      {answer(R"({"run_id":"r-1","state":""})"), Outcome::illegal_state},
      {answer(R"({"run_id":"r-1","state":"RUNNING"}})"), Outcome::body},
      {answer(R"({"run_id":"r-1","state":"RUNNING"}x"})"), Outcome::body},
      {answer(R"({"run_id":"r-1","state":"})"), Outcome::body},
      {answer(R"({"run_id":"r-11","state":"RUNNING"})"), Outcome::other_run},
  };
  int ran = 0;
  for (const Row& row : rows) {
    EXPECT_EQ(name(of(row.text)), name(row.outcome)) << row.text;
    ++ran;
  }
  EXPECT_EQ(ran, 20);
}

TEST_F(JudgeTest, NothingComesAfterATerminalState) {
  EXPECT_EQ(state("RUNNING", 0, 10), Outcome::right);
  EXPECT_EQ(state("COMPLETE", 20, 30), Outcome::right);
  EXPECT_EQ(state("RUNNING", 25, 40), Outcome::right)
      << "it was asked before the terminal state had been read";
  EXPECT_EQ(state("RUNNING", 30, 40), Outcome::left_terminal)
      << "the moment of a read is after it, that of a send before it";
  EXPECT_EQ(state("RUNNING", 31, 40), Outcome::left_terminal);
  EXPECT_EQ(state("CANCELED", 31, 40), Outcome::left_terminal) << "another terminal state is another state";
  EXPECT_EQ(state("COMPLETE", 50, 60), Outcome::right);
}

TEST_F(JudgeTest, StatesOfOneVersionOnly) {
  const auto old = schemas::load_dialect("wes", "1.0.0").value();
  const Judge old_judge(*old);
  const std::string text = answer(R"({"run_id":"r-1","state":"PREEMPTED"})");
  const ResponseHead head = read_response_head(text);
  const std::string_view body = std::string_view(text).substr(head.size);
  EXPECT_EQ(old_judge(run, head, body, 0, 1), Outcome::illegal_state);
  EXPECT_EQ(judge(run, head, body, 0, 1), Outcome::right);
}

}  // namespace
}  // namespace assay::bench
