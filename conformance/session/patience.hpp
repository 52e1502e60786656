// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/client/auth.hpp"
#include "conformance/rules/trouble.hpp"
#include "core/clock.hpp"

namespace assay::conformance {

constexpr core::Duration kPatience = std::chrono::seconds(35);  // an outage of 30 s is waited out

// One request that met trouble, before it is sent again.
struct Try {
  Trouble trouble = Trouble::none;
  int number = 1;                            // tries so far
  int most = 100;                            // tries in all
  core::Duration spent{};                    // since the first of them
  core::Duration patience{};                 // that there is for it
  std::optional<core::Duration> asked = {};  // Retry-After
  double luck = 0;                           // of the jitter: 0 to 1
};
// The pause before the next try; nothing where the request is given up. It doubles from 0.5 s (from 0.1 s
// where no answer came) to 8 s, and varies by a quarter. A 401 is tried twice more: credentials may have been
// renewed.
std::optional<core::Duration> pause_after(const Try& one);

// How long a throttling answer asks to wait, at most a minute; nothing for all other answers.
std::optional<core::Duration> retry_after(const core::Exchange& exchange, core::Time now);

// Whether the same request may be sent once more after this trouble. A submission may not where it can have
// made a run: after a gateway's answer, or none.
bool may_repeat(const core::Exchange& exchange, Trouble trouble);

// What the answers so far have taught about waiting, for all repetitions of a run: no wait is made twice for
// the same. Operations are known by id and user.
class Patience {
 public:
  core::Time paused_until{};   // no request goes out before
  bool one_at_a_time = false;  // runs of the suite were seen to wait for its own slow run
  int silent_raw = 0;          // raw requests without an answer in time, one after the other
  std::map<std::string, Credential> renewed = {};  // by user: what was read again
  std::map<std::string, core::Time> renewed_at = {};

  // Takes note of an answer, and gives its trouble.
  Trouble hear(const core::Exchange& exchange, core::Time now);
  void give_up(const core::Exchange& exchange);

  // How long to go on with a request whose first try failed then.
  core::Duration patience(const core::Exchange& exchange, Trouble trouble, core::Time failed,
                          core::Time now) const;
  // Of the first byte of its answer; 0: the usual one. Short where such requests hung before.
  core::Duration deadline(const core::Exchange& exchange) const;
  // Why no more requests of this kind are sent: they are known to hang. "" where they are not.
  std::string hangs(const core::Exchange& exchange) const;
  // Server errors that this request got in a row, the last one included.
  int errors_in_a_row(const core::Exchange& exchange) const;
  // Whether nobody was answered since.
  bool silent_since(core::Time time) const { return last_answer_ <= time; }
  bool ever_answered() const { return last_answer_ != core::Time{}; }

  // Whether the caller's credentials were accepted, until when, and how many requests in a row they were
  // refused to.
  bool accepted(const std::string& user) const { return accepted_until(user) != core::Time{}; }
  core::Time accepted_until(const std::string& user) const;
  int refusals_in_a_row(const std::string& user) const;

  // The trouble of a recorded exchange.
  Trouble trouble_at(std::uint64_t id) const;

  // Waits of one kind ("the end of quick runs") that were in vain, with what was seen instead.
  void waited_in_vain(const std::string& kind, std::string seen) { vain_.emplace(kind, std::move(seen)); }
  void waited_well(const std::string& kind) { vain_.erase(kind); }
  const std::string* in_vain(const std::string& kind) const;
  bool waited_in_vain() const { return !vain_.empty(); }

 private:
  struct Health {
    bool answered = false;
    bool pages = false;    // of HTML came where JSON was due
    bool lasting = false;  // trouble outlasted patience, and no answer came since
    core::Duration slowest{};
    int timeouts = 0;
    std::string hang = {};
  };
  struct Access {
    core::Time until{};
    int refusals = 0;
  };
  static std::string key_of(const core::Exchange& exchange);
  const Health* health_of(const core::Exchange& exchange) const;
  // A page on a path or to a caller that may get one is asked for again, and is no answer at all where pages
  // come and go on what was answered in JSON.
  Trouble with_stray_pages(const core::Exchange& exchange);
  void hear_of_credentials(const core::Exchange& exchange, Trouble trouble, core::Time now);

  std::map<std::string, Health> health_;
  std::map<std::string, Access> accepted_;  // by user
  std::map<std::string, int> errors_;       // by request
  std::map<std::string, int> stray_pages_;  // by request and user
  std::map<std::uint64_t, Trouble> troubles_;
  std::map<std::string, std::string> vain_;
  core::Time last_answer_{};
  int lasting_ = 0;
  bool was_ever_read_ = false;  // an operation was answered as it should be
  bool pages_come_and_go_ = false;
};

}  // namespace assay::conformance
