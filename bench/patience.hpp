// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>

namespace assay::bench {

// How long a closed loop looks for answers before it sleeps. Who sleeps must be woken, which costs a server
// on the same machine more than a tenth of a quick answer. Where answers take longer than a look, or wait for
// this very CPU, looking is in vain, and done ever more rarely: once in 1,024 times at last.
class Patience {
 public:
  static constexpr std::int64_t look_ns = 20'000;

  std::int64_t next() {  // 0 or look_ns
    if (resting_ == 0) return look_ns;
    --resting_;
    return 0;
  }
  void looked(bool found) {
    in_vain_ = found ? 0 : std::min(in_vain_ + 1, 10);
    resting_ = (1 << in_vain_) - 1;
  }

 private:
  int resting_ = 0;
  int in_vain_ = 0;
};

}  // namespace assay::bench
