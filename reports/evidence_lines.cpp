// SPDX-License-Identifier: Apache-2.0
#include "reports/evidence_lines.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/json_range.hpp"
#include "core/redact.hpp"
#include "core/result.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array faults = {core::TransportFault::none,     core::TransportFault::resolve,
                               core::TransportFault::connect,  core::TransportFault::tls,
                               core::TransportFault::timeout,  core::TransportFault::closed,
                               core::TransportFault::framing,  core::TransportFault::too_large,
                               core::TransportFault::redirect, core::TransportFault::cancelled};

std::string decode_base64(std::string_view coded) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (coded.ends_with('=')) coded.remove_suffix(1);
  std::string bytes;
  unsigned bits = 0;
  int held = 0;
  for (const char c : coded) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) throw core::BadInput({"a base64 text holds another character"});
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffffu;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> held & 0xffu);
    }
  }
  return bytes;
}

constexpr auto* to_text = &text_as_json;
constexpr auto* read_text = &text_of_json;

ordered_json texts(const std::vector<std::string>& all) {
  ordered_json list = ordered_json::array();
  for (const std::string& one : all) list.push_back(to_text(one));
  return list;
}

std::vector<std::string> read_texts(const json& list) {
  std::vector<std::string> all;
  for (const json& one : list) all.push_back(read_text(one));
  return all;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

ordered_json pairs_json(const Pairs& all) {
  ordered_json list = ordered_json::array();
  for (const auto& [key, value] : all) list.push_back(ordered_json::array({to_text(key), to_text(value)}));
  return list;
}

Pairs read_pairs(const json& list) {
  Pairs all;
  for (const json& pair : list) all.emplace_back(read_text(pair.at(0)), read_text(pair.at(1)));
  return all;
}

ordered_json headers(const core::Headers& all) {
  Pairs fields;
  for (const core::Header& header : all) fields.emplace_back(header.name, header.value);
  return pairs_json(fields);
}

core::Headers read_headers(const json& list) {
  core::Headers all;
  for (auto& [field, value] : read_pairs(list)) all.add(std::move(field), std::move(value));
  return all;
}

std::int64_t micros(core::Time time) { return time.time_since_epoch().count(); }

core::TransportFault read_fault(const std::string& word) {
  const auto found =
      std::find_if(faults.begin(), faults.end(), [&](auto fault) { return core::name(fault) == word; });
  if (found == faults.end())
    throw core::BadInput({"\"" + core::printable(word) + "\" is no transport fault"});
  return *found;
}

ordered_json finding(const Finding& f) {
  ordered_json line = {{"reason", to_text(f.reason)},     {"message", to_text(f.message)},
                       {"expected", to_text(f.expected)}, {"actual", to_text(f.actual)},
                       {"pointers", texts(f.pointers)},   {"exchanges", f.exchanges}};
  if (f.verdict) line["verdict"] = name(*f.verdict);
  if (!f.elsewhere.empty()) line["elsewhere"] = texts(f.elsewhere);
  return line;
}

Finding read_finding(const json& f) {
  Finding read{read_text(f.at("reason")),    read_text(f.at("message")),
               read_text(f.at("expected")),  read_text(f.at("actual")),
               read_texts(f.at("pointers")), f.at("exchanges").get<std::vector<std::uint64_t>>()};
  if (f.contains("elsewhere")) read.elsewhere = read_texts(f.at("elsewhere"));
  if (f.contains("verdict")) read.verdict = verdict_from(f.at("verdict").get<std::string>());
  return read;
}

// Cut between two characters where the body is UTF-8, so that the part is still text.
std::string_view first_part(std::string_view body) {
  std::size_t size = evidence_body_cap;
  while (size > evidence_body_cap - 4 && (static_cast<unsigned char>(body[size]) & 0xc0) == 0x80) --size;
  return body.substr(0, size);
}

void add_body(ordered_json& message, const std::string& body, const std::optional<core::CutBody>& cut) {
  if (!cut && body.size() > evidence_body_cap) {
    message["body"] = to_text(std::string(first_part(body)));
    message["body_size"] = body.size();
    message["body_sha256"] = core::sha256_hex(body);
    return;
  }
  message["body"] = to_text(body);
  if (!cut) return;
  message["body_size"] = cut->size;
  message["body_sha256"] = cut->sha256;
}

std::optional<core::CutBody> read_cut(const json& message) {
  if (!message.contains("body_size")) return std::nullopt;
  return core::CutBody{core::count_in(message, "body_size", INT64_MAX),
                       message.at("body_sha256").get<std::string>()};
}

ordered_json words(const std::vector<Verdict>& all) {
  ordered_json list = ordered_json::array();
  for (const Verdict verdict : all) list.push_back(name(verdict));
  return list;
}

ordered_json requirement(const Requirement& r) {
  Pairs cite;
  for (const Citation& citation : r.cite) cite.emplace_back(citation.document, citation.place);
  return {{"id", to_text(r.id)},
          {"area", to_text(r.area)},
          {"level", to_text(r.level)},
          {"says", to_text(r.says)},
          {"cite", pairs_json(cite)}};
}

Requirement read_requirement(const json& r) {
  Requirement read{
      read_text(r.at("id")), read_text(r.at("area")), read_text(r.at("level")), read_text(r.at("says")), {}};
  for (auto& [document, place] : read_pairs(r.at("cite")))
    read.cite.push_back({std::move(document), std::move(place)});
  return read;
}

}  // namespace

