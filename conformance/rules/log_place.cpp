// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/log_place.hpp"

#include <algorithm>
#include <array>

#include "core/url.hpp"

namespace assay::conformance {
namespace {

constexpr std::array<std::string_view, 5> place_names = {"empty", "an absolute URL", "a relative reference",
                                                         "a file path", "text"};

// "/logs/1" may be a reference; below these it is a file of the machine.
constexpr std::array<std::string_view, 19> roots = {
    "/bin/", "/cromwell", "/data/", "/etc/",     "/gpfs/", "/home/", "/lustre/", "/media/", "/mnt/", "/nfs/",
    "/opt/", "/private/", "/run/",  "/scratch/", "/srv/",  "/tmp/",  "/usr/",    "/Users/", "/var/"};

bool is_drive(std::string_view text) {
  const bool letter =
      !text.empty() && ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
  return letter && text.size() > 2 && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
}

}  // namespace

LogPlace log_place(std::string_view text) {
  if (text.empty()) return LogPlace::empty;
  if (is_drive(text)) return LogPlace::path;
  const bool below_root =
      std::any_of(roots.begin(), roots.end(), [&](std::string_view root) { return text.starts_with(root); });
  if (below_root && text.find('\n') == std::string_view::npos) return LogPlace::path;
  switch (core::classify_url(text)) {
    case core::UrlKind::absolute:
      return LogPlace::absolute;
    case core::UrlKind::relative:
      return text.find('/') == std::string_view::npos ? LogPlace::text : LogPlace::relative;
    case core::UrlKind::none:
      break;
  }
  return LogPlace::text;
}

std::string_view name(LogPlace place) { return place_names.at(static_cast<std::size_t>(place)); }

}  // namespace assay::conformance
