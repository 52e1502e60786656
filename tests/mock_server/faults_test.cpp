// SPDX-License-Identifier: Apache-2.0
// What each fault does to the bytes, and when it acts.
#include <gmock/gmock.h>

#include <set>

#include "mock_server/faults/fault_kinds.hpp"
#include "mock_server/serving/connection.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Options with_faults(std::vector<std::string> faults) {
  Options options;
  options.faults = std::move(faults);
  options.journal = 1'000;
  return options;
}

// What goes out for GET service-info.
std::vector<Output> outputs(Bench& bench) {
  Connection connection(*bench.site);
  return connection.feed("GET " + bench.site->base_path() + "/service-info HTTP/1.1\r\nHost: x\r\n\r\n");
}

std::vector<Output> outputs(const std::string& fault) {
  Bench bench(with_faults({fault}));
  return outputs(bench);
}

std::string head_of(const std::string& bytes) { return bytes.substr(0, bytes.find("\r\n\r\n") + 4); }
std::string body_of(const std::string& bytes) { return bytes.substr(bytes.find("\r\n\r\n") + 4); }

std::string clean() {
  Bench bench;
  return outputs(bench).front().bytes;
}

TEST(FaultKinds, Cuts) {
  using Then = Output::Then;
  const auto whole = clean();
  const auto head = head_of(whole);
  const auto half = head.size() + (whole.size() - head.size()) / 2;
  struct {
    const char* at;
    std::size_t kept;
  } const rows[] = {{"before-head", 0}, {"after-head", head.size()}, {"mid-body", half}};
  int ran = 0;
  for (const auto& row : rows) {
    for (const auto& [word, then] : {std::pair{"reset", Then::reset}, std::pair{"close", Then::close}}) {
      const auto sent = outputs("{do: " + std::string(word) + ", at: " + row.at + "}");
      ASSERT_EQ(sent.size(), 1u);
      EXPECT_EQ(sent[0].bytes, whole.substr(0, row.kept)) << word << " " << row.at;
      EXPECT_EQ(sent[0].then, then);
      ++ran;
    }
  }
  EXPECT_EQ(ran, 6);
}

TEST(FaultKinds, DribbleLosesNoByte) {
  const auto whole = clean();
  struct {
    const char* part;
    std::size_t pieces;
  } const rows[] = {{"all", (whole.size() + 15) / 16},
                    {"head", (head_of(whole).size() + 15) / 16 + 1},
                    {"body", (body_of(whole).size() + 15) / 16 + 1}};
  for (const auto& row : rows) {
    const auto sent =
        outputs(std::string("{do: dribble, bytes: 16, interval: 20ms, part: ") + row.part + "}");
    ASSERT_EQ(sent.size(), row.pieces) << row.part;
    std::string all;
    for (const auto& output : sent) all += output.bytes;
    EXPECT_EQ(all, whole);
    EXPECT_EQ(sent.front().delay, 0ms);
    EXPECT_EQ(sent.back().delay, 20ms);
    EXPECT_EQ(sent.back().then, Output::Then::keep_open);
  }
}

