// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/mock/mock_tools.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/say.hpp"
#include "mock_server/server.hpp"
#include "mock_server/site/site.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double all = 0, resident = 0;
  statm >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double microseconds(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began).count();
}

// Of one call, on average.
double average(const std::function<void()>& call) {
  constexpr int rounds = 50;
  call();
  return microseconds([&] {
           for (int i = 0; i < rounds; ++i) call();
         }) /
         rounds;
}

// One mock, and what it takes to ask it.
class Subject {
 public:
  // `text`: the scenario; so many runs are submitted, each a millisecond after the other.
  Subject(const std::string& text, std::uint64_t submissions, mock::Options options = {}) {
    const double before = resident_bytes();
    options.scenario_text = text;
    options.clock = clock_;
    if (!options.validate_answers) options.validate_answers = false;
    site_ = mock::make_site(options).value();
    core::Request form{.method = "POST",
                       .target = path("/runs"),
                       .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                       .body =
                           "workflow_url=https%3A%2F%2Fflows.example%2Fecho.cwl&workflow_type=CWL&"
                           "workflow_type_version=v1.2&workflow_params=%7B%7D"};
    const double took = microseconds([&] {
      for (std::uint64_t i = 0; i < submissions; ++i) {
        site_->handle(form);
        clock_->advance(std::chrono::milliseconds(1));
      }
    });
    runs = site_->run_count();
    bytes_per_run = (resident_bytes() - before) / static_cast<double>(runs);
    if (submissions > 0) submission = took / static_cast<double>(submissions);
    // To the end of each script: rows of both pages show the same members.
    clock_->advance(std::chrono::hours(2));
    ask();
  }

  std::uint64_t runs = 0;
  mock::Judged judged() const { return site_->figures().judged; }

  // Status reads until the journal has forgotten as many as it holds; its bytes grow once.
  double journal_bytes(std::uint64_t capacity) {
    const std::string id = json::parse(get("/runs?page_size=1"))["runs"][0]["run_id"];
    site_->forget_journal();
    const double before = resident_bytes();
    for (std::uint64_t i = 0; i < 2 * capacity; ++i) get("/runs/" + id + "/status");
    return (resident_bytes() - before) / static_cast<double>(capacity);
  }

  double bytes_per_run = 0, submission = 0, first_page = 0, last_page = 0, status = 0, first_info = 0,
         info = 0;

 private:
  std::string path(const std::string& below) const { return "/ga4gh/wes/v1" + below; }
  std::string get(const std::string& below) {
    return site_->handle({.method = "GET", .target = path(below)}).response.body;
  }

  void ask() {
    const auto last = last_token();
    const std::string id = json::parse(get("/runs?page_size=1"))["runs"][0]["run_id"];
    first_page = average([&] { get("/runs?page_size=100"); });
    last_page = average([&] { get("/runs?page_size=100&page_token=" + last); });
    status = average([&] { get("/runs/" + id + "/status"); });
    first_info = microseconds([&] { get("/service-info"); });
    info = average([&] { get("/service-info"); });
  }

  // Leads to a page with the last runs.
  std::string last_token() {
    std::string token, next;
    do {
      token = next;
      next = json::parse(get("/runs?page_size=1000&page_token=" + token))["next_page_token"];
    } while (!next.empty());
    return token;
  }

  std::shared_ptr<core::VirtualClock> clock_ = std::make_shared<core::VirtualClock>(
      core::Time(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)));
  std::shared_ptr<mock::Site> site_;
};

constexpr const char* script = R"(
runs: [{timeline: [{state: QUEUED}, {after: 10m, state: RUNNING}, {after: 1h, state: COMPLETE}]}]
)";

std::string crowd(std::uint64_t runs) {
  return fmt::format(
      "population:\n  runs: {}\n  ages: {{from: 0s, to: 30d}}\n"
      "  mix: [{{timeline: [{{state: QUEUED}}, {{after: 10m, state: RUNNING}}, {{after: 1h, state: "
      "COMPLETE}}]}}]\n{}",
      runs, script);
}

}  // namespace

int print_mock_stats(std::uint64_t runs) {
  constexpr std::uint64_t remembered = 20'000;
  Subject noting(script, 1, {.journal = remembered});
  const double entry = noting.journal_bytes(remembered);
  const Subject few(script, 10);
  const Subject crowded(crowd(runs), 0);
  const Subject many(script, runs);
  const Subject checked(script, 10, {.validate_answers = true});
  const auto line = [&](const char* what, double Subject::*figure, int digits) {
    to_stdout("{:<34}{:>14.{}f}{:>14.{}f}{:>14.{}f}\n", what, few.*figure, digits, many.*figure, digits,
              crowded.*figure, digits);
  };
  to_stdout("{:<34}{:>14}{:>14}{:>14}\n", "", "submitted", "submitted", "population");
  to_stdout("{:<34}{:>14}{:>14}{:>14}\n", "runs", few.runs, many.runs, crowded.runs);
  to_stdout("{:<34}{:>14}{:>14.0f}{:>14.0f}\n", "resident bytes for each run", "-", many.bytes_per_run,
            crowded.bytes_per_run);
  line("a submission, us", &Subject::submission, 1);
  line("a status, us", &Subject::status, 1);
  line("the first page of 100, us", &Subject::first_page, 1);
  line("the last page of 100, us", &Subject::last_page, 1);
  line("service-info for the first time, us", &Subject::first_info, 0);
  line("service-info again, us", &Subject::info, 1);
  to_stdout("\n{:<34}{:>14.0f}   of {} that are remembered, and as many forgotten\n",
            "resident bytes of a log entry", entry, remembered);
  to_stdout("{:<34}{:>14.1f}   --validate-answers, ten runs\n", "a status that is validated, us",
            checked.status);
  to_stdout("{:<34}{:>14.1f}\n", "a service-info that is, us", checked.info);
  to_stdout("{:<34}{:>14}   of {} responses\n", "schema violations", checked.judged().accidents,
            checked.judged().answers);
  to_stdout("Bytes are without the request: equal requests share one, and these are equal.\n");
  return exit_ok;
}

}  // namespace assay::cli
