// SPDX-License-Identifier: Apache-2.0
#include "bench/hdr_text.hpp"

#include <zlib.h>

#include <bit>

#include "core/redact.hpp"
#include "core/result.hpp"

namespace assay::bench {
namespace {

constexpr std::uint32_t cookie = 0x1c849313;             // V2, counts as LEB128
constexpr std::uint32_t compressed_cookie = 0x1c849314;  // the same, deflated
constexpr std::size_t head_bytes = 40;
constexpr std::size_t most_bytes = head_bytes + Histogram::slots * 9;

template <class T>
void put(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xff);
}

std::string head_of(std::size_t payload_bytes) {
  std::string head;
  put(head, cookie);
  put(head, static_cast<std::uint32_t>(payload_bytes));
  put(head, std::int32_t{0});  // normalizing index offset
  put(head, std::int32_t{Histogram::digits});
  put(head, std::int64_t{1});
  put(head, Histogram::highest);
  put(head, std::bit_cast<std::uint64_t>(1.0));
  return head;
}

std::string outer_head(std::size_t deflated_bytes) {
  std::string head;
  put(head, compressed_cookie);
  put(head, static_cast<std::uint32_t>(deflated_bytes));
  return head;
}

}  // namespace

std::string hdr_text(const SlotCounts& counts) {
  const std::string plain = head_of(counts.payload().size()).append(counts.payload());
  uLongf size = compressBound(plain.size());
  std::string deflated(size, '\0');
  compress(reinterpret_cast<Bytef*>(deflated.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
           plain.size());
  return core::base64(outer_head(size).append(deflated, 0, size));
}

SlotCounts of_hdr_text(std::string_view text) {
  const core::BadInput none({"a histogram is not in HdrHistogram's V2 encoding of 1 ns to 1 h in 3 digits"});
  const auto bytes = core::unbase64(text);
  const std::size_t outer = outer_head(0).size();
  if (!bytes || bytes->size() < outer || bytes->substr(0, outer) != outer_head(bytes->size() - outer))
    throw none;
  std::string plain(most_bytes, '\0');
  uLongf size = plain.size();
  const int code = uncompress(reinterpret_cast<Bytef*>(plain.data()), &size,
                              reinterpret_cast<const Bytef*>(bytes->data()) + outer, bytes->size() - outer);
  if (code != Z_OK || size < head_bytes || plain.substr(0, head_bytes) != head_of(size - head_bytes))
    throw none;
  return SlotCounts::of_payload(std::string_view(plain).substr(head_bytes, size - head_bytes));
}

}  // namespace assay::bench
