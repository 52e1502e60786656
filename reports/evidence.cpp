// SPDX-License-Identifier: Apache-2.0
#include "reports/evidence.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "core/files.hpp"
#include "core/json_guard.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"
#include "reports/evidence_lines.hpp"
#include "reports/refusal.hpp"
#include "reports/seal.hpp"
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
    return sealed_line(std::move(object), digest_) + "\n";
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
      footer(line, text);
    } else {
      throw core::BadInput({"the kind of line is not known", "", "a newer wes-assay may have written it"});
    }
    if (!ended_) seal_.add(text);
  }

  // Answers come out of order when several requests are under way; a result has them in order of sending.
  void sort_exchanges() {
    const auto before = [](const core::ExchangePtr& a, const core::ExchangePtr& b) { return a->id < b->id; };
    std::sort(result_.exchanges.begin(), result_.exchanges.end(), before);
  }

  bool begun() const { return begun_; }
  bool ended() const { return ended_; }

  // What a line said of the others, once all are there. Ids are given one by one, and what was under way at
  // the end of a run has one and no line: so some are missing, and never many more than there are lines.
  void check_counts() const {
    const std::uint64_t most = result_.exchanges.size() + most_missing;
    if (!result_.exchanges.empty() && result_.exchanges.back()->id > most)
      throw core::BadInput({"an exchange has the id " + std::to_string(result_.exchanges.back()->id) +
                            ", far above the number of exchanges"});
    const RunFooter& footer = result_.footer;
    if (footer.requests > most || footer.runs_created > footer.requests)
      throw core::BadInput({"the footer counts requests or runs that the lines cannot have been"});
  }

 private:
  static constexpr std::uint64_t most_missing = 100'000;

  void exchange(core::Exchange read) {
    const std::uint64_t id = read.id;
    if (id == 0 || !ids_.insert(id).second) throw core::BadInput({"an exchange has the id of another"});
    result_.line_order.push_back(id);
    result_.exchanges.push_back(std::make_shared<const core::Exchange>(std::move(read)));
  }

  void footer(const json& line, std::string_view text) {
    if (line.at("exchanges") != result_.exchanges.size() ||
        line.at("judgements") != result_.judgements.size()) {
      throw core::BadInput({"the footer counts other lines than the file has: some were added or removed"});
    }
    if (!seal_.closes_with(text))
      throw core::BadInput({"the SHA-256 of the lines is not the footer's: the file was changed"});
    result_.footer = read_footer(line);
    sort_exchanges();
    withhold_blame(result_);
    ended_ = true;
  }

  RunResult& result_;
  std::set<std::uint64_t> ids_;
  Seal seal_;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace

namespace {

core::Error cannot_write(const std::string& path, int number) {
  return {"the evidence file cannot be written: " + std::generic_category().message(number), path,
          "name a file in a folder that exists and is writable"};
}

// Whether this is the evidence of a check that did not come to its end and had begun to make runs.
bool holds_live_runs(std::string_view text) {
  if (!text.starts_with(R"({"t":"header")") || text.find("\n{\"t\":\"footer\"") != std::string_view::npos)
    return false;
  const std::size_t exchanges = text.find("\n{\"t\":\"exchange\"");
  return exchanges != std::string_view::npos &&
         text.find(R"("request":{"method":"POST")", exchanges) != std::string_view::npos;
}

// Makes a regular file empty, where that loses nothing that is needed and nobody else writes it.
core::Result<void> take_over(int file, const std::string& path) {
  if (::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return core::Error{"the evidence file is being written by another program", path, "name another file"};
  const auto before = core::read_file(path, most_evidence_bytes);
  if (before && holds_live_runs(*before))
    return core::Error{
        "the evidence file is of a check that did not end, and whose runs may be alive", path,
        "`wes-assay cleanup " + path + "` cancels them; then remove the file, or name another"};
  if (::ftruncate(file, 0) != 0) return cannot_write(path, errno);
  return {};
}

}  // namespace

struct EvidenceWriter::State {
  int file = -1;
  std::string trouble = {};
  Lines lines = {};

  ~State() {
    if (file >= 0) ::close(file);
  }
  // What goes nowhere is not made.
  template <class... Of>
  void put(std::string (Lines::*line)(Of...), const auto&... of) {
    if (file >= 0) write((lines.*line)(of...));
  }
  void write(std::string_view line) {
    while (trouble.empty() && !line.empty()) {
      const ssize_t written = ::write(file, line.data(), line.size());
      if (written < 0 && errno != EINTR) trouble = std::generic_category().message(errno);
      if (written > 0) line.remove_prefix(static_cast<std::size_t>(written));
    }
  }
};

EvidenceWriter::EvidenceWriter() : state_(std::make_unique<State>()) {}
EvidenceWriter::~EvidenceWriter() = default;

core::Result<std::unique_ptr<EvidenceWriter>> EvidenceWriter::open(const std::string& path) {
  std::unique_ptr<EvidenceWriter> writer(new EvidenceWriter);
  int& file = writer->state_->file;
  if (path == "-") {
    file = ::dup(STDOUT_FILENO);
    if (file < 0) return cannot_write("stdout", errno);
  } else if (!path.empty()) {
    struct stat facts = {};
    const bool special = ::stat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode);
    file = special ? ::open(path.c_str(), O_WRONLY | O_CLOEXEC)
                   : ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) return cannot_write(path, errno);
    if (special) return writer;
    if (const auto taken = take_over(file, path); !taken) return taken.error();
  }
  return writer;
}

void EvidenceWriter::header(const RunHeader& header, const std::vector<Requirement>& requirements) {
  state_->put(&Lines::header, header, requirements);
}
void EvidenceWriter::exchange(const core::Exchange& exchange) { state_->put(&Lines::exchange, exchange); }
void EvidenceWriter::judgement(const Judgement& judgement) { state_->put(&Lines::judgement, judgement); }
void EvidenceWriter::footer(const RunFooter& footer) { state_->put(&Lines::footer, footer); }
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
  try {
    reader.sort_exchanges();
    reader.check_counts();
  } catch (const core::BadInput& bad) {
    return core::Error{bad.error.what, std::string(name) + ":" + std::to_string(number)};
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
