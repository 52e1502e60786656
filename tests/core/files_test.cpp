// SPDX-License-Identifier: Apache-2.0
#include "core/files.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <thread>

namespace assay::core {
namespace {

namespace fs = std::filesystem;

class FilesTest : public testing::Test {
 protected:
  FilesTest() {
    std::string name = (fs::temp_directory_path() / "assay-files-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~FilesTest() override { fs::remove_all(folder_); }
  std::string path(const char* name) const { return (folder_ / name).string(); }
  std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
};

TEST_F(FilesTest, ReadBackWhatWasWritten) {
  std::string text;
  for (int i = 0; i < 300000; ++i) text += static_cast<char>(i % 251);
  ASSERT_TRUE(write_file(path("a"), text));
  EXPECT_EQ(*read_file(path("a")), text);
  ASSERT_TRUE(write_file(path("a"), "shorter"));
  EXPECT_EQ(*read_file(path("a")), "shorter");
  ASSERT_TRUE(write_file(path("a"), ""));
  EXPECT_EQ(*read_file(path("a")), "");
  EXPECT_EQ(entries(), 1);  // no temporary name is left
}

TEST_F(FilesTest, NameThePathAndTheReason) {
  struct Row {
    Error error;
    const char* reason;
  };
  const std::string missing = path("no\nsuch");
  const Row rows[] = {
      {read_file(missing).error(), "No such file"},
      {write_file(missing + "/x", "text").error(), "No such file"},
      {read_file(folder_.string()).error(), "folder"},
      {write_file(folder_.string(), "text").error(), "folder"},
  };
  int ran = 0;
  for (const Row& row : rows) {
    EXPECT_NE(row.error.what.find(row.reason), std::string::npos) << row.error.text();
    EXPECT_NE(row.error.where.find(folder_.string()), std::string::npos) << row.error.text();
    EXPECT_EQ(row.error.text().find('\n'), std::string::npos);
    ++ran;
  }
  EXPECT_EQ(ran, 4);
  EXPECT_EQ(entries(), 0);
}

TEST_F(FilesTest, RefuseWhatIsTooLarge) {
  ASSERT_TRUE(write_file(path("a"), "12345"));
  EXPECT_EQ(*read_file(path("a"), 5), "12345");
  const auto text = read_file(path("a"), 4);
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().what.find("larger than 4 bytes"), std::string::npos) << text.error().text();
  EXPECT_FALSE(read_file("/dev/zero", 1000));
}

TEST_F(FilesTest, WriteThroughALink) {
  ASSERT_TRUE(write_file(path("a"), "old"));
  fs::create_symlink("a", path("link"));
  ASSERT_TRUE(write_file(path("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(*read_file(path("a")), "new");
}

TEST_F(FilesTest, WriteIntoAPipeWithoutRenaming) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  EXPECT_TRUE(write_file(path("pipe"), "through"));
  std::array<char, 16> got{};
  EXPECT_EQ(::read(reader, got.data(), got.size()), 7);
  EXPECT_STREQ(got.data(), "through");
  ::close(reader);
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(FilesTest, ReadAPipeToItsEnd) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(*read_file(path("pipe")), "");  // nobody writes: not waited for
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "first", 5), 5);
  auto text =
      std::async(std::launch::async, [&] { return *read_file("/dev/fd/" + std::to_string(ends[0])); });
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(::write(ends[1], " last", 5), 5);
  ::close(ends[1]);
  EXPECT_EQ(text.get(), "first last");
  ::close(ends[0]);
}

TEST_F(FilesTest, ShowAReaderTheOldTextOrTheNewOne) {
  const std::string a(200000, 'a');
  const std::string b(100000, 'b');
  ASSERT_TRUE(write_file(path("x"), a));
  auto writer = std::async(std::launch::async, [&] {
    for (int i = 0; i < 50; ++i)
      if (!write_file(path("x"), i % 2 == 0 ? b : a)) return false;
    return true;
  });
  int whole = 0;
  for (int i = 0; i < 50; ++i) {
    const std::string text = *read_file(path("x"));
    if (text == a || text == b) ++whole;
  }
  EXPECT_EQ(whole, 50);
  EXPECT_TRUE(writer.get());
}

}  // namespace
}  // namespace assay::core
