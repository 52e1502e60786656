// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "cli/shared/arguments.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"
#include "conformance/catalogue/catalogue.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "reports/baseline_edit.hpp"

namespace assay::cli {
namespace {

using reports::Baseline;
using reports::NewEntry;

constexpr const char* kDefault = "wes-assay-baseline.yaml";

core::Time today() { return std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now()); }

std::vector<reports::Requirement> all_requirements() {
  std::vector<reports::Requirement> rows;
  for (const conformance::Requirement* row : every_row()) rows.push_back(*row);
  return rows;
}

struct Flags {
  std::string evidence, file = kDefault, why, ticket, expires;
};

CLI::Option* add_common(CLI::App& app, Flags& flags) {
  section(app, "Files");
  CLI::Option* evidence = app.add_option("EVIDENCE", flags.evidence, "The evidence.ndjson of a check.");
  add(app, "--baseline", "FILE", flags.file, "Use this baseline.")->capture_default_str();
  return evidence;
}

void add_entry_options(CLI::App& app, Flags& flags) {
  section(app, "New entries");
  add(app, "--why", "REASON", flags.why, "Write this reason into the new entries.");
  add(app, "--ticket", "ID", flags.ticket, "Write this ticket into the new entries.");
  add(app, "--expires", "DATE", flags.expires,
      "Let the new entries hold until this day, such as 2026-12-31.");
}

// What the evidence has and the baseline has not, as entries.
std::vector<NewEntry> new_entries(const Baseline& baseline, const Flags& flags) {
  std::vector<NewEntry> more = reports::unknown_deviations(baseline, evidence_of("baseline", flags.evidence));
  for (NewEntry& each : more) {
    each.entry.why = flags.why;
    each.entry.ticket = flags.ticket;
    each.entry.added = core::to_iso8601(today()).substr(0, 10);
    each.entry.expires = flags.expires;
  }
  return more;
}

int put(const Flags& flags, const std::string& text) {
  const Baseline baseline = reports::parse_baseline(flags.file, text).value();
  const reports::EditedBaseline edited =
      reports::add_entries(flags.file, text, new_entries(baseline, flags)).value();
  core::write_file(flags.file, edited.text).value();
  say("{}: {} added, {} made worse, {} kept as they were\n", core::printable(flags.file), edited.added,
      edited.raised, baseline.entries.size() - static_cast<std::size_t>(edited.raised));
  return exit_ok;
}

// Of a command that adds entries; `done` is its exit code where there is nothing left to do.
struct Parsed {
  Flags flags;
  std::optional<int> done;
};
Parsed parse_new(Command& app, Arguments arguments) {
  Parsed parsed;
  add_common(app, parsed.flags)->required();
  add_entry_options(app, parsed.flags);
  parsed.done = parse(app, std::move(arguments));
  return parsed;
}

int create(Arguments arguments) {
  Command app("wes-assay baseline create",
              {"wes-assay baseline create EVIDENCE [options]",
               "Writes a new baseline with everything that the run found broken.",
               {"wes-assay baseline create evidence.ndjson --ticket OPS-7 --expires 2027-03-31"},
               "Exit codes: 0 written, 2 wrong usage or a bad file. Read docs/ci/README.md.",
               {}});
  const auto [flags, done] = parse_new(app, std::move(arguments));
  if (done) return *done;
  const core::FolderLock lock(flags.file);
  if (std::filesystem::exists(flags.file))
    refuse("the file is there already", core::printable(flags.file),
           "`wes-assay baseline update` adds to it");
  return put(flags, reports::empty_baseline_text());
}

int update(Arguments arguments) {
  Command app("wes-assay baseline update",
              {"wes-assay baseline update EVIDENCE [options]",
               "Adds new failures of the run to the baseline, and keeps every other line of the file.",
               {"wes-assay baseline update evidence.ndjson"},
               "Exit codes: 0 written, 2 wrong usage or a bad file. Read docs/ci/README.md.",
               {}});
  const auto [flags, done] = parse_new(app, std::move(arguments));
  if (done) return *done;
  const core::FolderLock lock(flags.file);
  return put(flags, core::read_file(flags.file).value());
}

int prune(Arguments arguments) {
  Command app(
      "wes-assay baseline prune",
      {"wes-assay baseline prune EVIDENCE [options]",
       "Removes the entries that the server no longer breaks, with the comments right above them, and "
       "prints them.",
       {"wes-assay baseline prune evidence.ndjson"},
       "Exit codes: 0 written, 2 wrong usage or a bad file. Read docs/ci/README.md.",
       {}});
  Flags flags;
  bool dry_run = false;
  add_common(app, flags)->required();
  app.add_flag("--dry-run", dry_run, "Print what would be removed, and leave the file.");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const core::FolderLock lock(flags.file);
  const std::string text = core::read_file(flags.file).value();
  const Baseline baseline = reports::parse_baseline(flags.file, text).value();
  const reports::RunResult result = evidence_of("baseline", flags.evidence);
  const auto known = all_requirements();
  std::vector<std::size_t> stale;
  for (std::size_t i = 0; i < baseline.entries.size(); ++i) {
    if (reports::trouble_of(baseline.entries[i], known, today(), &result) == reports::EntryTrouble::stale)
      stale.push_back(i);
  }
  const reports::PrunedBaseline pruned = reports::remove_entries(flags.file, text, stale).value();
  if (!stale.empty() && !dry_run) core::write_file(flags.file, pruned.text).value();
  to_stdout("{}", core::printable(pruned.removed, true));
  say("{}: {} {}, {} kept\n", core::printable(flags.file), stale.size(),
      dry_run ? "would be removed" : "removed", baseline.entries.size() - stale.size());
  return exit_ok;
}

int check(Arguments arguments) {
  Command app(
      "wes-assay baseline check",
      {"wes-assay baseline check [EVIDENCE] [options]",
       "Finds entries that have expired, name no requirement, or are stale: no longer broken, which only "
       "the evidence of a run can show.",
       {"wes-assay baseline check", "wes-assay baseline check evidence.ndjson"},
       "Exit codes: 0 every entry holds, 2 wrong usage or a bad file, 5 an entry does not hold.",
       {}});
  Flags flags;
  add_common(app, flags);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const Baseline baseline = reports::parse_baseline(flags.file, core::read_file(flags.file).value()).value();
  reports::RunResult result;
  if (!flags.evidence.empty()) result = evidence_of("baseline", flags.evidence);
  const std::vector<std::string> trouble = reports::baseline_trouble(
      baseline, all_requirements(), today(), flags.evidence.empty() ? nullptr : &result);
  for (const std::string& each : trouble) to_stdout("{}\n", each);
  say("{}: {} entries, {}\n", core::printable(flags.file), baseline.entries.size(),
      trouble.empty() ? "none stale, expired or unknown"
                      : fmt::format("{} stale, expired or unknown", trouble.size()));
  return trouble.empty() ? exit_ok : exit_policy;
}

}  // namespace

