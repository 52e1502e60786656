// SPDX-License-Identifier: Apache-2.0
// Pictures of a run: SVG and boxes made here, so that the page needs no script.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "reports/escape.hpp"
#include "reports/html/data.hpp"
#include "reports/html/page.hpp"
#include "reports/observed.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t most_runs = 12;
constexpr std::size_t most_walks = 6;
constexpr std::size_t open_runs = 3;  // the rest is behind a fold
constexpr std::size_t open_walks = 3;
constexpr std::size_t most_pages = 30;
constexpr std::size_t most_dots = 60;
constexpr int lane_height = 26;
// Places are in percent of the width and texts in pixels: the picture fits a phone, and its words stay
// legible.
constexpr double lanes_from = 14;
constexpr double lanes_to = 98;
constexpr double pixels_of_a_phone = 330;
constexpr double pixels_of_a_desk = 1000;

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
  double x(core::Time at) const {
    const auto whole = static_cast<double>(std::max<core::Duration::rep>((to - from).count(), 1));
    return lanes_from + static_cast<double>((at - from).count()) * (lanes_to - lanes_from) / whole;
  }
};

// A word in a room of so many percent: at every width, on wide screens only, or not at all.
std::string word_svg(const std::string& word, double x, double room, int y, const std::string& style) {
  const double pixels = 7.4 * static_cast<double>(word.size()) + 14;
  if (room / 100 * pixels_of_a_desk < pixels) return "";
  const bool always = room / 100 * pixels_of_a_phone >= pixels;
  return fmt::format("<text class=\"{}{}\" x=\"{:.2f}%\" dx=\"6\" y=\"{}\">{}</text>", style,
                     always ? "" : " wide", x, y + 15, markup(word));
}

// Between two equal sightings the state is drawn as a bar, between two that differ as a thin line: nobody
// looked.
std::string lane_svg(const Lane& lane, const Scale& scale, int y) {
  std::string svg =
      fmt::format("<text class=\"lane\" x=\"0\" y=\"{}\">{}</text>\n", y + 15, markup(lane.name));
  for (std::size_t i = 0; i < lane.seen.size();) {
    std::size_t end = i;
    while (end + 1 < lane.seen.size() && lane.seen[end + 1].state == lane.seen[i].state) ++end;
    const double x = scale.x(lane.seen[i].answered);
    const double last = scale.x(lane.seen[end].answered);
    const bool more = end + 1 < lane.seen.size();
    const double next = more ? scale.x(lane.seen[end + 1].answered) : 100;
    std::string about = said(lane.seen[i], scale.from);
    if (end > i)
      about += fmt::format(", {} times until +{}", end - i + 1,
                           milliseconds(lane.seen[end].answered - scale.from));
    svg += fmt::format("<g class=\"state-{}\"><title>{}</title>", tone_of(lane.seen[i].phase), markup(about));
    if (more)
      svg += fmt::format("<line x1=\"{0:.2f}%\" x2=\"{1:.2f}%\" y1=\"{2}\" y2=\"{2}\"/>", last, next, y + 19);
    svg += fmt::format("<rect x=\"{:.2f}%\" y=\"{}\" width=\"{:.2f}%\" height=\"18\" rx=\"2\"/>", x, y + 2,
                       last - x + 0.6);
    const std::string word = core::shortened(lane.seen[i].state, 24);
    const std::string outside = word_svg(word, last + 0.6, next - last - 0.6, y, "beside");
    svg += outside.empty() ? word_svg(word, x, last - x, y, "within") : outside;
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
      "<line class=\"axis\" x1=\"{0}%\" x2=\"100%\" y1=\"{1}\" y2=\"{1}\"/>"
      "<text class=\"lane\" x=\"{0}%\" y=\"{2}\">+0</text>"
      "<text class=\"lane end\" x=\"100%\" y=\"{2}\">+{3}</text>\n",
      lanes_from, y + 3, y + 17, milliseconds(scale.to - scale.from));
  data d;
  d.set("run", core::shortened(story.run_id, 80));
  d.set("words", words);
  d.set("svg", fmt::format("<svg height=\"{}\" role=\"img\" aria-label=\"{}\">\n{}</svg>", height,
                           markup(words), svg));
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

// A circle for each run, a square for one that was on an earlier page.
std::string dots_svg(const Page& page) {
  constexpr std::size_t in_a_row = 12;
  const std::size_t n = std::min(page.runs.size(), most_dots);
  std::string svg;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t x = i % in_a_row * 12;
    const std::size_t y = i / in_a_row * 12;
    svg += page.again[i]
               ? fmt::format("<rect class=\"again\" x=\"{}\" y=\"{}\" width=\"9\" height=\"9\"/>", x, y)
               : fmt::format("<circle class=\"run\" cx=\"{}\" cy=\"{}\" r=\"4.5\"/>", x + 5, y + 5);
  }
  return fmt::format("<svg aria-hidden=\"true\" width=\"{}\" height=\"{}\">{}</svg>",
                     std::min(std::max<std::size_t>(n, 1), in_a_row) * 12, (n + in_a_row - 1) / in_a_row * 12,
                     svg);
}

