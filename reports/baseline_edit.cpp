// SPDX-License-Identifier: Apache-2.0
#include "reports/baseline_edit.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "reports/details.hpp"

namespace assay::reports {
namespace {

using core::Node;

constexpr const char* kOwnLines = "write each entry as '- requirement: ...' on lines of its own";

// The text as lines, each with its line break.
class FileLines {
 public:
  explicit FileLines(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      lines_.push_back(text.substr(at, end - at));
      at = end;
    }
    if (!lines_.empty() && !lines_.back().ends_with('\n')) lines_.back() += '\n';
  }
  std::size_t size() const { return lines_.size(); }
  std::string& operator[](std::size_t i) { return lines_[i]; }
  std::size_t indent(std::size_t i) const { return lines_[i].find_first_not_of(" \t\r\n"); }  // npos: blank
  bool is_comment(std::size_t i) const {
    return indent(i) != std::string::npos && lines_[i][indent(i)] == '#';
  }
  bool is_blank(std::size_t i) const { return indent(i) == std::string::npos; }
  void insert(std::size_t at, const std::string& text) {
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(at), text);
  }
  std::string take(std::size_t from, std::size_t to) {
    const auto first = lines_.begin() + static_cast<std::ptrdiff_t>(from);
    const auto last = lines_.begin() + static_cast<std::ptrdiff_t>(to);
    std::string text;
    for (auto line = first; line != last; ++line) text += *line;
    lines_.erase(first, last);
    return text;
  }
  std::string text() const {
    std::string text;
    for (const std::string& line : lines_) text += line;
    return text;
  }

 private:
  std::vector<std::string> lines_;
};

// Where an entry stands: [from, to) are its lines, `dash` the column of its '-'.
struct Place {
  std::size_t from = 0;
  std::size_t to = 0;
  std::size_t dash = 0;
};

struct Layout {
  std::vector<Place> places;
  std::size_t key = 0;  // the line of "entries:"
};

core::Result<Layout> layout_of(const core::Document& document, FileLines& lines) {
  const core::Error unknown{"the entries do not stand on lines of their own", document.name, kOwnLines};
  Layout layout;
  std::size_t end = lines.size();  // of the list
  bool found = false;
  for (const Node::Member& member : document.root.members) {
    if (found) end = std::min(end, static_cast<std::size_t>(member.mark.line - 1));
    if (member.key == "entries") found = true;
    if (member.key == "entries") layout.key = static_cast<std::size_t>(member.mark.line - 1);
  }
  const Node& list = *document.root.find("entries");
  for (const Node& item : list.items) {
    Place place;
    place.from = static_cast<std::size_t>(item.mark.line - 1);
    if (place.from >= lines.size()) return unknown;
    place.dash = lines.indent(place.from);
    if (place.dash == std::string::npos || lines[place.from][place.dash] != '-') return unknown;
    layout.places.push_back(place);
  }
  for (std::size_t i = 0; i < layout.places.size(); ++i) {
    Place& place = layout.places[i];
    place.to = i + 1 < layout.places.size() ? layout.places[i + 1].from : end;
    // Comments at the dash belong to what comes after them; deeper ones may be lines of a text.
    while (place.to > place.from + 1 &&
           (lines.is_blank(place.to - 1) ||
            (lines.is_comment(place.to - 1) && lines.indent(place.to - 1) <= place.dash)))
      --place.to;
  }
  return layout;
}

// A baseline as it is edited: what it says, and the lines where it says it.
struct OpenBaseline {
  core::Document document;
  Baseline baseline;
  FileLines lines;
  Layout layout;
};

core::Result<OpenBaseline> open_baseline(const std::string& name, const std::string& text) {
  auto document = core::load_document(name, text);
  if (!document) return document.error();
  auto baseline = parse_baseline(name, text);
  if (!baseline) return baseline.error();
  FileLines lines(text);
  auto layout = layout_of(*document, lines);
  if (!layout) return layout.error();
  return OpenBaseline{std::move(*document), std::move(*baseline), std::move(lines), std::move(*layout)};
}

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(-1, ' ', true); }

std::string text_of(const NewEntry& more, std::size_t dash) {
  const std::string before(dash, ' ');
  const BaselineEntry& entry = more.entry;
  std::string text;
  if (!more.seen.empty()) text += before + "# " + core::shortened(core::printable(more.seen), 160) + "\n";
  const auto line = [&](const char* key, const std::string& value) {
    text += before + (std::string_view(key) == "requirement" ? "- " : "  ") + key + ": " + value + "\n";
  };
  line("requirement", entry.requirement);
  line("kind", std::string(name(entry.kind)));
  line("reason", quoted(entry.reason));
  line("why", quoted(entry.why));
  line("ticket", quoted(entry.ticket));
  line("added", entry.added);
  if (!entry.expires.empty()) line("expires", entry.expires);
  return text;
}

core::Error lossy(const std::string& name) {
  return {"the file cannot be edited without changing what it says", name, kOwnLines};
}

