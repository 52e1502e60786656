// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "conformance/client/reach.hpp"
#include "core/url.hpp"

namespace assay::cli {

// The flags that say how a target is reached: the same for each verb that sends requests to one.
struct ReachFlags {
  std::string ca_file;
  std::string client_cert;
  std::string client_key;
  std::string proxy;
  std::vector<std::string> headers;
  bool insecure = false;
};
void add_reach_options(CLI::App& app, ReachFlags& flags);

// Reads the files, the secrets and the variables of the environment. Throws core::BadInput at the flag.
conformance::Reach reach_of(const ReachFlags& flags, const core::Url& target);

}  // namespace assay::cli
