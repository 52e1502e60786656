// SPDX-License-Identifier: Apache-2.0
#include "core/exchange.hpp"

#include <array>

namespace assay::core {

std::string_view name(TransportFault fault) {
  static constexpr std::array<std::string_view, 10> names = {"none",     "resolve",  "connect", "tls",
                                                             "timeout",  "closed",   "framing", "too_large",
                                                             "redirect", "cancelled"};
  return names.at(static_cast<std::size_t>(fault));
}

}  // namespace assay::core
