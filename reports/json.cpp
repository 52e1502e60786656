// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "reports/capabilities.hpp"
#include "reports/root_causes.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

namespace assay::reports {
namespace {

using nlohmann::ordered_json;

ordered_json object_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  ordered_json object = ordered_json::object();
  for (const auto& [key, value] : pairs) object[key] = value;
  return object;
}

// Every word is there, with 0 where it did not occur.
ordered_json counts_of(const Counts& counts, int unjudged) {
  ordered_json object = ordered_json::object();
  for (int word = 0; word <= static_cast<int>(Verdict::error); ++word) {
    const auto verdict = static_cast<Verdict>(word);
    object[std::string(name(verdict))] = of(counts, verdict);
  }
  object["not_judged"] = unjudged;
  return object;
}

ordered_json exchange_of(const RunResult& result, std::uint64_t id) {
  const core::ExchangePtr e = result.exchange(id);
  if (!e) return {{"id", id}};
  ordered_json object = {{"id", e->id}, {"method", e->request.method}, {"target", e->request.target}};
  object["status"] = e->response ? ordered_json(e->response->status) : ordered_json(nullptr);
  object["fault"] = core::name(e->fault);
  object["microseconds"] = (e->timings.received - e->timings.started).count();
  object["curl"] = curl_line(result.header, *e);
  return object;
}

ordered_json judgement_of(const RunResult& result, const Judgement& judgement) {
  ordered_json findings = ordered_json::array();
  for (const Finding& f : judgement.findings) {
    ordered_json exchanges = ordered_json::array();
    for (const std::uint64_t id : f.exchanges) exchanges.push_back(exchange_of(result, id));
    findings.push_back({{"reason", f.reason},
                        {"message", f.message},
                        {"expected", f.expected},
                        {"actual", f.actual},
                        {"pointers", f.pointers},
                        {"exchanges", exchanges}});
    if (!f.elsewhere.empty()) findings.back()["elsewhere"] = f.elsewhere;
    if (f.verdict) findings.back()["verdict"] = name(*f.verdict);
  }
  ordered_json object = {{"check", judgement.check},
                         {"verdict", name(judgement.verdict)},
                         {"reason", judgement.reason},
                         {"findings", findings},
                         {"exchanges", judgement.exchanges}};
  if (judgement.known) object["known"] = {{"was", name(judgement.known->was)}, {"why", judgement.known->why}};
  return object;
}

ordered_json row_of(const RunResult& result, const Row& row) {
  ordered_json cite = ordered_json::array();
  for (const Citation& c : row.requirement.cite)
    cite.push_back({{"document", c.document}, {"place", c.place}});
  ordered_json judgements = ordered_json::array();
  for (const Judgement* judgement : row.judgements) judgements.push_back(judgement_of(result, *judgement));
  return {{"id", row.requirement.id},
          {"area", row.requirement.area},
          {"level", row.requirement.level},
          {"says", row.requirement.says},
          {"cite", cite},
          {"verdict", row.verdict ? name(*row.verdict) : "not_judged"},
          {"judgements", judgements}};
}

ordered_json causes_of(const RunResult& result) {
  ordered_json list = ordered_json::array();
  for (const RootCause& cause : root_causes(result)) {
    list.push_back({{"text", cause.text},
                    {"advice", cause.advice},
                    {"undecided", cause.requirements.size() - cause.broken},
                    {"broken", cause.broken},
                    {"requirements", cause.requirements},
                    {"exchanges", cause.exchanges}});
  }
  return list;
}

}  // namespace

std::string write_json(const RunResult& result) {
  const RunHeader& h = result.header;
  const RunFooter& f = result.footer;
  const Summary summary = summarise(result);
  ordered_json areas = ordered_json::array();
  for (const AreaCounts& area : summary.areas) {
    areas.push_back({{"area", area.area}, {"counts", counts_of(area.counts, area.unjudged)}});
  }
  ordered_json rows = ordered_json::array();
  for (const Row& row : summary.rows) rows.push_back(row_of(result, row));
  ordered_json declared = ordered_json::array();
  for (const Capability& c : capabilities(result)) {
    declared.push_back({{"name", c.name},
                        {"state", name(c.state)},
                        {"declared", c.declared},
                        {"observed", c.observed},
                        {"exchanges", c.exchanges}});
  }
  const ordered_json report = {{"format", "wes-assay-report/1"},
                               {"verdict", run_word(result).key},
                               {"exit_code", exit_code(result)},
                               {"sentence", verdict_sentence(result)},
                               {"policy_breaks", policy_breaks(result)},
                               {"counts", counts_of(summary.counts, summary.unjudged)},
                               {"run",
                                {{"suite_version", h.suite_version},
                                 {"target", h.target},
                                 {"dialect", h.dialect},
                                 {"wes_version", h.wes_version},
                                 {"version_reason", h.version_reason},
                                 {"profile", h.profile},
                                 {"policy", h.policy},
                                 {"seed", h.seed},
                                 {"requirement_set", h.requirement_set},
                                 {"requirement_digest", h.requirement_digest},
                                 {"clock", h.clock},
                                 {"started", core::to_iso8601(h.started)},
                                 {"finished", core::to_iso8601(f.finished)},
                                 {"complete", f.complete},
                                 {"why_incomplete", f.why_incomplete},
                                 {"unseen", f.unseen},
                                 {"allow_undecided", h.allow_undecided},
                                 {"requests", f.requests},
                                 {"runs_created", f.runs_created},
                                 {"warnings", f.warnings},
                                 {"config", object_of(h.config)},
                                 {"environment", object_of(h.environment)}}},
                               {"causes", causes_of(result)},
                               {"capabilities", declared},
                               {"areas", areas},
                               {"requirements", rows}};
  // Bytes that are not UTF-8 become U+FFFD; evidence.ndjson keeps them.
  return report.dump(2, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace assay::reports
