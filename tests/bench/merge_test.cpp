// SPDX-License-Identifier: Apache-2.0
#include "bench/merge.hpp"

#include <gtest/gtest.h>

#include "bench/validity.hpp"

namespace assay::bench {
namespace {

NamedResult part(int index, int count, const std::string& started) {
  NamedResult named{"part-" + std::to_string(index) + ".json", {}};
  Result& result = named.result;
  result.target = "http://127.0.0.1:1/ga4gh/wes/v1";
  result.wes_version = "1.1.0";
  result.started = started;
  result.model = "open";
  result.options.rate = 10;
  result.shard = {index, count};
  result.runs = 2;
  result.measured_s = 10;
  result.outcomes[0] = 100;
  result.latency.record(index * 1'000'000, 100);
  return named;
}

TEST(BenchMerge, AddsShardsAndTellsTheirSkew) {
  const auto merged =
      merge_parts({part(2, 3, "2026-01-01T00:00:00.500Z"), part(1, 3, "2026-01-01T00:00:00.250Z"),
                   part(3, 3, "2026-01-01T00:00:00Z")});
  ASSERT_TRUE(merged) << merged.error().text();
  EXPECT_EQ(merged->requests(), 300u);
  EXPECT_EQ(merged->latency.count(), 300u);
  EXPECT_EQ(merged->latency.at(50), part(2, 3, "").result.latency.max());
  EXPECT_EQ(merged->runs, 6u);
  EXPECT_EQ(merged->options.rate, 30);
  EXPECT_EQ(merged->started, "2026-01-01T00:00:00Z");
  EXPECT_DOUBLE_EQ(merged->start_skew_s, 0.5);
  ASSERT_EQ(merged->parts.size(), 3u);
  EXPECT_EQ(merged->parts[0].shard, (Shard{1, 3}));
  EXPECT_TRUE(why_invalid(*merged).empty()) << why_invalid(*merged).front();
}

TEST(BenchMerge, MergedPartsMergeAgain) {
  const char* time = "2026-01-01T00:00:00Z";
  const Result two = merge_parts({part(1, 3, time), part(2, 3, time)}).value();
  ASSERT_EQ(why_invalid(two).size(), 1u);
  EXPECT_EQ(why_invalid(two)[0], "of 3 shards these are missing: 3");
  const auto all = merge_parts({{"two.json", two}, part(3, 3, time)});
  ASSERT_TRUE(all) << all.error().text();
  EXPECT_EQ(all->parts.size(), 3u);
  EXPECT_EQ(all->runs, 6u);
  EXPECT_TRUE(why_invalid(*all).empty());
}

TEST(BenchMerge, LoadsAtOtherTimesAreNoOneLoad) {
  const auto merged = merge_parts({part(1, 2, "2026-01-01T00:00:00Z"), part(2, 2, "2026-01-01T00:00:05Z")});
  ASSERT_TRUE(merged);
  ASSERT_EQ(why_invalid(*merged).size(), 1u);
  EXPECT_NE(why_invalid(*merged)[0].find("5.0 s apart"), std::string::npos);
}

// Of parts that are invalid alone: with objectives, the lag is in the latency of the whole.
TEST(BenchMerge, CarriesWhatWasWrongWithAPart) {
  struct Row {
    const char* slo;
    void (*spoil)(Result&);
    Conclusion::Word word;
    const char* says;
  };
  using Word = Conclusion::Word;
  const auto late = [](Result& r) { r.lag.record(2'000'000, 100); };
  const Row rows[] = {
      {"", late, Word::invalid, "1 of 2 parts was invalid: 2/2: the injector was late"},
      {"p99<50ms", late, Word::held, ""},
      {"p99<1ms", late, Word::invalid, "does not allow a verdict on p99<1ms"},
      {"p99<50ms",
       [](Result& r) {
         r.outcomes = {0, 100};
       },
       Word::invalid, "1 of 2 parts was invalid: 2/2: not one response was correct"},
  };
  int ran = 0;
  for (const Row& row : rows) {
    NamedResult other = part(2, 2, "2026-01-01T00:00:00Z");
    row.spoil(other.result);
    Result merged = merge_parts({part(1, 2, "2026-01-01T00:00:00Z"), other}).value();
    if (*row.slo) merged.slo = judge_slo(parse_slo(row.slo).value(), merged);
    const Conclusion end = conclude(merged);
    EXPECT_EQ(end.word, row.word) << row.slo << name(end.word);
    if (*row.says) {
      ASSERT_FALSE(end.why.empty()) << row.says;
      EXPECT_NE(end.why[0].find(row.says), std::string::npos) << end.why[0];
    }
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(BenchMerge, RefusesWhatIsNoPart) {
  struct Row {
    const char* says;
    void (*spoil)(Result&);
  };
  const Row rows[] = {
      {"target is http://other", [](Result& r) { r.target = "http://other/"; }},
      {"WES version", [](Result& r) { r.wes_version = "1.0.0"; }},
      {"model is closed", [](Result& r) { r.model = "closed"; }},
      {"warm-up", [](Result& r) { r.options.warmup = std::chrono::seconds(9); }},
      {"duration", [](Result& r) { r.options.duration = std::chrono::seconds(9); }},
      {"polling policy is fixed:8s", [](Result& r) { r.options.poll = parse_poll("fixed:8s").value(); }},
      {"the result of a ramp", [](Result& r) { r.ramp.emplace(); }},
      {"strategy is list", [](Result& r) { r.options.strategy = Strategy::list; }},
      {"judge is off", [](Result& r) { r.options.judge = false; }},
      {"number of shards is 4, that of part-1.json is 2", [](Result& r) { r.shard.count = 4; }},
      {"shard 1/2 is there twice", [](Result& r) { r.shard.index = 1; }},
  };
  int ran = 0;
  for (const Row& row : rows) {
    NamedResult other = part(2, 2, "2026-01-01T00:00:00Z");
    row.spoil(other.result);
    const auto merged = merge_parts({part(1, 2, "2026-01-01T00:00:00Z"), other});
    ASSERT_FALSE(merged) << row.says;
    EXPECT_NE(merged.error().text().find(row.says), std::string::npos) << merged.error().text();
    EXPECT_EQ(merged.error().where, "part-2.json");
    ++ran;
  }
  EXPECT_EQ(ran, 11);
  EXPECT_FALSE(merge_parts({part(1, 2, "")}));
  EXPECT_FALSE(merge_parts({part(1, 1, "a"), part(1, 1, "a")})) << "the same load twice";
}

}  // namespace
}  // namespace assay::bench
