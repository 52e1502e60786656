// SPDX-License-Identifier: Apache-2.0
#include "reports/seal.hpp"

#include <nlohmann/json.hpp>

namespace assay::reports {
namespace {

constexpr std::string_view before_digest = R"(,"sha256":")";
constexpr std::string_view after_digest = R"("})";
constexpr std::size_t digest_digits = 64;

std::string footer_text(const nlohmann::ordered_json& footer) {
  return footer.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string sealed_line(nlohmann::ordered_json footer, core::Sha256& lines) {
  lines.add(footer_text(footer));
  footer["sha256"] = lines.hex();
  return footer_text(footer);
}

void Seal::add(std::string_view line) {
  for (core::Sha256* digest : {&with_footer_, &without_footer_}) {
    digest->add(line);
    digest->add("\n");
  }
}

bool Seal::closes_with(std::string_view line) {
  const std::size_t tail = before_digest.size() + digest_digits + after_digest.size();
  if (line.size() <= tail || !line.ends_with(after_digest)) return false;
  const std::string_view footer = line.substr(0, line.size() - tail);
  if (line.substr(footer.size(), before_digest.size()) != before_digest) return false;
  const std::string_view digest = line.substr(footer.size() + before_digest.size(), digest_digits);
  with_footer_.add(footer);
  with_footer_.add("}");
  return digest == with_footer_.hex() || digest == without_footer_.hex();
}

}  // namespace assay::reports
