// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/text.hpp"
#include "core/wrap.hpp"
#include "reports/body_view.hpp"
#include "reports/capabilities.hpp"
#include "reports/details.hpp"
#include "reports/escape.hpp"
#include "reports/root_causes.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t most_others = 3;
constexpr std::size_t most_causes = 3;
constexpr std::size_t most_ids = 12;
constexpr std::size_t most_text = 400;
constexpr int most_body_lines = 7;

std::string told(std::string_view text) { return core::shortened(plain(text), most_text); }

std::string amount(std::uint64_t n, std::string_view one) {
  return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
}

std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::error:
    case Verdict::fail:
      return "\033[1;31m";
    case Verdict::warn:
    case Verdict::flaky:
      return "\033[33m";
    case Verdict::inconclusive:
      return "\033[36m";
    case Verdict::pass:
      return "\033[32m";
    default:
      return "\033[2m";
  }
}

class Console {
 public:
  Console(const RunResult& result, const ConsoleStyle& style)
      : result_(result), style_(style), summary_(summarise(result)) {}

  std::string text() {
    head();
    why();
    area_table();
    findings("Broken", {Verdict::error, Verdict::fail, Verdict::flaky});
    by_reason("Inconclusive: what would decide it", Verdict::inconclusive);
    warnings();
    known();
    if (style_.verbose) {
      notes();
      by_reason("Not applicable", Verdict::not_applicable);
      by_reason("Skipped", Verdict::skipped);
      passes();
    }
    declared_and_seen();
    about_the_run();
    out_ += paint(verdict_sentence(result_), run_word(result_).tone) + "\n";
    return style_.width == 0 ? out_ : folded();
  }

