// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/files.hpp"
#include "reports/attestation.hpp"
#include "reports/writer.hpp"
#include "tests/support/fixed_result.hpp"
#include "tests/support/paths.hpp"

namespace assay::reports {
namespace {

// A changed writer changes these files: script/bless rewrites them, and the difference is what a reviewer
// reads.
TEST(Golden, EveryFormatOfTheFixedResultIsAsReviewed) {
  const RunResult result = test::fixed_result();
  const bool bless = std::getenv("ASSAY_BLESS") != nullptr;
  int compared = 0;
  for (const Writer& format : writers()) {
    const std::string path = tests::source_path("tests/data/reports/fixed.") + std::string(format.extension);
    const std::string text = format.write(result);
    if (bless) {
      ASSERT_TRUE(core::write_file(path, text)) << path;
    }
    const auto golden = core::read_file(path);
    ASSERT_TRUE(golden) << path << ": run script/bless";
    EXPECT_TRUE(*golden == text) << format.name << " differs from " << path
                                 << ": run script/bless and read the difference";
    ++compared;
  }
  EXPECT_GE(compared, 17);
}

TEST(Golden, TheFirstPageOfABundleIsAsReviewed) {
  std::vector<RunResult> runs;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    runs.push_back(test::fixed_result());
    runs.back().header.seed = seed;
  }
  const std::string page =
      write_bundle_page(runs, {{"evidence-1.ndjson", "1"}, {"report.html", "2"}}, "the key of somebody");
  const std::string path = tests::source_path("tests/data/reports/bundle.html");
  if (std::getenv("ASSAY_BLESS") != nullptr) {
    ASSERT_TRUE(core::write_file(path, page)) << path;
  }
  const auto golden = core::read_file(path);
  ASSERT_TRUE(golden) << path << ": run script/bless";
  EXPECT_TRUE(*golden == page) << path << ": run script/bless and read the difference";
  for (const char* part : {"not a certification by GA4GH", "report verify . --key signer.pem"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
  const std::string unsigned_page = write_bundle_page(runs, {}, "");
  EXPECT_EQ(unsigned_page.find("--key"), std::string::npos);
  EXPECT_NE(unsigned_page.find("there is no signature"), std::string::npos);
}

TEST(Writers, AreFoundByNameOnly) {
  ASSERT_NE(writer("junit"), nullptr);
  EXPECT_EQ(writer("junit")->extension, "xml");
  EXPECT_EQ(writer("JUnit"), nullptr);
  EXPECT_EQ(writer(""), nullptr);
}

TEST(Writers, NoFormatLetsABareControlByteThrough) {
  const RunResult result = test::fixed_result();
  for (const Writer& format : writers()) {
    const std::string text = format.write(result);
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      ASSERT_TRUE(byte >= 0x20 || c == '\n') << format.name << ": byte " << int{byte};
      ASSERT_NE(byte, 0x7f) << format.name;
    }
    EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos) << format.name << ": a bidirectional override";
    if (format.name != "annotations") {
      EXPECT_EQ(text.find("\n::"), std::string::npos) << format.name << ": a workflow command";
    }
    EXPECT_EQ(text.back(), '\n') << format.name;
  }
}

}  // namespace
}  // namespace assay::reports
