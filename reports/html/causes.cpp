// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "core/text.hpp"
#include "reports/capabilities.hpp"
#include "reports/escape.hpp"
#include "reports/html/data.hpp"
#include "reports/html/exchange.hpp"
#include "reports/root_causes.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t most_causes = 5;
constexpr Extent of_a_cause = {20, 20};

std::string ids_html(const RootCause& cause) {
  return core::joined(cause.requirements, ", ",
                      [](const std::string& id) { return "<code>" + markup(id) + "</code>"; });
}

data root_data(const RunResult& result, const RootCause& cause) {
  data d;
  const std::size_t undecided = cause.requirements.size() - cause.broken;
  d.set("n", undecided > 0 ? std::to_string(undecided) : "?");
  d.set("text",
        cause.broken > 0 ? cause.text + " (and breaks " + std::to_string(cause.broken) + ")" : cause.text);
  if (!cause.advice.empty()) d.set("advice", cause.advice);
  if (!cause.requirements.empty()) d.set("ids", ids_html(cause));
  d.set("fold", "which requirements");
  const core::ExchangePtr first =
      cause.exchanges.empty() ? nullptr : result.exchange(cause.exchanges.front());
  if (first) {
    d.set("fold", "which requirements, and exchange " + std::to_string(first->id));
    d.set("shown", std::to_string(first->id));
    d.set("request", request_html(first->request, of_a_cause));
    d.set("response", response_html(*first, {}, of_a_cause));
  }
  return d;
}

}  // namespace

void add_causes(data& page, const RunResult& result) {
  data first{data::type::list};
  data others{data::type::list};
  const std::vector<RootCause> causes = root_causes(result);
  for (std::size_t i = 0; i < causes.size(); ++i)
    (i < most_causes ? first : others).push_back(root_data(result, causes[i]));
  page.set("root_causes", first);
  page.set("has_root_causes", !causes.empty());
  page.set("other_causes", others);
  page.set("has_more_causes", causes.size() > most_causes);
  if (causes.size() > most_causes)
    page.set("more_causes", std::to_string(causes.size() - most_causes) +
                                (causes.size() == most_causes + 1 ? " more reason" : " more reasons"));
}

void add_capabilities(data& page, const RunResult& result) {
  const std::vector<Capability> all = capabilities(result);
  data list{data::type::list};
  std::map<std::string_view, int> states;
  for (const Capability& each : all) {
    ++states[name(each.state)];
    const bool contradicted = each.state == Capability::State::contradicted;
    data d;
    d.set("name", each.name);
    d.set("state", std::string(name(each.state)));
    d.set("tone", tone_of(contradicted ? Verdict::warn : Verdict::info));
    d.set("declared", each.declared);
    d.set("observed", each.observed);
    list.push_back(d);
  }
  std::string text;
  for (const auto& [state, n] : states)
    text += (text.empty() ? "" : ", ") + std::to_string(n) + " " + std::string(state);
  page.set("capabilities_text", text);
  page.set("contradicted", states.contains(name(Capability::State::contradicted)));
  page.set("capabilities", list);
  page.set("has_capabilities", !all.empty());
}

}  // namespace assay::reports
