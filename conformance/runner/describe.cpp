// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/describe.hpp"

#include <sys/utsname.h>

#include <algorithm>

#include "core/version.hpp"

namespace assay::conformance {
namespace {

constexpr int kMostlyPercent = 90;

std::vector<std::pair<std::string, std::string>> effective_config(const RunOptions& options) {
  std::vector<std::pair<std::string, std::string>> config{
      {"profile", options.profile},
      {"wes_version", options.wes_version},
      {"policy", options.policy == Policy::strict ? "strict" : "lenient"},
      {"seed", std::to_string(options.seed)},
      {"concurrency", std::to_string(options.concurrency)},
      {"repeat", options.repeat == 0 ? "what broke, once more" : std::to_string(options.repeat)},
      {"openapi", options.openapi ? "the user's document" : "shipped"},
      {"auth", options.auth.empty()
                   ? "none"
                   : options.auth.header + ": " + options.auth.scheme + options.auth.secret.placeholder()},
      {"other_auth", options.other_auth.empty() ? "none" : options.other_auth.header},
  };
  for (const std::string& glob : options.only) config.emplace_back("only", glob);
  return config;
}

}  // namespace

void describe(reports::RunResult& result, const RunOptions& options, const Version& version,
              const core::Clock& clock) {
  reports::RunHeader& header = result.header;
  header.suite_version = core::suite_version();
  header.requirement_set = "wes-" + version.version;
  header.requirement_digest = Catalogue::shipped().digest();
  header.target = options.base.text();
  header.dialect = "wes";
  header.wes_version = version.version;
  header.version_reason = version.reason;
  header.profile = options.profile;
  header.policy = options.policy == Policy::strict ? "strict" : "lenient";
  header.seed = options.seed;
  header.clock = dynamic_cast<const core::VirtualClock*>(&clock) ? "virtual" : "system";
  header.config = effective_config(options);
  utsname system{};
  if (uname(&system) == 0)
    header.environment.emplace_back("system", std::string(system.sysname) + " " + system.machine);
  header.environment.emplace_back("compiler", __VERSION__);
  // Rows of other versions too: their judgements are not_applicable, and a report must know their area.
  const std::vector<Requirement>& rows = Catalogue::shipped().all();
  result.requirements.assign(rows.begin(), rows.end());
}

std::vector<std::string> run_warnings(const reports::RunResult& result) {
  std::vector<std::string> warnings;
  const auto share = [&](auto matches) {
    const auto hits = std::count_if(result.exchanges.begin(), result.exchanges.end(), matches);
    return result.exchanges.empty()
               ? 0
               : static_cast<int>(100 * hits / static_cast<std::ptrdiff_t>(result.exchanges.size()));
  };
  const int refused =
      share([](const ExchangePtr& e) { return core::status_of(*e) == 401 || core::status_of(*e) == 403; });
  if (refused >= kMostlyPercent) {
    warnings.push_back(std::to_string(refused) +
                       " % of the answers were 401 or 403: are the credentials right (--auth)?");
  }
  const int missing = share([](const ExchangePtr& e) { return core::status_of(*e) == 404; });
  if (missing >= kMostlyPercent) {
    warnings.push_back(std::to_string(missing) +
                       " % of the answers were 404: does the base URL end where /service-info begins?");
  }
  const int faults = share([](const ExchangePtr& e) { return e->fault != core::TransportFault::none; });
  if (faults >= 10) warnings.push_back(std::to_string(faults) + " % of the requests met transport trouble");
  return warnings;
}

}  // namespace assay::conformance
