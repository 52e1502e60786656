// SPDX-License-Identifier: Apache-2.0
#include "reports/evidence.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/json_guard.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"
#include "reports/evidence_lines.hpp"
#include "reports/refusal.hpp"
#include "reports/writer.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// Makes the lines, counts them and digests them; the footer ends it.
class Lines {
 public:
  std::string header(const RunHeader& header, const std::vector<Requirement>& requirements) {
    return line(header_line(header, requirements));
  }
  std::string exchange(const core::Exchange& exchange) {
    ++exchanges_;
    return line(exchange_line(exchange));
  }
  std::string judgement(const Judgement& judgement) {
    ++judgements_;
    return line(judgement_line(judgement));
  }
  std::string footer(const RunFooter& footer) {
    ordered_json object = footer_line(footer);
    object["exchanges"] = exchanges_;
    object["judgements"] = judgements_;
    object["sha256"] = digest_.hex();
    return line(object);
  }

 private:
  // ASCII only: whoever prints the file raw sees escapes, not what a server made of them.
  std::string line(const ordered_json& object) {
    std::string text = object.dump(-1, ' ', true) + "\n";
    digest_.add(text);
    return text;
  }

  core::Sha256 digest_;
  std::uint64_t exchanges_ = 0;
  std::uint64_t judgements_ = 0;
};

core::JsonLimits line_limits() {
  core::JsonLimits limits;
  limits.bytes = std::size_t{512} << 20;
  return limits;
}

// Reads line after line into `result`; what is wrong with one is thrown, and the caller says which it was.
class Reader {
 public:
  explicit Reader(RunResult& result) : result_(result) {}

  void take(std::string_view text) {
    const auto parsed = core::parse_json(text, line_limits());
    if (!parsed) throw core::BadInput({"not a JSON object on one line: " + parsed.error().what});
    const json& line = *parsed;
    const std::string kind = line.at("t").get<std::string>();
    if (ended_) throw core::BadInput({"a line after the footer"});
    if (begun_ == (kind == "header")) throw core::BadInput({begun_ ? "a second header" : "no header line"});
    if (kind == "header") {
      result_.header = read_header(line, result_.requirements);
      begun_ = true;
    } else if (kind == "exchange") {
      exchange(read_exchange(line));
    } else if (kind == "judgement") {
      result_.judgements.push_back(read_judgement(line));
      result_.line_order.push_back(0);
    } else if (kind == "footer") {
      footer(line);
    } else {
      throw core::BadInput({"the kind of line is not known", "", "a newer wes-assay may have written it"});
    }
    digest_.add(text);
    digest_.add("\n");
  }

  bool begun() const { return begun_; }
  bool ended() const { return ended_; }

 private:
  // Answers come out of order when several requests are under way; a result has them in order of sending.
  void exchange(core::Exchange read) {
    const std::uint64_t id = read.id;
    if (id == 0 || !ids_.insert(id).second) throw core::BadInput({"an exchange has the id of another"});
    result_.line_order.push_back(id);
    const auto after = [](std::uint64_t a, const core::ExchangePtr& b) { return a < b->id; };
    auto& all = result_.exchanges;
    all.insert(std::upper_bound(all.begin(), all.end(), id, after),
               std::make_shared<const core::Exchange>(std::move(read)));
  }

  void footer(const json& line) {
    if (line.at("exchanges") != result_.exchanges.size() ||
        line.at("judgements") != result_.judgements.size()) {
      throw core::BadInput({"the footer counts other lines than the file has: some were added or removed"});
    }
    if (line.at("sha256") != digest_.hex()) {
      throw core::BadInput({"the SHA-256 of the lines is not the footer's: the file was changed"});
    }
    result_.footer = read_footer(line);
    withhold_blame(result_);
    ended_ = true;
  }

  RunResult& result_;
  std::set<std::uint64_t> ids_;
  core::Sha256 digest_;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace

struct EvidenceWriter::State {
  std::ofstream file;
  std::ostream* out = nullptr;
  std::string trouble;
  Lines lines;

