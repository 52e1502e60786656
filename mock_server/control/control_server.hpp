// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "mock_server/setup/options.hpp"

namespace assay::mock {

class Site;

// The control API on a loopback port of its own, on threads of its own: a wait holds up no answer of the
// mock.
class ControlServer {
 public:
  // `origin` is the mock's own; `site` outlives this. Throws core::BadInput where the port is taken or the
  // token is one that a field of HTTP cannot carry.
  ControlServer(Site& site, const ControlOptions& options, std::string origin);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;
  std::string url() const;     // "http://127.0.0.1:40124/control/v1"
  std::string ui_url() const;  // "http://127.0.0.1:40124/ui/"; the page wants "#" and the token after it
  const std::string& token() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::mock
