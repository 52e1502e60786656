// SPDX-License-Identifier: Apache-2.0
#include "bench/judge.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/json_guard.hpp"

namespace assay::bench {
namespace {

constexpr std::string_view outcome_names[outcomes] = {
    "right",         "throttled",     "status",  "content_type", "body",    "other_run",
    "illegal_state", "left_terminal", "framing", "closed",       "timeout", "connect"};
constexpr int word_bits = 5;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// A cursor over the simplest of JSON: spaces and strings without escapes.
struct Cursor {
  const char* at;
  const char* end;

  void spaces() {
    while (at != end && is_space(*at)) ++at;
  }
  bool take(char c) {
    spaces();
    if (at == end || *at != c) return false;
    ++at;
    return true;
  }
  bool string(std::string_view& text) {
    if (!take('"')) return false;
    const char* from = at;
    while (at != end && *at != '"') {
      if (*at == '\\' || static_cast<unsigned char>(*at) < 0x20) return false;
      ++at;
    }
    if (at == end) return false;
    text = {from, static_cast<std::size_t>(at - from)};
    ++at;
    return true;
  }
};

}  // namespace

std::string_view name(Outcome outcome) { return outcome_names[static_cast<std::size_t>(outcome)]; }

bool needs_no_escapes(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

bool scan_status(std::string_view body, const schemas::Readings& names, StatusBody& status) {
  Cursor cursor{body.data(), body.data() + body.size()};
  if (!cursor.take('{')) return false;
  bool id = false, state = false;
  do {
    std::string_view member, value;
    if (!cursor.string(member) || !cursor.take(':') || !cursor.string(value)) return false;
    if (member == names.run_id && !id) {
      status.run_id = value;
      id = true;
    } else if (member == names.state && !state) {
      status.state = value;
      state = true;
    } else {
      return false;
    }
  } while (cursor.take(','));
  if (!cursor.take('}')) return false;
  cursor.spaces();
  return id && state && cursor.at == cursor.end;
}

bool parse_status(std::string_view body, const schemas::Readings& names, std::string& run_id,
                  std::string& state) {
  const auto json = core::parse_json(body);
  if (!json || !json->is_object()) return false;
  const auto id = json->find(names.run_id);
  const auto word = json->find(names.state);
  if (id == json->end() || word == json->end() || !id->is_string() || !word->is_string()) return false;
  run_id = id->get<std::string>();
  state = word->get<std::string>();
  return true;
}

Judge::Judge(const schemas::Dialect& dialect)
    : names_(dialect.readings),
      before_id_("{\"" + names_.run_id + "\":\""),
      before_state_("\",\"" + names_.state + "\":\"") {
  for (const schemas::StateWord& state : dialect.states) {
    if (state.terminal) terminal_ |= 1u << words_.size();
    words_.push_back(state.word);
  }
  if (const schemas::Operation* status = dialect.operation("GetRunStatus")) success_ = status->success;
}

int Judge::word_of(std::string_view text) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (words_[i] == text) return static_cast<int>(i);
  }
  return -1;
}

int Judge::usual_state(std::string_view body, const PolledRun& run) const {
  constexpr std::string_view end = R"("})";
  const std::size_t around = before_id_.size() + run.id.size() + before_state_.size() + end.size();
  if (!run.plain || body.size() < around || !body.starts_with(before_id_) || !body.ends_with(end)) return -1;
  body.remove_prefix(before_id_.size());
  if (!body.starts_with(run.id)) return -1;
  body.remove_prefix(run.id.size());
  if (!body.starts_with(before_state_)) return -1;
  body.remove_prefix(before_state_.size());
  body.remove_suffix(end.size());
  return word_of(body);
}

Outcome Judge::of_head(const ResponseHead& head, int success) {
  if (head.status == 429 || (head.status == 503 && head.retry_after >= 0)) return Outcome::throttled;
  if (head.status != success) return Outcome::status;
  return head.json ? Outcome::right : Outcome::content_type;
}

Outcome Judge::operator()(PolledRun& run, const ResponseHead& head, std::string_view body, std::int64_t sent,
                          std::int64_t received, int* state) const {
  if (const Outcome outcome = of_head(head, success_); outcome != Outcome::right) return outcome;
  int index = usual_state(body, run);
  if (index < 0) {
    StatusBody seen;
    std::string id, word;  // own what `seen` points at after the slow way
    if (!scan_status(body, names_, seen)) {
      if (!parse_status(body, names_, id, word)) return Outcome::body;
      seen = {id, word};
    }
    if (seen.run_id != run.id) return Outcome::other_run;
    index = word_of(seen.state);
    if (index < 0) return Outcome::illegal_state;
  }
  if (state) *state = index;

  const auto entry =
      static_cast<std::uint64_t>(received) << word_bits | static_cast<std::uint64_t>(index + 1);
  std::uint64_t known = run.terminal.load(std::memory_order_acquire);
  if (known == 0 && is_terminal(index))
    run.terminal.compare_exchange_strong(known, entry, std::memory_order_acq_rel);
  if (known == 0) return Outcome::right;
  const bool after = sent >= static_cast<std::int64_t>(known >> word_bits);
  const bool same = (known & ((1u << word_bits) - 1)) == static_cast<std::uint64_t>(index + 1);
  return after && !same ? Outcome::left_terminal : Outcome::right;
}

}  // namespace assay::bench
