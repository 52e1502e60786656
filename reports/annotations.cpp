// SPDX-License-Identifier: Apache-2.0
#include "reports/escape.hpp"
#include "reports/root_causes.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

// Workflow commands of GitHub runners, which show at most ten of a kind for each step: the last one says how
// many were left out.
namespace assay::reports {
namespace {

constexpr std::size_t most_annotations = 10;

std::string encoded(std::string_view text, bool property) {
  std::string safe;
  for (const char c : plain(text)) {
    if (c == '%') {
      safe += "%25";
    } else if (property && c == ':') {
      safe += "%3A";
    } else if (property && c == ',') {
      safe += "%2C";
    } else {
      safe += c;
    }
  }
  return safe;
}

struct Note {
  std::string title;
  std::string message;
};

std::string commands(std::string_view kind, const std::vector<Note>& notes) {
  std::string text;
  for (std::size_t i = 0; i < notes.size() && i < most_annotations; ++i) {
    Note note = notes[i];
    if (i + 1 == most_annotations && notes.size() > most_annotations) {
      note = {"wes-assay", "and " + std::to_string(notes.size() - i) + " more: see the report"};
    }
    text += "::" + std::string(kind) + " title=" + encoded(note.title, true) +
            "::" + encoded(note.message, false) + "\n";
  }
  return text;
}

void add_notes(std::vector<Note>& notes, const std::vector<const Row*>& rows, Verdict word) {
  for (const Row* row : rows) {
    const Requirement& r = row->requirement;
    const std::string what = row->causes.empty() ? "" : row->causes.front().finding.message;
    notes.push_back({r.id + " " + std::string(name(word)),
                     (what.empty() ? r.says : what) + " (required: " + r.says + "; " + citations(r) + ")"});
  }
}

}  // namespace

std::string write_annotations(const RunResult& result) {
  const Summary summary = summarise(result);
  std::vector<Note> notices = {{"wes-assay", verdict_sentence(result)}};
  for (const std::string& warning : result.footer.warnings) notices.push_back({"wes-assay", warning});
  add_notes(notices, summary.with(Verdict::expected), Verdict::expected);
  std::vector<Note> errors;
  std::vector<Note> warnings;
  // A run that tells too little is no green run: what made it so is an error too.
  if (exit_code(result) == 3) errors.push_back({"wes-assay", verdict_sentence(result)});
  for (const RootCause& cause : root_causes(result))
    (exit_code(result) == 3 ? errors : warnings).push_back({"wes-assay cause", told(cause)});
  for (const std::string& broken : policy_breaks(result)) errors.push_back({"wes-assay policy", broken});
  for (const Verdict word : {Verdict::fail, Verdict::error}) add_notes(errors, summary.with(word), word);
  add_notes(warnings, summary.with(Verdict::flaky), Verdict::flaky);
  add_notes(warnings, summary.warned(), Verdict::warn);
  return commands("error", errors) + commands("warning", warnings) + commands("notice", notices);
}

}  // namespace assay::reports
