// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/chunk_refusal.hpp"

#include <gtest/gtest.h>

namespace assay::mock {
namespace {

// The machine names the fault (tests/core/http); what the connection answers to it is decided here.
TEST(ChunkRefusal, HasAStatusAndASentence) {
  const auto judge = [](const std::string& wire, int status) {
    core::ChunkReader reader(chunk_limits);
    reader.take(wire, [](std::string_view) {});
    ASSERT_NE(reader.fault(), core::ChunkReader::Fault::none) << wire.substr(0, 40);
    const Refusal refusal = chunk_refusal(reader.fault());
    EXPECT_EQ(refusal.status, status) << wire.substr(0, 40);
    EXPECT_EQ(refusal.text.back(), '.') << wire.substr(0, 40);
  };
  for (const char* bad : {"g\r\n", "00000000000000001\r\n", "1 \r\n", "3;a\nabc", "3\r\nabcd\r\n",
                          "0\r\nA: b\n\r\n", "0\r\nno field\r\n\r\n", "0\r\nHost: b\r\n\r\n"})
    judge(bad, 400);
  judge("1;" + std::string(limits::chunk_extension_bytes, 'e'), 400);
  judge("1000001\r\n", 413);
  judge("0\r\nA: " + std::string(limits::trailer_bytes, 'b'), 431);
}

}  // namespace
}  // namespace assay::mock
