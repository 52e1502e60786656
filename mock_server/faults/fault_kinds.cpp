// SPDX-License-Identifier: Apache-2.0
#include "mock_server/faults/fault_kinds.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "core/fields.hpp"
#include "mock_server/base/draws.hpp"
#include "mock_server/http/wire_edits.hpp"

namespace assay::mock {
namespace {

using core::Response;
using Then = Output::Then;
using Outputs = std::vector<Output>;

constexpr auto longest = std::chrono::minutes(10);

double unit(std::uint64_t lot) { return (static_cast<double>(lot >> 11) + 0.5) * 0x1p-53; }

core::Duration scaled(core::Duration time, double factor) {
  const auto most = static_cast<double>(core::Duration(longest).count());
  return core::Duration(std::llround(std::min(most, static_cast<double>(time.count()) * factor)));
}

std::string whole(const Outputs& outputs) {
  std::string bytes;
  for (const auto& output : outputs) bytes += output.bytes;
  return bytes;
}

// What was to be sent is sent up to there, and the connection ends.
void cut(const Strike& strike, Outputs& outputs, Then then) {
  const auto bytes = whole(outputs);
  const auto head = head_size(bytes);
  const auto& at = strike.fault->at;
  const auto kept = at == "before-head" ? 0 : at == "after-head" ? head : head + (bytes.size() - head) / 2;
  outputs = {{bytes.substr(0, kept), outputs.front().delay, then}};
}

void dribble(const Strike& strike, Outputs& outputs) {
  const Fault& fault = *strike.fault;
  const auto bytes = whole(outputs);
  const auto head = head_size(bytes);
  const auto begin = fault.part == "body" ? head : 0;
  const auto end = fault.part == "head" ? head : bytes.size();
  const auto then = outputs.back().then;
  const auto first_delay = outputs.front().delay;
  outputs.clear();
  if (begin > 0) outputs.push_back({bytes.substr(0, begin), first_delay});
  for (auto at = begin; at < end; at += fault.bytes)
    outputs.push_back({bytes.substr(at, std::min<std::size_t>(fault.bytes, end - at)),
                       outputs.empty() ? first_delay : fault.interval});
  if (end < bytes.size()) outputs.push_back({bytes.substr(end), fault.interval});
  outputs.back().then = then;
}

void hang(const Strike&, Outputs& outputs) { outputs = {{"", outputs.front().delay + longest, Then::reset}}; }

void garbage(const Strike& strike, Outputs& outputs) {
  std::string bytes;
  for (std::uint64_t i = 0; i < strike.fault->bytes; ++i)
    bytes += static_cast<char>(draw(strike.lot, i) & 0xFF);
  outputs = {{bytes, outputs.front().delay, Then::close}};
}

// As a server says that counts wrongly. Without a body there is nothing to count.
void set_length(Outputs& outputs, double factor) {
  auto& bytes = outputs.front().bytes;
  const auto body = bytes.size() - head_size(bytes);
  if (body > 0)
    set_field(bytes, "Content-Length",
              std::to_string(static_cast<std::size_t>(static_cast<double>(body) * factor)));
}

void bad_chunk(const Strike&, Outputs& outputs) {
  auto& bytes = outputs.front().bytes;
  if (head_size(bytes) == bytes.size()) return;
  remove_field(bytes, "Content-Length");
  chunk_body(bytes, "zz");
}

void stale(const Strike&, Outputs& outputs) {
  remove_field(outputs.front().bytes, "Connection");
  outputs.back().then = Then::close;
}

std::string retry_after(const RetryAfter& retry, core::Time now) {
  if (retry.form == RetryAfter::Form::text) return retry.text;
  if (retry.form == RetryAfter::Form::date) return core::to_http_date(now + retry.time);
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(retry.time).count());
}

void become_status(const Strike& strike, Response& response) {
  const Fault& fault = *strike.fault;
  response = *strike.as_error;
  if (fault.status == 401) response.headers.set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  if (fault.retry_after.form != RetryAfter::Form::none)
    response.headers.set("Retry-After", retry_after(fault.retry_after, strike.now));
}

void become_page(const Strike&, Response& response) {
  response = {};
  response.status = 200;
  response.headers.set("Content-Type", "text/html; charset=utf-8");
  response.body = "<!DOCTYPE html><html><title>Please wait</title><body>The gateway is busy.</body></html>";
}

// A member more, in front of those of an object; anything else is replaced.
void add_member(Response& response, const std::string& value) {
  auto& body = response.body;
  const bool object = body.starts_with('{') && body != "{}";
  body = "{\"x_fault\":" + value + (object ? "," + body.substr(1) : "}");
}

void deep_json(const Strike& strike, Response& response) {
  const auto levels = strike.fault->bytes;
  add_member(response, std::string(levels, '[') + std::string(levels, ']'));
}

void huge_json(const Strike& strike, Response& response) {
  add_member(response, "\"" + std::string(strike.fault->bytes, 'x') + "\"");
}

void gzip(const Strike&, Response& response) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib has no memory");
  std::string packed(deflateBound(&stream, response.body.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(response.body.data());
  stream.avail_in = static_cast<uInt>(response.body.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  response.body = std::move(packed);
  response.headers.set("Content-Encoding", "gzip");
}

using Serves = FaultKind::Serves;

}  // namespace

const std::vector<FaultKind>& fault_kinds() {
  static const std::vector<FaultKind> rows{
      {.word = "delay",
       .says = "The answer comes later: by a fixed time, or by one that is drawn.",
       .takes = {"time"},
       .wire = [](const Strike& strike,
                  Outputs& outputs) { outputs.front().delay += strike.fault->time.at(strike.lot); }},
      {.word = "dribble",
       .says = "The answer comes in small pieces, with a pause before each.",
       .takes = {"bytes", "interval", "part"},
       .wire = dribble},
      {.word = "hang",
       .says = "The connection stays open and nothing comes, for ten minutes.",
       .serves = Serves::by_default,
       .wire = hang},
      {.word = "reset",
       .says = "The connection is reset (RST).",
       .takes = {"at"},
       .serves = Serves::by_default,
       .wire = [](const Strike& strike, Outputs& outputs) { cut(strike, outputs, Then::reset); }},
      {.word = "close",
       .says = "The connection is closed too early, as if all had been said.",
       .takes = {"at"},
       .serves = Serves::by_default,
       .wire = [](const Strike& strike, Outputs& outputs) { cut(strike, outputs, Then::close); }},
      {.word = "garbage",
       .says = "Random bytes come in place of an answer, then the connection is closed.",
       .takes = {"bytes"},
       .serves = Serves::by_default,
       .wire = garbage},
      {.word = "short-length",
       .says = "Content-Length is half of what comes.",
       .wire = [](const Strike&, Outputs& outputs) { set_length(outputs, 0.5); }},
      {.word = "long-length",
       .says = "Content-Length is twice what comes, and the connection stays open.",
       .wire = [](const Strike&, Outputs& outputs) { set_length(outputs, 2); }},
      {.word = "bad-chunk", .says = "The body is one chunk, whose size is no number.", .wire = bad_chunk},
      {.word = "stale-keep-alive",
       .says = "The connection is closed after the answer, and nothing said so.",
       .wire = stale},
      {.word = "status",
       .says = "A gateway answers in place of the service: 429, 503, 401, any from 400 to 599.",
       .takes = {"status", "retry_after"},
       .serves = Serves::on_demand,
       .response = become_status},
      {.word = "page",
       .says = "A gateway answers 200 with a page of HTML in place of the service.",
       .serves = Serves::on_demand,
       .response = become_page},
      {.word = "content-type",
       .says = "The body is labelled as something else.",
       .takes = {"value"},
       .response = [](const Strike& strike,
                      Response& response) { response.headers.set("Content-Type", strike.fault->value); }},
      {.word = "invalid-json",
       .says = "The body is no JSON.",
       .response = [](const Strike&, Response& response) { response.body = "<html>it's down</html>"; }},
      {.word = "truncated-json",
       .says = "The body ends half way, and the framing says that this is all of it.",
       .response = [](const Strike&, Response& response) { response.body.resize(response.body.size() / 2); }},
      {.word = "deep-json",
       .says = "A member more, nested so many levels deep.",
       .takes = {"levels"},
       .response = deep_json},
      {.word = "huge-json",
       .says = "A member more, with so many bytes of text.",
       .takes = {"size"},
       .response = huge_json},
      {.word = "gzip",
       .says = "The body is compressed, whether or not the client takes that.",
       .response = gzip},
  };
  return rows;
}

const FaultKind* find_fault_kind(std::string_view word) {
  const auto& rows = fault_kinds();
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const auto& each) { return each.word == word; });
  return row == rows.end() ? nullptr : &*row;
}

