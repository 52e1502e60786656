// SPDX-License-Identifier: Apache-2.0
#include "reports/body_view.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/json_guard.hpp"
#include "core/text.hpp"
#include "reports/escape.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;

constexpr std::size_t most_line_bytes = 400;
constexpr std::size_t most_pretty_bytes = 1u << 20;  // beyond, a body is shown as it came

std::string escaped_token(std::string_view member) {
  std::string token;
  for (const char c : member) token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return token;
}

// The pointer itself, or its nearest parent that `root` has: a missing member is marked at its object.
std::string nearest(const json& root, std::string pointer) {
  while (!pointer.empty()) {
    try {
      if (root.contains(json::json_pointer(pointer))) return pointer;
    } catch (const json::exception&) {  // no JSON pointer: a pattern such as /runs/*/run_id
    }
    const std::size_t slash = pointer.rfind('/');
    pointer.erase(slash == std::string::npos ? 0 : slash);
  }
  return pointer;
}

class Printer {
 public:
  explicit Printer(const std::set<std::string>& marks) : marks_(marks) {}

  void value(const json& v, const std::string& pointer, const std::string& before, const std::string& after) {
    if (!v.is_structured() || v.empty()) {
      put(before + v.dump(-1, ' ', false, json::error_handler_t::replace) + after, pointer);
      return;
    }
    put(before + (v.is_object() ? "{" : "["), pointer);
    ++depth_;
    std::size_t left = v.size();
    for (const auto& [key, child] : v.items()) {
      const std::string label =
          v.is_object() ? json(key).dump(-1, ' ', false, json::error_handler_t::replace) + ": " : "";
      value(child, pointer + "/" + escaped_token(key), label, --left > 0 ? "," : "");
    }
    --depth_;
    put((v.is_object() ? "}" : "]") + after, "\n");
  }

  std::vector<BodyLine> lines;

 private:
  void put(const std::string& text, const std::string& pointer) {
    lines.push_back({std::string(2 * depth_, ' ') + plain(core::shortened(text, most_line_bytes)),
                     marks_.contains(pointer), 0});
  }

  const std::set<std::string>& marks_;
  std::size_t depth_ = 0;
};

std::vector<BodyLine> raw_lines(std::string_view body) {
  std::vector<BodyLine> lines;
  while (!body.empty()) {
    const std::size_t end = body.find('\n');
    std::string_view line = body.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({plain(core::shortened(line, most_line_bytes)), false, 0});
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
  }
  return lines;
}

std::vector<BodyLine> bounded(std::vector<BodyLine> lines, std::size_t most) {
  if (lines.size() <= most) return lines;
  std::vector<bool> keep(lines.size(), false);
  std::size_t kept = 0;
  const auto take = [&](std::size_t i) {
    if (i >= lines.size() || keep[i] || kept >= most) return;
    keep[i] = true;
    ++kept;
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].marked) continue;
    for (std::size_t near = i - std::min<std::size_t>(i, 3); near <= i + 3; ++near) take(near);
  }
  for (std::size_t i = 0; kept < most; ++i) take(i);
  std::vector<BodyLine> shown;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (keep[i]) {
      shown.push_back(std::move(lines[i]));
    } else if (shown.empty() || shown.back().left_out == 0) {
      shown.push_back({"", false, 1});
    } else {
      ++shown.back().left_out;
    }
  }
  return shown;
}

// The pointers of a finding are those of several answers, the first that of this one: where another stands at
// a value of another type, it is about another answer.
bool is_like_the_first(const json& body, const std::vector<std::string>& pointers, const std::string& place) {
  const json::json_pointer first(nearest(body, pointers.front()));
  return body.at(first).type() == body.at(json::json_pointer(place)).type();
}

}  // namespace

std::vector<BodyLine> view_body(std::string_view body, const std::vector<std::string>& pointers,
                                int most_lines) {
  const auto most = static_cast<std::size_t>(std::max(most_lines, 1));
  if (body.size() <= most_pretty_bytes) {
    const auto parsed = core::parse_json(body);
    if (parsed) {
      std::set<std::string> marks;
      for (const std::string& pointer : pointers) {
        std::string place = nearest(*parsed, pointer);
        if (is_like_the_first(*parsed, pointers, place)) marks.insert(std::move(place));
      }
      Printer printer(marks);
      printer.value(*parsed, "", "", "");
      return bounded(std::move(printer.lines), most);
    }
  }
  return bounded(raw_lines(body), most);
}

}  // namespace assay::reports
