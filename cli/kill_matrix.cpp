// SPDX-License-Identifier: Apache-2.0
#include "cli/kill_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "cli/in_process.hpp"
#include "conformance/checks/check.hpp"
#include "core/text.hpp"
#include "schemas/dialect.hpp"

namespace assay::cli {
namespace {

using reports::Judgement;
using reports::Verdict;

// Such a defect comes and goes: what it breaks is repeated, and must be flaky. What a steady one breaks would
// break again, at twice the price.
bool is_intermittent(std::string_view defect) { return defect.ends_with("-by-turns"); }

reports::RunResult run(const std::string& version, bool two, std::vector<std::string> defects) {
  InProcessRun run;
  run.mock.wes_version = version;
  run.suite.repeat = std::any_of(defects.begin(), defects.end(), is_intermittent) ? 0 : 1;
  run.mock.defects = std::move(defects);
  run.suite.profile = "full";
  run.suite.wes_version = version;
  run.suite.deadline = std::chrono::hours(24);  // of virtual time
  if (two) {
    run.mock.auth = two_users();
    use_two_users(run.suite);
  }
  return run_in_process(std::move(run));
}

bool is_broken(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::warn || verdict == Verdict::flaky;
}

std::string in_one_line(const Judgement& judgement) {
  const std::string why = judgement.findings.empty() ? judgement.reason : judgement.findings.front().message;
  return fmt::format("{} {} by {}: {}", reports::name(judgement.verdict), judgement.requirement,
                     judgement.check, core::printable(why));
}

template <class T>
bool contains(const std::vector<T>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

int KillMatrix::trouble() const {
  std::size_t count = 0;
  for (const CleanRun& run : clean) count += run.trouble.size();
  for (const DefectRun& run : defects) count += run.trouble.size();
  if (all_defects)
    count += static_cast<std::size_t>(
        std::count_if(killers.begin(), killers.end(), [](const auto& row) { return row.second.empty(); }));
  return static_cast<int>(count);
}

std::vector<CleanRun> run_clean() {
  std::vector<CleanRun> runs;
  for (const std::string& version : schemas::dialect_versions("wes")) {
    for (const bool two : {false, true}) {
      CleanRun clean;
      clean.name = "WES " + version + (two ? ", two users" : ", no credentials");
      const auto started = std::chrono::steady_clock::now();
      const reports::RunResult result = run(version, two, {});
      clean.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
      for (const Judgement& judgement : result.judgements) {
        const bool reasoned = judgement.verdict == Verdict::not_applicable && !judgement.reason.empty();
        if (judgement.verdict != Verdict::pass && judgement.verdict != Verdict::info && !reasoned) {
          clean.trouble.push_back(in_one_line(judgement));
        }
      }
      if (!result.footer.complete) clean.trouble.push_back("incomplete: " + result.footer.why_incomplete);
      runs.push_back(std::move(clean));
    }
  }
  return runs;
}

DefectRun run_defect(const mock::Defect& defect) {
  DefectRun done;
  done.defect = &defect;
  std::set<std::string> tripped, killed;
  const reports::RunResult result = run(std::string(defect.version), true, {std::string(defect.id)});
  for (const Judgement& judgement : result.judgements) {
    if (judgement.verdict == Verdict::error) done.trouble.push_back(in_one_line(judgement));
    if (!is_broken(judgement.verdict)) continue;
    tripped.insert(judgement.requirement);
    killed.insert(judgement.check);
    if (!contains(defect.trips, judgement.requirement) && !contains(defect.may_trip, judgement.requirement)) {
      done.trouble.push_back("UNLISTED " + in_one_line(judgement));
    }
    // A warning that comes and goes stays a warning: only what the defect names must be measured as flaky.
    const bool flaky = judgement.verdict == Verdict::flaky;
    if (is_intermittent(defect.id) && !flaky && contains(defect.trips, judgement.requirement))
      done.trouble.push_back("NOT FLAKY " + in_one_line(judgement));
    if (!is_intermittent(defect.id) && flaky) done.trouble.push_back("FLAKY " + in_one_line(judgement));
  }
  for (const std::string_view id : defect.trips) {
    if (!tripped.contains(std::string(id))) done.trouble.push_back("NOT TRIPPED " + std::string(id));
  }
  done.tripped.assign(tripped.begin(), tripped.end());
  done.killed.assign(killed.begin(), killed.end());
  return done;
}

KillMatrix make_kill_matrix(const std::string& only, int threads) {
  KillMatrix matrix;
  std::vector<const mock::Defect*> chosen;
  for (const mock::Defect* defect : mock::all_defects()) {
    if (core::glob_match(only, defect->id)) chosen.push_back(defect);
  }
  if (chosen.empty()) {
    throw core::BadInput({"no defect is named '" + core::printable(only) + "'", "--only",
                          "`wes-assay list --defects` shows them all"});
  }
  matrix.all_defects = chosen.size() == mock::all_defects().size();
  matrix.defects.resize(chosen.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < chosen.size(); i = next++) matrix.defects[i] = run_defect(*chosen[i]);
  };
  {
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back(work);
    matrix.clean = run_clean();
    work();
  }
  for (const conformance::Check* check : conformance::all_checks()) matrix.killers[std::string(check->id)];
  for (const DefectRun& run : matrix.defects) {
    for (const std::string& check : run.killed) matrix.killers[check].emplace_back(run.defect->id);
  }
  return matrix;
}

}  // namespace assay::cli
