// SPDX-License-Identifier: Apache-2.0
#include "cli/catalogue/man_page.hpp"

#include <fmt/format.h>

#include "core/version.hpp"

namespace assay::cli {
namespace {

constexpr std::string_view exit_codes = R"(.SH EXIT STATUS
.TP
.B 0
Nothing that was checked is broken.
.TP
.B 1
A requirement is broken.
.TP
.B 2
Bad usage, a bad file, or nothing is selected.
.TP
.B 3
The target cannot be reached, or the run is incomplete.
.TP
.B 4
A fault of wes\-assay itself.
.TP
.B 5
Nothing is broken each time, but something only sometimes, or your policy is (\-\-fail\-on, a baseline).
.TP
.B 130
Interrupted; the reports are valid and report it.
.SH ENVIRONMENT
.TP
.B WES_ASSAY_NAME
The option \-\-name of check and plan, where no flag gives it.
.TP
.B WES_ASSAY_CONTROL_TOKEN
The token of the control API of mock.
.TP
.BR SSL_CERT_FILE ", " SSL_CERT_DIR
Certificates of the authorities that https targets are held against.
.TP
.B NO_COLOR
Reports on a terminal have no colours.
.SH FILES
.TP
.I wes\-assay.yaml
Options of check and plan, in the working folder.
)";

// Text as a line of roff: no escape, no request at its beginning.
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '-')
      out += "\\-";
    else if (c == '\\')
      out += "\\e";
    else
      out += c;
    line_begins = c == '\n';
  }
  return out;
}

std::string flags_of(const SeenOption& option) {
  std::string text;
  for (const std::string& flag : option.flags) text += (text.empty() ? "" : ", ") + roff(flag);
  text = "\\fB" + text + "\\fR";
  if (!option.by_place && !option.value.empty()) text += " \\fI" + roff(option.value) + "\\fR";
  return text;
}

std::string of_verb(const SeenVerb& verb) {
  std::string text = fmt::format(".SS \"wes\\-assay {}\"\n", roff(verb.name));
  const std::string& about = verb.about.empty() ? verb.says : verb.about;
  if (!about.empty()) text += roff(about) + "\n";
  if (!verb.example.empty()) text += ".PP\n.EX\n" + roff(verb.example) + "\n.EE\n";
  for (const SeenOption& option : verb.options) {
    text += ".TP\n" + flags_of(option) + "\n" + roff(option.says) + "\n";
    if (!option.standard.empty()) text += "Default: " + roff(option.standard) + ".\n";
  }
  return text;
}

}  // namespace

std::string man_page(const std::vector<SeenVerb>& verbs) {
  std::string text = fmt::format(
      ".\\\" Made by `wes-assay completion man` from the options of the program.\n"
      ".TH WES-ASSAY 1 \"\" \"wes-assay {}\" \"User Commands\"\n"
      ".SH NAME\nwes\\-assay \\- checks, mocks and benches GA4GH Workflow Execution Services\n"
      ".SH SYNOPSIS\n.B wes\\-assay\n.I VERB\n[\\fIoptions\\fR]\n"
      ".SH DESCRIPTION\nwes\\-assay checks whether a WES endpoint keeps its contract, serves a mock with "
      "scripted runs and named defects, and loads status polling with every response judged.\n.SH VERBS\n",
      core::suite_version());
  for (const SeenVerb& verb : verbs) text += of_verb(verb);
  return text + std::string(exit_codes);
}

}  // namespace assay::cli
