// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "mock_server/base/answer.hpp"
#include "mock_server/faults/fault.hpp"

namespace assay::mock {

// A fault that acts, once.
struct Strike {
  std::shared_ptr<const Fault> fault;
  std::uint64_t lot = 0;  // a draw
  core::Time now{};
  std::shared_ptr<const core::Response> as_error =
      {};  // an error of the fault's status, as the dialect has it
};

// What a fault can do. To add one: a row in fault_kinds.cpp, a row in docs/faults.md and its place in
// scenarios/scenario.schema.json.
struct FaultKind {
  std::string_view word;
  std::string_view says;
  std::vector<std::string_view> takes = {};  // members beside those of every fault
  // Whether `served` may be said, and what holds where it is not: a kind that edits the answer of the
  // operation needs one.
  enum class Serves { must, by_default, on_demand } serves = Serves::must;
  void (*response)(const Strike& strike, core::Response& response) = nullptr;
  void (*wire)(const Strike& strike, std::vector<Output>& outputs) = nullptr;
};
const std::vector<FaultKind>& fault_kinds();
const FaultKind* find_fault_kind(std::string_view word);

// In the order of `strikes`: first what they do to the response, then (packed into Answer::edit_wire, after
// what is there) what they do on the wire.
void apply(const std::vector<Strike>& strikes, Answer& answer);

}  // namespace assay::mock
