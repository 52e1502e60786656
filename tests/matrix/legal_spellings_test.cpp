// SPDX-License-Identifier: Apache-2.0
// The mock, spelled otherwise: other orders, other digits, other framing. All of it is legal, none is blamed.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "mock_server/site/site.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using nlohmann::ordered_json;
using reports::Verdict;

struct Spelling {
  const char* says;
  std::function<void(const core::Request&, mock::Answer&)> answer = {};
  std::function<std::string(std::string)> wire = {};
};

bool is_json(const core::Response& answer) {
  return answer.headers.get("Content-Type").value_or("").find("json") != std::string_view::npos;
}

using Edit = std::function<ordered_json(ordered_json)>;

// Each object of a body, the inner ones first.
ordered_json each_object(ordered_json value, const Edit& edit) {
  if (value.is_object() || value.is_array()) {
    for (ordered_json& part : value) part = each_object(std::move(part), edit);
  }
  return value.is_object() ? edit(std::move(value)) : value;
}

std::function<void(const core::Request&, mock::Answer&)> objects(Edit edit) {
  return [change = std::move(edit)](const core::Request&, mock::Answer& answer) {
    if (!is_json(answer.response) || answer.response.body.empty()) return;
    answer.response.body = each_object(ordered_json::parse(answer.response.body), change).dump();
  };
}

std::function<void(const core::Request&, mock::Answer&)> texts(
    std::function<std::string(const std::string&)> edit) {
  return [change = std::move(edit)](const core::Request&, mock::Answer& answer) {
    if (is_json(answer.response) && !answer.response.body.empty())
      answer.response.body = change(answer.response.body);
  };
}

std::function<void(const core::Request&, mock::Answer&)> without(std::vector<std::string> names) {
  return objects([wanted = std::move(names)](ordered_json object) {
    for (const std::string& name : wanted) object.erase(name);
    return object;
  });
}

std::function<void(const core::Request&, mock::Answer&)> with_fields(std::vector<core::Header> fields) {
  return [more = std::move(fields)](const core::Request&, mock::Answer& answer) {
    for (const core::Header& field : more) answer.response.headers.add(field.name, field.value);
  };
}

std::string in_escapes(const std::string& body) {
  std::string text;
  bool in_string = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (in_string && body[i] == '\\') {
      text += body[i++];
    } else if (body[i] == '"') {
      in_string = !in_string;
    } else if (in_string && (body[i] == 'a' || body[i] == '/')) {
      text += body[i] == 'a' ? "\\u0061" : "\\/";
      continue;
    }
    text += body[i];
  }
  return text;
}

std::string reversed(const std::string& body) {
  return each_object(ordered_json::parse(body),
                     [](ordered_json object) {
                       ordered_json other = ordered_json::object();
                       std::vector<std::string> names;
                       for (const auto& [name, value] : object.items()) names.insert(names.begin(), name);
                       for (const std::string& name : names) other[name] = object[name];
                       return other;
                     })
      .dump();
}

struct Parts {
  std::string head;  // with the empty line
  std::string body;
};
Parts parts_of(const std::string& bytes) {
  const std::size_t end = bytes.find("\r\n\r\n") + 4;
  return {bytes.substr(0, end), bytes.substr(end)};
}

// Each header line by `edit`; the status line and the empty line stay.
std::string with_lines(const std::string& bytes, const std::function<std::string(std::string)>& edit) {
  const Parts parts = parts_of(bytes);
  std::string head;
  for (std::size_t at = 0; at + 2 < parts.head.size();) {
    const std::size_t end = parts.head.find("\r\n", at);
    const std::string line = parts.head.substr(at, end - at);
    head += (at == 0 || line.empty() ? line : edit(line)) + "\r\n";
    at = end + 2;
  }
  return head + "\r\n" + parts.body;
}

