// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <stop_token>
#include <string>

#include "mock_server/base/answer.hpp"
#include "mock_server/base/router.hpp"
#include "mock_server/control/guard.hpp"

namespace assay::mock {

class Site;

// The control API without its sockets: openapi.yaml in this folder says what it answers. Thread-safe. A wait
// holds the thread that it came on.
class Control {
 public:
  static constexpr const char* base_path = "/control/v1";
  static constexpr const char* ui_path = "/ui/";  // of the dashboard, where Guard::ui
  static constexpr int most_waiting = 3;          // at one time; others are told to come again

  // `origin` is the mock's own ("http://127.0.0.1:8080"); `guard` decides who may ask.
  Control(Site& site, std::string origin, Guard guard);
  Answer handle(const core::Request& request);
  void stop() { stop_.request_stop(); }  // ends what waits

 private:
  Answer answer(const core::Request& request);
  Site& site_;
  std::string origin_;
  Guard guard_;
  Router router_;
  std::atomic<int> waiting_ = 0;
  std::stop_source stop_ = {};
};

}  // namespace assay::mock
