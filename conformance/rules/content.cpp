// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/content.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/json_foreign.hpp"
#include "core/text.hpp"
#include "schemas/pointer.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::size_t kMostPlaces = 20;

// Takes every text that follows the grammar, whatever its size.
class Grammar final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_object() override { return true; }
  bool end_array() override { return true; }
  bool key(string_t&) override { return true; }
  // 406: a number beyond double, after which the parser cannot go on (where the text is no UTF-8 either).
  bool parse_error(std::size_t, const std::string&, const json::exception& why) override {
    too_large_ = why.id == 406;
    return false;
  }
  bool too_large() const { return too_large_; }

 private:
  bool too_large_ = false;
};

bool follows_grammar(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return false;
  Grammar grammar;
  return json::sax_parse(text.begin(), text.end(), &grammar) || grammar.too_large();
}

// Beyond ASCII only strings may hold bytes, so that a stand-in keeps the grammar as it is.
std::string in_ascii(std::string_view text) {
  std::string ascii(text);
  for (char& c : ascii) {
    if (static_cast<unsigned char>(c) > 0x7f) c = '?';
  }
  return ascii;
}

bool is_integer_member(std::string_view name) { return name == "exit_code" || name == "status_code"; }

void look_at(const json& value, const std::string& pointer, std::vector<std::string>& found) {
  constexpr double beyond = 9.2e18;  // an integer of more digits is not held as one: it may be written well
  if (!value.is_number_float() || found.size() >= kMostPlaces) return;
  const double number = value.get<double>();
  if (number == std::floor(number) && std::abs(number) < beyond) found.push_back(pointer);
}

void walk(const json& value, const std::string& at, std::vector<std::string>& found) {
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) walk(value[i], at + "/" + std::to_string(i), found);
  }
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.items()) {
    const std::string pointer = schemas::join(at, name);
    if (name == "outputs" || name == "request") continue;  // the user's own
    if (name == "system_state_counts" && member.is_object()) {
      for (const auto& [state, count] : member.items()) look_at(count, schemas::join(pointer, state), found);
    } else if (is_integer_member(name)) {
      look_at(member, pointer, found);
    } else {
      walk(member, pointer, found);
    }
  }
}

}  // namespace

JsonText read_json_text(std::string_view body) {
  JsonText text;
  core::ForeignFacts facts;
  auto parsed = core::parse_foreign_json(body, &facts);
  text.byte_order_mark = facts.byte_order_mark;
  text.invalid_utf8 = facts.invalid_utf8;
  if (!parsed && facts.invalid_utf8) {
    if (body.starts_with(kMark)) body.remove_prefix(kMark.size());
    const std::string ascii = in_ascii(body);
    facts = {};
    parsed = core::parse_json(ascii, {}, &facts);
    if (!parsed && !follows_grammar(ascii)) text.malformed = parsed.error().what;
  } else if (!parsed) {
    if (body.starts_with(kMark)) body.remove_prefix(kMark.size());
    if (!follows_grammar(body)) text.malformed = parsed.error().what;
  }
  text.duplicates = std::move(facts.duplicate_members);
  text.unholdable = std::move(facts.unholdable);
  return text;
}

bool claims_json(const core::Exchange& exchange) {
  if (exchange.response && exchange.response->cut) return false;  // its end is not there to be read
  if (!exchange.response || exchange.request.method == "HEAD") return false;
  const core::Response& answer = *exchange.response;
  const auto coding = answer.headers.get("Content-Encoding");
  if (coding && !core::equal_without_case(*coding, "identity")) return false;
  if (answer.status != 200 && answer.body.empty()) return false;
  const std::string type = core::media_type(answer.headers.get("Content-Type").value_or(""));
  if (type == "application/json" || type.ends_with("+json")) return true;
  std::string_view body = answer.body;
  if (body.starts_with(kMark)) body.remove_prefix(kMark.size());
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  return answer.status == 200 && first != std::string_view::npos &&
         (body[first] == '{' || body[first] == '[');
}

std::string unreadable(const core::Exchange& exchange) {
  if (!exchange.response || exchange.response->body.empty()) return "";
  const core::Response& answer = *exchange.response;
  const std::string coding = core::media_type(answer.headers.get("Content-Encoding").value_or(""));
  if (!coding.empty() && coding != "identity" && untrue_coding(answer).kind == CodingFault::Kind::none)
    return "the body is coded (" + core::shortened(core::printable(coding), 40) +
           "), and the suite reads none";
  std::string_view body = answer.body;
  if (body.starts_with(kMark)) body.remove_prefix(kMark.size());
  const auto parsed = core::parse_foreign_json(body);
  return parsed || !follows_grammar(body) ? "" : "the suite cannot hold the body: " + parsed.error().what;
}

std::vector<std::string> integers_written_otherwise(const json& body) {
  std::vector<std::string> found;
  walk(body, "", found);
  return found;
}

CodingFault untrue_coding(const core::Response& response) {
  const std::string label = core::media_type(response.headers.get("Content-Encoding").value_or(""));
  const bool is_gzip = response.body.starts_with("\x1f\x8b");
  const bool says_gzip = label == "gzip" || label == "x-gzip";
  if (is_gzip && !says_gzip) {
    return {CodingFault::Kind::untrue, "the body is gzip and no Content-Encoding says so", label};
  }
  if (says_gzip && !is_gzip && !response.body.empty()) {
    return {CodingFault::Kind::untrue, "the body is labelled gzip and is not gzip", label};
  }
  const bool is_coded = !label.empty() && label != "identity" && !says_gzip;
  if (is_coded && core::parse_foreign_json(response.body))
    return {CodingFault::Kind::untrue,
            "the body is labelled " + core::printable(label) + " and is plain JSON", label};
  return {CodingFault::Kind::none, "", label};
}

CodingFault coding_fault(const core::Response& response, std::string_view asked) {
  CodingFault untrue = untrue_coding(response);
  if (untrue.kind != CodingFault::Kind::none) return untrue;
  const std::string& label = untrue.coding;
  const bool says_gzip = label == "gzip" || label == "x-gzip";
  if (label.empty() || label == "identity" || label == asked || (says_gzip && asked == "gzip")) return {};
  return {CodingFault::Kind::not_asked_for, "the content coding was not asked for", label};
}

}  // namespace assay::conformance
