// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/shared/arguments.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "conformance/catalogue/catalogue.hpp"
#include "core/version.hpp"

namespace assay::cli {

int run_version(Arguments arguments) {
  Command app("wes-assay version", {"wes-assay version",
                                    "Prints the version of this program and of its requirements.",
                                    {"wes-assay version"},
                                    "Exit codes: 0, or 2 for wrong usage.",
                                    {}});
  if (const auto done = parse(app, std::move(arguments))) return *done;
  to_stdout("wes-assay {} (requirements {})\n", core::suite_version(),
            conformance::Catalogue::shipped().digest().substr(0, 12));
  return exit_ok;
}

}  // namespace assay::cli
