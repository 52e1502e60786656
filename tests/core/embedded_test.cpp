// SPDX-License-Identifier: Apache-2.0
#include "core/embedded.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/files.hpp"
#include "tests/support/paths.hpp"

namespace assay::core {
namespace {

TEST(Embedded, HoldsTheFilesOfTheRepositoryByteForByte) {
  std::size_t ran = 0;
  for (const std::string_view path : embedded_paths("")) {
    const auto original = read_file(tests::source_path(std::string(path)));
    ASSERT_TRUE(original) << original.error().text();
    EXPECT_TRUE(embedded_file(path) == *original) << path << " differs: is the build up to date?";
    ++ran;
  }
  EXPECT_EQ(ran, embedded_rows().size());
  EXPECT_GT(ran, 0u);
}

TEST(Embedded, ListsPathsByPrefixInOrder) {
  const auto schemas = embedded_paths("schemas/");
  ASSERT_FALSE(schemas.empty());
  EXPECT_TRUE(std::ranges::is_sorted(schemas));
  EXPECT_TRUE(
      std::ranges::all_of(schemas, [](std::string_view path) { return path.starts_with("schemas/"); }));
  EXPECT_LT(schemas.size(), embedded_rows().size());
  EXPECT_TRUE(std::ranges::count(schemas, "schemas/wes/1.1.0/openapi.yaml") == 1);
  EXPECT_TRUE(embedded_paths("no-such-folder/").empty());
}

TEST(Embedded, KnowsNoOtherPath) {
  EXPECT_EQ(embedded_file("schemas"), std::nullopt);
  EXPECT_EQ(embedded_file(""), std::nullopt);
  EXPECT_EQ(embedded_file("schemas/openapi.hpp"), std::nullopt);
}

}  // namespace
}  // namespace assay::core
