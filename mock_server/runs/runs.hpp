// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mock_server/base/draws.hpp"
#include "mock_server/runs/census.hpp"
#include "mock_server/script/population.hpp"
#include "mock_server/script/run.hpp"

namespace assay::mock {

// Every run that there is, in order. Not thread-safe; the site's lock is held. A run of a population takes no
// memory until it is touched, another takes about 100 bytes and its request; equal requests that come close
// together share one.
class RunStore {
 public:
  explicit RunStore(std::uint64_t seed, IdStyle ids = IdStyle::uuid);
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;

  // Before any add. The runs belong to the users in turn; to "" where there are none.
  void populate(std::shared_ptr<const Population> population, core::Time start,
                std::vector<std::string> users);
  // `run.serial` is set, and `run.id` where it is empty. Times of later calls are never earlier than this
  // one's.
  Run add(Run run);

  std::uint64_t serial(std::string_view id) const;  // 0 where there is no such run
  // No run came with an id of its own: each is of letters, digits and dashes.
  bool made_all_ids() const { return given_ids_.empty(); }
  std::optional<Run> find(std::string_view id) const;
  // An id that no run has, made for that number.
  std::string other_id(std::uint64_t serial) const;
  Run by_serial(std::uint64_t serial) const;
  Life life(std::uint64_t serial) const;
  std::uint64_t last_serial() const { return populated_ + records_.size(); }
  // The last serial at or before `serial` that is the user's; 0 where there is none. In log time.
  std::uint64_t last_of(std::string_view user, std::uint64_t serial) const;

  void cancel(std::uint64_t serial, core::Time now, bool forced = false);
  void remove(std::uint64_t serial, core::Time now);
  // Somebody was shown the state of the run.
  void count_poll(std::uint64_t serial, core::Time now);
  // How many runs moved: of one, or of all where `serial` is 0.
  std::size_t trigger(std::string_view name, core::Time now, std::uint64_t serial = 0);

  // Of the runs that are shown at `now`.
  const Census::Counts& state_counts(core::Time now) const { return census_.counts(now); }
  // When time alone next changes the state of a run, or shows one; after `now`.
  std::optional<core::Time> next_change(core::Time now) const { return census_.next_change(now); }

 private:
  struct Record {
    core::Time submitted{};
    core::Duration hidden{};
    std::shared_ptr<const RunRequest> request;
    const Timeline* timeline = nullptr;
  };
  struct Touched {  // what happened to a run; few runs have that
    Marks marks;
    bool deleted = false;
  };
  const Record& record(std::uint64_t serial) const { return records_[serial - populated_ - 1]; }
  std::string user_of(std::uint64_t serial) const;
  std::string id_of(std::uint64_t serial) const;
  // Changes the marks of a run, and lets the census know.
  template <class Edit>
  void touch(std::uint64_t serial, core::Time now, Edit edit);
  std::shared_ptr<const RunRequest> shared(std::shared_ptr<const RunRequest> request);

  std::uint64_t seed_;
  IdStyle ids_;
  std::shared_ptr<const Population> population_ = {};
  std::uint64_t populated_ = 0;
  core::Time start_{};
  std::vector<std::string> population_users_ = {};
  std::deque<Record> records_ = {};
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> serials_of_ =
      {};  // user -> those in records_
  std::unordered_map<std::uint64_t, Touched> touched_ = {};
  std::unordered_map<std::uint64_t, std::string> given_ids_ = {};
  std::unordered_map<std::string, std::uint64_t> serials_of_given_ids_ = {};
  std::array<std::shared_ptr<const RunRequest>, 256> recent_ = {};
  mutable Census census_;
};

}  // namespace assay::mock