std::string with_name(const std::string& bytes, int (*letter)(int)) {
  return with_lines(bytes, [letter](std::string line) {
    for (char& c : line) {
      if (c == ':') break;
      c = static_cast<char>(letter(c));
    }
    return line;
  });
}

std::string with_status_line(const std::string& bytes, const std::function<std::string(std::string)>& edit) {
  const std::size_t end = bytes.find("\r\n");
  return edit(bytes.substr(0, end)) + bytes.substr(end);
}

// In chunks; what has no body keeps its head.
std::string in_chunks(const std::string& bytes, const char* size, const char* after_size,
                      const char* trailers) {
  const Parts parts = parts_of(bytes);
  if (parts.body.empty()) return bytes;
  const std::string head = with_lines(parts.head, [](std::string line) {
    return line.starts_with("Content-Length:") ? std::string("Transfer-Encoding: Chunked") : line;
  });
  std::string body;
  for (std::size_t at = 0; at < parts.body.size(); at += 100) {
    const std::string piece = parts.body.substr(at, 100);
    body += fmt::format(fmt::runtime(size), piece.size()) + after_size + "\r\n" + piece + "\r\n";
  }
  return head + body + "0" + after_size + "\r\n" + trailers + "\r\n";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

const std::vector<Spelling>& spellings() {
  static const std::vector<Spelling> all = {
      {"members in another order", texts(reversed)},
      {"white space between all tokens", texts([](const std::string& body) {
         return "\r\n\t" + ordered_json::parse(body).dump(3, '\t') + "\r\n ";
       })},
      {"letters and slashes as escapes", texts(in_escapes)},
      {"no counts of states", objects([](ordered_json object) {
         if (object.contains("system_state_counts")) object["system_state_counts"] = ordered_json::object();
         return object;
       })},
      {"versions of WES that are still to come", objects([](ordered_json object) {
         if (object.contains("supported_wes_versions")) object["supported_wes_versions"].push_back("1.9.0");
         return object;
       })},
      {"a service-info without what may be left out",
       without({"contactUrl", "documentationUrl", "createdAt", "updatedAt", "environment", "description"})},
      {"logs without commands and streams", without({"stdout", "stderr"})},
      {"errors that say much more", objects([](ordered_json object) {
         if (object.contains("status_code")) {
           object["detail"] = std::string(5000, 'x');
           object["errors"] = {{{"loc", {"body", 1}}, {"ctx", nullptr}}};
         }
         return object;
       })},
      {"members that are named as nothing is", objects([](ordered_json object) {
         if (!object.contains("message") && object.contains("run_id"))
           object["x-\u00fc \u2028"] = {{"", nullptr}};
         return object;
       })},
      {"a type in capitals, with parameters",
       [](const core::Request&, mock::Answer& answer) {
         if (is_json(answer.response))
           answer.response.headers.set("Content-Type",
                                       "Application/JSON ; Charset=\"UTF-8\" ; profile=\"a;b\"");
       }},
      {"many fields", with_fields({{"Set-Cookie", "route=a; Path=/"},
                                   {"Set-Cookie", "session=b; Path=/; HttpOnly"},
                                   {"Vary", "Accept, Accept-Encoding"},
                                   {"Strict-Transport-Security", "max-age=1"},
                                   {"Alt-Svc", "h3=\":443\""},
                                   {"X-Empty", ""},
                                   {"X-Long", std::string(4000, 'y')},
                                   {"Server-Timing", "db;dur=1"}})},
      {"a kept connection that says so", with_fields({{"Keep-Alive", "timeout=5, max=1000"}})},
      {"a connection for each request",
       [](const core::Request&, mock::Answer& answer) { answer.close = true; }},
      {"names of fields in small letters",
       {},
       [](std::string bytes) { return with_name(bytes, std::tolower); }},
      {"names of fields in capitals", {}, [](std::string bytes) { return with_name(bytes, std::toupper); }},
      {"no space after the colon",
       {},
       [](std::string bytes) {
         return with_lines(bytes, [](std::string line) { return replaced(std::move(line), ": ", ":"); });
       }},
      {"tabs around the values",
       {},
       [](std::string bytes) {
         return with_lines(
             bytes, [](std::string line) { return replaced(std::move(line), ": ", ":\t \t") + " \t"; });
       }},
      {"a 100 before the answer",
       {},
       [](std::string bytes) { return "HTTP/1.1 100 Continue\r\n\r\n" + bytes; }},
      {"hints before the answer",
       {},
       [](std::string bytes) {
         return "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n" +
                bytes;
       }},
      {"no reason",
       {},
       [](std::string bytes) {
         return with_status_line(bytes, [](const std::string& line) { return line.substr(0, 13); });
       }},
      {"a reason of its own",
       {},
       [](std::string bytes) {
         return with_status_line(
             bytes, [](const std::string& line) { return line.substr(0, 13) + "Tr\xe8s bien 404"; });
       }},
      {"a length with zeros in front",
       {},
       [](std::string bytes) {
         return replaced(std::move(bytes), "Content-Length: ", "Content-Length: 000");
       }},
      {"chunks", {}, [](std::string bytes) { return in_chunks(bytes, "{:x}", "", ""); }},
      {"chunks with sizes in capitals and zeros",
       {},
       [](std::string bytes) { return in_chunks(bytes, "000{:X}", "", ""); }},
      {"chunks with extensions",
       {},
       [](std::string bytes) { return in_chunks(bytes, "{:x}", ";name=value;quoted=\"a;\\\"b\"", ""); }},
      {"chunks with trailers",
       {},
       [](std::string bytes) {
         return in_chunks(bytes, "{:x}", "", "X-Checksum: abc\r\nServer-Timing: db;dur=1\r\n");
       }},
      {"a response in small pieces", {}, {}},
  };
  return all;
}

reports::RunResult run_of(const Spelling& spelling) {
  const auto clock = std::make_shared<core::VirtualClock>(
      core::Time(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)));
  mock::Options options;
  options.clock = clock;
  if (!spelling.answer && !spelling.wire) options.faults = {"{do: dribble, bytes: 700, interval: 1ms}"};
  const std::shared_ptr<mock::Site> site = mock::make_site(options).value();
  conformance::RunOptions suite;
  suite.base = core::parse_base_url("http://mock.invalid" + site->base_path()).value();
  suite.deadline = std::chrono::hours(24);
  suite.repeat = 1;
  const mock::Handler handler = [&](const core::Request& request) {
    mock::Answer answer = site->handle(request);
    if (spelling.answer) spelling.answer(request, answer);
    if (spelling.wire) {
      answer.edit_wire = [&spelling, before = answer.edit_wire](std::vector<mock::Output>& outputs) {
        if (before) before(outputs);
        if (!outputs.empty()) outputs.front().bytes = spelling.wire(std::move(outputs.front().bytes));
      };
    }
    return answer;
  };
  return run_on_handler(handler, suite, clock, site->habits());
}

TEST(LegalSpellings, AreBlamedForNothing) {
  for (const Spelling& spelling : spellings()) {
    SCOPED_TRACE(spelling.says);
    const reports::RunResult result = run_of(spelling);
    for (const reports::Judgement& judgement : result.judgements) {
      if (judgement.verdict != Verdict::fail && judgement.verdict != Verdict::flaky &&
          judgement.verdict != Verdict::warn && judgement.verdict != Verdict::error)
        continue;
      ADD_FAILURE() << reports::name(judgement.verdict) << " " << judgement.requirement << ": "
                    << core::printable(judgement.findings.empty() ? judgement.reason
                                                                  : judgement.findings.front().message);
    }
    EXPECT_TRUE(result.footer.complete) << result.footer.why_incomplete;
    EXPECT_EQ(reports::decided(result).undecided, 0);
  }
  EXPECT_EQ(spellings().size(), 27u);
}

}  // namespace
}  // namespace assay::cli
