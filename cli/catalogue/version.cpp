// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/shared/arguments.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/values.hpp"
#include "conformance/catalogue/catalogue.hpp"
#include "core/version.hpp"
#include "schemas/dialect.hpp"

namespace assay::cli {
namespace {

// Each dialect with the digest of the requirements that hold for it.
nlohmann::json requirement_sets() {
  nlohmann::json sets = nlohmann::json::object();
  for (const std::string& name : schemas::dialect_names())
    sets[name] = catalogue_named(name == "wes" ? "" : name)->digest();
  return sets;
}

nlohmann::json facts() {
  nlohmann::json facts{{"format", "wes-assay-version/1"},
                       {"version", core::suite_version()},
                       {"commit", nullptr},
                       {"build", core::build_text()},
                       {"requirement_sets", requirement_sets()}};
  if (!core::suite_commit().empty()) facts["commit"] = core::suite_commit();
  return facts;
}

}  // namespace

int run_version(Arguments arguments) {
  Command app("wes-assay version", {"wes-assay version [options]",
                                    "Prints the version of this program and the digest of its requirements.",
                                    {"wes-assay version", "wes-assay version --format json"},
                                    "Exit codes: 0, or 2 for wrong usage.",
                                    {}});
  std::string format = "text";
  add(app, "--format", "FORMAT", format,
      "Print text, or json with the commit, the build and every requirement set.")
      ->capture_default_str()
      ->check(one_of({"text", "json"}));
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (format == "json")
    to_stdout("{}\n", facts().dump(2));
  else
    to_stdout("wes-assay {} (requirements {})\n", core::suite_version(),
              conformance::Catalogue::shipped().digest().substr(0, 12));
  return exit_ok;
}

}  // namespace assay::cli
