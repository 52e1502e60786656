// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/arrows.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

namespace assay::tests {
namespace {

std::vector<std::string> parts_of(const std::string& path) {
  std::istringstream text(path);
  std::vector<std::string> parts;
  for (std::string part; std::getline(text, part, '/');) parts.push_back(part);
  return parts;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

Arrows::Arrows(const std::string& page) {
  static const std::regex head(R"(^\| in `([a-z_/]+)` \|.*$)");
  static const std::regex row(R"(^\| `([a-z_/*]+)/` \|.*\| ([^|]+) \|$)");
  std::string above;
  std::map<std::string, std::string> names;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (line.empty()) above.clear();
    if (std::regex_match(line, found, head)) above = found[1];
    if (!std::regex_match(line, found, row)) continue;
    rooms_.push_back({above + std::string(found[1]), {}});
    names[rooms_.back().folder] = found[2];
  }
  // The nearest: beside the folder, beside the one it is in, and so on.
  const auto meant = [&](std::string folder, const std::string& name) {
    if (name.starts_with('/')) return name.substr(1);
    while (folder.find('/') != std::string::npos) {
      folder.resize(folder.rfind('/'));
      if (names.contains(folder + "/" + name)) return folder + "/" + name;
    }
    return name;
  };
  for (auto& room : rooms_) {
    std::istringstream text(names[room.folder]);
    for (std::string name; text >> name;) {
      room.may_all = room.may_all || name == "everything";
      if (name == "everything" || name == "nothing") continue;
      const auto full = meant(room.folder, name);
      if (!names.contains(full))
        throw std::runtime_error("the row of " + room.folder + "/ names " + name + ", which has no row");
      room.may.push_back(full);
    }
  }
}

bool Arrows::is_below(const std::string& path, const std::string& folder) {
  const auto whole = parts_of(path), above = parts_of(folder);
  return whole.size() > above.size() &&
         std::equal(above.begin(), above.end(), whole.begin(),
                    [](const std::string& a, const std::string& b) { return a == "*" || a == b; });
}

const Arrows::Room* Arrows::room_of(const std::string& path) const {
  const Room* best = nullptr;
  for (const auto& room : rooms_) {
    if (is_below(path, room.folder) &&
        (!best || parts_of(room.folder).size() > parts_of(best->folder).size()))
      best = &room;
  }
  return best;
}

std::string Arrows::broken_by(const std::string& path, const std::string& include) const {
  const auto* to = room_of(include);
  if (!to) return "";
  const auto* from = room_of(path);
  if (!from) return path + " is in no folder of docs/architecture.md";
  const auto allows = [&](const std::string& folder) { return is_below(include, folder); };
  // A row with "*" stands for several folders: none of them sees another.
  const auto own = path.substr(0, path.rfind('/'));
  const bool same = from == to && (from->folder.find('*') == std::string::npos || is_below(include, own));
  if (same || from->may_all || std::any_of(from->may.begin(), from->may.end(), allows)) return "";
  return path + " includes " + include + ", and " + from->folder + "/ may include " +
         (from->may.empty() ? "nothing of ours" : joined(from->may)) + " only (docs/architecture.md)";
}

std::string circle_in(const std::vector<std::pair<std::string, std::string>>& edges) {
  std::map<std::string, std::set<std::string>> next;
  for (const auto& [from, to] : edges) next[from].insert(to);
  std::set<std::string> done;
  std::vector<std::string> way;
  const std::function<std::string(const std::string&)> walk = [&](const std::string& room) -> std::string {
    const auto before = std::find(way.begin(), way.end(), room);
    if (before != way.end()) {
      std::string circle;
      for (auto at = before; at != way.end(); ++at) circle += *at + " -> ";
      return circle + room;
    }
    if (!done.insert(room).second) return "";
    way.push_back(room);
    for (const auto& to : next[room]) {
      if (auto circle = walk(to); !circle.empty()) return circle;
    }
    way.pop_back();
    return "";
  };
  for (const auto& [from, to] : edges) {
    if (auto circle = walk(from); !circle.empty()) return circle;
  }
  return "";
}

}  // namespace assay::tests
