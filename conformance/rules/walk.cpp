// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/walk.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace assay::conformance {
namespace {

std::optional<long long> number(const std::string& text) {
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::vector<std::string> Walk::ids() const {
  std::vector<std::string> all;
  for (const Page& page : pages) all.insert(all.end(), page.ids.begin(), page.ids.end());
  return all;
}

bool wants_more(Walk& walk) {
  if (walk.pages.empty()) return true;
  const Page& last = walk.pages.back();
  if (!last.readable) {
    walk.cut = in_words(*last.exchange) + ", which is no page";
  } else if (last.token_kind != Page::Token::text) {
    walk.ended = last.token_kind != Page::Token::wrong_type;
    if (!walk.ended)
      walk.cut = last.leads_on + (last.leads_on == "links" ? " has no token" : " is not a string");
  } else if (walk.pages.size() == 1 && !oversized(walk).empty()) {
    walk.cut = "the first page has more items than asked for";
  } else if (std::any_of(walk.pages.begin(), walk.pages.end() - 1,
                         [&](const Page& page) { return page.token == last.token; })) {
    walk.token_cycle = true;
    walk.cut = "a token came back";
  } else if (empty_streak(walk) > most_empty_pages) {
    walk.cut = std::to_string(most_empty_pages + 1) + " empty pages in a row";
  } else if (walk.pages.size() >= walk.most_pages) {
    walk.cut = std::to_string(walk.most_pages) + " pages, the suite's bound";
  } else {
    return true;
  }
  return false;
}

std::size_t empty_streak(const Walk& walk) {
  std::size_t streak = 0, longest = 0;
  for (const Page& page : walk.pages) {
    streak = page.readable && page.ids.empty() ? streak + 1 : 0;
    longest = std::max(longest, streak);
  }
  return longest;
}

std::optional<Repeat> first_repeat(const Walk& walk) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t page = 0; page < walk.pages.size(); ++page) {
    for (const std::string& id : walk.pages[page].ids) {
      if (id.empty()) continue;
      const auto [at, fresh] = seen.emplace(id, page);
      if (!fresh) return Repeat{id, at->second, page};
    }
  }
  return std::nullopt;
}

std::vector<std::string> missing_from(const Walk& walk, const std::vector<std::string>& expected) {
  const std::vector<std::string> ids = walk.ids();
  const std::set<std::string> seen(ids.begin(), ids.end());
  std::vector<std::string> missing;
  std::copy_if(expected.begin(), expected.end(), std::back_inserter(missing),
               [&](const std::string& id) { return !seen.contains(id); });
  return missing;
}

std::vector<const Page*> oversized(const Walk& walk) {
  std::vector<const Page*> pages;
  const auto size = number(walk.page_size);
  if (!size || *size <= 0) return pages;
  for (const Page& page : walk.pages) {
    if (page.ids.size() > static_cast<std::size_t>(*size)) pages.push_back(&page);
  }
  return pages;
}

std::size_t exact_page_size(std::size_t total, std::size_t pages) {
  std::size_t size = 2;
  while (size < total && (total % size != 0 || total / size > pages)) ++size;
  return size;
}

std::optional<std::pair<std::string, std::string>> first_disorder(const std::vector<std::string>& a,
                                                                  const std::vector<std::string>& b) {
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < b.size(); ++i) place.emplace(b[i], i);
  const std::string* last = nullptr;
  std::set<std::string> seen;  // where an id comes twice, its first place counts
  for (const std::string& id : a) {
    const auto at = place.find(id);
    if (at == place.end() || id.empty() || !seen.insert(id).second) continue;
    if (last && place.at(*last) > at->second) return std::make_pair(*last, id);
    last = &id;
  }
  return std::nullopt;
}

}  // namespace assay::conformance
