// SPDX-License-Identifier: Apache-2.0
// What clients send to a mock, to its control API, and what its author writes.
#include "core/document.hpp"
#include "core/paced_clock.hpp"
#include "mock_server/control/control.hpp"
#include "mock_server/faults/fault.hpp"
#include "mock_server/http/multipart.hpp"
#include "mock_server/script/scenario.hpp"
#include "mock_server/serving/connection.hpp"
#include "mock_server/setup/auth.hpp"
#include "mock_server/site/site.hpp"
#include "schemas/dialect.hpp"
#include "tests/fuzz/harness.hpp"

namespace assay::fuzz {
namespace {

std::string_view take_until(std::string_view& bytes, std::string_view mark) {
  const std::size_t end = bytes.find(mark);
  const std::string_view taken = bytes.substr(0, end);
  bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + mark.size());
  return taken;
}

constexpr core::Time noon = core::Time(std::chrono::hours(500'000));

mock::Options small_site() {
  mock::Options options;
  options.clock = std::make_shared<core::PacedClock>(noon);
  options.journal = 20;
  return options;
}

constexpr std::size_t most_moves = 200;

}  // namespace

// The first byte chooses a dialect, who may call, and what happens to what is not valid.
void site(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto mode = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  static constexpr const char* dialects[] = {"", "wes/1.0.0", "cavatica-wes", "healthomics", "sevenbridges"};
  static constexpr const char* auths[] = {"none", "basic", "bearer", "header:X-Token"};
  mock::Options options = small_site();
  options.dialect = dialects[mode % 5];
  options.auth = mock::parse_auth(auths[mode / 5 % 4]).value();
  if (mode & 128) options.on_invalid = mock::OnInvalid::warn;
  std::string violation;
  options.validate_answers = true;
  options.accident_log = [&](const mock::Accident& accident) { violation = accident.operation; };
  const auto made = mock::make_site(options);
  must(made.has_value(), "no mock");
  mock::Connection connection(**made);
  connection.feed(bytes);
  connection.finish();
  must(violation.empty(), "a response of " + violation + " breaks its own schema");
}

// Lines of method and path, then a body, then a line of "--".
void control(std::string_view bytes) {
  const auto made = mock::make_site(small_site()).value();
  mock::Control api(*made, "http://127.0.0.1:1", mock::Guard("token", 2));
  for (int i = 0; i < 6 && !bytes.empty(); ++i) {
    core::Request request;
    request.method = take_until(bytes, "\n");
    request.target = mock::Control::base_path + std::string(take_until(bytes, "\n"));
    request.headers = {{"Host", "127.0.0.1:2"}, {"Authorization", "Bearer token"}};
    request.headers.add("Content-Type", "application/json");
    request.body = take_until(bytes, "\n--\n");
    if (request.target.find("wait") != std::string::npos) return;      // it takes its time
    if (request.body.find("population") != std::string::npos) return;  // and memory, as its author wants
    const int status = api.handle(request).response.status;
    must(status >= 200 && status < 500,
         request.method + " " + request.target + " is answered with " + std::to_string(status));
  }
}

// A file, then runs that live by it until nothing is left to happen.
void scenario(std::string_view bytes) {
  static const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  const auto document = core::load_document("s.yaml", std::string(bytes));
  if (!document) return;
  const auto loaded = mock::load_scenario(*document, *dialect);
  must(loaded.has_value() == mock::scenario_mistakes(*document, *dialect).empty(),
       "mistakes, and yet loaded");
  if (!loaded || bytes.find("population") != std::string_view::npos) return;
  mock::Options options = small_site();
  options.scenario_text = bytes;
  const auto clock = std::make_shared<core::PacedClock>(noon);
  options.clock = clock;
  const auto made = mock::make_site(options);
  if (!made) return;
  core::Request request{"POST", (*made)->base_path() + "/runs"};
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body = "workflow_url=https://x.example/slow.cwl&workflow_type=CWL&workflow_type_version=v1.2";
  for (int i = 0; i < 3; ++i) (*made)->handle(request);
  mock::run_until_idle(*clock, **made, most_moves);
  must((*made)->handle({"GET", (*made)->base_path() + "/runs"}).response.status > 0, "no answer");
}

// The content type, a line break, the body.
void form(std::string_view bytes) {
  const std::string type(take_until(bytes, "\n"));
  const auto parts = mock::parse_multipart(type, bytes);
  if (!parts) return;
  for (const mock::Part& part : *parts) {
    if (!part.filename || !mock::check_attachment_name(*part.filename)) continue;
    const std::string below = ("/" + *part.filename).append("/");
    must(below.find("/../") == std::string::npos && part.filename->front() != '/', "a name that climbs");
  }
}

}  // namespace assay::fuzz
