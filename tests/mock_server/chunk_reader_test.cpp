// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/chunk_reader.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "mock_server/base/limits.hpp"

namespace assay::mock {
namespace {

struct Row {
  std::string wire;
  int status;        // of the refusal, or 0
  std::string body;  // where it is good
};

const std::vector<Row>& corpus() {
  static const std::vector<Row> rows = {
      {"0\r\n\r\n", 0, ""},
      {"3\r\nabc\r\n0\r\n\r\n", 0, "abc"},
      {"0003\r\nabc\r\n00\r\n\r\n", 0, "abc"},
      {"A\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\n", 0, "0123456789x"},
      {"3;a=b;c=\"d;e\"\r\nabc\r\n0;z\r\n\r\n", 0, "abc"},
      {"3 ;a\r\nabc\r\n0\r\n\r\n", 0, "abc"},
      {"3\r\n\r\n\r\r\n0\r\n\r\n", 0, "\r\n\r"},
      {"0\r\nA: b\r\nC:\r\n\r\n", 0, ""},
      {"1;" + std::string(limits::chunk_extension_bytes - 2, 'e') + "\r\nx\r\n0\r\n\r\n", 0, "x"},
      {"1;" + std::string(limits::chunk_extension_bytes, 'e') + "\r\nx\r\n0\r\n\r\n", 400, ""},
      {"\r\n", 400, ""},
      {";a\r\n", 400, ""},
      {"0x1\r\n", 400, ""},
      {"+1\r\n", 400, ""},
      {" 1\r\n", 400, ""},
      {"1 \r\n", 400, ""},
      {"1 1\r\n", 400, ""},
      {"g\r\n", 400, ""},
      {"3\nabc", 400, ""},
      {"3\rabc", 400, ""},
      {"3;a\nabc", 400, ""},
      {"3\r\nabcd\r\n", 400, ""},
      {"3\r\nabc\n0\r\n", 400, ""},
      {"3\r\nabc0\r\n", 400, ""},
      {"00000000000000001\r\n", 400, ""},
      {"ffffffffffffffff\r\n", 413, ""},
      {"1000001\r\n", 413, ""},
      {"0\r\nno field\r\n\r\n", 400, ""},
      {"0\r\n: b\r\n\r\n", 400, ""},
      {"0\r\nA b: c\r\n\r\n", 400, ""},
      {"0\r\nA: b\n\r\n", 400, ""},
      {"0\r\ncontent-length: 1\r\n\r\n", 400, ""},
      {"0\r\nTransfer-Encoding: chunked\r\n\r\n", 400, ""},
      {"0\r\nHost: b\r\n\r\n", 400, ""},
      {"0\r\nA: " + std::string(limits::trailer_bytes, 'b'), 431, ""},
  };
  return rows;
}

TEST(ChunkReader, DecodesOrRefuses) {
  std::size_t ran = 0;
  for (const auto& row : corpus()) {
    ChunkReader whole;
    ChunkReader pieces;
    const auto taken = whole.take(row.wire);
    for (const char byte : row.wire) pieces.take({&byte, 1});
    for (auto* reader : {&whole, &pieces}) {
      EXPECT_EQ(reader->refusal() ? reader->refusal()->status : 0, row.status) << row.wire.substr(0, 60);
      EXPECT_EQ(reader->complete(), row.status == 0) << row.wire.substr(0, 60);
      if (row.status == 0) {
        EXPECT_EQ(reader->body(), row.body);
      }
    }
    if (row.status == 0) {
      EXPECT_EQ(taken, row.wire.size());
    }
    ++ran;
  }
  EXPECT_EQ(ran, 35u);
}

TEST(ChunkReader, CountsTheBodyOverAllChunks) {
  const std::string half(limits::body_bytes / 2, 'x');
  const auto chunk = "800000\r\n" + half + "\r\n";
  ChunkReader reader;
  reader.take(chunk + chunk);
  EXPECT_FALSE(reader.refusal());
  reader.take("1\r\n");
  ASSERT_TRUE(reader.refusal());
  EXPECT_EQ(reader.refusal()->status, 413);
}

TEST(ChunkReader, LeavesWhatFollowsTheBody) {
  ChunkReader reader;
  EXPECT_EQ(reader.take("1\r\nx\r\n0\r\n\r\nGET"), 11u);
  EXPECT_TRUE(reader.complete());
}

}  // namespace
}  // namespace assay::mock
