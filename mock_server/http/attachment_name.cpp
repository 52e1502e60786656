// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/ascii.hpp"
#include "core/text.hpp"
#include "core/url.hpp"
#include "mock_server/base/limits.hpp"
#include "mock_server/http/multipart.hpp"

namespace assay::mock {
namespace {

using core::is_control;

core::Error refused(std::string_view name, std::string why) {
  return {"The attachment name \"" + core::shortened(core::printable(name), 80) + "\" is refused: " + why +
          "."};
}

bool has_drive_letter(std::string_view name) {
  const auto lower = name.empty() ? '\0' : static_cast<char>(name[0] | 0x20);
  return name.size() >= 2 && name[1] == ':' && lower >= 'a' && lower <= 'z';
}

std::string component_fault(std::string_view component) {
  const auto first = component.find_first_not_of(' ');
  if (first == std::string_view::npos) return "a component is empty or blank";
  // Some file systems drop blanks at the end, so ".. " is ".." there.
  const auto bare = component.substr(first, component.find_last_not_of(' ') - first + 1);
  if (bare == "..") return "it climbs out of its folder with \"..\"";
  if (component.size() > limits::name_component_bytes) return "a component is longer than 255 bytes";
  return {};
}

std::string name_fault(std::string_view name) {
  if (name.find_first_of("/\\") == 0) return "it is an absolute path";
  if (has_drive_letter(name)) return "it starts with a drive letter";
  if (std::any_of(name.begin(), name.end(), is_control)) return "it holds a control character";
  if (!core::is_valid_utf8(name)) return "it is not UTF-8";
  for (std::string_view rest = name;;) {
    const auto slash = rest.find_first_of("/\\");
    if (auto fault = component_fault(rest.substr(0, slash)); !fault.empty()) return fault;
    if (slash == std::string_view::npos) return {};
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace

core::Result<void> check_attachment_name(std::string_view name) {
  if (name.size() > limits::name_bytes) return refused(name, "it is longer than 4096 bytes");
  for (std::string form(name);;) {
    if (auto fault = name_fault(form); !fault.empty()) return refused(name, fault);
    auto decoded = core::percent_decode(form);
    if (decoded == form) return {};
    form = std::move(decoded);
  }
}

}  // namespace assay::mock
