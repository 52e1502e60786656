// SPDX-License-Identifier: Apache-2.0
// Pictures of a run: SVG and boxes made here, so that the page needs no script.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "reports/escape.hpp"
#include "reports/html_data.hpp"
#include "reports/observed.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t most_runs = 20;
constexpr std::size_t most_walks = 10;
constexpr std::size_t most_pages = 30;
constexpr std::size_t most_dots = 60;
constexpr int lane_height = 26;
constexpr int left = 56;
constexpr int width = 900;

// The class that colours a state; a word that the dialect does not have is grey.
std::string_view tone_of(schemas::Phase phase) {
  using schemas::Phase;
  static const std::map<Phase, std::string_view> tones = {
      {Phase::draft, "wait"},         {Phase::queued, "wait"},      {Phase::initializing, "wait"},
      {Phase::paused, "wait"},        {Phase::running, "run"},      {Phase::stopping, "run"},
      {Phase::canceling, "stop"},     {Phase::canceled, "stop"},    {Phase::preempted, "stop"},
      {Phase::executor_error, "bad"}, {Phase::system_error, "bad"}, {Phase::complete, "good"}};
  const auto at = tones.find(phase);
  return at == tones.end() ? "odd" : at->second;
}

std::string said(const Sighting& s, core::Time from) {
  return core::shortened(s.state, 40) + " at +" + milliseconds(s.answered - from) + ", exchange " +
         std::to_string(s.exchange);
}

struct Scale {
  core::Time from;
  core::Time to;
  int x(core::Time at) const {
    const auto whole = std::max<core::Duration::rep>((to - from).count(), 1);
    return left + static_cast<int>((at - from).count() * (width - left - 20) / whole);
  }
};

// Between two equal sightings the state is drawn as a bar, between two that differ as a thin line: nobody
// looked.
std::string lane_svg(const Lane& lane, const Scale& scale, int y) {
  std::string svg = fmt::format("<text class=\"lane\" x=\"0\" y=\"{}\">{}</text>\n", y + 16, lane.name);
  for (std::size_t i = 0; i < lane.seen.size();) {
    std::size_t end = i;
    while (end + 1 < lane.seen.size() && lane.seen[end + 1].state == lane.seen[i].state) ++end;
    const int x = scale.x(lane.seen[i].answered);
    const int last = scale.x(lane.seen[end].answered);
    const bool more = end + 1 < lane.seen.size();
    const int next = more ? scale.x(lane.seen[end + 1].answered) : width;
    const std::string_view tone = tone_of(lane.seen[i].phase);
    std::string about = said(lane.seen[i], scale.from);
    if (end > i)
      about += fmt::format(", {} times until +{}", end - i + 1,
                           milliseconds(lane.seen[end].answered - scale.from));
    svg += fmt::format("<g class=\"state-{}\"><title>{}</title>", tone, markup(about));
    if (more) svg += fmt::format("<path d=\"M{} {}H{}\"/>", last, y + 19, next);
    svg +=
        fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"18\" rx=\"2\"/>", x, y + 2, last - x + 5);
    const std::string word = core::shortened(lane.seen[i].state, 24);
    const int needed = 8 * static_cast<int>(word.size()) + 12;
    if (next - last > needed) {
      svg += fmt::format("<text x=\"{}\" y=\"{}\">{}</text>", last + 9, y + 15, markup(word));
    } else if (last - x > needed) {
      svg += fmt::format("<text class=\"inside\" x=\"{}\" y=\"{}\">{}</text>", x + 6, y + 15, markup(word));
    }
    svg += "</g>\n";
    i = end + 1;
  }
  return svg;
}

std::string words_of(const Lane& lane) {
  std::string text;
  std::string before;
  for (const Sighting& s : lane.seen) {
    if (s.state == before) continue;
    text += (text.empty() ? "" : ", ") + core::shortened(s.state, 40);
    before = s.state;
  }
  return text;
}

data story_data(const RunStory& story) {
  Scale scale{core::Time::max(), core::Time::min()};
  for (const Lane& lane : story.lanes) {
    for (const Sighting& s : lane.seen) {
      scale.from = std::min(scale.from, s.answered);
      scale.to = std::max(scale.to, s.answered);
    }
  }
  const int height = lane_height * static_cast<int>(story.lanes.size()) + 20;
  std::string svg;
  std::string words;
  int y = 0;
  for (const Lane& lane : story.lanes) {
    svg += lane_svg(lane, scale, y);
    words += (words.empty() ? "" : "; ") + lane.name + ": " + words_of(lane);
    y += lane_height;
  }
  svg += fmt::format(
      "<path class=\"axis\" d=\"M{} {}H{}\"/><text class=\"lane\" x=\"{}\" y=\"{}\">+0</text>"
      "<text class=\"lane end\" x=\"{}\" y=\"{}\">+{}</text>\n",
      left, y + 3, width, left, y + 17, width, y + 17, milliseconds(scale.to - scale.from));
  data d;
  d.set("run", core::shortened(story.run_id, 80));
  d.set("words", words);
  d.set("svg", fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n{}</svg>", width,
                           height, markup(words), svg));
  return d;
}

