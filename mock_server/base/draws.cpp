// SPDX-License-Identifier: Apache-2.0
#include "mock_server/base/draws.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>

namespace assay::mock {
namespace {

constexpr std::uint64_t first_factor = 0xBF58476D1CE4E5B9u;
constexpr std::uint64_t second_factor = 0x94D049BB133111EBu;

// SplitMix64's output function: a bijection.
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * first_factor;
  z = (z ^ (z >> 27)) * second_factor;
  return z ^ (z >> 31);
}

// Newton's iteration; each round doubles the bits that are right.
constexpr std::uint64_t inverse(std::uint64_t odd) {
  std::uint64_t x = odd;
  for (int round = 0; round < 6; ++round) x *= 2 - odd * x;
  return x;
}
static_assert(first_factor * inverse(first_factor) == 1 && second_factor * inverse(second_factor) == 1);

std::uint64_t unmix(std::uint64_t z) {
  z = (z ^ (z >> 31) ^ (z >> 62)) * inverse(second_factor);
  z = (z ^ (z >> 27) ^ (z >> 54)) * inverse(first_factor);
  return z ^ (z >> 30) ^ (z >> 60);
}

// The 32 digits of two numbers in the groups of a UUID. By hand: each status answer of the mock names a run.
std::string in_groups(std::uint64_t high, std::uint64_t low) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(36, '-');
  std::size_t at = 0;
  for (const std::uint64_t half : {high, low}) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      if (at == 8 || at == 13 || at == 18 || at == 23) ++at;
      text[at++] = digits[half >> shift & 0xF];
    }
  }
  return text;
}

constexpr std::uint64_t upper_bits = 0xFFFFFFFFFFFF0000u;  // what stands before the version
constexpr std::uint64_t node_bits = 0xFFFFFFFFFFFFu;

std::uint64_t key_of(std::uint64_t seed) {
  constexpr auto ids = digest("run ids");
  return draw(seed, ids);
}

// Numbers of nine digits, each the place of one serial: a product with what has no divisor in common with the
// count of them, moved by the seed.
constexpr std::uint64_t low_number = 100'000'000;
constexpr std::uint64_t id_count = 900'000'000;
constexpr std::uint64_t stride = 370'248'451;
constexpr std::uint64_t stride_back = [] {
  std::uint64_t power = 1;  // stride^(phi-1), by Euler; phi(900000000) = 240000000
  std::uint64_t base = stride % id_count;
  for (std::uint64_t left = 240'000'000 - 1; left > 0; left /= 2) {
    if (left % 2 == 1) power = power * base % id_count;
    base = base * base % id_count;
  }
  return power;
}();
static_assert(stride * stride_back % id_count == 1);

std::uint64_t scattered(std::uint64_t seed, std::uint64_t serial) {
  return (serial % id_count * stride + key_of(seed) % id_count) % id_count;
}

std::uint64_t serial_of_digits(std::uint64_t seed, std::string_view id) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  const bool ours = error == std::errc() && end == id.data() + id.size() && id.size() == 9;
  if (!ours || number < low_number) return 0;
  return (number - low_number + id_count - key_of(seed) % id_count) % id_count * stride_back % id_count;
}

}  // namespace

std::uint64_t draw(std::uint64_t seed, std::uint64_t index) {
  return mix(seed * 0xD1342543DE82EF95u + index * 0x9E3779B97F4A7C15u + 0x9E3779B97F4A7C15u);
}

std::string uuid_like(std::uint64_t seed, std::uint64_t index) {
  const auto a = draw(seed, 2 * index);
  const auto b = draw(seed, 2 * index + 1);
  return in_groups((a & upper_bits) | 0x4000 | (a & 0xFFF),
                   (((b >> 48) & 0x3FFF) | 0x8000) << 48 | (b & node_bits));
}

namespace {

// A UUID as two numbers, in order of its digits.
struct Id {
  std::uint64_t high = 0, low = 0;
  bool operator==(const Id&) const = default;
};

// The first 64 free bits are the number under the key, the other 58 are drawn.
Id id_of(std::uint64_t seed, std::uint64_t serial) {
  const auto a = mix(serial + key_of(seed));
  const auto b = draw(seed, serial);
  const auto variant = 0x8000 | ((a & 0xF) << 10) | ((b >> 48) & 0x3FF);
  return {(a & upper_bits) | 0x4000 | ((a >> 4) & 0xFFF), variant << 48 | (b & node_bits)};
}

// Eight digits at once, each in a byte of its own: the value of "0123abcd", or nothing.
std::optional<std::uint32_t> read_digits(const char* first_four, const char* last_four) {
  constexpr auto each = [](std::uint64_t byte) { return byte * 0x0101010101010101u; };
  std::array<char, 8> text;
  std::memcpy(text.data(), first_four, 4);
  std::memcpy(text.data() + 4, last_four, 4);
  auto bytes = std::bit_cast<std::uint64_t>(text);
  if constexpr (std::endian::native == std::endian::little) bytes = __builtin_bswap64(bytes);
  const auto letters = bytes >> 6 & each(1);  // 1 where a letter stands
  const auto values = (bytes & each(0xF)) + 9 * letters;
  const auto in_order = values + each('0') + ('a' - '0' - 10) * letters;
  const auto above_nine = (values + each(6)) >> 4 & each(1);
  if (in_order != bytes || above_nine != letters || (values & each(0xF0)) != 0) return {};
  const auto pairs = (values >> 4 | values) & 0x00FF00FF00FF00FFu;
  const auto fours = (pairs >> 8 | pairs) & 0x0000FFFF0000FFFFu;
  return static_cast<std::uint32_t>(fours >> 16 | fours);
}

// What in_groups makes, and nothing else.
std::optional<Id> read_groups(std::string_view text) {
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return {};
  const auto a = read_digits(&text[0], &text[4]), b = read_digits(&text[9], &text[14]);
  const auto c = read_digits(&text[19], &text[24]), d = read_digits(&text[28], &text[32]);
  if (!a || !b || !c || !d) return {};
  return Id{std::uint64_t{*a} << 32 | *b, std::uint64_t{*c} << 32 | *d};
}

}  // namespace

std::string run_id_of(std::uint64_t seed, std::uint64_t serial, IdStyle style) {
  if (style == IdStyle::digits) return std::to_string(low_number + scattered(seed, serial));
  const auto id = id_of(seed, serial);
  return in_groups(id.high, id.low);
}

std::uint64_t serial_of(std::uint64_t seed, std::string_view text, IdStyle style) {
  if (style == IdStyle::digits) return serial_of_digits(seed, text);
  const auto id = read_groups(text);
  if (!id) return 0;
  const auto a = (id->high & upper_bits) | (id->high & 0xFFF) << 4 | ((id->low >> 58) & 0xF);
  const auto serial = unmix(a) - key_of(seed);
  return id_of(seed, serial) == *id ? serial : 0;
}

}  // namespace assay::mock
