// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "cli/catalogue/schema.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "core/url.hpp"

namespace assay::cli {
namespace {

constexpr std::string_view configuration = R"(# yaml-language-server: $schema=wes-assay.schema.json
# Options of `wes-assay check` and `plan`: the names of the flags, with _ instead of -. Flags and WES_ASSAY_NAME variables
# win. `wes-assay config show` prints what holds.
target: wes-target.yaml                 # the server: its URL, credentials and workloads
profile: core                           # smoke, read-only, core, full or certify
wait_for: 60s                           # a server that is starting
fail_on: [inconclusive]                 # verdicts that fail the run although nothing is broken
# baseline: wes-assay-baseline.yaml     # known failures: `wes-assay baseline create evidence.ndjson`
# max_runs: 40
report: [evidence=evidence.ndjson, junit=wes.xml, html=wes.html]
)";

constexpr std::string_view target = R"(# yaml-language-server: $schema=wes-target.schema.json
# What must be known of the server beside its URL; every member is optional. `wes-assay list --targets` names known
# products, whose targets `check --target NAME` takes as they are.
base_url: {}
# auth: bearer=env:WES_TOKEN            # where the credentials are, never the secret itself
# other_auth: bearer=env:OTHER_TOKEN    # a second user, to test that users do not see each other's runs
# workflow_type: CWL                    # without it the suite takes what service-info announces
# form_fields:                          # added to each submission
#   workflow_engine: cwltool
)";

constexpr std::string_view job =
    R"(# A step of a GitHub workflow; docs/ci has GitLab and Jenkins. Write the owner of the repository for OWNER.
name: WES conformance
on: [push]
permissions:
  contents: read
jobs:
  conformance:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: OWNER/wes-assay@v0
        # The options are in wes-assay.yaml.
        # env:
        #   WES_TOKEN: ${{ secrets.WES_TOKEN }}
)";

}  // namespace

int run_init(Arguments arguments) {
  Command app(
      "wes-assay init",
      {"wes-assay init [URL] [options]",
       "Writes wes-assay.yaml, a target file, their schemas for editors, and a job for GitHub. Existing "
       "files stay as they are.",
       {"wes-assay init", "wes-assay init https://wes.example.org/ga4gh/wes/v1",
        "wes-assay init --to my-service"},
       "Exit codes: 0 written, 2 wrong usage. Read docs/configuration.md.",
       {}});
  std::string url = "http://127.0.0.1:8080/ga4gh/wes/v1";
  std::string folder = ".";
  app.add_option("URL", url, "The base URL of the server.")->capture_default_str();
  add(app, "--to", "FOLDER", folder, "Write to this folder.")->capture_default_str();
  if (const auto done = parse(app, std::move(arguments))) return *done;
  url = core::parse_base_url(url).value().text();
  const std::pair<std::string, std::string> files[] = {
      {"wes-assay.yaml", std::string(configuration)},
      {"wes-target.yaml", fmt::format(fmt::runtime(target), url)},
      {"wes-assay.schema.json", schema_text("config")},
      {"wes-target.schema.json", schema_text("target")},
      {".github/workflows/wes.yml", std::string(job)}};
  for (const auto& [name, text] : files) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
      say("{}: is there already, and stays as it is\n", core::printable(path.string()));
      continue;
    }
    std::filesystem::create_directories(path.parent_path(), ignored);
    core::write_file(path.string(), text).value();
    to_stdout("{}\n", core::printable(path.string()));
  }
  return exit_ok;
}

}  // namespace assay::cli
