// SPDX-License-Identifier: Apache-2.0
#include "reports/evidence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "core/sha256.hpp"
#include "reports/evidence_lines.hpp"
#include "reports/json_schema.hpp"
#include "reports/writer.hpp"
#include "tests/support/fixed_result.hpp"

namespace assay::reports {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void expect_equal(const core::Exchange& a, const core::Exchange& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.check, b.check);
  EXPECT_EQ(a.operation, b.operation);
  EXPECT_EQ(a.user, b.user);
  EXPECT_EQ(a.request.method, b.request.method);
  EXPECT_EQ(a.request.target, b.request.target);
  EXPECT_TRUE(a.request.headers == b.request.headers);
  EXPECT_EQ(a.request.body, b.request.body);
  ASSERT_EQ(a.response.has_value(), b.response.has_value());
  if (a.response) {
    EXPECT_EQ(a.response->status, b.response->status);
    EXPECT_EQ(a.response->reason, b.response->reason);
    EXPECT_EQ(a.response->version, b.response->version);
    EXPECT_TRUE(a.response->headers == b.response->headers);
    EXPECT_EQ(a.response->body, b.response->body);
  }
  EXPECT_EQ(a.fault, b.fault);
  EXPECT_EQ(a.fault_text, b.fault_text);
  EXPECT_EQ(a.timings.started, b.timings.started);
  EXPECT_EQ(a.timings.sent, b.timings.sent);
  EXPECT_EQ(a.timings.received, b.timings.received);
  EXPECT_EQ(a.connection, b.connection);
  EXPECT_EQ(a.reused_connection, b.reused_connection);
  EXPECT_EQ(a.leaked, b.leaked);
  EXPECT_EQ(a.tls_peer, b.tls_peer);
  EXPECT_EQ(a.attempt, b.attempt);
  EXPECT_EQ(a.wire_notes, b.wire_notes);
}

TEST(Evidence, ReadsBackWhatWasWritten) {
  const RunResult written = test::fixed_result();
  const auto read = read_evidence("x.ndjson", write_evidence(written));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_TRUE(read->header == written.header);
  EXPECT_TRUE(read->requirements == written.requirements);
  EXPECT_TRUE(read->judgements == written.judgements);
  EXPECT_TRUE(read->footer == written.footer);
  ASSERT_EQ(read->exchanges.size(), written.exchanges.size());
  for (std::size_t i = 0; i < written.exchanges.size(); ++i) {
    expect_equal(*read->exchanges[i], *written.exchanges[i]);
  }
}

TEST(Evidence, EveryReportIsTheSameAfterARoundTrip) {
  const RunResult written = test::fixed_result();
  const auto read = read_evidence("x.ndjson", write_evidence(written));
  ASSERT_TRUE(read);
  for (const Writer& format : writers()) {
    EXPECT_TRUE(format.write(*read) == format.write(written)) << format.name;
  }
}

TEST(Evidence, TheFileOfARunHoldsTheBytesOfTheReport) {
  const RunResult result = test::fixed_result();
  const std::string path = testing::TempDir() + "/evidence_test.ndjson";
  const auto read_all = [&path] {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  };
  auto writer = EvidenceWriter::open(path);
  ASSERT_TRUE(writer);
  (*writer)->header(result.header, result.requirements);
  EXPECT_EQ(lines_of(read_all()).size(), 1u) << "each line is flushed";
  for (const auto& exchange : result.exchanges) (*writer)->exchange(*exchange);
  for (const Judgement& judgement : result.judgements) (*writer)->judgement(judgement);
  EXPECT_FALSE(read_evidence(path, read_all())->footer.complete);
  (*writer)->footer(result.footer);
  EXPECT_TRUE(read_all() == write_evidence(result));
  EXPECT_EQ((*writer)->trouble(), "");
}