TEST(FaultKinds, FramingThatLies) {
  const auto whole = clean();
  const auto size = body_of(whole).size();
  const auto length = [](std::size_t n) { return "Content-Length: " + std::to_string(n) + "\r\n"; };
  ASSERT_THAT(whole, HasSubstr(length(size)));
  EXPECT_THAT(outputs("{do: short-length}")[0].bytes, HasSubstr(length(size / 2)));
  EXPECT_THAT(outputs("{do: long-length}")[0].bytes, HasSubstr(length(size * 2)));
  const auto chunk = outputs("{do: bad-chunk}")[0].bytes;
  EXPECT_THAT(chunk, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(chunk, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(body_of(chunk), StartsWith("zz\r\n{"));
  const auto stale = outputs("{do: stale-keep-alive}")[0];
  EXPECT_EQ(stale.bytes, whole);
  EXPECT_EQ(stale.then, Output::Then::close);
  const auto garbage = outputs("{do: garbage, bytes: 40}")[0];
  EXPECT_EQ(garbage.bytes.size(), 40u);
  EXPECT_THAT(garbage.bytes, Not(StartsWith("HTTP")));
}

TEST(FaultKinds, StatusesAndRetryAfter) {
  struct {
    const char* fault;
    int status;
    const char* field;
  } const rows[] = {
      {"{do: status, status: 503}", 503, "Content-Type: application/json"},
      {"{do: status, status: 429, retry_after: 1500ms}", 429, "Retry-After: 2\r\n"},
      {"{do: status, status: 503, retry_after: {date: 90s}}", 503,
       "Retry-After: Sat, 31 Jan 2026 12:01:30 GMT\r\n"},
      {"{do: status, status: 503, retry_after: {text: '-1'}}", 503, "Retry-After: -1\r\n"},
      {"{do: status, status: 401}", 401, "WWW-Authenticate: Bearer"},
  };
  int ran = 0;
  for (const auto& row : rows) {
    const auto bytes = outputs(row.fault)[0].bytes;
    EXPECT_THAT(bytes, StartsWith("HTTP/1.1 " + std::to_string(row.status) + " "));
    EXPECT_THAT(head_of(bytes), HasSubstr(row.field)) << row.fault;
    EXPECT_EQ(json::parse(body_of(bytes))["status_code"], row.status);
    ++ran;
  }
  EXPECT_EQ(ran, 5);
}

TEST(FaultKinds, Bodies) {
  const auto whole = clean();
  EXPECT_THAT(outputs("{do: content-type}")[0].bytes, HasSubstr("Content-Type: text/html\r\n"));
  EXPECT_FALSE(json::accept(body_of(outputs("{do: invalid-json}")[0].bytes)));
  const auto page = outputs("{do: page}")[0].bytes;
  EXPECT_THAT(page, HasSubstr("HTTP/1.1 200 "));
  EXPECT_THAT(page, HasSubstr("Content-Type: text/html"));
  EXPECT_THAT(body_of(page), testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_EQ(body_of(outputs("{do: truncated-json}")[0].bytes),
            body_of(whole).substr(0, body_of(whole).size() / 2));
  const auto deep = body_of(outputs("{do: deep-json, levels: 500}")[0].bytes);
  EXPECT_THAT(deep, StartsWith("{\"x_fault\":[[[["));
  EXPECT_EQ(json::parse(deep)["id"], json::parse(body_of(whole))["id"]);
  EXPECT_EQ(body_of(outputs("{do: huge-json, size: 70000}")[0].bytes).size(),
            body_of(whole).size() + 70'000 + std::string_view("\"x_fault\":\"\",").size());
  const auto zip = outputs("{do: gzip}")[0].bytes;
  EXPECT_THAT(head_of(zip), HasSubstr("Content-Encoding: gzip\r\n"));
  EXPECT_THAT(body_of(zip), StartsWith("\x1f\x8b"));
  EXPECT_LT(body_of(zip).size(), body_of(whole).size());
}

TEST(FaultKinds, TimesAreDrawnAsTheirShapeSays) {
  constexpr int draws = 4'000;
  const Spread uniform{Spread::Shape::uniform, 100ms, 300ms};
  const Spread exponential{Spread::Shape::exponential, 200ms};
  const Spread lognormal{Spread::Shape::lognormal, 200ms, {}, 0.5};
  double means[2] = {0, 0};
  int below = 0;
  for (int i = 0; i < draws; ++i) {
    const auto lot = draw(9, static_cast<std::uint64_t>(i));
    EXPECT_GE(uniform.at(lot), 100ms);
    EXPECT_LE(uniform.at(lot), 300ms);
    means[0] += static_cast<double>(uniform.at(lot).count()) / draws;
    means[1] += static_cast<double>(exponential.at(lot).count()) / draws;
    below += lognormal.at(lot) < 200ms;
  }
  EXPECT_NEAR(means[0], 200'000, 5'000);
  EXPECT_NEAR(means[1], 200'000, 12'000);
  EXPECT_NEAR(below, draws / 2, draws / 25) << "the median";
  EXPECT_LE((Spread{Spread::Shape::lognormal, 1h, {}, 5}.at(1)), 10min);
  const auto late = outputs("{do: delay, time: 250ms}");
  EXPECT_EQ(late[0].delay, 250ms);
}

// Statuses of so many polls, as one text: "2" for 200, "5" for 503.
std::string polls(Bench& bench, int count) {
  std::string seen;
  for (int i = 0; i < count; ++i) seen += std::to_string(bench.get("/service-info").status / 100);
  return seen;
}

TEST(Faults, ActWhenTheRuleSaysSo) {
  const std::string fault = "do: status, status: 503";
  struct {
    const char* rule;
    const char* seen;
  } const rows[] = {
      {"", "55555555"},
      {", nth: 3", "22522222"},
      {", nth: [1, 4]", "52252222"},
      {", every: 3", "22522522"},
      {", count: 2", "55222222"},
      {", every: 2, count: 2", "25252222"},
      {", probability: 0", "22222222"},
      {", match: {operation: ListRuns}", "22222222"},
      {", match: {operation: Get*, method: GET, path: /service-info}", "55555555"},
      {", match: {path: /runs/*}", "22222222"},
      {", match: {header: {Host: mock*}}", "55555555"},
      {", match: {header: {X-Other: '*'}}", "22222222"},
      {", match: {user: ann}", "22222222"},
      {", match: {run_id: '?*'}", "22222222"},
  };
  int ran = 0;
  for (const auto& row : rows) {
    Bench bench(with_faults({"{" + fault + row.rule + "}"}));
    EXPECT_EQ(polls(bench, 8), row.seen) << row.rule;
    ++ran;
  }
  EXPECT_EQ(ran, 14);
}

TEST(Faults, ProbabilityIsOfTheSeed) {
  const auto seen = [](std::uint64_t seed) {
    auto options = with_faults({"{do: status, status: 503, probability: 0.3}"});
    options.seed = seed;
    Bench bench(options);
    return polls(bench, 300);
  };
  const auto first = seen(1);
  EXPECT_EQ(first, seen(1));
  EXPECT_NE(first, seen(2));
  EXPECT_NEAR(static_cast<double>(std::count(first.begin(), first.end(), '5')), 90, 30);
}

TEST(Faults, WindowsAndLivesAreOfTheClock) {
  Bench bench(with_faults({"{id: w, do: status, status: 503, window: {from: 10s, to: 20s}}",
                           "{id: t, do: status, status: 429, ttl: 5s}"}));
  std::string seen;
  for (int second = 0; second < 25; second += 5) {
    seen += std::to_string(bench.get("/service-info").status) + " ";
    bench.clock->advance(5s);
  }
  EXPECT_EQ(seen, "429 200 503 503 200 ");
  const auto counts = bench.site->faults();
  ASSERT_EQ(counts.size(), 1u) << "t is forgotten";
  EXPECT_EQ(counts[0].id, "w");
  EXPECT_EQ(counts[0].does, "status");
  EXPECT_EQ(counts[0].matched, 2u);
  EXPECT_EQ(counts[0].hits, 2u);
}

TEST(Faults, WhatIsNotServedHasNoEffect) {
  struct {
    const char* fault;
    std::size_t runs;
  } const rows[] = {{"{do: status, status: 503}", 0},
                    {"{do: status, status: 504, served: true}", 1},
                    {"{do: reset}", 1},
                    {"{do: reset, served: false}", 0},
                    {"{do: hang}", 1},
                    {"{do: truncated-json}", 1}};
  int ran = 0;
  for (const auto& row : rows) {
    Bench bench(with_faults({std::string(row.fault)}));
    bench.post("/runs", Bench::sound_form());
    EXPECT_EQ(bench.site->run_count(), row.runs) << row.fault;
    ++ran;
  }
  EXPECT_EQ(ran, 6);
}

TEST(Faults, ComeAndGoWhileTheSiteServes) {
  Bench bench(with_faults({"{id: mine, do: status, status: 503}"}));
  const auto load = [&](const std::string& text) { return load_faults("fault", text, *dialect()).value(); };
  EXPECT_EQ(bench.site->add_faults(load("{do: status, status: 500}")).value(),
            std::vector<std::string>{"fault-1"});
  EXPECT_EQ(bench.get("/service-info").status, 500) << "the later one wins";
  const auto twice = bench.site->add_faults(load("[{do: hang}, {id: mine, do: hang}]"));
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().text(), HasSubstr("there is a fault mine already"));
  EXPECT_EQ(bench.site->faults().size(), 2u) << "none of them was added";
  EXPECT_TRUE(bench.site->remove_fault("fault-1"));
  EXPECT_FALSE(bench.site->remove_fault("fault-1"));
  EXPECT_EQ(bench.get("/service-info").status, 503);
  const auto journal = bench.site->journal();
  ASSERT_EQ(journal.size(), 2u);
  EXPECT_THAT(journal[0].faults, ElementsAre("mine", "fault-1"));
  EXPECT_THAT(journal_line(journal[1]), HasSubstr(" -> [mine] 503 {"));

  ASSERT_TRUE(bench.site->set_scenario("",
                                       "runs: [{timeline: [{state: RUNNING}]}]\n"
                                       "faults: [{id: script, do: status, status: 502}]\n"));
  EXPECT_EQ(bench.get("/service-info").status, 502);
  ASSERT_TRUE(bench.site->set_scenario("instant"));
  EXPECT_EQ(bench.get("/service-info").status, 503) << "what was added stays";
  ASSERT_TRUE(bench.site->set_faults({}));
  EXPECT_EQ(bench.get("/service-info").status, 200);
}

TEST(Faults, OfTheCommandLineAreToldWithTheirPlace) {
  Options options;
  options.faults = {"{do: delay}"};
  EXPECT_EQ(make_site(options).error().where, "--fault:1:1");
  options.faults = {"{do: delay, time: 1s"};
  EXPECT_THAT(make_site(options).error().where, StartsWith("--fault:1:"));
  std::set<std::string_view> words;
  for (const auto& each : fault_words()) words.insert(each.word);
  EXPECT_EQ(words.size(), 18u);
}

}  // namespace
}  // namespace assay::mock
