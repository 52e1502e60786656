// SPDX-License-Identifier: Apache-2.0
// The disk is full at the n-th line, for every n.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "core/files.hpp"
#include "reports/evidence.hpp"
#include "tests/support/fixed_result.hpp"

namespace assay::reports {
namespace {

// While it lives, no file of this process grows beyond `bytes`.
class SmallDisk {
 public:
  explicit SmallDisk(std::size_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit small = {bytes, limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  rlimit limit_ = {};
  void (*before_)(int);
};

std::string write_in_full(const RunResult& result, const std::string& path) {
  const auto writer = EvidenceWriter::open(path).value();
  writer->header(result.header, result.requirements);
  for (const auto& exchange : result.exchanges) writer->exchange(*exchange);
  for (const Judgement& judgement : result.judgements) writer->judgement(judgement);
  writer->footer(result.footer);
  return writer->trouble();
}

TEST(EvidenceWriter, ADiskThatIsFullAtAnyLineIsReportedAndWhatIsThereIsRead) {
  const RunResult result = test::fixed_result();
  const std::string path = testing::TempDir() + "full.ndjson";
  std::filesystem::remove(path);
  ASSERT_EQ(write_in_full(result, path), "");
  const std::string whole = core::read_file(path).value();
  int lines = 0;
  for (std::size_t end = whole.find('\n'); end + 1 < whole.size(); end = whole.find('\n', end + 1), ++lines) {
    for (const std::size_t bytes : {end + 1, end + 20}) {
      std::filesystem::remove(path);
      std::string trouble;
      {
        const SmallDisk disk(bytes);
        trouble = write_in_full(result, path);
      }
      EXPECT_NE(trouble, "") << bytes;
      const std::string there = core::read_file(path).value();
      EXPECT_EQ(there, whole.substr(0, bytes));
      const auto read = read_evidence(path, there);
      ASSERT_TRUE(read) << read.error().text();
      EXPECT_FALSE(read->footer.complete);
      EXPECT_EQ(read->exchanges.size() + read->judgements.size(), static_cast<std::size_t>(lines));
    }
  }
  EXPECT_GT(lines, 20);
}

TEST(WriteFile, ADiskThatIsFullAtAnyByteLeavesTheOldFileAndNothingElse) {
  const std::string folder = testing::TempDir() + "full-folder";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  const std::string path = folder + "/report.xml", text(200, 'x');
  ASSERT_TRUE(core::write_file(path, "old"));
  for (std::size_t bytes = 0; bytes < text.size(); ++bytes) {
    bool written = false;
    {
      const SmallDisk disk(bytes);
      written = static_cast<bool>(core::write_file(path, text));
    }
    EXPECT_FALSE(written) << bytes;
    EXPECT_EQ(core::read_file(path).value(), "old");
    const std::filesystem::directory_iterator files(folder);
    EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "nothing temporary is left";
  }
  EXPECT_TRUE(core::write_file(path, text));
}

}  // namespace
}  // namespace assay::reports
