// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/reach_options.hpp"

#include "cli/shared/command.hpp"

namespace assay::cli {
namespace {

// NAME=SOURCE is the form of credentials in a header field of that name.
conformance::Credential read_header(const std::string& text) {
  return conformance::parse_credential("header:" + text, "--header").value();
}

}  // namespace

void add_reach_options(CLI::App& app, ReachFlags& flags) {
  section(app, "Target");
  rare(add(app, "--ca-file", "FILE", flags.ca_file,
           "Trust the certificate authority in this PEM file for https."));
  rare(add(app, "--client-cert", "FILE", flags.client_cert,
           "Show the client certificate in this PEM file to a server that asks for one."));
  rare(add(app, "--client-key", "FILE", flags.client_key,
           "Read the private key of --client-cert from this PEM file. Default: the same file."));
  rare(app.add_flag("--insecure", flags.insecure,
                    "Do not verify the server's certificate; every report has a note about it."));
  rare(add(app, "--proxy", "URL", flags.proxy,
           "Send requests through this HTTP proxy, or none. Default: HTTPS_PROXY, HTTP_PROXY and NO_PROXY."));
  section(app, "Credentials");
  rare(many(add(app, "--header", "NAME=SOURCE", flags.headers,
                "Send this header field with a value from env:VAR, file:PATH or cmd:COMMAND; repeatable.")));
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
