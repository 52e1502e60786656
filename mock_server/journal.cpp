// SPDX-License-Identifier: Apache-2.0
#include "mock_server/journal.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace assay::mock {

std::string journal_line(const JournalEntry& entry) {
  auto time = core::to_iso8601(entry.at);
  time.pop_back();  // the Z
  const auto part = entry.at - std::chrono::floor<std::chrono::seconds>(entry.at);
  const auto user = entry.user.empty() ? "" : " " + core::printable(entry.user) + ":";
  const auto sent = entry.sent.empty() ? "" : " " + core::printable(entry.sent);
  const auto faults =
      entry.faults.empty()
          ? ""
          : fmt::format(" [{}]", core::printable(fmt::format("{}", fmt::join(entry.faults, ", "))));
  return fmt::format("{}.{:06}Z{} {} {}{} ->{} {} {}", time, part.count(), user,
                     core::printable(entry.method), core::printable(entry.target), sent, faults, entry.status,
                     core::printable(entry.answer));
}

void Journal::add(JournalEntry entry) {
  if (!on()) return;
  entry.number = ++last_;
  if (entries_.size() == capacity_) entries_.pop_front();
  entries_.push_back(std::move(entry));
}

}  // namespace assay::mock
