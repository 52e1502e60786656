// SPDX-License-Identifier: Apache-2.0
#include "mock_server/journal/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace assay::mock {
namespace {

bool is(const std::string& wanted, const std::string& text) { return wanted.empty() || wanted == text; }
bool fits(const std::string& glob, const std::string& text) {
  return glob.empty() || core::glob_match(glob, text);
}

}  // namespace

bool matches(const JournalFilter& filter, const JournalEntry& entry) {
  return entry.number > filter.after && is(filter.operation, entry.operation) &&
         is(filter.method, entry.method) && fits(filter.target, entry.target) &&
         is(filter.run_id, entry.run_id) && is(filter.user, entry.user) && fits(filter.sent, entry.sent) &&
         (filter.status == 0 || filter.status == entry.status);
}

std::vector<std::uint64_t> in_order(const std::vector<JournalEntry>& entries,
                                    const std::vector<JournalFilter>& order) {
  std::vector<std::uint64_t> found;
  auto at = entries.begin();
  for (const auto& filter : order) {
    at = std::find_if(at, entries.end(), [&](const auto& entry) { return matches(filter, entry); });
    if (at == entries.end()) break;
    found.push_back((at++)->number);
  }
  return found;
}

std::string exact_time(core::Time time) {
  auto text = core::to_iso8601(time);
  text.pop_back();  // the Z
  const auto part = time - std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{}.{:06}Z", text, part.count());
}

std::string journal_line(const JournalEntry& entry) {
  const auto user = entry.user.empty() ? "" : " " + core::printable(entry.user) + ":";
  const auto sent = entry.sent.empty() ? "" : " " + core::printable(entry.sent);
  const auto faults =
      entry.faults.empty()
          ? ""
          : fmt::format(" [{}]", core::printable(fmt::format("{}", fmt::join(entry.faults, ", "))));
  return fmt::format("{}{} {} {}{} ->{} {} {}", exact_time(entry.at), user, core::printable(entry.method),
                     core::printable(entry.target), sent, faults, entry.status,
                     core::printable(entry.answer));
}

void Journal::add(JournalEntry entry) {
  entry.number = ++last_;
  if (log_) log_(entry);
  if (capacity_ == 0) return;
  if (entries_.size() == capacity_) entries_.pop_front();
  entries_.push_back(std::move(entry));
}

std::vector<JournalEntry> Journal::entries(const JournalFilter& filter) const {
  std::vector<JournalEntry> chosen;
  std::copy_if(entries_.begin(), entries_.end(), std::back_inserter(chosen),
               [&](const auto& entry) { return matches(filter, entry); });
  return chosen;
}

std::size_t Journal::count(const JournalFilter& filter) const {
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(),
                                                [&](const auto& entry) { return matches(filter, entry); }));
}

}  // namespace assay::mock
