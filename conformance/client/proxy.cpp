// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/proxy.hpp"

#include <array>
#include <cstdlib>
#include <optional>

#include "core/ascii.hpp"
#include "core/redact.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

struct Variable {
  std::string name;
  std::string value;
};

std::string raised(std::string name) {
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

// The lower case wins, as everywhere else. An empty value is as good as none.
std::optional<Variable> variable(const Environment& variables, const std::string& name) {
  for (const std::string& spelled : {name, raised(name)}) {
    const char* value = variables(spelled.c_str());
    if (value && *value) return Variable{spelled, value};
  }
  return {};
}

// One entry of no_proxy.
bool names_target(std::string_view entry, const core::Url& target) {
  entry = core::trimmed(entry);
  if (entry == "*") return true;
  const std::size_t colon = entry.rfind(':');
  const bool has_port = colon != std::string_view::npos && entry.find(':') == colon;
  if (has_port && entry.substr(colon + 1) != target.port) return false;
  std::string name = core::lowered(has_port ? entry.substr(0, colon) : entry);
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  if (name.starts_with("*.")) name.erase(0, 1);
  if (name.starts_with('.')) name.erase(0, 1);
  if (name.empty()) return false;
  const std::string host = core::lowered(target.host);
  return host == name || host.ends_with("." + name);
}

bool is_exempt(const Environment& variables, const core::Url& target) {
  const auto list = variable(variables, "no_proxy");
  if (!list) return false;
  for (std::string_view rest = list->value;;) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (names_target(rest.substr(0, comma), target)) return true;
    if (comma == rest.size()) return false;
    rest.remove_prefix(comma + 1);
  }
}

core::Result<Proxy> read_proxy(std::string text, std::string from) {
  static constexpr const char* example = "http://proxy.example.org:3128";
  if (text.find("://") == std::string::npos) text = "http://" + text;
  Proxy proxy;
  proxy.from = from;
  const std::size_t start = text.find("://") + 3;
  const std::size_t at = text.find('@', start);
  if (at != std::string::npos && at < text.find('/', start)) {
    if (from.starts_with("--"))
      return core::Error{"the proxy's password stands on the command line", from,
                         "set https_proxy and http_proxy in the environment instead"};
    const std::string user = core::percent_decode(text.substr(start, at - start));
    proxy.password = core::Secret(user, "$" + from);
    proxy.authorization = core::Secret("Basic " + core::base64(user), "$" + from);
    text.erase(start, at + 1 - start);
  }
  auto url = core::parse_base_url(text);
  if (!url || url->scheme != "http")
    return core::Error{"this is not the URL of an http proxy: " + core::printable(text), from, example};
  proxy.url = std::move(*url);
  return proxy;
}

}  // namespace

core::Result<Proxy> choose_proxy(const core::Url& target, const std::string& given,
                                 const Environment& variables) {
  if (given == "none") return Proxy{};
  if (!given.empty()) return read_proxy(given, "--proxy");
  if (is_exempt(variables, target)) return Proxy{};
  const std::array names = {target.scheme + "_proxy", std::string("all_proxy")};
  for (const std::string& name : names) {
    if (const auto set = variable(variables, name)) return read_proxy(set->value, set->name);
  }
  return Proxy{};
}

core::Result<Proxy> choose_proxy(const core::Url& target, const std::string& given) {
  return choose_proxy(target, given, [](const char* name) -> const char* { return std::getenv(name); });
}

}  // namespace assay::conformance