// Runs in which something happened come first.
std::size_t changes_in(const RunStory& story) {
  std::size_t n = 0;
  for (const Lane& lane : story.lanes) {
    for (std::size_t i = 1; i < lane.seen.size(); ++i)
      n += lane.seen[i].state != lane.seen[i - 1].state ? 1 : 0;
  }
  return n;
}

data page_data(const Page& page, std::size_t number) {
  data d;
  std::string dots;
  for (std::size_t i = 0; i < page.runs.size() && i < most_dots; ++i)
    dots += page.again[i] ? "<b class=\"again\"></b>" : "<b></b>";
  const auto repeats = std::count(page.again.begin(), page.again.end(), true);
  std::string note = page.status / 100 == 2
                         ? fmt::format("{} {}", page.runs.size(), page.runs.size() == 1 ? "run" : "runs")
                         : fmt::format("answered {}", page.status);
  if (repeats > 0) note += fmt::format(", {} seen before", repeats);
  d.set("number", std::to_string(number));
  d.set("exchange", std::to_string(page.exchange));
  d.set("note", note);
  d.set("dots", dots);
  d.set("odd", repeats > 0 || page.status / 100 != 2);
  return d;
}

data walk_data(const Walk& walk) {
  data d;
  data pages{data::type::list};
  std::size_t runs = 0;
  for (std::size_t i = 0; i < walk.pages.size(); ++i) {
    runs += walk.pages[i].runs.size();
    if (i < most_pages) pages.push_back(page_data(walk.pages[i], i + 1));
  }
  d.set("check", walk.check);
  d.set("what", fmt::format("{} pages, {} rows{}", walk.pages.size(), runs,
                            walk.unfinished() ? "; the last page still named a next one" : ""));
  d.set("pages", pages);
  if (walk.pages.size() > most_pages) d.set("more", std::to_string(walk.pages.size() - most_pages));
  return d;
}

// 1, 2, 5 milliseconds and so on; the last one is open.
data histogram(const std::vector<Latency>& all) {
  std::vector<core::Duration> limits;
  for (core::Duration decade{1000}; decade <= std::chrono::seconds(10); decade *= 10) {
    for (const int step : {1, 2, 5}) limits.push_back(decade * step);
  }
  std::vector<std::size_t> counts(limits.size() + 1);
  for (const Latency& latency : all) {
    for (const core::Duration time : latency.sorted)
      ++counts[static_cast<std::size_t>(std::lower_bound(limits.begin(), limits.end(), time) -
                                        limits.begin())];
  }
  const std::size_t most = *std::max_element(counts.begin(), counts.end());
  std::size_t first = 0;
  std::size_t last = counts.size();
  while (first < last && counts[first] == 0) ++first;
  while (last > first && counts[last - 1] == 0) --last;
  data bars{data::type::list};
  for (std::size_t i = first; i < last; ++i) {
    data d;
    d.set("label",
          i < limits.size() ? "up to " + milliseconds(limits[i]) : "above " + milliseconds(limits.back()));
    d.set("n", std::to_string(counts[i]));
    d.set("share", std::to_string(counts[i] * 100 / std::max<std::size_t>(most, 1)));
    bars.push_back(d);
  }
  return bars;
}

}  // namespace

void add_charts(data& page, const RunResult& result) {
  std::vector<RunStory> stories = run_stories(result);
  std::stable_sort(stories.begin(), stories.end(),
                   [](const RunStory& a, const RunStory& b) { return changes_in(a) > changes_in(b); });
  data runs{data::type::list};
  for (std::size_t i = 0; i < stories.size() && i < most_runs; ++i) runs.push_back(story_data(stories[i]));
  page.set("stories", runs);
  page.set("has_stories", !stories.empty());
  if (stories.size() > most_runs) page.set("more_stories", std::to_string(stories.size() - most_runs));

  const std::vector<Walk> walks = page_walks(result);
  data drawn{data::type::list};
  for (std::size_t i = 0; i < walks.size() && i < most_walks; ++i) drawn.push_back(walk_data(walks[i]));
  page.set("walks", drawn);
  page.set("has_walks", !walks.empty());
  if (walks.size() > most_walks) page.set("more_walks", std::to_string(walks.size() - most_walks));

  const std::vector<Latency> times = latencies(result);
  data operations{data::type::list};
  for (const Latency& latency : times) {
    data d;
    d.set("operation", latency.operation.empty() ? "(outside the document)" : latency.operation);
    d.set("n", std::to_string(latency.sorted.size()));
    d.set("median", milliseconds(latency.at(0.5)));
    d.set("p95", milliseconds(latency.at(0.95)));
    d.set("longest", milliseconds(latency.sorted.back()));
    operations.push_back(d);
  }
  page.set("operations", operations);
  page.set("bars", histogram(times));
  page.set("has_times", !times.empty());
}

}  // namespace assay::reports
