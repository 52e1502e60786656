// SPDX-License-Identifier: Apache-2.0
#include "core/http/chunk_reader.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace assay::core {
namespace {

using Fault = ChunkReader::Fault;

constexpr ChunkReader::Limits limits = {16u << 20, 4'096, 8'192};

struct Row {
  std::string wire;
  Fault fault;
  std::string body;  // if it is good
};

std::size_t feed(ChunkReader& reader, std::string_view bytes, std::string& body) {
  return reader.take(bytes, [&](std::string_view content) { body.append(content); });
}

const std::vector<Row>& corpus() {
  static const std::vector<Row> rows = {
      {"0\r\n\r\n", Fault::none, ""},
      {"3\r\nabc\r\n0\r\n\r\n", Fault::none, "abc"},
      {"0003\r\nabc\r\n00\r\n\r\n", Fault::none, "abc"},
      {"A\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\n", Fault::none, "0123456789x"},
      {"3;a=b;c=\"d;e\"\r\nabc\r\n0;z\r\n\r\n", Fault::none, "abc"},
      {"3 ;a\r\nabc\r\n0\r\n\r\n", Fault::none, "abc"},
      {"3\r\n\r\n\r\r\n0\r\n\r\n", Fault::none, "\r\n\r"},
      {"0\r\nA: b\r\nC:\r\n\r\n", Fault::none, ""},
      {"1;" + std::string(limits.extension - 2, 'e') + "\r\nx\r\n0\r\n\r\n", Fault::none, "x"},
      {"1;" + std::string(limits.extension, 'e') + "\r\nx\r\n0\r\n\r\n", Fault::extension_too_long, ""},
      {"\r\n", Fault::no_size, ""},
      {";a\r\n", Fault::no_size, ""},
      {"0x1\r\n", Fault::bad_size_line, ""},
      {"+1\r\n", Fault::no_size, ""},
      {" 1\r\n", Fault::no_size, ""},
      {"1 \r\n", Fault::bad_size_line, ""},
      {"1 1\r\n", Fault::bad_size_line, ""},
      {"g\r\n", Fault::no_size, ""},
      {"3\nabc", Fault::bad_size_line, ""},
      {"3\rabc", Fault::bad_size_line, ""},
      {"3;a\nabc", Fault::extension_control, ""},
      {"3\r\nabcd\r\n", Fault::bad_end, ""},
      {"3\r\nabc\n0\r\n", Fault::bad_end, ""},
      {"3\r\nabc0\r\n", Fault::bad_end, ""},
      {"00000000000000001\r\n", Fault::too_many_digits, ""},
      {"ffffffffffffffff\r\n", Fault::body_too_large, ""},
      {"1000001\r\n", Fault::body_too_large, ""},
      {"0\r\nno field\r\n\r\n", Fault::trailer_not_a_field, ""},
      {"0\r\n: b\r\n\r\n", Fault::trailer_not_a_field, ""},
      {"0\r\nA b: c\r\n\r\n", Fault::trailer_not_a_field, ""},
      {"0\r\nA: b\n\r\n", Fault::trailer_control, ""},
      {"0\r\ncontent-length: 1\r\n\r\n", Fault::trailer_frames, ""},
      {"0\r\nTransfer-Encoding: chunked\r\n\r\n", Fault::trailer_frames, ""},
      {"0\r\nHost: b\r\n\r\n", Fault::trailer_frames, ""},
      {"0\r\nA: " + std::string(limits.trailer, 'b'), Fault::trailer_too_large, ""},
  };
  return rows;
}

TEST(ChunkReader, DecodesOrNamesTheFault) {
  for (const auto& row : corpus()) {
    ChunkReader whole(limits);
    ChunkReader pieces(limits);
    std::string body;
    std::string body_of_pieces;
    const auto taken = feed(whole, row.wire, body);
    for (const char byte : row.wire) feed(pieces, {&byte, 1}, body_of_pieces);
    const std::string shown = row.wire.substr(0, 60);
    for (const auto* reader : {&whole, &pieces}) {
      EXPECT_EQ(reader->fault(), row.fault) << shown;
      EXPECT_EQ(reader->complete(), row.fault == Fault::none) << shown;
    }
    EXPECT_EQ(body, body_of_pieces) << shown;
    if (row.fault != Fault::none) continue;
    EXPECT_EQ(body, row.body) << shown;
    EXPECT_EQ(taken, row.wire.size()) << shown;
  }
}

TEST(ChunkReader, CountsTheBodyOverAllChunks) {
  const std::string half(8u << 20, 'x');
  const auto chunk = "800000\r\n" + half + "\r\n";
  ChunkReader reader(limits);
  std::string body;
  feed(reader, chunk + chunk, body);
  EXPECT_EQ(reader.fault(), Fault::none);
  EXPECT_EQ(reader.content_bytes(), limits.body);
  feed(reader, "1\r\n", body);
  EXPECT_EQ(reader.fault(), Fault::body_too_large);
}

TEST(ChunkReader, LeavesWhatFollowsTheBody) {
  ChunkReader reader(limits);
  std::string body;
  EXPECT_EQ(feed(reader, "1\r\nx\r\n0\r\n\r\nGET", body), 11u);
  EXPECT_TRUE(reader.complete());
  EXPECT_FALSE(reader.has_trailer());
}

TEST(ChunkReader, KnowsThatThereWasATrailer) {
  ChunkReader reader(limits);
  std::string body;
  feed(reader, "0\r\nA: b\r\n\r\n", body);
  EXPECT_TRUE(reader.has_trailer());
}

}  // namespace
}  // namespace assay::core
