// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <pugixml.hpp>

#include "core/files.hpp"
#include "core/text.hpp"
#include "reports/writer.hpp"
#include "tests/support/fixed_result.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::reports {
namespace {

struct Counted {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
};

Counted attributes_of(const pugi::xml_node& node) {
  return {node.attribute("tests").as_int(-1), node.attribute("failures").as_int(-1),
          node.attribute("errors").as_int(-1), node.attribute("skipped").as_int(-1)};
}

Counted elements_of(const pugi::xml_node& suite) {
  Counted counted;
  for (const pugi::xml_node& test : suite.children("testcase")) {
    ++counted.tests;
    counted.failures += test.child("failure") ? 1 : 0;
    counted.errors += test.child("error") ? 1 : 0;
    counted.skipped += test.child("skipped") ? 1 : 0;
  }
  return counted;
}

void expect_equal(const Counted& a, const Counted& b) {
  EXPECT_EQ(a.tests, b.tests);
  EXPECT_EQ(a.failures, b.failures);
  EXPECT_EQ(a.errors, b.errors);
  EXPECT_EQ(a.skipped, b.skipped);
}

pugi::xml_document parsed(const RunResult& result) {
  pugi::xml_document document;
  const auto outcome = document.load_string(write_junit(result).c_str(), pugi::parse_full);
  EXPECT_TRUE(outcome) << outcome.description();
  return document;
}

TEST(Junit, TheFiguresOfTheHeadAreThoseOfTheCases) {
  const auto document = parsed(test::fixed_result());
  const pugi::xml_node suites = document.child("testsuites");
  Counted all;
  int count = 0;
  for (const pugi::xml_node& suite : suites.children("testsuite")) {
    const Counted of_suite = elements_of(suite);
    expect_equal(attributes_of(suite), of_suite);
    all.tests += of_suite.tests;
    all.failures += of_suite.failures;
    all.errors += of_suite.errors;
    all.skipped += of_suite.skipped;
    ++count;
  }
  EXPECT_EQ(count, 8);
  expect_equal(attributes_of(suites), all);
  EXPECT_EQ(all.tests, 14);    // what was not selected is no case
  EXPECT_EQ(all.failures, 4);  // three requirements, one of them broken in two checks
  EXPECT_EQ(all.errors, 1);
  EXPECT_EQ(all.skipped, 5);
}

TEST(Junit, EachVerdictHasItsElement) {
  const std::vector<std::pair<Verdict, std::string>> table = {
      {Verdict::pass, ""},           {Verdict::info, "system-out"},
      {Verdict::warn, "system-out"}, {Verdict::fail, "failure"},
      {Verdict::error, "error"},     {Verdict::inconclusive, "skipped"},
      {Verdict::flaky, "skipped"},   {Verdict::not_applicable, "skipped"},
  };
  int rows = 0;
  for (const auto& [verdict, element] : table) {
    RunResult result = test::fixed_result();
    result.judgements = {{"INFO-01", "a.b", verdict, "because", {}, {}},
                         {"INFO-01", "a.c", Verdict::pass, "", {}, {}}};
    const auto document = parsed(result);
    const auto test = document.select_node("//testcase[1]").node();
    EXPECT_EQ(std::string(test.first_child().name()), element) << name(verdict);
    EXPECT_EQ(std::string(test.attribute("classname").value()), "wes-assay.service_info");
    EXPECT_EQ(std::string(test.attribute("name").value()),
              "INFO-01 service-info answers 200 without credentials [a.b]");
    result.header.profile = "certify";
    const bool undecided = verdict == Verdict::inconclusive || verdict == Verdict::flaky;
    const auto certified = parsed(result);
    EXPECT_EQ(std::string(certified.select_node("//testcase[1]").node().first_child().name()),
              undecided ? "error" : element);
    ++rows;
  }
  EXPECT_EQ(rows, 8);
}

TEST(Junit, AFailureSaysWhereAndHowToRepeatIt) {
  const auto document = parsed(test::fixed_result());
  const auto failure = document.select_node("//testcase[starts-with(@name,'PAG-01')]/failure").node();
  EXPECT_EQ(std::string(failure.attribute("type").value()), "run-repeated");
  const std::string text = failure.text().get();
  for (const char* part : {"clause: wes-1.1.0 /paths/~1runs/get", "expected: each run once",
                           "pointer: /runs/0/run_id", "curl: curl -sS -i", "page_token=two"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(Junit, ARunThatDecidedNothingIsNotGreen) {
  RunResult result = test::fixed_result();
  result.judgements.clear();
  const auto document = parsed(result);
  EXPECT_EQ(document.child("testsuites").attribute("errors").as_int(), 1);
  EXPECT_EQ(document.child("testsuites").attribute("tests").as_int(), 1);
}

bool have(const char* program) {
  return std::system(("command -v " + std::string(program) + " >/dev/null 2>&1").c_str()) == 0;
}

std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  std::string out;
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return out;
}

TEST(Junit, PythonReadsTheSameFigures) {
  if (!have("python3"))
    GTEST_SKIP() << "python3 is not installed: the second reader of JUnit XML did not run";
  const std::string path = testing::TempDir() + "/junit_test.xml";
  ASSERT_TRUE(core::write_file(path, write_junit(test::fixed_result())));
  const std::string script = testing::TempDir() + "/junit_test.py";
  ASSERT_TRUE(core::write_file(script,
                               "import sys, xml.etree.ElementTree as tree\n"
                               "root = tree.parse(sys.argv[1]).getroot()\n"
                               "print(*(len(root.findall('.//' + e)) for e in "
                               "('testcase', 'failure', 'error', 'skipped')))\n"));
  EXPECT_EQ(output_of("python3 " + core::shell_quote(script) + " " + core::shell_quote(path)), "14 4 1 5\n");
}

TEST(Junit, XmllintFindsItValidByTheSchemaOfCiServers) {
  if (!have("xmllint")) GTEST_SKIP() << "xmllint is not installed: the third reader of JUnit XML did not run";
  RunResult partial = test::fixed_result();
  partial.footer.complete = false;
  partial.judgements.resize(3);
  int files = 0;
  for (const RunResult& result : {test::fixed_result(), partial, RunResult{}}) {
    const tests::TemporaryFolder folder;
    const std::string xml = folder.write("junit.xml", write_junit(result));
    const std::string schema = tests::source_path("tests/data/reports/junit.xsd");
    const tests::Outcome outcome = tests::run_shell("xmllint --noout --schema " + core::shell_quote(schema) +
                                                    " " + core::shell_quote(xml));
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    ++files;
  }
  EXPECT_EQ(files, 3);
}

}  // namespace
}  // namespace assay::reports