 private:
  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Arguments>(arguments)...);
    out_ += '\n';
  }

  std::string paint(std::string_view text, Verdict as) const {
    return style_.colour ? std::string(colour_of(as)) + std::string(text) + "\033[0m" : std::string(text);
  }
  std::string title(std::string_view text) const {
    return style_.colour ? "\033[1m" + std::string(text) + "\033[0m" : std::string(text);
  }

  void head() {
    const RunHeader& h = result_.header;
    line("wes-assay {}  {}", plain(h.suite_version), plain(h.target));
    line("{} {} ({}), profile {}, policy {}, seed {}", plain(h.dialect), plain(h.wes_version),
         plain(h.version_reason), plain(h.profile), plain(h.policy), h.seed);
  }

  // What made requirements undecided comes before all else: it is what a reader can do something about.
  void why() {
    const std::vector<RootCause> causes = root_causes(result_);
    std::size_t shown = 0;
    for (const RootCause& cause : causes) {
      if (shown == most_causes) break;
      line("{}  {}", paint("cause", Verdict::inconclusive), reports::told(cause));
      ++shown;
    }
    if (shown < causes.size()) line("cause  and {} more: see Inconclusive", causes.size() - shown);
    line("");
  }

  // Whether anything but a choice of the user was said of it: an area of zeros shows nothing.
  static bool is_looked_at(const Counts& counts) {
    return std::any_of(counts.begin(), counts.end(),
                       [](const auto& each) { return each.second > 0 && each.first != Verdict::skipped; });
  }

  // The first five columns are always there; the others where something stands in them.
  void area_table() {
    if (!is_looked_at(summary_.counts)) return;
    std::vector<Verdict> columns = {Verdict::pass, Verdict::fail, Verdict::warn, Verdict::inconclusive,
                                    Verdict::not_applicable};
    for (const Verdict rare :
         {Verdict::expected, Verdict::info, Verdict::flaky, Verdict::skipped, Verdict::error}) {
      if (of(summary_.counts, rare) > 0) columns.push_back(rare);
    }
    std::size_t width = 5;
    for (const AreaCounts& area : summary_.areas) width = std::max(width, plain(area.area).size());
    std::string top = fmt::format("{:<{}}", "area", width);
    for (const Verdict column : columns) top += fmt::format("  {:>4}", short_name(column));
    line("{}", title(top));
    const auto row = [&](std::string_view label, const Counts& counts) {
      std::string cells;
      for (const Verdict column : columns) {
        const int n = of(counts, column);
        const std::string cell =
            fmt::format("{:>{}}", n, std::max<std::size_t>(4, short_name(column).size()));
        cells += "  " + (n > 0 ? paint(cell, column) : cell);
      }
      line("{:<{}}{}", label, width, cells);
    };
    for (const AreaCounts& area : summary_.areas) {
      if (is_looked_at(area.counts)) row(plain(area.area), area.counts);
    }
    row("all", summary_.counts);
    if (summary_.unjudged > 0)
      line("{} of the set not judged by this run",
           amount(static_cast<std::uint64_t>(summary_.unjudged), "requirement"));
    line("");
  }

  void findings(std::string_view heading, std::initializer_list<Verdict> verdicts) {
    std::vector<const Row*> rows;
    for (const Verdict verdict : verdicts) {
      const auto some = summary_.with(verdict);
      rows.insert(rows.end(), some.begin(), some.end());
    }
    section(heading, rows);
  }

  void warnings() { section("Warnings", summary_.warned()); }

  void section(std::string_view heading, const std::vector<const Row*>& rows) {
    std::string before = std::exchange(out_, "");
    for (const Row* row : rows) finding(*row);
    const std::string told = std::exchange(out_, std::move(before));
    if (!told.empty()) out_ += title(heading) + "\n" + told;
  }

  void finding(const Row& row) {
    const Requirement& r = row.requirement;
    line("  {}  {}  {}", paint(name(*row.verdict), *row.verdict), plain(r.id), plain(r.says));
    if (!r.cite.empty()) line("    clause    {} ({})", plain(citations(r)), plain(r.level));
    for (const Cause& cause : row.causes) {
      if (cause.verdict >= Verdict::warn) tell(cause, *row.verdict);
    }
    // Beside findings the reason says how often it broke.
    for (const Judgement* judgement : row.judgements) {
      if (!judgement->findings.empty() && !judgement->reason.empty())
        line("    {:<9} {} by {}", judgement->verdict == Verdict::inconclusive ? "undecided" : "measured",
             told(judgement->reason), plain(judgement->check));
    }
    line("");
  }

  void tell(const Cause& cause, Verdict of_the_row) {
    const Finding& f = cause.finding;
    const std::string also = cause.verdict == of_the_row ? "" : fmt::format(" ({})", name(cause.verdict));
    line("    what      {}{}", told(f.message), also);
    if (!f.expected.empty()) line("    expected  {}", told(f.expected));
    if (!f.actual.empty()) line("    found     {}", told(f.actual));
    if (!f.pointers.empty()) line("    at        {}", listed(f.pointers));
    if (!f.elsewhere.empty()) line("    and at    {} of other answers", listed(f.elsewhere));
    const core::ExchangePtr exchange = f.exchanges.empty() ? nullptr : result_.exchange(f.exchanges.front());
    if (exchange) {
      line("    exchange  #{} {}", exchange->id, told(one_line(*exchange)));
      pointed(*exchange, f.pointers);
    }
    for (std::size_t i = 1; i < f.exchanges.size() && i <= most_others; ++i) {
      const core::ExchangePtr other = result_.exchange(f.exchanges[i]);
      if (other) line("    see also  #{} {}", other->id, told(one_line(*other)));
    }
    for (const core::ExchangePtr& again : to_repeat(result_, f)) {
      line("    repeat    {}", curl_line(result_.header, *again));
    }
    for (std::size_t i = 0; i < cause.others.size() && i < most_others; ++i) {
      line("    also      {}", told(cause.others[i]));
    }
    if (cause.others.size() > most_others)
      line("    also      {} more like it", cause.others.size() - most_others);
    line("    check     {}", listed(cause.checks));
  }

  // The part of the body that the pointers name, with carets under it.
  void pointed(const core::Exchange& exchange, const std::vector<std::string>& pointers) {
    if (!exchange.response || pointers.empty()) return;
    const std::vector<BodyLine> body = view_body(exchange.response->body, pointers, most_body_lines);
    if (std::none_of(body.begin(), body.end(), [](const BodyLine& l) { return l.marked; })) return;
    std::string_view label = "body";
    for (const BodyLine& shown : body) {
      const std::string text = shown.left_out > 0
                                   ? fmt::format("... {} more", amount_of_lines(shown.left_out))
                                   : core::shortened(shown.text, most_text);
      line("    {:<10}{}", std::exchange(label, ""), text);
      if (!shown.marked) continue;
      line("    {:<10}{}", "", paint(carets_under(text), Verdict::fail));
    }
  }

  static std::string amount_of_lines(int n) { return amount(static_cast<std::uint64_t>(n), "line"); }

  // Under the value of a member, or the whole of another line.
  static std::string carets_under(std::string_view text) {
    std::size_t from = std::min(text.find_first_not_of(' '), text.size());
    const std::size_t value = text.substr(from).starts_with('"') ? text.find("\": ", from) : text.npos;
    if (value != text.npos) from = value + 3;
    if (text.ends_with(',')) text.remove_suffix(1);
    const std::size_t before = columns_of(text.substr(0, from));
    return std::string(before, ' ') + std::string(std::max<std::size_t>(columns_of(text) - before, 1), '^');
  }

  // Characters, not bytes.
  static std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  }

  // One reason often holds for many: a dead host makes everything undecided.
  void by_reason(std::string_view heading, Verdict verdict) {
    std::vector<std::pair<std::string, std::vector<std::string>>> groups;
    for (const Row* row : summary_.with(verdict)) {
      for (const Judgement* judgement : row->judgements) {
        if (judgement->verdict != verdict) continue;
        auto at =
            std::find_if(groups.begin(), groups.end(), [&](auto& g) { return g.first == judgement->reason; });
        if (at == groups.end()) at = groups.insert(at, {judgement->reason, {}});
        auto& ids = at->second;
        if (ids.empty() || ids.back() != row->requirement.id) ids.push_back(row->requirement.id);
      }
    }
    if (groups.empty()) return;
    line("{}", title(heading));
    for (const auto& [reason, ids] : groups) {
      line("  {}  {}", paint(short_name(verdict), verdict), told(reason));
      line("    for       {}", listed(ids));
    }
    line("");
  }

  // What the baseline knows is told in short: whoever wrote the entry has read it.
  void known() {
    const auto rows = summary_.with(Verdict::expected);
    if (rows.empty()) return;
    line("{}", title("Expected: known to the baseline"));
    for (const Row* row : rows) {
      line("  expected  {}  {}", plain(row->requirement.id), plain(row->requirement.says));
      for (const Judgement* judgement : row->judgements) {
        if (!judgement->known) continue;
        line("    what      {} ({})", told(message_of(*judgement)), name(judgement->known->was));
        if (!judgement->known->why.empty()) line("    why       {}", told(judgement->known->why));
      }
    }
    line("");
  }

  void notes() {
    const auto rows = summary_.with(Verdict::info);
    if (rows.empty()) return;
    line("{}", title("Noted"));
    for (const Row* row : rows) {
      line("  info  {}  {}", plain(row->requirement.id), plain(row->requirement.says));
      for (const std::string& reason : row->reasons) line("    noted     {}", plain(reason));
      for (const Cause& cause : row->causes) line("    noted     {}", plain(cause.finding.message));
    }
    line("");
  }

  void passes() {
    const auto rows = summary_.with(Verdict::pass);
    if (rows.empty()) return;
    line("{}", title("Passed"));
    for (const Row* row : rows) {
      line("  {}  {}  {}", paint("pass", Verdict::pass), plain(row->requirement.id),
           plain(row->requirement.says));
    }
    line("");
  }

  // What service-info and the answers do not agree on; all of it where more is wanted.
  void declared_and_seen() {
    using State = Capability::State;
    std::string rows;
    for (const Capability& each : capabilities(result_)) {
      const bool odd = each.state == State::undeclared || each.state == State::contradicted;
      if (!odd && !style_.verbose) continue;
      rows += fmt::format("  {:<12}  {}{}{}\n", name(each.state), told(each.name),
                          each.observed.empty() ? "" : ": " + told(each.observed),
                          each.declared.empty() ? "" : " (" + told(each.declared) + ")");
    }
    if (!rows.empty())
      out_ += title("Capabilities: what is declared, and what was seen") + "\n" + rows + "\n";
  }

  void about_the_run() {
    for (const std::string& warning : result_.footer.warnings) line("note: {}", told(warning));
    for (const std::string& broken : policy_breaks(result_)) line("policy: {}", told(broken));
    line("{}, {} created, {}", amount(result_.footer.requests, "request"),
         amount(result_.footer.runs_created, "run"),
         milliseconds(result_.footer.finished - result_.header.started));
  }

  // Lines that are longer than the terminal go on below their text; what is copied from the screen, and what
  // carets point at, stays as it is.
  std::string folded() const {
    std::string text;
    for (std::size_t at = 0; at < out_.size();) {
      const std::size_t end = out_.find('\n', at);
      const std::string line = out_.substr(at, end - at);
      at = end + 1;
      const bool whole =
          line.starts_with("    repeat") || line.starts_with("    body") || line.starts_with("     ");
      if (whole || core::columns_of(line) <= style_.width) {
        text += line + "\n";
        continue;
      }
      const std::size_t margin = line.starts_with("    ") ? 14 : line.starts_with("  ") ? 4 : 0;
      const std::size_t start = std::min(line.find_first_not_of(' '), line.size());
      const std::vector<std::string> parts =
          core::wrapped(line.substr(start), std::max<std::size_t>(style_.width, margin + 20) - margin);
      // A folded line may not begin with what a CI runner obeys.
      const bool obeyed = std::any_of(parts.begin() + 1, parts.end(), [](const std::string& part) {
        return part.starts_with("::") || part.starts_with("##[");
      });
      if (obeyed) text += line + "\n";
      for (std::size_t i = 0; i < parts.size() && !obeyed; ++i)
        text += std::string(i == 0 ? start : margin, ' ') + parts[i] + "\n";
    }
    return text;
  }

  static std::string listed(const std::vector<std::string>& all) {
    std::string text;
    for (std::size_t i = 0; i < all.size() && i < most_ids; ++i) text += (i > 0 ? ", " : "") + plain(all[i]);
    if (all.size() > most_ids) text += fmt::format(" and {} more", all.size() - most_ids);
    return text;
  }

  const RunResult& result_;
  const ConsoleStyle& style_;
  const Summary summary_;
  std::string out_;
};

}  // namespace

std::string console_report(const RunResult& result, const ConsoleStyle& style) {
  return Console(result, style).text();
}

std::string write_console(const RunResult& result) { return console_report(result, {}); }

}  // namespace assay::reports
