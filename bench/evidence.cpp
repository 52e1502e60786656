// SPDX-License-Identifier: Apache-2.0
#include "bench/evidence.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/result_json.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"
#include "reports/evidence_lines.hpp"
#include "reports/seal.hpp"

namespace assay::bench {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t header_start = 100;  // the format stands in the first bytes

// ASCII only, as in the evidence of a check.
std::string line_of(const ordered_json& object) {
  return object.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

ordered_json header_of(const Result& result, const ordered_json& all) {
  ordered_json header = {{"t", "header"}, {"format", evidence_format}};
  for (const char* member : {"suite_version", "target", "wes_version", "started", "model", "options"})
    header[member] = all.at(member);
  header["interrupted"] = result.interrupted;
  return header;
}

ordered_json footer_of(const Result& result, std::size_t exchanges) {
  return {{"t", "footer"},
          {"complete", !result.interrupted},
          {"why_incomplete", result.interrupted ? "it was interrupted" : ""},
          {"exchanges", exchanges}};
}

// Takes line after line; what is wrong with one is thrown.
class Reader {
 public:
  void take(std::string_view text) {
    const auto parsed = core::parse_json(text, result_limits);
    if (!parsed) throw core::BadInput({"not a JSON object on one line: " + parsed.error().what});
    const json& line = *parsed;
    const std::string kind = line.at("t").get<std::string>();
    if (ended_) throw core::BadInput({"a line after the footer"});
    if (kind == "exchange") {
      exchanges_.push_back(std::make_shared<core::Exchange>(reports::read_exchange(line)));
    } else if (kind == "result") {
      take_result(line);
    } else if (kind == "footer") {
      take_footer(line, text);
    } else if (kind != "header") {
      throw core::BadInput({"the kind of line is not known", "", "a newer wes-assay may have written it"});
    }
    if (!ended_) seal_.add(text);
  }

  bool ended() const { return ended_; }
  Result result() { return std::move(*result_); }

 private:
  // The samples of a result have the exchanges in their order; 0 stands for a sample that has none.
  void take_result(const json& line) {
    result_ = result_of(line.at("result"));
    const auto ids = line.at("exchanges").get<std::vector<std::size_t>>();
    if (ids.size() != result_->samples.size())
      throw core::BadInput({"it does not name an exchange for each sample"});
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] > exchanges_.size()) throw core::BadInput({fmt::format("there is no exchange {}", ids[i])});
      if (ids[i] > 0) result_->samples[i].exchange = exchanges_[ids[i] - 1];
    }
  }

  void take_footer(const json& line, std::string_view text) {
    if (!result_) throw core::BadInput({"there is no result before the footer"});
    if (line.at("exchanges") != exchanges_.size())
      throw core::BadInput({"the footer counts other lines than the file has: some were added or removed"});
    if (!seal_.closes_with(text))
      throw core::BadInput({"the SHA-256 of the lines is not the footer's: the file was changed"});
    ended_ = true;
  }

  reports::Seal seal_;
  std::vector<std::shared_ptr<core::Exchange>> exchanges_;
  std::optional<Result> result_;
  bool ended_ = false;
};

}  // namespace

std::string write_evidence(const Result& result) {
  ordered_json all = json_of(result);
  std::string text = line_of(header_of(result, all));
  std::vector<std::size_t> ids;
  std::size_t exchanges = 0;
  for (const Sample& sample : result.samples) {
    ids.push_back(sample.exchange ? ++exchanges : 0);
    if (!sample.exchange) continue;
    core::Exchange numbered = *sample.exchange;
    numbered.id = exchanges;
    text += line_of(reports::exchange_line(numbered));
  }
  text += line_of({{"t", "result"}, {"exchanges", ids}, {"result", std::move(all)}});
  ordered_json footer = footer_of(result, exchanges);
  core::Sha256 digest;
  digest.add(text);
  return text + reports::sealed_line(std::move(footer), digest) + "\n";
}

bool is_evidence(std::string_view text) {
  return text.starts_with('{') &&
         text.substr(0, header_start).find(evidence_format) != std::string_view::npos;
}

core::Result<Result> read_evidence(const std::string& name, std::string_view text) {
  Reader reader;
  int number = 0;
  while (!text.empty()) {
    const std::string where = fmt::format("{}:{}", name, ++number);
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;  // half a line is what a full disk leaves
    try {
      reader.take(text.substr(0, end));
    } catch (const core::BadInput& bad) {
      return core::Error{bad.error.what, where, bad.error.hint};
    } catch (const json::exception& bad) {
      return core::Error{"not a line of evidence: " + core::printable(bad.what()), where};
    }
    text.remove_prefix(end + 1);
  }
  if (!reader.ended())
    return core::Error{"it ends before its footer: the load or its file was cut off",
                       fmt::format("{}:{}", name, number),
                       "a whole file of wes-assay bench --report evidence=FILE"};
  return reader.result();
}

}  // namespace assay::bench
