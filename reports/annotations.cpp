// SPDX-License-Identifier: Apache-2.0
#include "reports/escape.hpp"
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

std::vector<Note> notes_of(const Summary& summary, std::initializer_list<Verdict> verdicts) {
  std::vector<Note> notes;
  for (const Verdict verdict : verdicts) {
    for (const Row* row : summary.with(verdict)) {
      const Requirement& r = row->requirement;
      const std::string what = row->causes.empty() ? "" : row->causes.front().finding.message;
      notes.push_back({r.id + " " + std::string(name(verdict)),
                       (what.empty() ? r.says : what) + " (required: " + r.says + "; " + citations(r) + ")"});
    }
  }
  return notes;
}

}  // namespace

std::string write_annotations(const RunResult& result) {
  const Summary summary = summarise(result);
  std::vector<Note> notices = {{"wes-assay", verdict_sentence(result)}};
  for (const std::string& warning : result.footer.warnings) notices.push_back({"wes-assay", warning});
  for (Note& known : notes_of(summary, {Verdict::expected})) notices.push_back(std::move(known));
  std::vector<Note> errors;
  for (const std::string& broken : policy_breaks(result)) errors.push_back({"wes-assay policy", broken});
  for (Note& broken : notes_of(summary, {Verdict::fail, Verdict::error})) errors.push_back(std::move(broken));
  return commands("error", errors) + commands("warning", notes_of(summary, {Verdict::flaky, Verdict::warn})) +
         commands("notice", notices);
}

}  // namespace assay::reports
