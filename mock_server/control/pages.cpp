// SPDX-License-Identifier: Apache-2.0
// The dashboard: files of ui/, which are in the program.
#include <algorithm>

#include "core/embedded.hpp"
#include "mock_server/control/control.hpp"
#include "mock_server/control/routes.hpp"

namespace assay::mock::control {
namespace {

constexpr std::string_view folder = "mock_server/control/ui/";

// Nothing but the files of this folder and the API beside it; no other page may show this one in a frame.
constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'";

constexpr std::pair<std::string_view, std::string_view> types[] = {{".html", "text/html; charset=utf-8"},
                                                                   {".css", "text/css; charset=utf-8"},
                                                                   {".js", "text/javascript; charset=utf-8"},
                                                                   {".svg", "image/svg+xml"}};

std::string type_of(std::string_view name) {
  const auto found = std::find_if(std::begin(types), std::end(types),
                                  [&](const auto& each) { return name.ends_with(each.first); });
  return std::string(found == std::end(types) ? "application/octet-stream" : found->second);
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

}  // namespace

bool is_page(std::string_view target) {
  const std::string_view path = path_of(target);
  return path == "/" || path == "/ui" || path.starts_with(Control::ui_path);
}

Answer page(const core::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    auto refused = error_answer(405, {"a page is only read"});
    refused.response.headers.add("Allow", "GET, HEAD");
    return refused;
  }
  Answer answer;
  auto& response = answer.response;
  const std::string_view path = path_of(request.target), ui = Control::ui_path;
  if (!path.starts_with(ui)) {
    response.status = 308;  // a browser keeps the token, which stands behind '#'
    response.headers.add("Location", Control::ui_path);
    return answer;
  }
  const std::string_view rest = path.substr(ui.size());
  const std::string name(rest.empty() ? "index.html" : rest);
  const auto file = core::embedded_file(std::string(folder) + name);
  if (!file) return error_answer(404, {"the dashboard has no such file"});
  response.status = 200;
  response.headers.add("Content-Type", type_of(name));
  response.headers.add("Content-Security-Policy", policy);
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.add("Cache-Control", "no-store");
  response.body = std::string(*file);
  return answer;
}

}  // namespace assay::mock::control
