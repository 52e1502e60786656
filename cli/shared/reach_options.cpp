// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/reach_options.hpp"

namespace assay::cli {
namespace {

// NAME=SOURCE is the form of credentials in a header field of that name.
conformance::Credential read_header(const std::string& text) {
  return conformance::parse_credential("header:" + text, "--header").value();
}

}  // namespace

void add_reach_options(CLI::App& app, ReachFlags& flags) {
  app.add_option("--ca-file", flags.ca_file, "Trust the certificate authorities of this PEM file");
  app.add_option("--client-cert", flags.client_cert,
                 "Show this client certificate, a PEM file, to a server that asks for one");
  app.add_option("--client-key", flags.client_key,
                 "Read the private key of --client-cert from this PEM file; without it, from the same file");
  app.add_flag("--insecure", flags.insecure, "Do not verify the server's certificate; every report says so");
  app.add_option(
      "--proxy", flags.proxy,
      "Send requests through this HTTP proxy, or `none`; without it, as HTTPS_PROXY, HTTP_PROXY and "
      "NO_PROXY say");
  app.add_option("--header", flags.headers,
                 "Send this field with each request: NAME=env:VAR, NAME=file:PATH or NAME=cmd:COMMAND; "
                 "repeatable")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

conformance::Reach reach_of(const ReachFlags& flags, const core::Url& target) {
  conformance::Reach reach;
  reach.tls = {flags.ca_file, flags.client_cert, flags.client_key, flags.insecure};
  conformance::check_tls(reach.tls).value();
  reach.proxy = conformance::choose_proxy(target, flags.proxy).value();
  for (const std::string& header : flags.headers) reach.headers.push_back(read_header(header));
  return reach;
}

}  // namespace assay::cli
