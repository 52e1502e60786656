// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/framing.hpp"

#include <algorithm>
#include <map>

#include "core/http/field_list.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

struct FieldRow {
  std::string_view note;  // a glob over a wire note
  const char* reason;
  const char* message;
  const char* expected;
};
constexpr FieldRow lies[] = {
    {"content-length and transfer-encoding", "two-lengths",
     "an answer has both Content-Length and Transfer-Encoding", "one of the two"},
    {"content-length on *", "length-on-bodiless", "an answer that cannot have a body has a Content-Length",
     "no Content-Length"},
    {"transfer-encoding on *", "coding-on-bodiless",
     "an answer that cannot have a body has a Transfer-Encoding", "no Transfer-Encoding"},
    {"* bytes after the response", "bytes-after-body", "bytes follow the end that the framing announced",
     "nothing after the body"},
    {"body on 204", "body-on-bodiless", "an answer that cannot have a body has one", "no body"},
    {"body on 304", "body-on-bodiless", "an answer that cannot have a body has one", "no body"},
};
constexpr FieldRow untidy[] = {
    {"content-length repeated", "length-repeated", "Content-Length comes twice", "one Content-Length"},
    {"folded header line", "folded-line", "a header line is folded", "one line a field"},
    {"bare LF", "bare-lf", "a line of the head ends with LF alone", "CR LF"},
    {"header name with space", "blank-before-colon", "a blank stands before the colon of a header line",
     "no blank"},
};

template <std::size_t N>
void add_notes(std::vector<Finding>& findings, const ExchangePtr& exchange, const FieldRow (&rows)[N]) {
  for (const std::string& note : exchange->wire_notes) {
    for (const FieldRow& row : rows) {
      if (!core::glob_match(row.note, note)) continue;
      merge_finding(findings,
                    finding(exchange, row.reason, row.message, row.expected, core::printable(note)));
    }
  }
}

struct Seen {
  std::vector<ExchangePtr> cut = {};
  bool whole = false;
};

// One request that is cut short each time it is sent, while others of its operation arrive whole in between:
// no network does that.
constexpr std::size_t kOftenCut = 5;
void add_short_targets(std::vector<Finding>& findings, const std::vector<ExchangePtr>& exchanges) {
  std::map<std::string, Seen> targets;
  for (const ExchangePtr& exchange : exchanges) {
    if (exchange->operation.empty() || exchange->request.method != "GET") continue;
    Seen& seen = targets[exchange->user + " " + exchange->request.target];
    if (ended_inside_body(*exchange)) seen.cut.push_back(exchange);
    seen.whole = seen.whole || (exchange->response && !seen.cut.empty());  // before, it may have been another
  }
  for (const auto& [target, seen] : targets) {
    if (seen.whole || seen.cut.size() < kOftenCut) continue;
    const core::Exchange& first = *seen.cut.front();
    const bool others_pass = std::any_of(exchanges.begin(), exchanges.end(), [&](const ExchangePtr& each) {
      return each->response && each->operation == first.operation &&
             each->timings.sent > first.timings.sent &&
             each->timings.received < seen.cut.back()->timings.received;
    });
    if (!others_pass) continue;
    for (const ExchangePtr& exchange : seen.cut) {
      merge_finding(findings, finding(exchange, "body-too-short-of-one",
                                      "each answer to one request for " + exchange->operation +
                                          " ends before its Content-Length, while others arrive whole",
                                      "as many bytes as announced", core::printable(exchange->fault_text)));
    }
  }
}

// One broken connection is a matter of the network; the same operation cut short each time is not.
void add_short_bodies(std::vector<Finding>& findings, const std::vector<ExchangePtr>& exchanges) {
  std::map<std::string, Seen> operations;
  for (const ExchangePtr& exchange : exchanges) {
    if (exchange->operation.empty()) continue;
    Seen& seen = operations[exchange->operation];
    if (ended_inside_body(*exchange)) seen.cut.push_back(exchange);
    seen.whole = seen.whole || core::status_of(*exchange) / 100 == 2;  // refusals are other answers
  }
  for (const auto& [operation, seen] : operations) {
    if (seen.whole || seen.cut.size() < 2) continue;
    for (const ExchangePtr& exchange : seen.cut) {
      merge_finding(findings, finding(exchange, "body-too-short",
                                      "each answer of " + operation + " ends before its Content-Length",
                                      "as many bytes as announced", core::printable(exchange->fault_text)));
    }
  }
}

bool says_close(const core::Exchange& exchange) {
  return exchange.response && !core::keeps_alive(exchange.response->headers, exchange.response->version);
}

}  // namespace

bool ended_inside_body(const core::Exchange& exchange) {
  return !exchange.response && exchange.fault_text.find(" bytes of the body") != std::string::npos;
}

std::vector<Finding> framing_lies(const std::vector<ExchangePtr>& exchanges) {
  std::vector<Finding> findings;
  for (const ExchangePtr& exchange : exchanges) {
    add_notes(findings, exchange, lies);
    if (exchange->fault == core::TransportFault::framing && !exchange->operation.empty()) {
      merge_finding(findings, finding(exchange, "not-http", "an answer is not HTTP/1.1",
                                      "an answer that can be framed", core::printable(exchange->fault_text)));
    }
  }
  add_short_bodies(findings, exchanges);
  add_short_targets(findings, exchanges);
  return findings;
}

std::vector<Finding> untidy_heads(const std::vector<ExchangePtr>& exchanges) {
  std::vector<Finding> findings;
  for (const ExchangePtr& exchange : exchanges) add_notes(findings, exchange, untidy);
  return findings;
}

Parting parting(const core::Exchange& before, const core::Exchange& after) {
  Parting seen;
  const bool again =
      std::any_of(after.wire_notes.begin(), after.wire_notes.end(),
                  [](const std::string& note) { return note.starts_with("the kept connection was closed"); });
  seen.parted = again || before.connection != after.connection;
  seen.announced = says_close(before);
  return seen;
}

bool has_closed(const core::Exchange& raw) {
  return !raw.wire_notes.empty() && raw.wire_notes.back().ends_with("closed");
}

bool has_left_over(const core::Exchange& raw) {
  return !raw.wire_notes.empty() && raw.wire_notes.back().find(" bytes left over, ") != std::string::npos;
}

}  // namespace assay::conformance
