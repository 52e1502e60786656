// SPDX-License-Identifier: Apache-2.0
#include "reports/baseline.hpp"

#include <algorithm>
#include <cctype>

#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::reports {
namespace {

using core::Fields;
using core::Node;

// A date as the files write it, or nothing.
bool is_date(const std::string& text) {
  const bool shaped =
      text.size() == 10 && text[4] == '-' && text[7] == '-' &&
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); }) == 8;
  if (!shaped) return false;
  const std::chrono::year_month_day date{
      std::chrono::year(std::stoi(text.substr(0, 4))),
      std::chrono::month(static_cast<unsigned>(std::stoi(text.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(std::stoi(text.substr(8, 2))))};
  return date.ok();
}

std::string date_of(Fields& fields, const char* key, bool needed) {
  const std::string date = needed ? fields.text(key) : fields.text_or(key, {});
  if (!date.empty() || needed) {
    if (!is_date(date)) fields.fail(*fields.find(key), std::string("'") + key + "' is no date", "2026-01-31");
  }
  return date;
}

BaselineEntry read_entry(const core::Document& document, const Node& node) {
  Fields fields(document, node, "an entry");
  BaselineEntry entry;
  entry.mark = node.mark;
  entry.requirement = fields.text("requirement");
  fields.need("kind");
  entry.kind = verdict_from(fields.word_or("kind", {"fail", "flaky", "warn"}, {}));
  entry.reason = fields.text("reason");
  if (entry.reason.empty()) fields.fail(fields.need("reason"), "'reason' is empty", "status-500");
  entry.why = fields.text_or("why", {});
  entry.ticket = fields.text_or("ticket", {});
  entry.added = date_of(fields, "added", true);
  entry.expires = date_of(fields, "expires", false);
  fields.finish();
  return entry;
}

Baseline read_baseline(const core::Document& document) {
  Fields fields(document, document.root, "a baseline");
  const std::string format = fields.text("format");
  if (format != baseline_format)
    fields.fail(*fields.find("format"), "the format is '" + core::printable(format) + "'",
                "this program reads " + std::string(baseline_format));
  Baseline baseline{document.name, {}};
  const Node& list = fields.need("entries");
  if (list.kind != Node::Kind::sequence && list.kind != Node::Kind::null)
    fields.fail(list, "'entries' must be a list", "- requirement: PAG-01");
  for (const Node& item : list.items) {
    BaselineEntry entry = read_entry(document, item);
    const auto same = [&](const BaselineEntry& other) {
      return other.requirement == entry.requirement && other.reason == entry.reason;
    };
    const auto twin = std::find_if(baseline.entries.begin(), baseline.entries.end(), same);
    if (twin != baseline.entries.end())
      fields.fail(item, "this deviation stands in line " + std::to_string(twin->mark.line) + ", too");
    baseline.entries.push_back(std::move(entry));
  }
  fields.finish();
  return baseline;
}

const BaselineEntry* entry_for(const Baseline& baseline, const BaselineEntry& deviation) {
  const auto found =
      std::find_if(baseline.entries.begin(), baseline.entries.end(), [&](const BaselineEntry& entry) {
        return entry.requirement == deviation.requirement && entry.reason == deviation.reason &&
               entry.kind >= deviation.kind;
      });
  return found == baseline.entries.end() ? nullptr : &*found;
}

bool tells_of_a_break(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::flaky || verdict == Verdict::warn;
}

// What a run of the suite makes anew each time: words with four digits or more, and hexadecimal ones of eight
// characters with a digit in them. In a sentence, where numbers are measured, any word with a digit.
bool is_fleeting(std::string_view word, bool sentence) {
  const auto digits =
      std::count_if(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c); });
  const bool hex = std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isxdigit(c); });
  return digits >= 4 || (digits > 0 && (sentence || (hex && word.size() >= 8)));
}

std::string lasting(std::string_view text, bool sentence) {
  std::string kept;
  while (!text.empty()) {
    const auto is_word = [](unsigned char c) { return std::isalnum(c) != 0; };
    const auto end = std::find_if_not(text.begin(), text.end(), is_word);
    const auto size = static_cast<std::size_t>(end - text.begin());
    if (size > 0) {
      kept += is_fleeting(text.substr(0, size), sentence) ? "*" : std::string(text.substr(0, size));
      text.remove_prefix(size);
    } else {
      kept += text.front();
      text.remove_prefix(1);
    }
  }
  return core::shortened(core::printable(kept), 160);
}

}  // namespace

bool BaselineEntry::is_same_as(const BaselineEntry& other) const {
  return other.requirement == requirement && other.kind == kind && other.reason == reason &&
         other.why == why && other.ticket == ticket && other.added == added && other.expires == expires;
}

core::Result<Baseline> parse_baseline(std::string name, std::string_view text) {
  auto document = core::load_document(std::move(name), text);
  if (!document) return document.error();
  return core::reading([&] { return read_baseline(*document); });
}

std::string fingerprint(const Finding& finding) {
  return finding.reason.empty() ? lasting(finding.message, true) : lasting(finding.reason, false);
}

std::vector<BaselineEntry> deviations(const Judgement& judgement) {
  const Verdict word = judgement.known ? judgement.known->was : judgement.verdict;
  std::vector<BaselineEntry> all;
  if (!tells_of_a_break(word)) return all;
  const auto add = [&](std::string reason) {
    const auto same = [&](const BaselineEntry& known) { return known.reason == reason; };
    if (std::any_of(all.begin(), all.end(), same)) return;
    BaselineEntry entry;
    entry.requirement = judgement.requirement;
    entry.kind = word;
    entry.reason = std::move(reason);
    all.push_back(std::move(entry));
  };
  for (const Finding& finding : judgement.findings) add(fingerprint(finding));
  if (all.empty()) add(lasting(judgement.reason, true));
  return all;
}

void expect_known(const Baseline& baseline, Judgement& judgement) {
  const std::vector<BaselineEntry> all = deviations(judgement);
  std::string why;
  for (const BaselineEntry& deviation : all) {
    const BaselineEntry* entry = entry_for(baseline, deviation);
    if (!entry) return;
    const std::string text = entry->why + (entry->why.empty() || entry->ticket.empty() ? "" : " ") +
                             (entry->ticket.empty() ? "" : "(" + entry->ticket + ")");
    if (!text.empty() && why.find(text) == std::string::npos) why += (why.empty() ? "" : "; ") + text;
  }
  if (all.empty()) return;
  judgement.known = Known{judgement.verdict, why};
  judgement.verdict = Verdict::expected;
}

}  // namespace assay::reports