TEST(Evidence, AFolderThatIsNotThereIsAnError) {
  const auto writer = EvidenceWriter::open(testing::TempDir() + "/not/there/x.ndjson");
  ASSERT_FALSE(writer);
  EXPECT_NE(writer.error().text().find("No such file"), std::string::npos) << writer.error().text();
}

TEST(Evidence, AFullDiskIsTold) {
  auto writer = EvidenceWriter::open("/dev/full");
  if (!writer) GTEST_SKIP() << "no /dev/full here";
  (*writer)->header(test::fixed_result().header, {});
  EXPECT_NE((*writer)->trouble(), "");
}

TEST(Evidence, CutAfterEachLineItIsAPartialRun) {
  const std::string text = write_evidence(test::fixed_result());
  int cuts = 0;
  for (std::size_t end = text.find('\n'); end + 1 < text.size(); end = text.find('\n', end + 1)) {
    for (const std::size_t size : {end, end + 1}) {
      const auto read = read_evidence("x.ndjson", text.substr(0, size));
      ASSERT_TRUE(read) << size;
      EXPECT_FALSE(read->footer.complete);
      EXPECT_EQ(read->footer.why_incomplete, "no footer: the run was cut off");
      ++cuts;
    }
  }
  EXPECT_EQ(cuts, 2 * (1 + 13 + 15));
}

TEST(Evidence, CutAnywhereItIsAPartialRunOrACleanError) {
  const std::string text = write_evidence(test::fixed_result());
  const std::size_t header = text.find('\n');
  std::mt19937 random(20260131);
  int partial = 0;
  for (int i = 0; i < 100; ++i) {
    const std::size_t size = random() % text.size();
    const auto read = read_evidence("x.ndjson", text.substr(0, size));
    ASSERT_EQ(read.has_value(), size >= header) << size;
    // Cut before the last line break nothing is lost: the footer is whole.
    if (read) {
      ASSERT_EQ(read->footer.complete, size == text.size() - 1) << size;
    }
    partial += read ? 1 : 0;
  }
  EXPECT_GT(partial, 30);
}

TEST(Evidence, AChangedByteIsFound) {
  const std::string text = write_evidence(test::fixed_result());
  std::mt19937 random(42);
  for (int i = 0; i < 100; ++i) {
    std::string changed = text;
    const std::size_t at = random() % (text.rfind("{\"t\":\"footer\"") - 1);
    changed[at] = changed[at] == 'x' ? 'y' : 'x';
    const auto read = read_evidence("x.ndjson", changed);
    ASSERT_FALSE(read) << at << ": " << text.substr(at, 20);
    EXPECT_TRUE(read.error().where.starts_with("x.ndjson:")) << read.error().text();
  }
}

TEST(Evidence, ABadLineIsNamed) {
  const std::string text = write_evidence(test::fixed_result());
  const auto lines = lines_of(text);
  const auto joined = [&lines](std::size_t at, const std::string& instead) {
    std::string all;
    for (std::size_t i = 0; i < lines.size(); ++i) all += (i == at ? instead : lines[i]) + "\n";
    return all;
  };
  const std::vector<std::pair<std::string, std::string>> table = {
      {joined(2, "{"), "x.ndjson:3"},
      {joined(2, ""), "x.ndjson:3"},
      {joined(2, "[]"), "x.ndjson:3"},
      {joined(2, R"({"t":"exchange"})"), "x.ndjson:3"},
      {joined(2, R"({"t":"surprise"})"), "x.ndjson:3"},
      {joined(1, lines[0]), "x.ndjson:2"},
      {joined(2, lines[1]), "x.ndjson:3"},
      {joined(0, lines[1]), "x.ndjson:1"},
      {joined(0, R"({"t":"header","format":"other/9"})"), "x.ndjson:1"},
      {joined(8, R"({"t":"judgement","requirement":"A","check":"b","verdict":"GREEN",)"
                 R"("reason":"","findings":[],"exchanges":[]})"),
       "x.ndjson:9"},
      {text + lines[1] + "\n", "x.ndjson:31"},
      {text.substr(text.find('\n') + 1), "x.ndjson:1"},
      {"", "x.ndjson:1"},
  };
  int rows = 0;
  for (const auto& [bad, where] : table) {
    const auto read = read_evidence("x.ndjson", bad);
    ASSERT_FALSE(read) << where;
    EXPECT_EQ(read.error().where, where) << read.error().text();
    ++rows;
  }
  EXPECT_EQ(rows, 13);
}

