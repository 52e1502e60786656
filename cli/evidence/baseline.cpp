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
  app.add_option("--baseline", flags.file, "The baseline, YAML")->capture_default_str();
  return app.add_option("EVIDENCE", flags.evidence, "evidence.ndjson of a check");
}

void add_entry_options(CLI::App& app, Flags& flags) {
  app.add_option("--why", flags.why, "Of the new entries: why this is known and borne");
  app.add_option("--ticket", flags.ticket, "Of the new entries: where it is followed");
  app.add_option("--expires", flags.expires, "Of the new entries: the last day that they hold, 2026-12-31");
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

int create(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay baseline create evidence.ndjson --ticket OPS-7 --expires 2027-03-31\n\n"
      "Writes a new baseline of everything that the run found broken.\n",
      "wes-assay baseline create");
  Flags flags;
  add_common(app, flags)->required();
  add_entry_options(app, flags);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const core::FolderLock lock(flags.file);
  if (std::filesystem::exists(flags.file))
    refuse("the file is there already", core::printable(flags.file),
           "`wes-assay baseline update` adds to it");
  return put(flags, reports::empty_baseline_text());
}

int update(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay baseline update evidence.ndjson\n\n"
      "Adds what the run found broken and the baseline does not know; changes nothing else of the file.\n",
      "wes-assay baseline update");
  Flags flags;
  add_common(app, flags)->required();
  add_entry_options(app, flags);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const core::FolderLock lock(flags.file);
  return put(flags, core::read_file(flags.file).value());
}

int prune(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay baseline prune evidence.ndjson\n\n"
      "Removes the entries that the run shows to be mended, with the comments right above them, and prints "
      "them.\n",
      "wes-assay baseline prune");
  Flags flags;
  add_common(app, flags)->required();
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
  if (!stale.empty()) core::write_file(flags.file, pruned.text).value();
  to_stdout("{}", core::printable(pruned.removed, true));
  say("{}: {} removed, {} kept\n", core::printable(flags.file), stale.size(),
      baseline.entries.size() - stale.size());
  return exit_ok;
}

int check(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay baseline check evidence.ndjson\n\n"
      "Exit code 5 where an entry has expired, names no requirement, or is no longer broken (which only the "
      "evidence\n"
      "of a run can tell).\n",
      "wes-assay baseline check");
  Flags flags;
  add_common(app, flags);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const Baseline baseline = reports::parse_baseline(flags.file, core::read_file(flags.file).value()).value();
  reports::RunResult result;
  if (!flags.evidence.empty()) result = evidence_of("baseline", flags.evidence);
  const std::vector<std::string> trouble = reports::baseline_trouble(
      baseline, all_requirements(), today(), flags.evidence.empty() ? nullptr : &result);
  for (const std::string& each : trouble) to_stdout("{}\n", each);
  say("{}: {} entries, {} to mend\n", core::printable(flags.file), baseline.entries.size(), trouble.size());
  return trouble.empty() ? exit_ok : exit_policy;
}

}  // namespace

int run_baseline(Arguments arguments) {
  struct Row {
    const char* name;
    const char* says;
    int (*run)(Arguments arguments);
  };
  constexpr Row table[] = {{"create", "of everything that a run found broken", create},
                           {"update", "add what is not known yet", update},
                           {"prune", "remove what is mended", prune},
                           {"check", "tell what is stale, expired or unknown", check}};
  std::string help =
      "Example: wes-assay baseline create evidence.ndjson\n\n"
      "A file in your repository of what the service is known to break; `check --baseline FILE` calls it "
      "expected.\n\n";
  std::vector<std::string> names;
  for (const Row& row : table) {
    names.emplace_back(row.name);
    help += fmt::format("  {:<8}{}\n", row.name, row.says);
  }
  const std::string word = arguments.empty() ? "" : arguments.front();
  for (const Row& row : table) {
    if (row.name != word) continue;
    arguments.erase(arguments.begin());
    return row.run(std::move(arguments));
  }
  const bool asked = word == "--help" || word == "-h";
  if (!asked && !word.empty()) {
    const std::string near = core::closest(word, names);
    refuse("there is no '" + core::printable(word) + "'", "",
           near.empty() ? "create, update, prune or check" : "did you mean '" + near + "'?");
  }
  asked ? to_stdout("{}", help) : say("{}", help);
  return asked ? exit_ok : exit_usage;
}

}  // namespace assay::cli
