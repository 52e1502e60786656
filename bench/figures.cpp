// SPDX-License-Identifier: Apache-2.0
#include "bench/figures.hpp"

#include <fmt/format.h>

#include "bench/poll.hpp"
#include "core/text.hpp"

namespace assay::bench {

std::string thousands(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string time_text(double us) {
  if (us < 1e3) return fmt::format("{:.0f} us", us);
  if (us < 1e6) return fmt::format("{:.2f} ms", us / 1e3);
  return fmt::format("{:.2f} s", us / 1e6);
}

std::string in_words(const PollPolicy& policy) {
  const std::string text = core::printable(policy.text);
  return policy.client.empty() ? text : text + ", as " + core::printable(policy.client) + " does";
}

}  // namespace assay::bench
