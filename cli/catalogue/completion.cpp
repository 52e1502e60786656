// SPDX-License-Identifier: Apache-2.0
// The scripts of all shells ask the program for the words that may follow, so that they never know less than
// it does.
#include <fmt/format.h>

#include <algorithm>

#include "cli/catalogue/man_page.hpp"
#include "cli/catalogue/seen_options.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/values.hpp"
#include "conformance/checks/checks.hpp"
#include "conformance/session/target.hpp"
#include "mock_server/defects/defect.hpp"
#include "mock_server/script/scenario.hpp"
#include "mock_server/setup/persona.hpp"
#include "reports/writer.hpp"

namespace assay::cli {
namespace {

constexpr std::string_view bash_script =
    R"sh(# Completion of wes-assay for bash, made by `wes-assay completion bash`.
_wes_assay() {
  local IFS=$'\n'
  COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" completion words "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" \
    -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _wes_assay wes-assay
)sh";
constexpr std::string_view zsh_script = R"sh(#compdef wes-assay
# Completion of wes-assay for zsh, made by `wes-assay completion zsh`.
_wes_assay() {
  local -a found
  found=("${(@f)$("${words[1]}" completion words "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "${found[1]}" ]]; then compadd -- "${found[@]}"; else _files; fi
}
compdef _wes_assay wes-assay
)sh";
constexpr std::string_view fish_script =
    R"sh(# Completion of wes-assay for fish, made by `wes-assay completion fish`.
complete -c wes-assay -a '(wes-assay completion words (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
)sh";

std::vector<std::string> requirements_and_checks() {
  std::vector<std::string> ids;
  for (const conformance::Requirement* row : every_row()) ids.push_back(row->id);
  for (const conformance::Check* check : conformance::all_checks()) ids.emplace_back(check->id);
  return ids;
}

std::vector<std::string> defect_ids() {
  std::vector<std::string> ids;
  for (const mock::Defect* defect : mock::all_defects()) ids.emplace_back(defect->id);
  return ids;
}

std::vector<std::string> explained_ids() {
  std::vector<std::string> ids = requirements_and_checks();
  for (std::string& id : defect_ids()) ids.push_back(std::move(id));
  return ids;
}

std::vector<std::string> report_names() {
  std::vector<std::string> names;
  for (const reports::Writer& writer : reports::writers()) names.push_back(std::string(writer.name) + "=");
  return names;
}

// Words whose choice is too long or too changeable for a table of CLI11.
struct Words {
  std::string_view verb;  // "" for all
  std::string_view flag;
  std::vector<std::string> (*list)();
};
constexpr Words lists[] = {
    {"", "--defect", defect_ids},
    {"", "--dialect", schemas::dialect_names},
    {"", "--only", requirements_and_checks},
    {"", "--persona", mock::shipped_personas},
    {"check", "--report", report_names},
    {"", "--scenario", mock::shipped_scenarios},
    {"", "--target", conformance::shipped_targets},
    {"explain", "ID", explained_ids},
};

std::vector<std::string> values_of(const SeenVerb& verb, const SeenOption& option) {
  if (!option.choices.empty()) return option.choices;
  for (const Words& words : lists) {
    const bool here = words.verb.empty() || words.verb == verb.name;
    if (here && option.flags.back() == words.flag) return words.list();
  }
  return {};
}

const SeenOption* option_named(const SeenVerb& verb, std::string_view flag) {
  for (const SeenOption& option : verb.options) {
    if (std::find(option.flags.begin(), option.flags.end(), flag) != option.flags.end()) return &option;
  }
  return nullptr;
}

// What may stand for the last of `words`, one a line. Nothing: a file, or something that nobody can know.
std::vector<std::string> words_for(const Arguments& words) {
  const std::vector<SeenVerb> verbs = seen_verbs();
  const std::string last = words.empty() ? "" : words.back();
  const SeenVerb* verb = nullptr;
  std::size_t used = 0;
  for (std::string name; used + 1 < words.size(); ++used) {
    name += (name.empty() ? "" : " ") + words[used];
    const auto found =
        std::find_if(verbs.begin(), verbs.end(), [&](const SeenVerb& v) { return v.name == name; });
    if (found == verbs.end()) break;
    verb = &*found;
  }
  if (verb && used + 1 < words.size()) {
    const SeenOption* before = option_named(*verb, words[words.size() - 2]);
    if (before && !before->by_place && !before->value.empty()) return values_of(*verb, *before);
  }
  std::vector<std::string> found;
  const std::string prefix = verb ? verb->name + " " : "";
  if (used + 1 >= words.size()) {
    for (const SeenVerb& each : verbs) {
      const bool below =
          each.name.starts_with(prefix) && each.name.find(' ', prefix.size()) == std::string::npos;
      if (below) found.push_back(each.name.substr(prefix.size()));
    }
  }
  if (!verb) {
    if (last.starts_with('-')) found = {"--help", "--version"};
    return found;
  }
  for (const SeenOption& option : verb->options) {
    if (option.by_place)
      for (std::string& value : values_of(*verb, option)) found.push_back(std::move(value));
    else if (last.starts_with('-'))
      found.insert(found.end(), option.flags.begin(), option.flags.end());
  }
  return found;
}

}  // namespace

int run_completion(Arguments arguments) {
  if (!arguments.empty() && arguments.front() == "words") {
    arguments.erase(arguments.begin());
    const std::string last = arguments.empty() ? "" : arguments.back();
    for (const std::string& word : words_for(arguments))
      if (word.starts_with(last)) to_stdout("{}\n", word);
    return exit_ok;
  }
  Command app(
      "wes-assay completion",
      {"wes-assay completion SHELL",
       "Prints what lets a shell complete verbs, options and values, or the manual page. The packages "
       "install all four.",
       {"wes-assay completion bash", "wes-assay completion fish", "wes-assay completion man"},
       "Exit codes: 0, or 2 for wrong usage.",
       {}});
  std::string shell;
  app.add_option("SHELL", shell, "The shell: bash, zsh or fish; or man for the manual page.")
      ->required()
      ->check(one_of({"bash", "zsh", "fish", "man"}));
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (shell == "man")
    to_stdout("{}", man_page(seen_verbs()));
  else
    to_stdout("{}", shell == "bash" ? bash_script : shell == "zsh" ? zsh_script : fish_script);
  return exit_ok;
}

}  // namespace assay::cli
