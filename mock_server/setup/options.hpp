// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "mock_server/journal/accident.hpp"
#include "mock_server/journal/journal.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// Who may call. Two users see their own runs only; "none" has one anonymous user who sees everything.
struct AuthOptions {
  enum class Kind { none, basic, bearer, header, sigv4 };
  Kind kind = Kind::none;
  std::string header_name;   // for Kind::header: "X-SBG-Auth-Token"; "": the dialect's
  std::string service = {};  // for Kind::sigv4: "omics"; "": the dialect's
  struct User {
    std::string name;    // of sigv4: the access key
    std::string secret;  // the password, the bearer token, the value of the header or the secret key
  };
  std::vector<User> users;
};

// The mock's own API for tests that are not in its process (docs/control.md).
struct ControlOptions {
  std::uint16_t port = 0;  // 0: any free one
  std::string token = {};  // that each request must bear; "": a random one
  // An IP address. Another one than loopback needs `token`, so that nobody else has read it.
  std::string bind = "127.0.0.1";
  std::vector<std::string> hosts = {};  // names that Host may have beside loopback, with any port: "mock"
  bool ui = false;  // serves the dashboard, too, whose page may then use the API: Server::ui_url
};

// Of the listener. Certificate and key are PEM files; both are given, or neither: then the server makes a
// certificate for localhost and 127.0.0.1 that it signs itself.
struct TlsOptions {
  bool on = false;
  std::string certificate_file = {};
  std::string key_file = {};
};

// What a request gets that the specification does not allow, where it can be served all the same: 400 (415);
// an answer, marked (invalid_header) and noted; an answer as if nothing were wrong.
enum class OnInvalid { reject, warn, serve };

// The header of OnInvalid::warn: the rules that the request broke, "missing-workflow_type, page_size".
constexpr std::string_view invalid_header = "Mock-Invalid";

struct Options {
  std::string persona = {};      // a shipped name or a file of mock_server/personas/; "": the mock itself
  std::string dialect = {};      // "healthomics", "wes/1.1.0"; "": WES
  std::string wes_version = {};  // where that is WES and says no version; "": the persona's, or else 1.1.0
  std::shared_ptr<const schemas::Dialect> own_dialect = {};  // one that is not shipped; wins over both
  // Of a Server: further dialects on the same port. A request is for the longest base path that it is below.
  // Each has runs and a journal of its own; time is the same for all.
  std::vector<std::string> also = {};
  std::string scenario = {};  // a shipped name or a file, see scenarios/; "": the persona's, or else default
  std::string scenario_text = {};         // the YAML itself; wins over `scenario`
  std::vector<std::string> defects = {};  // beside those of the persona
  std::vector<std::string> faults =
      {};                 // YAML: a fault or a list of them (docs/faults.md); with those of the scenario
  AuthOptions auth = {};  // none: the persona's
  std::shared_ptr<core::Clock> clock = {};   // null: the machine's time
  double speed = 1.0;                        // of the machine's time; 0: it stands still; not with `clock`
  bool nasty = false;                        // legal and hard on a client, drawn from the seed
  std::uint64_t seed = 1;                    // run ids, tokens and every other draw
  OnInvalid on_invalid = OnInvalid::reject;  // submissions, page_size and page_token
  // Hold each answer to the schema of the version; what breaks it unasked is an Accident. Nothing: in builds
  // with assertions.
  std::optional<bool> validate_answers = {};
  AccidentLog accident_log = {};
  bool truth = false;                          // status answers say when their state was left (truth.hpp)
  std::size_t journal = 0;                     // how many exchanges are remembered
  JournalLog log = {};                         // gets each of them, whatever `journal` says
  std::optional<ControlOptions> control = {};  // nothing: there is no control API
  std::string bind = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  TlsOptions tls = {};
  int threads = 1;
  bool caller_serves = false;  // of a Server: the caller is one of them, in Server::serve
};

}  // namespace assay::mock
