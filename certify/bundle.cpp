// SPDX-License-Identifier: Apache-2.0
#include "certify/bundle.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "certify/bundle_files.hpp"
#include "core/files.hpp"
#include "core/signature.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using core::refuse;
using reports::most_evidence_bytes;
using reports::NamedText;

constexpr std::size_t most_key_bytes = 16 << 10;

std::string in(const std::string& folder, std::string_view name) {
  return (fs::path(folder) / name).string();
}

void put(const std::string& folder, const NamedText& file) {
  core::write_file(in(folder, file.first), file.second).value();
}

std::string read_key(const std::string& path) { return core::read_file(path, most_key_bytes).value(); }

// The signature is over the statement, the statement names the manifest, the manifest everything else.
void sign(const BundleTarget& target, const std::string& statement) {
  if (target.sign_key.empty()) return;
  const std::string key = read_key(target.sign_key);
  const std::string signature = core::sign_ed25519(key, reports::dsse_signed_bytes(statement)).value();
  put(target.folder, {std::string(envelope_file),
                      reports::write_envelope(statement, signature, core::public_pem_of(key).value())});
}

}  // namespace

void check_bundle(const BundleTarget& target, const conformance::RunOptions& options) {
  if (target.folder.empty()) {
    if (!target.sign_key.empty()) refuse("there is nothing to sign", "--sign", "--bundle FOLDER beside it");
    return;
  }
  if (options.profile != "certify")
    refuse("a bundle shows the profile certify, and the profile is " + options.profile, "--bundle",
           "--profile certify");
  if (options.baseline) refuse("a bundle has no baseline", "--bundle", "leave out --baseline");
  if (options.repeat != 0 || options.budget.runs || options.budget.requests)
    refuse("a bundle leaves nothing out and repeats what breaks", "--bundle",
           "leave out --repeat, --max-runs and --max-requests");
  std::error_code error;
  if (fs::exists(target.folder, error) && !fs::is_empty(target.folder, error))
    refuse("the folder " + core::printable(target.folder) + " is not empty", "--bundle", "a new folder");
  if (target.sign_key.empty()) return;
  const auto key = core::public_pem_of(read_key(target.sign_key));
  if (!key) refuse(core::printable(target.sign_key) + ": " + key.error().what, "--sign", key.error().hint);
}

Bundled write_bundle(const BundleTarget& target, conformance::RunOptions options, const RunOnce& run) {
  std::error_code error;
  fs::create_directories(target.folder, error);
  Bundled bundled;
  options.shuffle = true;
  for (std::uint64_t i = 0; i < conformance::kCertifyRuns; ++i) {
    options.seed = conformance::kCertifySeed + i;
    const auto evidence = reports::EvidenceWriter::open(in(target.folder, evidence_file(i + 1))).value();
    bundled.runs.push_back(run(options, *evidence));
    if (!evidence->trouble().empty())
      throw core::BadInput({"the evidence is not whole: " + evidence->trouble(), target.folder});
    if (!bundled.runs.back().footer.complete) break;
  }
  bundled.trouble = objections(bundled.runs);
  if (!bundled.trouble.empty()) {
    bundled.trouble.push_back("there is evidence in " + core::printable(target.folder) + " and no bundle");
    return bundled;
  }
  std::vector<NamedText> files;
  for (std::size_t i = 0; i < bundled.runs.size(); ++i)
    files.emplace_back(evidence_file(i + 1),
                       core::read_file(in(target.folder, evidence_file(i + 1)), most_evidence_bytes).value());
  for (NamedText& file : made_from(bundled.runs)) {
    put(target.folder, file);
    files.push_back(std::move(file));
  }
  if (!target.sign_key.empty()) {
    files.emplace_back(signer_file, core::public_pem_of(read_key(target.sign_key)).value());
    put(target.folder, files.back());
  }
  files.push_back(index_of(bundled.runs, files));
  put(target.folder, files.back());
  files.emplace_back(manifest_file, reports::write_manifest(files));
  put(target.folder, files.back());
  const std::string statement = reports::write_statement(bundled.runs.front(), files);
  put(target.folder, {std::string(statement_file), statement});
  sign(target, statement);
  bundled.written = true;
  return bundled;
}

}  // namespace assay::cli