data page_data(const Page& page, std::size_t number) {
  data d;
  const auto repeats = std::count(page.again.begin(), page.again.end(), true);
  std::string note = page.status / 100 == 2
                         ? fmt::format("{} {}", page.runs.size(), page.runs.size() == 1 ? "run" : "runs")
                         : fmt::format("answered {}", page.status);
  if (repeats > 0) note += fmt::format(", {} seen before", repeats);
  d.set("number", std::to_string(number));
  d.set("exchange", std::to_string(page.exchange));
  d.set("note", note);
  d.set("dots", page.runs.empty() ? "<br/>" : dots_svg(page));
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
    d.set("bar", bar_html({{static_cast<double>(counts[i]), "tone-info"}}, static_cast<double>(most), ""));
    bars.push_back(d);
  }
  return bars;
}

// A walk that shows a run twice is looked at first.
bool again_in(const Walk& walk) {
  return std::any_of(walk.pages.begin(), walk.pages.end(), [](const Page& page) {
    return std::find(page.again.begin(), page.again.end(), true) != page.again.end();
  });
}

// "17 more runs", "17 of 40 more runs".
std::string folded(std::size_t all, std::size_t open, std::size_t most, std::string_view what) {
  if (all <= open) return "";
  if (all <= most) return fmt::format("{} more {}", all - open, what);
  return fmt::format("{} of {} more {}", most - open, all - open, what);
}

}  // namespace

void add_charts(data& page, const RunResult& result) {
  std::vector<RunStory> stories = run_stories(result);
  std::stable_sort(stories.begin(), stories.end(),
                   [](const RunStory& a, const RunStory& b) { return changes_in(a) > changes_in(b); });
  data runs{data::type::list};
  data other_runs{data::type::list};
  for (std::size_t i = 0; i < stories.size() && i < most_runs; ++i)
    (i < open_runs ? runs : other_runs).push_back(story_data(stories[i]));
  page.set("stories", runs);
  page.set("has_stories", !stories.empty());
  page.set("other_stories", other_runs);
  page.set("has_more_stories", stories.size() > open_runs);
  page.set("more_stories", folded(stories.size(), open_runs, most_runs, "runs"));

  std::vector<Walk> walks = page_walks(result);
  std::stable_sort(walks.begin(), walks.end(),
                   [](const Walk& a, const Walk& b) { return again_in(a) > again_in(b); });
  data drawn{data::type::list};
  data other_walks{data::type::list};
  for (std::size_t i = 0; i < walks.size() && i < most_walks; ++i)
    (i < open_walks ? drawn : other_walks).push_back(walk_data(walks[i]));
  page.set("walks", drawn);
  page.set("has_walks", !walks.empty());
  page.set("some_again", !walks.empty() && again_in(walks.front()));
  page.set("other_walks", other_walks);
  page.set("has_more_walks", walks.size() > open_walks);
  page.set("more_walks", folded(walks.size(), open_walks, most_walks, "walks"));

  const std::vector<Latency> times = latencies(result);
  data operations{data::type::list};
  for (const Latency& latency : times) {
    data d;
    d.set("operation", latency.operation.empty() ? "(no operation of WES)" : latency.operation);
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
