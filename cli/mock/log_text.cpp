// SPDX-License-Identifier: Apache-2.0
#include "cli/mock/log_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "core/text.hpp"

namespace assay::cli {
namespace {

using Json = nlohmann::json;

std::string painted(const std::string& text, const char* code, bool colour) {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

const char* code_of(int status) {
  constexpr const char *green = "32", *yellow = "33", *red = "31";
  return status < 400 ? green : status < 500 ? yellow : red;
}

// What acted on the response, besides the service.
std::vector<std::string> acted(const Json& exchange) {
  std::vector<std::string> all;
  for (const char* member : {"faults", "changed_by", "on_wire"}) {
    for (const Json& id : exchange.value(member, Json::array())) all.push_back(id.get<std::string>());
  }
  for (const Json& rule : exchange.value("invalid", Json::array()))
    all.push_back("invalid: " + rule.get<std::string>());
  if (const auto rule = exchange.value("refusal", ""); !rule.empty()) all.push_back("refused: " + rule);
  if (const double delay = exchange.value("delay_seconds", 0.0); delay > 0)
    all.push_back(fmt::format("+{:.0f} ms", delay * 1000));
  return all;
}

}  // namespace

std::string log_text(const Json& exchange, bool colour) {
  const int status = exchange.at("status");
  const std::string at = exchange.at("at");  // 2026-01-31T12:00:00.123456Z
  std::string text = fmt::format("{}  {:<4} {} {}  {} B", at.substr(11, 12),
                                 core::printable(exchange.at("method").get<std::string>()),
                                 painted(std::to_string(status), code_of(status), colour),
                                 core::printable(exchange.at("target").get<std::string>()),
                                 exchange.at("answer_bytes").get<std::uint64_t>());
  if (const auto run = exchange.value("made_run_id", ""); !run.empty())
    text += "  made run " + core::printable(run);
  const std::vector<std::string> marks = acted(exchange);
  if (!marks.empty()) text += "  " + painted("[" + core::printable(core::joined(marks)) + "]", "35", colour);
  return text;
}

}  // namespace assay::cli
