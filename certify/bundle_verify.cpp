// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "certify/bundle.hpp"
#include "certify/bundle_files.hpp"
#include "conformance/replay/judge.hpp"
#include "core/files.hpp"
#include "core/sha256.hpp"
#include "core/signature.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "reports/evidence.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using reports::most_evidence_bytes;
using reports::NamedText;
using reports::RunResult;

[[noreturn]] void wrong(std::string_view file, std::string what) {
  throw core::BadInput({std::move(what), core::printable(file)});
}

// All files of the folder, by name.
std::map<std::string, std::string> read_folder(const std::string& folder) {
  std::error_code error;
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file()) wrong(name, "it is no file of a bundle");
    files.emplace(name, core::read_file(entry.path().string(), most_evidence_bytes).value());
  }
  if (error) wrong(folder, "the folder cannot be read: " + error.message());
  return files;
}

// The files as the manifest lists them. Everything in the folder is in it, or made from it.
std::vector<NamedText> listed(const std::map<std::string, std::string>& files) {
  const auto manifest = files.find(std::string(manifest_file));
  if (manifest == files.end()) wrong(manifest_file, "it is missing: this is no bundle");
  std::vector<NamedText> list;
  std::string_view rest = manifest->second;
  constexpr std::size_t digits = 64;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.size() < digits + 3) wrong(manifest_file, "a line of it is no digest with a name");
    const std::string name(line.substr(digits + 2));
    const auto file = files.find(name);
    if (file == files.end()) wrong(name, "it is in the manifest and not in the folder");
    if (core::sha256_hex(file->second) != line.substr(0, digits))
      wrong(name, "its SHA-256 is not the manifest's");
    list.emplace_back(name, file->second);
  }
  if (reports::write_manifest(list) != manifest->second)
    wrong(manifest_file, "it is not written as the suite writes it");
  for (const auto& [name, text] : files) {
    const bool known = name == manifest_file || name == statement_file || name == envelope_file ||
                       std::any_of(list.begin(), list.end(),
                                   [&wanted = name](const NamedText& each) { return each.first == wanted; });
    if (!known) wrong(name, "it is not in the manifest");
  }
  return list;
}

const std::string& text_of(const std::map<std::string, std::string>& files, const std::string& name) {
  const auto at = files.find(name);
  if (at == files.end()) wrong(name, "it is missing");
  return at->second;
}

RunResult whole_run(const std::string& name, const std::string& text) {
  const auto run = reports::read_evidence(name, text);
  if (!run) throw core::BadInput(run.error());
  if (!run->footer.complete)
    wrong(name, "the stream is partial: " + core::printable(run->footer.why_incomplete));
  return *run;
}

// A later build may render a report, or judge an exchange, in another way: that is no forgery.
std::string unless_another_build(const RunResult& run, const std::string& what) {
  const auto& facts = run.header.environment;
  const auto build =
      std::find_if(facts.begin(), facts.end(), [](const auto& fact) { return fact.first == "build"; });
  if (build == facts.end() || build->second == core::build_text()) return what;
  return fmt::format(
      "it was made by another build ({}), and this one ({}) differs: verify it with that one; {}",
      core::printable(build->second), core::build_text(), what);
}

// The verdicts are those that this program computes from the exchanges.
void judge_again(const std::string& name, const RunResult& run) {
  const auto judged = conformance::judge(run, nullptr);
  if (!judged) wrong(name, judged.error().text());
  if (!judged->same_suite) {
    wrong(name,
          fmt::format("it was recorded by wes-assay {} with the requirements {:.12}; verify it with that one",
                      core::printable(run.header.suite_version),
                      core::printable(run.header.requirement_digest)));
  }
  if (!judged->changes.empty())
    wrong(name, unless_another_build(
                    run, "its verdicts are not those of its exchanges: " + judged->changes.front()));
}

// "", or whose signature it bears.
std::string verified_signature(const std::map<std::string, std::string>& files, const std::string& statement,
                               const std::string& public_key) {
  const auto envelope = files.find(std::string(envelope_file));
  if (envelope == files.end()) {
    if (!public_key.empty() || files.contains(std::string(signer_file)))
      wrong(envelope_file, "it is missing: the bundle is not signed");
    return {};
  }
  const std::string& signer = text_of(files, std::string(signer_file));
  const std::string signature = reports::read_envelope(envelope_file, envelope->second).value();
  if (reports::write_envelope(statement, signature, signer) != envelope->second)
    wrong(envelope_file, "it is not the envelope of the statement and of signer.pem");
  const std::string key = public_key.empty() ? signer : core::read_file(public_key).value();
  if (key.find("PRIVATE KEY") != key.npos)
    throw core::BadInput({"this is a private key", core::printable(public_key),
                          "its public half: openssl pkey -in KEY -pubout"});
  if (!core::is_signed_by(key, reports::dsse_signed_bytes(statement), signature))
    wrong(envelope_file, "the signature does not hold for the key " +
                             (public_key.empty() ? "that the bundle brings" : core::printable(public_key)));
  return public_key.empty()
             ? "signed by the key that it brings itself, " + core::sha256_hex(signer).substr(0, 16)
             : "signed by " + core::printable(public_key);
}

std::string verify(const std::string& folder, const std::string& public_key) {
  const std::map<std::string, std::string> files = read_folder(folder);
  std::vector<NamedText> list = listed(files);
  std::vector<RunResult> runs;
  for (std::size_t i = 1; i <= conformance::kCertifyRuns; ++i)
    runs.push_back(whole_run(evidence_file(i), text_of(files, evidence_file(i))));
  const std::vector<std::string> against = objections(runs);
  if (!against.empty()) throw core::BadInput({against.front()});
  std::vector<NamedText> before_index;
  for (const NamedText& file : list)
    if (file.first != index_file) before_index.push_back(file);
  list.emplace_back(manifest_file, text_of(files, std::string(manifest_file)));
  const std::string statement = reports::write_statement(runs.front(), list);
  if (text_of(files, std::string(statement_file)) != statement)
    wrong(statement_file, "it does not state what the evidence says, or names other files");
  const std::string signature = verified_signature(files, statement, public_key);
  // What costs most comes last.
  std::vector<NamedText> made = made_from(runs);
  made.push_back(index_of(runs, before_index));
  for (const auto& [name, text] : made) {
    if (text_of(files, name) != text)
      wrong(name, unless_another_build(runs.front(), "it does not show what the evidence says"));
  }
  for (std::size_t i = 0; i < runs.size(); ++i) judge_again(evidence_file(i + 1), runs[i]);
  return "the bundle holds, " + (signature.empty() ? "and is not signed" : signature) +
         ". It says: " + reports::verdict_sentence(runs.front());
}

}  // namespace

core::Result<std::string> verify_bundle(const std::string& folder, const std::string& public_key) {
  try {
    return verify(folder, public_key);
  } catch (const core::BadInput& bad) {
    return bad.error;
  }
}

}  // namespace assay::cli
