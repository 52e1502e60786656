// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::mock {

// Draws from a seed: the same arguments give the same number, on every machine.
std::uint64_t draw(std::uint64_t seed, std::uint64_t index);
// FNV-1a.
constexpr std::uint64_t digest(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}
// Looks like a UUID (version 4), in lower case.
std::string uuid_like(std::uint64_t seed, std::uint64_t index);

// What ids look like: a UUID, or nine digits.
enum class IdStyle { uuid, digits };

// The id of run number `serial`, which leads back to the number without a table.
std::string run_id_of(std::uint64_t seed, std::uint64_t serial, IdStyle style = IdStyle::uuid);
// 0 where run_id_of makes no such id.
std::uint64_t serial_of(std::uint64_t seed, std::string_view id, IdStyle style = IdStyle::uuid);

}  // namespace assay::mock
