// SPDX-License-Identifier: Apache-2.0
#include "selftest/kill_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/checks/checks.hpp"
#include "core/text.hpp"
#include "schemas/dialect.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Judgement;
using reports::Verdict;

// Such a defect comes and goes: what it breaks is repeated, and must be flaky. What a steady one breaks would
// break again, at twice the price.
bool is_intermittent(std::string_view defect) { return defect.ends_with("-by-turns"); }

// A dialect in one version.
Spoken spoken_of(const Spoken& dialect, std::string_view wes_version) {
  return dialect ? dialect : schemas::load_dialect("wes", wes_version).value();
}

const conformance::Catalogue& catalogue_of(const schemas::Dialect& dialect) {
  return *conformance::Catalogue::of(dialect).value();
}

// The rows that ids and questions stand for, of those that the dialect has.
std::set<std::string> rows_of(const conformance::Catalogue& catalogue,
                              std::initializer_list<const std::vector<std::string_view>*> lists) {
  std::set<std::string> rows;
  for (const auto* list : lists) {
    for (const std::string_view asked : *list) {
      if (const auto* row = catalogue.asked(asked)) rows.insert(row->id);
    }
  }
  return rows;
}

reports::RunResult run(const Spoken& dialect, bool two, std::vector<std::string> defects) {
  InProcessRun run;
  if (dialect->name == "wes") {
    run.mock.wes_version = run.suite.wes_version = dialect->version;
  } else {
    run.mock.own_dialect = run.suite.dialect = dialect;
  }
  run.suite.repeat = std::any_of(defects.begin(), defects.end(), is_intermittent) ? 0 : 1;
  run.mock.defects = std::move(defects);
  run.suite.profile = "full";
  run.suite.deadline = std::chrono::hours(24);  // of virtual time
  if (two) use_two_users(run, *dialect);
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

std::vector<CleanRun> run_clean(const Spoken& dialect) {
  std::vector<CleanRun> runs;
  const std::vector<std::string> versions =
      dialect ? std::vector<std::string>{dialect->version} : schemas::dialect_versions("wes");
  for (const std::string& version : versions) {
    for (const bool two : {false, true}) {
      CleanRun clean;
      clean.name =
          (dialect ? dialect->name : "WES") + " " + version + (two ? ", two users" : ", no credentials");
      const auto started = std::chrono::steady_clock::now();
      const reports::RunResult result = run(spoken_of(dialect, version), two, {});
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

// What a dialect shares with the one that it follows is shown by the matrix of that one.
bool follows(const Spoken& dialect) { return dialect && !dialect->follows.name.empty(); }

std::vector<const mock::Defect*> defects_against(const Spoken& dialect) {
  if (!dialect) return mock::all_defects();
  std::vector<const mock::Defect*> defects = mock::defects_of(*dialect);
  const conformance::Catalogue& catalogue = catalogue_of(*dialect);
  std::erase_if(defects, [&](const mock::Defect* defect) {
    return (follows(dialect) && defect->dialect != dialect->name) ||
           rows_of(catalogue, {&defect->trips, &defect->asks}).empty();
  });
  return defects;
}

DefectRun run_defect(const mock::Defect& defect, const Spoken& dialect) {
  DefectRun done;
  done.defect = &defect;
  const Spoken spoken = spoken_of(dialect, defect.version);
  const conformance::Catalogue& catalogue = catalogue_of(*spoken);
  std::set<std::string> must = rows_of(catalogue, {&defect.trips, &defect.asks});
  std::set<std::string> may = rows_of(catalogue, {&defect.may_trip, &defect.may_ask});
  // What a dialect says otherwise than the one it follows may bear what is a defect there.
  may.insert(must.begin(), must.end());
  std::erase_if(must, [&](const std::string& id) {
    return !catalogue.find(id)->replaces.empty() && defect.dialect != spoken->name;
  });
  std::set<std::string> tripped, killed;
  const reports::RunResult result = run(spoken, true, {std::string(defect.id)});
  for (const Judgement& judgement : result.judgements) {
    if (judgement.verdict == Verdict::error) done.trouble.push_back(in_one_line(judgement));
    if (!is_broken(judgement.verdict)) continue;
    tripped.insert(judgement.requirement);
    killed.insert(judgement.check);
    if (!must.contains(judgement.requirement) && !may.contains(judgement.requirement)) {
      done.trouble.push_back("UNLISTED " + in_one_line(judgement));
    }
    // A warning that comes and goes stays a warning: only what the defect names must be measured as flaky.
    const bool flaky = judgement.verdict == Verdict::flaky;
    if (is_intermittent(defect.id) && !flaky && must.contains(judgement.requirement))
      done.trouble.push_back("NOT FLAKY " + in_one_line(judgement));
    if (!is_intermittent(defect.id) && flaky) done.trouble.push_back("FLAKY " + in_one_line(judgement));
  }
  for (const std::string& id : must) {
    if (!tripped.contains(id)) done.trouble.push_back("NOT TRIPPED " + id);
  }
  done.tripped.assign(tripped.begin(), tripped.end());
  done.killed.assign(killed.begin(), killed.end());
  return done;
}

KillMatrix make_kill_matrix(const std::string& only, int threads, const Spoken& dialect) {
  KillMatrix matrix;
  const std::vector<const mock::Defect*> all = defects_against(dialect);
  std::vector<const mock::Defect*> chosen;
  for (const mock::Defect* defect : all) {
    if (core::glob_match(only, defect->id)) chosen.push_back(defect);
  }
  if (chosen.empty()) {
    throw core::BadInput({"no defect is named '" + core::printable(only) + "'", "--only",
                          "`wes-assay list --defects` shows them all"});
  }
  matrix.all_defects = chosen.size() == all.size();
  matrix.defects.resize(chosen.size());
  std::atomic<std::size_t> next = 0;
  std::exception_ptr trouble;
  std::once_flag first;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < chosen.size(); i = next++)
        matrix.defects[i] = run_defect(*chosen[i], dialect);
    } catch (...) {
      std::call_once(first, [&] { trouble = std::current_exception(); });
    }
  };
  {
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back(work);
    matrix.clean = run_clean(dialect);
    work();
  }
  if (trouble) std::rethrow_exception(trouble);
  const conformance::Catalogue& catalogue =
      dialect ? catalogue_of(*dialect) : conformance::Catalogue::shipped();
  const auto shared = follows(dialect) ? conformance::checks_of(conformance::Catalogue::shipped())
                                       : std::vector<const conformance::Check*>();
  for (const conformance::Check* check : conformance::checks_of(catalogue)) {
    if (std::find(shared.begin(), shared.end(), check) == shared.end())
      matrix.killers[std::string(check->id)];
  }
  for (const DefectRun& run : matrix.defects) {
    for (const std::string& check : run.killed) matrix.killers[check].emplace_back(run.defect->id);
  }
  return matrix;
}

}  // namespace assay::cli
