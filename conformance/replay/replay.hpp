// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/client/sender.hpp"
#include "conformance/runner/runner.hpp"
#include "core/sleep.hpp"

namespace assay::conformance {

// Gives the recorded exchanges back to those who asked for them. An ask is answered by the next exchange of
// its asker where the request is equal (but for credentials), and by nothing else: a poll that is answered by
// a later one is a lie about time. StopCheck with `lacks` where there is none.
class Replay final : public Sender {
 public:
  // `recorded` outlives it; the credential fields are those of `options`.
  Replay(const reports::RunResult& recorded, const RunOptions& options, core::Clock& clock, Turn turn);

  boost::asio::awaitable<void> send(core::Exchange& exchange, core::Duration first_byte) override;
  boost::asio::awaitable<std::vector<core::Exchange>> send_raw(RawAsk ask) override;
  std::string missing_before(std::uint64_t id) const override;
  bool never_heard(std::string_view asker) const override;

  // The ask to be answered next: the time of its answer, and whether no other comes before it in the record.
  // Answers are given in the order in which they came.
  bool waiting() const { return !waiting_.empty(); }
  core::Time next_time() const;
  bool next_is_due() const { return !waiting_.empty() && waiting_.begin()->first == *open_.begin(); }
  void answer_next();

  std::size_t not_asked_for() const { return open_.size(); }

 private:
  using Group = std::vector<core::ExchangePtr>;  // one, or the answers to raw bytes
  struct Waiting {
    core::Time received;
    std::unique_ptr<core::Event> answered;
  };
  boost::asio::awaitable<Group> take(const core::Exchange& asked, const std::string& raw);
  bool same_request(const core::Request& asked, const core::Request& recorded) const;

  const reports::RunResult& recorded_;
  core::Clock& clock_;
  std::vector<std::string> secret_fields_;
  Turn turn_;
  std::map<std::string, std::deque<Group>, std::less<>> by_asker_;
  std::map<std::uint64_t, std::size_t> ranks_;  // of exchanges by id: where they stand in the record
  std::set<std::size_t> open_;                  // ranks that nobody has been given
  std::map<std::size_t, Waiting> waiting_;      // by rank
  std::vector<std::uint64_t> missing_;          // ids, ascending
};

}  // namespace assay::conformance