std::vector<FaultWord> fault_words() {
  std::vector<FaultWord> words;
  for (const auto& kind : fault_kinds()) words.push_back({kind.word, kind.says});
  return words;
}

core::Duration Spread::at(std::uint64_t lot) const {
  switch (shape) {
    case Shape::fixed:
      break;
    case Shape::uniform:
      return first + core::Duration(std::llround(static_cast<double>((second - first).count()) * unit(lot)));
    case Shape::exponential:
      return scaled(first, -std::log(unit(lot)));
    case Shape::lognormal: {
      // Box and Muller.
      const auto angle = 2 * std::numbers::pi * unit(draw(lot, 1));
      const auto normal = std::sqrt(-2 * std::log(unit(lot))) * std::cos(angle);
      return scaled(first, std::exp(sigma * normal));
    }
  }
  return first;
}

void apply(const std::vector<Strike>& strikes, Answer& answer) {
  std::vector<Strike> on_wire;
  for (const auto& strike : strikes) {
    if (strike.fault->kind->response) strike.fault->kind->response(strike, answer.response);
    if (strike.fault->kind->wire) on_wire.push_back(strike);
  }
  if (on_wire.empty()) return;
  answer.edit_wire = [before = std::move(answer.edit_wire), on_wire](Outputs& outputs) {
    if (before) before(outputs);
    for (const auto& strike : on_wire) strike.fault->kind->wire(strike, outputs);
  };
}

}  // namespace assay::mock