// The text, where it reads as `wanted` in this order.
core::Result<std::string> read_back(const std::string& name, std::string text,
                                    const std::vector<BaselineEntry>& wanted) {
  const auto read = parse_baseline(name, text);
  const bool same =
      read && std::equal(read->entries.begin(), read->entries.end(), wanted.begin(), wanted.end(),
                         [](const auto& a, const auto& b) { return a.is_same_as(b); });
  if (!same) return lossy(name);
  return text;
}

// "entries: []" and "entries: null" cannot take lines below them.
void open_empty_list(std::string& line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos) return;
  for (const std::string_view nothing : {"[]", "null", "~"}) {
    const std::size_t at = line.find(nothing, colon);
    if (at != std::string::npos) line.erase(at, nothing.size());
  }
}

// The kind of entry `node` becomes `kind` where it stands.
void put_kind(FileLines& lines, const Node& node, Verdict kind) {
  const Node& old = *node.find("kind");
  std::string& line = lines[static_cast<std::size_t>(old.mark.line - 1)];
  const std::size_t at = line.find(old.scalar, static_cast<std::size_t>(old.mark.column - 1));
  if (at != std::string::npos) line.replace(at, old.scalar.size(), name(kind));
}

}  // namespace

std::vector<NewEntry> unknown_deviations(const Baseline& baseline, const RunResult& result) {
  std::vector<NewEntry> all;
  for (const Judgement& judgement : result.judgements) {
    for (const BaselineEntry& deviation : deviations(judgement)) {
      const auto covers = [&](const BaselineEntry& entry) {
        return entry.requirement == deviation.requirement && entry.reason == deviation.reason;
      };
      const auto known = std::find_if(baseline.entries.begin(), baseline.entries.end(), covers);
      if (known != baseline.entries.end() && known->kind >= deviation.kind) continue;
      const auto twin =
          std::find_if(all.begin(), all.end(), [&](const NewEntry& e) { return covers(e.entry); });
      if (twin != all.end()) {
        twin->entry.kind = std::max(twin->entry.kind, deviation.kind);
        continue;
      }
      std::string seen = message_of(judgement);
      for (const Finding& finding : judgement.findings) {
        if (fingerprint(finding) == deviation.reason) seen = finding.message;
      }
      all.push_back({deviation, std::move(seen)});
    }
  }
  return all;
}

std::string empty_baseline_text() {
  return "# What this service is known to break: `wes-assay check --baseline FILE` calls it `expected`. Say "
         "why,\n"
         "# and until when. `reason` tells one break of a requirement from another: leave it as it is.\n"
         "format: " +
         std::string(baseline_format) + "\nentries:\n";
}

core::Result<EditedBaseline> add_entries(const std::string& name, const std::string& text,
                                         const std::vector<NewEntry>& more) {
  auto opened = open_baseline(name, text);
  if (!opened) return opened.error();
  auto& [document, baseline, lines, layout] = *opened;

  EditedBaseline edited;
  std::vector<BaselineEntry> wanted = baseline.entries;
  const std::size_t dash = layout.places.empty() ? 2 : layout.places.front().dash;
  if (layout.places.empty()) open_empty_list(lines[layout.key]);
  std::string fresh;
  for (const NewEntry& each : more) {
    const auto known = std::find_if(wanted.begin(), wanted.end(), [&](const BaselineEntry& entry) {
      return entry.requirement == each.entry.requirement && entry.reason == each.entry.reason;
    });
    if (known == wanted.end()) {
      fresh += text_of(each, dash);
      wanted.push_back(each.entry);
      ++edited.added;
      continue;
    }
    known->kind = each.entry.kind;
    put_kind(lines, document.root.find("entries")->items[static_cast<std::size_t>(known - wanted.begin())],
             each.entry.kind);
    ++edited.raised;
  }
  const std::size_t at = layout.places.empty() ? layout.key + 1 : layout.places.back().to;
  if (!fresh.empty()) lines.insert(at, fresh);
  auto checked = read_back(name, lines.text(), wanted);
  if (!checked) return checked.error();
  edited.text = std::move(*checked);
  return edited;
}

core::Result<PrunedBaseline> remove_entries(const std::string& name, const std::string& text,
                                            const std::vector<std::size_t>& indices) {
  auto opened = open_baseline(name, text);
  if (!opened) return opened.error();
  auto& [document, baseline, lines, layout] = *opened;

  PrunedBaseline pruned;
  std::vector<BaselineEntry> wanted = baseline.entries;
  for (auto index = indices.rbegin(); index != indices.rend(); ++index) {
    const Place& place = layout.places.at(*index);
    std::size_t from = place.from;
    while (from > layout.key + 1 && lines.is_comment(from - 1) && lines.indent(from - 1) == place.dash)
      --from;
    pruned.removed = lines.take(from, place.to) + pruned.removed;
    wanted.erase(wanted.begin() + static_cast<std::ptrdiff_t>(*index));
  }
  auto checked = read_back(name, lines.text(), wanted);
  if (!checked) return checked.error();
  pruned.text = std::move(*checked);
  return pruned;
}

}  // namespace assay::reports