ordered_json text_as_json(const std::string& bytes) {
  if (core::is_valid_utf8(bytes)) return bytes;
  return ordered_json::object({{"base64", core::base64(bytes)}});
}

std::string text_of_json(const json& value) {
  return value.is_object() ? decode_base64(value.at("base64").get_ref<const std::string&>())
                           : value.get<std::string>();
}

ordered_json header_line(const RunHeader& h, const std::vector<Requirement>& requirements) {
  ordered_json rows = ordered_json::array();
  for (const Requirement& r : requirements) rows.push_back(requirement(r));
  ordered_json line = {
      {"t", "header"},
      {"format", evidence_format},
      {"suite_version", to_text(h.suite_version)},
      {"requirement_set", to_text(h.requirement_set)},
      {"requirement_digest", to_text(h.requirement_digest)},
      {"target", to_text(h.target)},
      {"dialect", to_text(h.dialect)},
      {"wes_version", to_text(h.wes_version)},
      {"version_reason", to_text(h.version_reason)},
      {"profile", to_text(h.profile)},
      {"policy", to_text(h.policy)},
      {"seed", h.seed},
      {"clock", to_text(h.clock)},
      {"started", micros(h.started)},
      {"config", pairs_json(h.config)},
      {"environment", pairs_json(h.environment)},
      {"settings", h.settings.empty() ? ordered_json::object() : ordered_json::parse(h.settings)},
      {"body_cap", evidence_body_cap},
      {"requirements", rows}};
  if (!h.fail_on.empty()) line["fail_on"] = words(h.fail_on);
  if (h.allow_undecided != most_undecided) line["allow_undecided"] = h.allow_undecided;
  return line;
}

RunHeader read_header(const json& line, std::vector<Requirement>& requirements) {
  if (line.at("format") != evidence_format) {
    throw core::BadInput({"the format is " + core::printable(line.at("format").dump()), "",
                          "this program reads " + std::string(evidence_format)});
  }
  for (const json& r : line.at("requirements")) requirements.push_back(read_requirement(r));
  RunHeader h;
  h.suite_version = read_text(line.at("suite_version"));
  h.requirement_set = read_text(line.at("requirement_set"));
  h.requirement_digest = read_text(line.at("requirement_digest"));
  h.target = read_text(line.at("target"));
  h.dialect = read_text(line.at("dialect"));
  h.wes_version = read_text(line.at("wes_version"));
  h.version_reason = read_text(line.at("version_reason"));
  h.profile = read_text(line.at("profile"));
  h.policy = read_text(line.at("policy"));
  h.seed = core::count_in(line, "seed");
  h.clock = read_text(line.at("clock"));
  h.started = core::time_in(line, "started");
  h.config = read_pairs(line.at("config"));
  h.environment = read_pairs(line.at("environment"));
  for (const json& word : line.value("fail_on", json::array()))
    h.fail_on.push_back(verdict_from(word.get<std::string>()));
  h.allow_undecided = line.value("allow_undecided", most_undecided);
  if (line.contains("settings") && !line.at("settings").empty()) h.settings = line.at("settings").dump();
  return h;
}

ordered_json exchange_line(const core::Exchange& e) {
  ordered_json line = {{"t", "exchange"},
                       {"id", e.id},
                       {"check", to_text(e.check)},
                       {"ask", e.ask},
                       {"operation", to_text(e.operation)},
                       {"user", to_text(e.user)},
                       {"request",
                        {{"method", to_text(e.request.method)},
                         {"target", to_text(e.request.target)},
                         {"headers", headers(e.request.headers)}}}};
  add_body(line["request"], e.request.body, e.request.cut);
  if (!e.request.raw.empty()) line["request"]["raw"] = to_text(e.request.raw);
  if (e.response) {
    line["response"] = {{"status", e.response->status},
                        {"reason", to_text(e.response->reason)},
                        {"version", e.response->version},
                        {"headers", headers(e.response->headers)}};
    add_body(line["response"], e.response->body, e.response->cut);
  }
  line["fault"] = core::name(e.fault);
  line["fault_text"] = to_text(e.fault_text);
  line["started"] = micros(e.timings.started);
  line["sent"] = micros(e.timings.sent);
  line["received"] = micros(e.timings.received);
  line["connection"] = e.connection;
  line["reused_connection"] = e.reused_connection;
  if (!e.tls_peer.empty()) line["tls_peer"] = to_text(e.tls_peer);
  if (e.attempt > 1) line["attempt"] = e.attempt;
  line["leaked"] = texts(e.leaked);
  line["wire_notes"] = texts(e.wire_notes);
  return line;
}