TEST(Evidence, EveryLineMatchesThePublishedSchema) {
  int lines = 0;
  for (const std::string& line : lines_of(write_evidence(test::fixed_result()))) {
    const auto object = nlohmann::json::parse(line);
    const std::string kind = object.at("t");
    const auto faults = schema_faults("reports/evidence.schema.json", kind, object);
    EXPECT_TRUE(faults.empty()) << kind << ": " << faults.front();
    for (const auto& [member, value] : object.items()) {
      auto less = object;
      less.erase(member);
      const bool optional =
          (kind == "exchange" && (member == "response" || member == "tls_peer" || member == "attempt")) ||
          member == "fail_on" || member == "expected" || member == "baseline_trouble";
      EXPECT_EQ(schema_faults("reports/evidence.schema.json", kind, less).empty(), optional)
          << kind << " " << member;
    }
    ++lines;
  }
  EXPECT_EQ(lines, 30);
}

TEST(Evidence, OfALargeBodyThePartUnderTheCapIsKept) {
  RunResult result = test::fixed_result();
  core::Exchange large = *result.exchanges.front();
  const std::string two_bytes = "\xC3\xA9";
  std::string body = "x";
  while (body.size() <= evidence_body_cap + 10) body += two_bytes;
  large.response->body = body;
  result.exchanges.front() = std::make_shared<const core::Exchange>(large);
  const std::string text = write_evidence(result);
  EXPECT_LT(text.size(), evidence_body_cap * 4);  // the escapes of two bytes are six
  const auto read = read_evidence("x.ndjson", text);
  ASSERT_TRUE(read) << read.error().text();
  const core::Response& kept = *read->exchanges.front()->response;
  EXPECT_EQ(kept.body, body.substr(0, evidence_body_cap - 1)) << "cut between two characters";
  ASSERT_TRUE(kept.cut);
  EXPECT_EQ(kept.cut->size, body.size());
  EXPECT_EQ(kept.cut->sha256, core::sha256_hex(body));
  EXPECT_TRUE(write_evidence(*read) == text) << "what was cut stays as it was cut";
  const auto line = nlohmann::json::parse(lines_of(text).at(1));
  EXPECT_TRUE(schema_faults("reports/evidence.schema.json", "exchange", line).empty());
}

TEST(Evidence, LinesThatCameOutOfOrderAreWrittenBackAsTheyCame) {
  const RunResult result = test::fixed_result();
  auto lines = lines_of(write_evidence(result));
  lines.pop_back();
  std::mt19937 random(7);
  std::shuffle(lines.begin() + 1, lines.end(), random);
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  const auto partial = read_evidence("x.ndjson", text);
  ASSERT_TRUE(partial) << partial.error().text();
  for (std::size_t i = 1; i < partial->exchanges.size(); ++i)
    EXPECT_LT(partial->exchanges[i - 1]->id, partial->exchanges[i]->id);
  const std::string again = write_evidence(*partial);
  EXPECT_TRUE(again.starts_with(text));
  EXPECT_TRUE(write_evidence(*read_evidence("x.ndjson", again)) == again);
}

TEST(Evidence, ALineLessIsFound) {
  const std::string text = write_evidence(test::fixed_result());
  const std::size_t second = text.find('\n') + 1;
  const auto read =
      read_evidence("x.ndjson", text.substr(0, second) + text.substr(text.find('\n', second) + 1));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where, "x.ndjson:29");
}

