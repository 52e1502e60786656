// SPDX-License-Identifier: Apache-2.0
// Every source is formatted, and what people read first in a repository is there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/document.hpp"
#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"
#include "tests/support/tree.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

// Other releases of clang-format break lines at other places, so that only this one decides.
constexpr const char* formatter = "clang-format-14";

Outcome check_format(const std::string& list) {
  return run_shell("cd '" + source_path() + "' && xargs " + formatter + " --dry-run --Werror <'" + list +
                   "'");
}

TEST(Format, EverySourceIsFormatted) {
  if (run_shell(std::string(formatter) + " --version").code != 0)
    GTEST_SKIP() << formatter << " is not installed: the format of the sources was NOT checked "
                 << "(script/setup --tests installs it)";
  const TemporaryFolder folder;
  std::string paths;
  for (const SourceFile& file : source_files({".cpp", ".hpp"})) paths += file.path + "\n";
  EXPECT_GT(std::count(paths.begin(), paths.end(), '\n'), 300);
  const Outcome outcome = check_format(folder.write("paths", paths));
  EXPECT_EQ(outcome.code, 0) << outcome.err << "\nRun " << formatter << " -i on these files.";
  const std::string bad = folder.write("bad.cpp", "int  f( ) { return 1 ; }\n");
  const std::string style = "--style=file:" + source_path(".clang-format") + "\n";
  EXPECT_NE(check_format(folder.write("bad", style + bad + "\n")).code, 0);
}

// The first form that a reader meets is the one for a wrong verdict, and every form asks something.
TEST(Habits, IssueFormsAskAndTheWrongVerdictComesFirst) {
  std::vector<std::string> forms;
  for (const SourceFile& file : source_files({".yml"})) {
    if (!file.path.starts_with(".github/ISSUE_TEMPLATE/") || file.path.ends_with("/config.yml")) continue;
    forms.push_back(file.path);
    const core::Document form = core::load_document(file.path, file.text).value();
    for (const char* member : {"name", "description", "body"})
      EXPECT_NE(form.root.find(member), nullptr) << file.path << " lacks " << member;
    int required = 0;
    for (const core::Node& question : form.root.find("body")->items) {
      EXPECT_NE(question.find("id"), nullptr) << file.path;
      EXPECT_NE(question.find("attributes")->find("label"), nullptr) << file.path;
      required += question.find("validations")->find("required")->scalar == "true";
    }
    EXPECT_GT(required, 0) << file.path;
  }
  ASSERT_GE(forms.size(), 3u);
  EXPECT_THAT(forms.front(), HasSubstr("wrongly-blamed"));
}

TEST(Habits, TheCitationNamesTheProjectAndItsVersion) {
  const std::string text = core::read_file(source_path("CITATION.cff")).value();
  const core::Document citation = core::load_document("CITATION.cff", text).value();
  const std::string build = core::read_file(source_path("CMakeLists.txt")).value();
  EXPECT_THAT(build, HasSubstr("project(wes_assay VERSION " + citation.root.find("version")->scalar + " "));
  for (const core::Node& author : citation.root.find("authors")->items)
    EXPECT_NE(author.find("name"), nullptr) << "an author is an entity, not a person";
}

}  // namespace
}  // namespace assay::tests
