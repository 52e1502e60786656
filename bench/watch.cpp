// SPDX-License-Identifier: Apache-2.0
#include "bench/watch.hpp"

#include <fmt/format.h>

#include "bench/figures.hpp"

namespace assay::bench {
namespace {

void add(Watch& into, const Watch& other) {
  into.requests += other.requests;
  into.wrong += other.wrong;
  into.bytes_in += other.bytes_in;
  into.bytes_out += other.bytes_out;
  into.walks += other.walks;
  into.noticed.add(other.noticed);
}

std::string median(const Histogram& histogram) {
  return time_text(static_cast<double>(histogram.at(50)) / 1e3);
}

}  // namespace

void add(Watches& into, const Watches& other) {
  add(into.status, other.status);
  add(into.list, other.list);
  into.list_later.add(other.list_later);
  into.status_later.add(other.status_later);
}

void compare_ends(Watches& watches, const std::vector<std::int64_t>& status,
                  const std::vector<std::int64_t>& list) {
  for (std::size_t i = 0; i < status.size(); ++i) {
    if (status[i] > 0) watches.status.noticed.record(status[i]);
    if (list[i] > 0) watches.list.noticed.record(list[i]);
    if (status[i] == 0 || list[i] == 0) continue;
    const std::int64_t later = list[i] - status[i];
    (later > 0 ? watches.list_later : watches.status_later).record(later > 0 ? later : -later);
  }
}

std::array<std::string, 8> cells_of(std::string_view strategy, const Watch& watch) {
  const bool any = watch.noticed.count() > 0;
  return {std::string(strategy),
          thousands(watch.requests),
          thousands(watch.wrong),
          thousands(watch.bytes_in),
          thousands(watch.bytes_out),
          thousands(watch.noticed.count()),
          any ? median(watch.noticed) : "-",
          any ? time_text(static_cast<double>(watch.noticed.max()) / 1e3) : "-"};
}

std::string in_words(const Watches& watches) {
  const std::uint64_t list = watches.list_later.count(), status = watches.status_later.count();
  if (list + status == 0) return "no end was noticed by both";
  std::string text = fmt::format("of {} ends that both noticed", thousands(list + status));
  if (list > 0)
    text += fmt::format(", the list was later {} times, by {} in the median", thousands(list),
                        median(watches.list_later));
  if (status > 0)
    text += fmt::format(", the status calls were later {} times, by {} in the median", thousands(status),
                        median(watches.status_later));
  return text;
}

}  // namespace assay::bench
