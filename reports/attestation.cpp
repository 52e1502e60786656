// SPDX-License-Identifier: Apache-2.0
#include "reports/attestation.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/json_guard.hpp"
#include "core/redact.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"
#include "reports/evidence_lines.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view payload_type = "application/vnd.in-toto+json";

ordered_json digest(std::string_view hex) { return {{"sha256", hex}}; }

// The words of the predicate, which has no more: what was not decided is in none of the lists.
ordered_json tests_of(const std::map<std::string, Verdict>& verdicts, std::initializer_list<Verdict> words) {
  ordered_json names = ordered_json::array();
  for (const auto& [requirement, verdict] : verdicts) {
    if (std::find(words.begin(), words.end(), verdict) != words.end()) names.push_back(requirement);
  }
  return names;
}

std::string_view result_of(const RunResult& run, const ordered_json& warned) {
  if (exit_code(run) != 0) return "FAILED";
  return warned.empty() ? "PASSED" : "WARNED";
}

}  // namespace

std::string write_manifest(const std::vector<NamedText>& files) {
  std::string text;
  for (const auto& [name, content] : files) text += core::sha256_hex(content) + "  " + name + "\n";
  return text;
}

std::string write_statement(const RunResult& run, const std::vector<NamedText>& files) {
  ordered_json subjects = ordered_json::array();
  for (const auto& [name, content] : files)
    subjects.push_back({{"name", name}, {"digest", digest(core::sha256_hex(content))}});
  const RunHeader& h = run.header;
  const auto verdicts = roll_up(run);
  ordered_json warned = tests_of(verdicts, {Verdict::warn});
  const std::string_view result = result_of(run, warned);
  const ordered_json statement = {
      {"_type", "https://in-toto.io/Statement/v1"},
      {"subject", subjects},
      {"predicateType", "https://in-toto.io/attestation/test-result/v0.1"},
      {"predicate",
       {{"result", result},
        {"configuration",
         {{{"name", h.requirement_set}, {"digest", digest(h.requirement_digest)}},
          {{"name", "target"}, {"uri", h.target}},
          {{"name", "wes-assay"}, {"uri", "pkg:generic/wes-assay@" + h.suite_version}}}},
        {"passedTests", tests_of(verdicts, {Verdict::pass, Verdict::info})},
        {"warnedTests", std::move(warned)},
        {"failedTests", tests_of(verdicts, {Verdict::fail, Verdict::error, Verdict::flaky})}}}};
  return statement.dump(2, ' ', true, json::error_handler_t::replace) + "\n";
}

std::string write_attestation_text(const RunResult& run, std::size_t runs) {
  const RunHeader& h = run.header;
  return fmt::format(
      "What this is\n\n"
      "  {}\n\n"
      "  target        {}\n  requirements  {}, SHA-256 {}\n  suite         wes-assay {}\n  started       {}\n"
      "  runs          {}, each with another seed and another order, all with the same verdicts\n\n"
      "The files in this folder show what was sent, what was answered, and what the suite makes of it.\n"
      "`wes-assay report verify FOLDER` computes all of it again from the answers.\n\n"
      "What this is not\n\n"
      "  This is NOT an official certification by the Global Alliance for Genomics and Health (GA4GH), and\n"
      "  GA4GH has not seen it. It tells what one server answered to one suite at one time.\n"
      "  Without a signature it does not tell who made it; with one, whose key did.\n",
      core::printable(verdict_sentence(run)), core::printable(h.target), core::printable(h.requirement_set),
      h.requirement_digest, core::printable(h.suite_version), core::to_iso8601(h.started), runs);
}

std::string dsse_signed_bytes(std::string_view statement) {
  return fmt::format("DSSEv1 {} {} {} {}", payload_type.size(), payload_type, statement.size(), statement);
}

std::string write_envelope(std::string_view statement, std::string_view signature,
                           std::string_view public_pem) {
  const ordered_json envelope = {
      {"payloadType", payload_type},
      {"payload", core::base64(statement)},
      {"signatures",
       ordered_json::array({{{"keyid", core::sha256_hex(public_pem)}, {"sig", core::base64(signature)}}})}};
  return envelope.dump(2) + "\n";
}

core::Result<std::string> read_envelope(std::string_view name, std::string_view text) {
  const auto envelope = core::parse_json(text);
  try {
    if (envelope) return text_of_json({{"base64", envelope->at("signatures").at(0).at("sig")}});
  } catch (const json::exception&) {
  } catch (const core::BadInput&) {
  }
  return core::Error{"it is no envelope with a signature", std::string(name)};
}

}  // namespace assay::reports
