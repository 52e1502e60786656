// SPDX-License-Identifier: Apache-2.0
// The tree follows the tables of docs/architecture.md.
#include "tests/lint/arrows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "tests/support/tree.hpp"

namespace assay::tests {
namespace {

std::vector<std::string> quoted_includes(const std::string& text) {
  static const std::regex line(R"(^\s*#include\s+["<]([^">]+)[">])", std::regex::multiline);
  std::vector<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), line); at != std::sregex_iterator(); ++at)
    found.push_back((*at)[1]);
  return found;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

bool is_product(const SourceFile& file) { return file.folder() != "tests" && file.folder() != "docs"; }

const Arrows& page() {
  static const Arrows arrows = [] {
    for (const auto& file : source_files({".md"})) {
      if (file.path == "docs/architecture.md") return Arrows(file.text);
    }
    throw std::runtime_error("there is no docs/architecture.md");
  }();
  return arrows;
}

// From room to room, of the product as it is.
std::vector<std::pair<std::string, std::string>> edges() {
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& file : source_files({".cpp", ".hpp"})) {
    if (!is_product(file)) continue;
    for (const auto& include : quoted_includes(file.text)) {
      const auto *from = page().room_of(file.path), *to = page().room_of(include);
      if (from && to && from != to) found.emplace_back(from->folder, to->folder);
    }
  }
  return found;
}

TEST(Arrows, IncludesFollowThePage) {
  int checked = 0;
  for (const auto& file : source_files({".cpp", ".hpp"})) {
    EXPECT_NE(page().room_of(file.path), nullptr) << file.path << " is in no folder of docs/architecture.md";
    for (const auto& include : quoted_includes(file.text)) {
      ++checked;
      EXPECT_EQ(page().broken_by(file.path, include), "");
    }
  }
  EXPECT_GT(checked, 1000);
}

TEST(Arrows, NoCircleOfFolders) {
  EXPECT_EQ(circle_in(edges()), "");
  EXPECT_GT(edges().size(), 300u);
}

// Where a folder has rows for what is in it, each folder in it has one: what is not named could be a circle.
TEST(Arrows, EveryFolderOfASplitOneHasItsRow) {
  std::set<std::string> split;
  for (const auto& room : page().rooms()) {
    if (room.folder.find('/') != std::string::npos)
      split.insert(room.folder.substr(0, room.folder.find('/')));
  }
  EXPECT_TRUE(split.contains("mock_server"));
  for (const auto& file : source_files({".cpp", ".hpp"})) {
    if (!is_product(file) || !split.contains(file.folder())) continue;
    const auto* room = page().room_of(file.path);
    ASSERT_NE(room, nullptr) << file.path;
    EXPECT_TRUE(room->folder == folder_of(file.path) || room->folder.find('*') != std::string::npos)
        << folder_of(file.path) << " has no row in docs/architecture.md";
  }
}

TEST(Arrows, ThePageNamesNoArrowThatNobodyTakes) {
  std::map<std::string, std::vector<std::string>> taken;
  for (const auto& [from, to] : edges()) taken[from].push_back(to);
  for (const auto& room : page().rooms()) {
    for (const auto& folder : room.may) {
      const auto is_it = [&](const std::string& to) { return to == folder || Arrows::is_below(to, folder); };
      const auto& all = taken[room.folder];
      EXPECT_TRUE(room.folder.starts_with("docs") || std::any_of(all.begin(), all.end(), is_it))
          << room.folder << " includes nothing of " << folder;
    }
  }
}

TEST(Arrows, NoFolderHasMoreFilesThanOneCanSee) {
  static const std::set<std::string> not_split_yet = {"bench", "cli",     "conformance/checks",
                                                      "core",  "reports", "conformance/rules"};
  std::map<std::string, int> files;
  for (const auto& file : source_files({".cpp", ".hpp"})) {
    if (is_product(file)) ++files[folder_of(file.path)];
  }
  for (const auto& [folder, count] : files)
    EXPECT_TRUE(count <= 40 || not_split_yet.contains(folder)) << folder << " has " << count << " files";
}

constexpr const char* small_page = R"(
| folder | what | may include |
|---|---|---|
| `core/` | words | nothing |
| `house/` | the front | core house |
| `plug/*/mock/` | one for each | core cellar |
| `tests/` | | everything |

| in `house/` | what | may include |
|---|---|---|
| `cellar/` | stores | core |
| `roof/` | tiles | core cellar |
| `roof/nest/` | birds | cellar /core roof |
)";

TEST(Arrows, TheJudgeNamesTheRule) {
  std::string page = small_page;
  page.replace(page.find("core cellar"), 11, "core house");
  const Arrows arrows(page);
  const struct {
    const char *file, *include, *rule;
  } rows[] = {
      {"house/roof/tile.cpp", "house/roof/tile.hpp", ""},
      {"house/roof/tile.cpp", "house/cellar/coal.hpp", ""},
      {"house/roof/tile.cpp", "core/text.hpp", ""},
      {"house/roof/tile.cpp", "vector", ""},
      {"house/door.cpp", "house/roof/tile.hpp", ""},
      {"tests/roof.cpp", "house/roof/tile.hpp", ""},
      {"plug/a/mock/a.cpp", "plug/a/mock/a.hpp", ""},
      {"plug/a/mock/a.cpp", "house/roof/tile.hpp", ""},
      {"house/roof/nest/egg.cpp", "core/text.hpp", ""},
      {"house/roof/nest/egg.cpp", "house/cellar/coal.hpp", ""},
      {"house/roof/nest/egg.cpp", "house/roof/tile.hpp", ""},
      // Against an arrow of the second level, in both directions.
      {"house/cellar/coal.cpp", "house/roof/tile.hpp",
       "house/cellar/coal.cpp includes house/roof/tile.hpp, and house/cellar/ may include core only "
       "(docs/architecture.md)"},
      {"house/roof/tile.cpp", "house/door.hpp",
       "house/roof/tile.cpp includes house/door.hpp, and house/roof/ may include core, house/cellar only "
       "(docs/architecture.md)"},
      {"core/text.cpp", "house/door.hpp",
       "core/text.cpp includes house/door.hpp, and core/ may include nothing of ours only "
       "(docs/architecture.md)"},
      {"plug/a/mock/a.cpp", "plug/b/mock/b.hpp",
       "plug/a/mock/a.cpp includes plug/b/mock/b.hpp, and plug/*/mock/ may include core, house only "
       "(docs/architecture.md)"},
      {"shed/a.cpp", "core/text.hpp", "shed/a.cpp is in no folder of docs/architecture.md"},
  };
  for (const auto& row : rows) EXPECT_EQ(arrows.broken_by(row.file, row.include), row.rule);
}

TEST(Arrows, ARowThatNamesNoFolderIsRefused) {
  EXPECT_THROW(Arrows{small_page}, std::runtime_error);  // plug/*/ has no cellar beside it
}

TEST(Arrows, ACircleIsFound) {
  EXPECT_EQ(circle_in({{"a", "b"}, {"a", "c"}, {"b", "c"}}), "");
  EXPECT_EQ(circle_in({{"a", "b"}, {"b", "c"}, {"c", "b"}}), "b -> c -> b");
}

}  // namespace
}  // namespace assay::tests