  void put(const std::string& line) {
    if (!out || !trouble.empty()) return;
    errno = 0;
    *out << line << std::flush;
    if (!*out) trouble = errno != 0 ? std::strerror(errno) : "writing failed";
  }
};

EvidenceWriter::EvidenceWriter() : state_(std::make_unique<State>()) {}
EvidenceWriter::~EvidenceWriter() = default;

core::Result<std::unique_ptr<EvidenceWriter>> EvidenceWriter::open(const std::string& path) {
  std::unique_ptr<EvidenceWriter> writer(new EvidenceWriter);
  if (path == "-") {
    writer->state_->out = &std::cout;
  } else if (!path.empty()) {
    errno = 0;
    writer->state_->file.open(path, std::ios::binary | std::ios::trunc);
    if (!writer->state_->file) {
      return core::Error{std::string("the evidence file cannot be written: ") + std::strerror(errno), path,
                         "name a file in a folder that exists and is writable"};
    }
    writer->state_->out = &writer->state_->file;
  }
  return writer;
}

void EvidenceWriter::header(const RunHeader& header, const std::vector<Requirement>& requirements) {
  state_->put(state_->lines.header(header, requirements));
}
void EvidenceWriter::exchange(const core::Exchange& exchange) {
  state_->put(state_->lines.exchange(exchange));
}
void EvidenceWriter::judgement(const Judgement& judgement) {
  state_->put(state_->lines.judgement(judgement));
}
void EvidenceWriter::footer(const RunFooter& footer) { state_->put(state_->lines.footer(footer)); }
const std::string& EvidenceWriter::trouble() const { return state_->trouble; }

std::string write_evidence(const RunResult& result) {
  Lines lines;
  std::string text = lines.header(result.header, result.requirements);
  const auto verdicts = std::count(result.line_order.begin(), result.line_order.end(), std::uint64_t{0});
  const bool known = verdicts == std::ssize(result.judgements) &&
                     std::ssize(result.line_order) - verdicts == std::ssize(result.exchanges);
  if (!known) {  // not read from a stream, or changed since
    for (const auto& exchange : result.exchanges) text += lines.exchange(*exchange);
    for (const Judgement& judgement : result.judgements) text += lines.judgement(judgement);
    return text + lines.footer(result.footer);
  }
  auto judgement = result.judgements.begin();
  for (const std::uint64_t id : result.line_order) {
    text += id == 0 ? lines.judgement(*judgement++) : lines.exchange(*result.exchange(id));
  }
  return text + lines.footer(result.footer);
}

core::Result<RunResult> read_evidence(std::string_view name, std::string_view text) {
  RunResult result;
  Reader reader(result);
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    const std::string where = std::string(name) + ":" + std::to_string(number);
    const bool cut = end == std::string_view::npos;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(cut ? text.size() : end + 1);
    if (cut && !core::parse_json(line, line_limits())) break;  // half a line is what a kill leaves
    try {
      reader.take(line);
    } catch (const core::BadInput& bad) {
      return core::Error{bad.error.what, where, bad.error.hint};
    } catch (const json::exception& bad) {
      return core::Error{"not a line of evidence: " + core::printable(bad.what()), where};
    }
  }
  if (!reader.begun()) {
    return core::Error{"there is no header line", std::string(name) + ":1",
                       "give an evidence.ndjson of wes-assay"};
  }
  if (!reader.ended()) {
    result.footer.why_incomplete = "no footer: the run was cut off";
    result.footer.requests = result.exchanges.size();
    result.footer.finished = result.header.started;
    for (const core::ExchangePtr& exchange : result.exchanges)
      result.footer.finished = std::max(result.footer.finished, exchange->timings.received);
    result.footer.stopped = result.footer.finished;
  }
  return result;
}

}  // namespace assay::reports