core::Exchange read_exchange(const json& line) {
  core::Exchange e;
  e.id = core::count_in(line, "id", INT64_MAX);
  e.check = read_text(line.at("check"));
  if (line.contains("ask")) e.ask = core::count_in(line, "ask", INT64_MAX);
  e.operation = read_text(line.at("operation"));
  e.user = read_text(line.at("user"));
  const json& request = line.at("request");
  e.request = {read_text(request.at("method")), read_text(request.at("target")),
               read_headers(request.at("headers")), read_text(request.at("body")), read_cut(request)};
  if (request.contains("raw")) e.request.raw = read_text(request.at("raw"));
  if (line.contains("response")) {
    const json& response = line.at("response");
    e.response = core::Response{static_cast<int>(core::whole_in(response, "status", 100, 999)),
                                read_text(response.at("reason")),
                                static_cast<int>(core::whole_in(response, "version", 10, 11)),
                                read_headers(response.at("headers")),
                                read_text(response.at("body")),
                                read_cut(response)};
  }
  e.fault = read_fault(line.at("fault").get<std::string>());
  e.fault_text = read_text(line.at("fault_text"));
  e.timings = {core::time_in(line, "started"), core::time_in(line, "sent"), core::time_in(line, "received")};
  e.connection = core::count_in(line, "connection");
  e.reused_connection = line.at("reused_connection").get<bool>();
  if (line.contains("tls_peer")) e.tls_peer = read_text(line.at("tls_peer"));
  if (line.contains("attempt")) e.attempt = static_cast<int>(core::whole_in(line, "attempt", 1, 1000));
  e.leaked = read_texts(line.at("leaked"));
  e.wire_notes = read_texts(line.at("wire_notes"));
  return e;
}

ordered_json judgement_line(const Judgement& j) {
  ordered_json findings = ordered_json::array();
  for (const Finding& f : j.findings) findings.push_back(finding(f));
  const Verdict word = j.known ? j.known->was : j.verdict;
  ordered_json line = {
      {"t", "judgement"},        {"requirement", to_text(j.requirement)}, {"check", to_text(j.check)},
      {"verdict", name(word)},   {"reason", to_text(j.reason)},           {"findings", findings},
      {"exchanges", j.exchanges}};
  if (!j.because.seen.empty())
    line["because"] = {{"seen", to_text(j.because.seen)}, {"advice", to_text(j.because.advice)}};
  if (j.known) line["expected"] = to_text(j.known->why);
  return line;
}

Judgement read_judgement(const json& line) {
  Judgement j;
  j.requirement = read_text(line.at("requirement"));
  j.check = read_text(line.at("check"));
  j.verdict = verdict_from(line.at("verdict").get<std::string>());
  j.reason = read_text(line.at("reason"));
  for (const json& f : line.at("findings")) j.findings.push_back(read_finding(f));
  j.exchanges = line.at("exchanges").get<std::vector<std::uint64_t>>();
  if (line.contains("because"))
    j.because = {read_text(line.at("because").at("seen")), read_text(line.at("because").at("advice"))};
  if (line.contains("expected")) {
    j.known = Known{j.verdict, read_text(line.at("expected"))};
    j.verdict = Verdict::expected;
  }
  return j;
}

ordered_json footer_line(const RunFooter& f) {
  ordered_json line = {{"t", "footer"},
                       {"finished", micros(f.finished)},
                       {"complete", f.complete},
                       {"why_incomplete", to_text(f.why_incomplete)},
                       {"requests", f.requests},
                       {"runs_created", f.runs_created},
                       {"warnings", texts(f.warnings)}};
  if (!f.baseline_trouble.empty()) line["baseline_trouble"] = texts(f.baseline_trouble);
  if (f.stopped != core::Time{}) line["stopped"] = micros(f.stopped);
  if (!f.unseen.empty()) line["unseen"] = texts(f.unseen);
  if (!f.only_refusal.empty()) line["only_refusal"] = to_text(f.only_refusal);
  return line;
}

RunFooter read_footer(const json& line) {
  return {core::time_in(line, "finished"),
          line.at("complete").get<bool>(),
          read_text(line.at("why_incomplete")),
          core::count_in(line, "requests", INT64_MAX),
          core::count_in(line, "runs_created", INT64_MAX),
          read_texts(line.at("warnings")),
          read_texts(line.value("baseline_trouble", json::array())),
          line.contains("stopped") ? core::time_in(line, "stopped") : core::Time{},
          read_texts(line.value("unseen", json::array())),
          line.contains("only_refusal") ? read_text(line.at("only_refusal")) : std::string()};
}

}  // namespace assay::reports