int run_baseline(Arguments arguments) {
  struct Row {
    const char* name;
    int (*run)(Arguments arguments);
  };
  constexpr Row table[] = {{"create", create}, {"update", update}, {"prune", prune}, {"check", check}};
  const std::string word = arguments.empty() ? "" : arguments.front();
  for (const Row& row : table) {
    if (row.name != word) continue;
    arguments.erase(arguments.begin());
    return row.run(std::move(arguments));
  }
  Command app("wes-assay baseline",
              {"wes-assay baseline COMMAND EVIDENCE [options]",
               "Keeps a file of known failures in your repository; `check --baseline FILE` reports them as "
               "expected, so that only new failures count.",
               {"wes-assay baseline create evidence.ndjson --ticket OPS-7 --expires 2027-03-31",
                "wes-assay baseline update evidence.ndjson", "wes-assay baseline prune evidence.ndjson"},
               "`wes-assay baseline COMMAND --help` lists the options. Read docs/ci/README.md.",
               {{"create", "Write a baseline with everything that a run found broken."},
                {"update", "Add new failures to the baseline."},
                {"prune", "Remove what the server no longer breaks."},
                {"check", "Find entries that are stale, expired or unknown."}}});
  return parse_commands(app, std::move(arguments));
}

}  // namespace assay::cli
