// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/describe.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>

#include "core/text.hpp"
#include "core/version.hpp"

namespace assay::conformance {
namespace {

std::vector<std::pair<std::string, std::string>> effective_config(const RunOptions& options) {
  std::vector<std::pair<std::string, std::string>> config{
      {"profile", options.profile},
      {"wes_version", options.wes_version},
      {"policy", options.policy == Policy::strict ? "strict" : "lenient"},
      {"seed", std::to_string(options.seed) + (options.drawn_seed ? " (drawn)" : "")},
      {"concurrency", std::to_string(options.concurrency)},
      {"repeat", options.repeat == 0 ? "what broke, once more" : std::to_string(options.repeat)},
      {"openapi", options.openapi ? "the user's document" : "shipped"},
      {"auth", options.auth.empty()
                   ? "none"
                   : options.auth.header + ": " + options.auth.scheme + options.auth.secret.placeholder()},
      {"other_auth", options.other_auth.empty() ? "none" : options.other_auth.header},
  };
  if (!options.bad_auth.empty()) config.emplace_back("bad_auth", options.bad_auth.header);
  if (options.budget.runs) config.emplace_back("max_runs", std::to_string(*options.budget.runs));
  if (options.budget.requests) config.emplace_back("max_requests", std::to_string(*options.budget.requests));
  if (options.budget.rate > 0)
    config.emplace_back("rate", fmt::format("{} requests a second", options.budget.rate));
  if (options.allow_undecided != reports::most_undecided)
    config.emplace_back("allow_undecided", fmt::format("{} %", options.allow_undecided));
  if (options.baseline)
    config.emplace_back("baseline", fmt::format("{}, {} entries", core::printable(options.baseline->name),
                                                options.baseline->entries.size()));
  for (const std::string& glob : options.only) config.emplace_back("only", glob);
  if (!options.target_file.empty()) config.emplace_back("target", options.target_file);
  for (const std::string& glob : options.exclude) config.emplace_back("exclude", glob);
  const Reach& reach = options.reach;
  if (reach.tls.insecure) config.emplace_back("insecure", "the server's certificate is not verified");
  if (!reach.tls.client_cert.empty())
    config.emplace_back("client_cert", core::printable(reach.tls.client_cert));
  if (!reach.proxy.empty()) config.emplace_back("proxy", reach.proxy.text());
  for (const Credential& header : reach.headers)
    config.emplace_back("header", header.header + ": " + header.secret.placeholder());
  return config;
}

// What is submitted, and why that.
std::string workloads_of(const Target& target, const WorkloadChoice& shipped) {
  const std::string own = core::joined(target.workloads, ", ", &Workload::name);
  return core::printable(shipped.workflow_type + " " + shipped.workflow_type_version) + ": " +
         shipped.reason + (own.empty() ? "" : "; of the target file: " + core::printable(own));
}

}  // namespace

void describe(reports::RunResult& result, const Session& session, const Version& version) {
  const RunOptions& options = session.options;
  reports::RunHeader& header = result.header;
  header.suite_version = core::suite_version();
  header.requirement_set = session.dialect->name + "-" + version.version;
  header.requirement_digest = session.catalogue->digest();
  header.target = options.base.text();
  header.dialect = session.dialect->name;
  result.dialect = session.dialect;
  header.wes_version = version.version;
  header.version_reason = version.reason;
  header.profile = options.profile;
  header.fail_on = options.fail_on;
  header.allow_undecided = options.allow_undecided;
  header.policy = options.policy == Policy::strict ? "strict" : "lenient";
  header.seed = options.seed;
  header.clock = dynamic_cast<const core::VirtualClock*>(&session.clock) ? "virtual" : "system";
  header.config = effective_config(options);
  header.config.emplace_back("workloads", workloads_of(options.target, session.shipped));
  utsname system{};
  if (uname(&system) == 0)
    header.environment.emplace_back("system", std::string(system.sysname) + " " + system.machine);
  header.environment.emplace_back("build", core::build_text());
  // Rows of other versions too: their judgements are not_applicable, and a report must know their area.
  const std::vector<Requirement>& rows = session.catalogue->all();
  result.requirements.assign(rows.begin(), rows.end());
}

}  // namespace assay::conformance
