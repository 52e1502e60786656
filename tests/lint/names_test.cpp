// SPDX-License-Identifier: Apache-2.0
// A unity build compiles the files of one folder together: what stands in their anonymous namespaces shares
// one scope, so that a name is unique in its folder. A name that is there twice is often one helper written
// twice.
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "core/text.hpp"
#include "tests/support/tree.hpp"

namespace assay::tests {
namespace {

// "Form no_url(const Form& form) {" -> "no_url(const Form&)": names of parameters do not tell overloads
// apart.
std::string signature(const std::string& name, const std::string& parameters) {
  static const std::regex parameter(R"(\s+\w+\s*(=[^,]*)?(,|$))");
  return name + "(" + std::regex_replace(parameters, parameter, "$2") + ")";
}

// What a file declares in its anonymous namespaces, functions with the types of their parameters.
std::vector<std::string> hidden_names(const std::string& text) {
  static const std::regex function(
      R"(^[\w:][\w:<>,&*\[\] ]*[ &*](\w+)\(([^()]*(\([^()]*\)[^()]*)*)\)[^;]*\{)");
  static const std::regex constant(R"(^(constexpr|const|static)\s[^(={]*?(\w+)(\[[^\]]*\])?\s*(=|\{))");
  static const std::regex type(R"(^(struct|class|enum class) (\w+))");
  std::vector<std::string> names;
  bool hidden = false;
  std::istringstream lines(text);
  std::smatch found;
  for (std::string line; std::getline(lines, line);) {
    if (line == "namespace {") hidden = true;
    if (line == "}  // namespace") hidden = false;
    if (!hidden || line.empty() || line[0] == ' ' || line[0] == '}' || line[0] == '#' || line[0] == '/')
      continue;
    for (std::string more;
         line.find('(') != std::string::npos && line.back() == ',' && std::getline(lines, more);)
      line += " " + more.substr(more.find_first_not_of(' '));
    if (std::regex_search(line, found, type)) {
      names.push_back(found[2]);
    } else if (std::regex_search(line, found, constant) && found[2] != "struct") {
      names.push_back(found[2]);
    } else if (std::regex_search(line, found, function)) {
      names.push_back(signature(found[1], found[2]));
    }
  }
  return names;
}

TEST(Names, AreUniqueInTheirFolder) {
  std::map<std::string, std::map<std::string, std::set<std::string>>> folders;
  std::size_t seen = 0;
  for (const SourceFile& file : source_files({".cpp"})) {
    if (file.folder() == "tests" || file.folder() == "docs") continue;
    for (const std::string& name : hidden_names(file.text)) {
      ++seen;
      folders[file.path.substr(0, file.path.rfind('/'))][name].insert(file.path);
    }
  }
  for (const auto& [folder, names] : folders) {
    for (const auto& [name, files] : names)
      EXPECT_EQ(files.size(), 1u) << name << " is in " << core::joined(files);
  }
  EXPECT_GT(seen, 1500u);
}

TEST(Names, AreSeenInEveryForm) {
  const std::string text =
      "namespace {\nconstexpr int kMost = 3;\nconstexpr Row rows[] = {\n};\nstruct Row {\n};\n"
      "Task<void> ask(CheckContext& t, int size = 3) {\n}\nstd::string joined(const Words& words,\n"
      "                   bool all) {\n}\n}  // namespace\nint open() {\n";
  const std::vector<std::string> wanted = {"kMost", "rows", "Row", "ask(CheckContext&,int)",
                                           "joined(const Words&,bool)"};
  std::vector<std::string> found = hidden_names(text);
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    std::string name = found[i];
    for (std::size_t at; (at = name.find(", ")) != std::string::npos;) name.erase(at + 1, 1);
    EXPECT_EQ(name, wanted[i]);
  }
}

}  // namespace
}  // namespace assay::tests
