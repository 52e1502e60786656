// SPDX-License-Identifier: Apache-2.0
// `check --openapi`: a document that any one schema of any one answer breaks is never green by accident.
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "core/files.hpp"
#include "schemas/openapi.hpp"
#include "selftest/in_process.hpp"
#include "tests/support/paths.hpp"

namespace assay::cli {
namespace {

using reports::Verdict;

// The document with another schema for one status of one operation; "" if the document has none there.
std::string with_schema(const std::string& document, const std::string& operation, int status,
                        const std::string& schema) {
  std::string text, at_operation, line;
  int at_status = 0;
  bool found = false;
  std::istringstream lines(document);
  while (std::getline(lines, line)) {
    std::smatch match;
    if (std::regex_search(line, match, std::regex("operationId: (\\w+)"))) at_operation = match[1];
    if (std::regex_match(line, match, std::regex(" +'(\\d{3})':"))) at_status = std::stoi(match[1]);
    const std::size_t at = line.find("schema: {$ref");
    if (at != std::string::npos && at_operation == operation && at_status == status && !found) {
      line.replace(at, std::string::npos, "schema: " + schema + "}}");
      found = true;
    }
    text += line + "\n";
  }
  return found ? text : "";
}

reports::RunResult check_by(const std::string& document) {
  InProcessRun run;
  run.suite.wes_version = "1.1.0";
  run.suite.seed = 7;
  run.suite.openapi = schemas::OpenApi::load("own.yaml", document).value();
  run.mock.auth = two_users();
  use_two_users(run.suite);
  return run_in_process(std::move(run));
}

std::string warnings_of(const reports::RunResult& result) {
  std::string all;
  for (const std::string& warning : result.footer.warnings) all += warning + "\n";
  return all;
}

TEST(OwnDocument, EverySchemaThatAnswersBreakIsBrokenAndEveryOtherIsNamed) {
  const std::string document = core::read_file(tests::source_path("schemas/wes/1.1.0/openapi.yaml")).value();
  const reports::RunResult clean = check_by(document);
  EXPECT_EQ(reports::exit_code(clean), 0);
  EXPECT_EQ(reports::roll_up(clean).at("DOC-01"), Verdict::pass);
  const std::string untouched = warnings_of(clean);
  int broken = 0, named = 0;
  for (const char* operation : {"GetServiceInfo", "ListRuns", "RunWorkflow", "GetRunLog", "GetRunStatus",
                                "ListTasks", "GetTask", "CancelRun"}) {
    for (const int status : {200, 400, 401, 403, 404, 500}) {
      const std::string other = with_schema(document, operation, status, "{type: object, required: [zzz]}");
      const std::string name = std::string(operation) + " " + std::to_string(status);
      if (other.empty()) continue;
      if (untouched.find(name) != std::string::npos) {
        ++named;
        continue;
      }
      const reports::RunResult result = check_by(other);
      EXPECT_EQ(reports::roll_up(result).at("DOC-01"), Verdict::fail) << name;
      EXPECT_EQ(reports::exit_code(result), 1) << name;
      ++broken;
    }
  }
  EXPECT_EQ(broken + named, 40);
  EXPECT_GE(broken, 20) << untouched;
}

}  // namespace
}  // namespace assay::cli