// Each byte of a footer is in its digest: nobody can turn "complete" into true, or drop a warning.
TEST(Evidence, AFooterIsInItsOwnDigest) {
  const std::string text = write_evidence(test::fixed_result());
  const std::size_t footer = text.rfind("{\"t\":\"footer\"");
  int tried = 0;
  for (std::size_t at = footer; at + 1 < text.size(); ++at, ++tried) {
    std::string flipped = text;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    EXPECT_FALSE(read_evidence("x.ndjson", flipped)) << at << ": " << text.substr(at, 20);
  }
  EXPECT_GT(tried, 200);
}

TEST(Evidence, AFooterOfTheFirstVersionIsRead) {
  std::string text = write_evidence(test::fixed_result());
  const std::size_t footer = text.rfind("{\"t\":\"footer\"");
  text.replace(text.size() - 67, 64, core::sha256_hex(text.substr(0, footer)));
  const auto read = read_evidence("x.ndjson", text);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_TRUE(read->footer.complete);
}

// The file, with one member of its first line of that kind changed; without a footer where that is not what
// is changed.
std::string changed(const std::string& text, const std::string& kind, const std::string& pointer,
                    const nlohmann::json& value) {
  std::string all;
  bool done = false;
  for (const std::string& line : lines_of(text)) {
    nlohmann::ordered_json object = nlohmann::ordered_json::parse(line);
    if (object.at("t") == "footer" && kind != "footer") continue;
    if (!done && object.at("t") == kind &&
        (pointer.find("response") == std::string::npos || object.contains("response"))) {
      object[nlohmann::ordered_json::json_pointer(pointer)] = value;
      done = true;
    }
    all += object.dump() + "\n";
  }
  EXPECT_TRUE(done) << pointer;
  return all;
}

// Evidence is made to be exchanged: what it counts must not decide how much memory or time its reader takes.
TEST(Evidence, EveryNumberHasARange) {
  const std::string text = write_evidence(test::fixed_result());
  const nlohmann::json strange[] = {-1, 1.5, 1e308, 9.3e18, nullptr, true, "1", nlohmann::json::array()};
  const struct {
    const char* kind;
    const char* pointer;
    std::vector<nlohmann::json> more;
  } rows[] = {{"header", "/seed", {}},
              {"header", "/started", {INT64_MAX}},
              {"exchange", "/id", {INT64_MAX, 9'000'000'000'000, 0}},
              {"exchange", "/ask", {UINT64_MAX}},
              {"exchange", "/response/status", {0, 99, 1000, INT64_MAX}},
              {"exchange", "/response/version", {0, 12}},
              {"exchange", "/connection", {}},
              {"exchange", "/attempt", {0, INT64_MAX}},
              {"exchange", "/started", {INT64_MAX}},
              {"exchange", "/sent", {INT64_MAX}},
              {"exchange", "/received", {INT64_MAX}},
              {"footer", "/finished", {INT64_MAX}},
              {"footer", "/stopped", {INT64_MAX}},
              {"footer", "/requests", {9'000'000'000'000, UINT64_MAX}},
              {"footer", "/runs_created", {9'000'000'000'000}}};
  int tried = 0;
  for (const auto& row : rows) {
    std::vector<nlohmann::json> values(std::begin(strange), std::end(strange));
    values.insert(values.end(), row.more.begin(), row.more.end());
    for (const nlohmann::json& value : values) {
      const auto read = read_evidence("x.ndjson", changed(text, row.kind, row.pointer, value));
      EXPECT_FALSE(read) << row.pointer << " " << value;
      if (!read) {
        EXPECT_EQ(read.error().where.rfind("x.ndjson:", 0), 0u) << read.error().text();
      }
      ++tried;
    }
  }
  EXPECT_GT(tried, 120);
}

}  // namespace
}  // namespace assay::reports
