// SPDX-License-Identifier: Apache-2.0
#include "certify/bundle_files.hpp"

#include <fmt/format.h>

#include <set>

#include "conformance/runner/settings.hpp"
#include "core/text.hpp"
#include "reports/writer.hpp"

namespace assay::cli {
namespace {

using reports::RunResult;
using reports::Verdict;

constexpr struct {
  const char* name;
  const char* format;
} report_files[] = {{"report.html", "html"}, {"report.json", "json"},     {"report.md", "markdown"},
                    {"junit.xml", "junit"},  {"testbed.json", "testbed"}, {"report.tap", "tap"},
                    {"exchanges.har", "har"}};

std::string what_is_wrong(const RunResult& run, std::uint64_t seed) {
  if (!run.footer.complete) return "the run is not whole: " + core::printable(run.footer.why_incomplete);
  if (run.header.profile != "certify") return "the profile is " + core::printable(run.header.profile);
  if (run.header.seed != seed) return fmt::format("the seed is {} and not {}", run.header.seed, seed);
  for (const auto& [name, value] : run.header.config) {
    if (name == "baseline") return "the run had a baseline: " + core::printable(value);
  }
  const auto options = conformance::options_of(run.header, nullptr);
  if (!options) return options.error().text();
  const auto checks = conformance::select_checks(*options);
  if (!checks) return checks.error().text();
  std::set<std::string, std::less<>> judged;
  for (const reports::Judgement& judgement : run.judgements) {
    if (judgement.verdict == Verdict::skipped)
      return core::printable(judgement.requirement) + " was skipped: " + core::printable(judgement.reason);
    if (judgement.verdict == Verdict::expected)
      return core::printable(judgement.requirement) + " was expected to be broken, by a baseline";
    judged.insert(judgement.check);
  }
  for (const conformance::Check* check : *checks) {
    if (!judged.contains(check->id)) return "the check " + std::string(check->id) + " is missing";
  }
  return {};
}

}  // namespace

std::string evidence_file(std::size_t run) { return fmt::format("evidence-{}.ndjson", run); }

std::vector<reports::NamedText> made_from(const std::vector<RunResult>& runs) {
  std::vector<reports::NamedText> files;
  for (const auto& row : report_files)
    files.emplace_back(row.name, reports::writer(row.format)->write(runs.front()));
  files.emplace_back("ATTESTATION.txt", reports::write_attestation_text(runs.front(), runs.size()));
  return files;
}

reports::NamedText index_of(const std::vector<RunResult>& runs,
                            const std::vector<reports::NamedText>& files) {
  std::string_view signer;
  for (const auto& [name, text] : files)
    if (name == signer_file) signer = text;
  return {std::string(index_file), reports::write_bundle_page(runs, files, signer)};
}

std::vector<std::string> objections(const std::vector<RunResult>& runs) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string wrong = what_is_wrong(runs[i], conformance::kCertifySeed + i);
    if (!wrong.empty()) lines.push_back(evidence_file(i + 1) + ": " + wrong);
  }
  const auto first = reports::roll_up(runs.front());
  for (std::size_t i = 1; i < runs.size(); ++i) {
    if (runs[i].header.target != runs.front().header.target)
      lines.push_back(evidence_file(i + 1) + ": the target is another one");
    const auto other = reports::roll_up(runs[i]);
    std::set<std::string> requirements;
    for (const auto& [id, verdict] : first) requirements.insert(id);
    for (const auto& [id, verdict] : other) requirements.insert(id);
    const auto word = [](const std::map<std::string, Verdict>& verdicts, const std::string& id) {
      const auto at = verdicts.find(id);
      return at == verdicts.end() ? std::string("nothing") : std::string(reports::name(at->second));
    };
    for (const std::string& id : requirements) {
      // What a run had no occasion for (the list of runs is empty only once) contradicts no other.
      const bool met = first.contains(id) && other.contains(id) && first.at(id) != Verdict::not_applicable &&
                       other.at(id) != Verdict::not_applicable;
      if ((met || first.contains(id) != other.contains(id)) && word(first, id) != word(other, id))
        lines.push_back(fmt::format("{}: {} is {}, and {} in {}", evidence_file(i + 1), core::printable(id),
                                    word(other, id), word(first, id), evidence_file(1)));
    }
  }
  return lines;
}

}  // namespace assay::cli
