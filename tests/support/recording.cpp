// SPDX-License-Identifier: Apache-2.0
#include "tests/support/recording.hpp"

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>

#include "tests/support/paths.hpp"

namespace assay::tests {
namespace {

using nlohmann::json;

// The request was captured, or stands in the curl command.
void read_request(const json& line, Recorded& recorded) {
  if (line.contains("request") && line["request"].is_object()) {
    recorded.method = line["request"]["method"];
    recorded.target = line["request"]["target"];
    return;
  }
  static const std::regex method_words(R"((?:-X|--request) ([A-Z]+))");
  static const std::regex url_words(R"(https?://[^/'" ]+(/[^'" ]*))");
  const auto command = line["command"].get<std::string>();
  std::smatch method;
  std::smatch url;
  const bool head =
      command.find(" -I ") != std::string::npos || command.find(" --head ") != std::string::npos;
  recorded.method = std::regex_search(command, method, method_words) ? method[1].str()
                    : head                                           ? "HEAD"
                                                                     : "GET";
  if (std::regex_search(command, url, url_words)) recorded.target = url[1];
}

core::Response read_response(const json& line) {
  core::Response response;
  response.status = line["status"];
  for (const json& field : line["headers"])
    response.headers.add(field[0].get<std::string>(), field[1].get<std::string>());
  response.body = line["body"];
  // The recorder put notes of its own behind some bodies; Content-Length says where they begin.
  if (const auto length = response.headers.get("Content-Length"))
    response.body.resize(std::min(response.body.size(), std::size_t{std::stoul(std::string(*length))}));
  return response;
}

// Framing is made afresh: the body is whole, and the connection stays.
void drop_framing(core::Response& response) {
  for (const auto* name : {"Content-Length", "Transfer-Encoding", "Connection"})
    response.headers.remove(name);
}

}  // namespace

std::vector<Recorded> read_recording(const std::string& file) {
  std::ifstream lines(shared_path("recordings/" + file));
  std::vector<Recorded> recording;
  for (std::string text; std::getline(lines, text);) {
    const json line = json::parse(text);
    Recorded recorded{
        .step = line["step"], .method = {}, .target = {}, .response = read_response(line["response"])};
    read_request(line, recorded);
    recording.push_back(std::move(recorded));
  }
  return recording;
}

mock::Handler replay(std::vector<Recorded> recording, const std::string& moment) {
  std::map<std::string, core::Response> answers;
  for (auto& recorded : recording) {
    drop_framing(recorded.response);
    const auto key = recorded.method + " " + recorded.target;
    if (recorded.step <= moment) {
      answers[key] = std::move(recorded.response);
    } else {
      answers.emplace(key, std::move(recorded.response));
    }
  }
  return [answers = std::move(answers)](const core::Request& request) {
    mock::Answer answer;
    const auto found = answers.find(request.method + " " + request.target);
    if (found != answers.end()) {
      answer.response = found->second;
      // Whoever frames the answer counts the body that a GET would have.
      const auto whole = answers.find("GET " + request.target);
      if (request.method == "HEAD" && whole != answers.end() &&
          whole->second.status == answer.response.status)
        answer.response.body = whole->second.body;
    } else {
      answer.response = {503, "", 11, {{"Content-Type", "text/plain"}}, "not recorded"};
    }
    return answer;
  };
}

core::Time moment_of(const std::vector<Recorded>& recording, const std::string& moment) {
  core::Time time{};
  for (const auto& recorded : recording) {
    const auto date = recorded.response.headers.get("Date");
    if (recorded.step <= moment && date) core::from_http_date(std::string(*date), time);
  }
  if (time == core::Time{}) throw std::runtime_error("no recorded answer up to " + moment + " has a Date");
  return time;
}

}  // namespace assay::tests
