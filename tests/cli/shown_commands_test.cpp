// SPDX-License-Identifier: Apache-2.0
// Every command line of README and docs, run as it stands there: against a mock on loopback where a server is
// named, on free ports, and interrupted after a moment. It passes where the program took the line for what it
// says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <thread>

#include "cli/shared/pages.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"
#include "tests/support/tree.hpp"

namespace assay::tests {
namespace {

// Long enough for each file and option to be read; `timeout` interrupts what goes on, and kills what does not
// end.
constexpr const char* in_time = "timeout --preserve-status -s INT -k 30 2 ";
constexpr unsigned at_once = 4;

// What may be answered: a verdict, an incomplete run, a policy, an interrupt; not bad usage, nor a fault of
// ours.
const std::set<int> accepted = {0, 1, 3, 5, 130};

struct Shown {
  std::string where, line;
};

// The command lines in code blocks, with continued lines joined and comments dropped.
std::vector<Shown> shown_in(const SourceFile& page) {
  static const std::regex comment(R"(\s{2,}#.*$)");
  std::vector<Shown> found;
  std::istringstream lines(page.text);
  int number = 0;
  bool fenced = false;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.starts_with("```")) fenced = !fenced;
    if (!fenced && !line.starts_with("    ")) continue;
    line.erase(0, line.find_first_not_of(' '));
    if (!std::regex_search(line, std::regex("^wes-assay [a-z]+( |$)"))) continue;
    const int first = number;
    for (std::string more; line.ends_with('\\') && std::getline(lines, more); ++number) {
      line.pop_back();
      line += more.substr(more.find_first_not_of(' '));
    }
    found.push_back({page.path + ":" + std::to_string(first), std::regex_replace(line, comment, "")});
  }
  return found;
}

std::vector<Shown> all_shown() {
  std::vector<Shown> all;
  std::set<std::string> seen;
  for (const SourceFile& page : source_files({".md"})) {
    if (page.path.starts_with("tests/") || page.path.starts_with("docs/benchmarks/") ||
        page.path.starts_with("docs/add_a_"))
      continue;
    for (const Shown& each : shown_in(page)) {
      if (seen.insert(each.line).second) all.push_back(each);
    }
  }
  for (const cli::ShownPage& page : cli::all_pages()) {
    for (const std::string& example : page.examples) {
      if (seen.insert(example).second) all.push_back({page.name + " --help", example});
    }
  }
  return all;
}

// The files that the pages speak of.
void prepare(const TemporaryFolder& folder, const std::string& url) {
  std::string names = "BEFORE AFTER A B C";
  folder.write("my-runs.yaml", "runs: [{timeline: [{state: QUEUED}, {after: 1s, state: COMPLETE}]}]\n");
  folder.write("mine.yaml", "values: {project: me/demo, app: me/demo/app}\n");
  folder.write("credentials.txt", "alice:alice-password\n");
  folder.write("token.txt", "alice-token\n");
  folder.write("token", "a-token-of-the-test\n");
  for (const char* run : {"last-release", "today", "server-a", "server-b", "wes"})
    names += std::string(" ") + run + ".ndjson";
  // A load on a busy machine may be invalid (3); its files are the same.
  const std::string script =
      "set -e; cd " + folder.file(".") + "; p=" + program_path() + "; u=" + url +
      "\n"
      "ln -s " +
      source_path("docs") +
      " docs\n"
      "$p check $u --only PAG-05 --report evidence=evidence.ndjson --report testbed=testbed.json || [ $? = 1 "
      "]\n"
      "for f in " +
      names +
      "; do cp evidence.ndjson $f; done\n"
      "$p baseline create evidence.ndjson\n"
      "for f in before after; do $p bench $u --create 1 --duration 100ms --warmup 0s --report json=$f.json "
      "|| [ $? = 3 ]; done\n"
      "$p bench $u --create 1 --duration 100ms --warmup 0s --report evidence=load.ndjson || [ $? = 3 ]\n"
      "for i in 1 2; do $p bench $u --create 2 --duration 100ms --warmup 0s --shard $i/2 --report "
      "json=shard-$i.json || [ $? = 3 ]; done\n"
      "openssl req -x509 -newkey ed25519 -nodes -subj /CN=localhost -keyout key.pem -out cert.pem\n"
      "openssl pkey -in key.pem -pubout -out signer.pem\n";
  const Outcome made = run_shell(script);
  ASSERT_EQ(made.code, 0) << made.out << made.err;
}

// No line leaves this machine: every server is the mock.
std::string runnable(std::string line, const std::string& url) {
  line = std::regex_replace(line, std::regex(R"(https?://[^\s']+|"\$URL"|\b(URL|OTHER)\b)"), url);
  line = std::regex_replace(line, std::regex(R"(--(port|control|proxy) [0-9]+)"), "--$1 0");
  return std::regex_replace(line, std::regex(R"(^wes-assay )"), program_path() + " ");
}

TEST(ShownCommands, AreTakenByTheProgram) {
  if (run_shell("command -v openssl && command -v timeout").code != 0)
    GTEST_SKIP() << "SKIPPED: there is no openssl, or no timeout";
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});  // there is something to see again
  const TemporaryFolder files;
  prepare(files, mock.url());
  if (HasFatalFailure()) return;
  const std::vector<Shown> all = all_shown();
  std::vector<Outcome> outcomes(all.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < all.size(); i = next++) {
      const TemporaryFolder own;
      std::string start = "cp -a " + files.file(".") + "/. " + own.file(".") + " && cd " + own.file(".");
      if (all[i].line.find("baseline create") != std::string::npos) start += " && rm wes-assay-baseline.yaml";
      // What the lines name as secrets.
      start +=
          " && export WES_TOKEN=alice-token SBG_TOKEN=alice-token SBG_AUTH_TOKEN=alice-token "
          "TESTBED_TOKEN=alice-token WES_ASSAY_CONTROL_TOKEN=a-token-of-the-test "
          "WES_AWS=AKIDEXAMPLE:secret-key-of-a-test; ";
      // A load needs runs, and a mock that somebody just started has none.
      std::optional<MockProcess> fresh;
      if (all[i].line.starts_with("wes-assay bench ")) fresh.emplace();
      outcomes[i] = run_shell(start + in_time + runnable(all[i].line, fresh ? fresh->url() : mock.url()));
    }
  };
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < at_once; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Outcome& done = outcomes[i];
    // A bundle is the work of minutes, and no page can have one lying about.
    if (all[i].line.starts_with("wes-assay report verify ")) {
      EXPECT_THAT(done.out + done.err, ::testing::HasSubstr("there is no such folder")) << all[i].where;
      continue;
    }
    EXPECT_TRUE(accepted.contains(done.code))
        << all[i].where << ": " << all[i].line << "\n  exit code " << done.code << "\n"
        << done.err;
  }
  EXPECT_GT(all.size(), 70u);
}

}  // namespace
}  // namespace assay::tests
