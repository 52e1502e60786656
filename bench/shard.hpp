// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace assay::bench {

// One of `count` processes that drive a load together; the first has index 1.
struct Shard {
  int index = 1;
  int count = 1;
  bool operator==(const Shard&) const = default;
  std::string text() const { return std::to_string(index) + "/" + std::to_string(count); }
};

using Variables = std::function<const char*(const char* name)>;  // std::getenv, or a table in a test

// "2/4", or "auto": a task of a Slurm array (SLURM_ARRAY_TASK_ID, _MIN and _COUNT, an array without gaps), or
// a pod of a Kubernetes indexed Job (JOB_COMPLETION_INDEX, and JOB_COMPLETIONS, which the manifest must set).
core::Result<Shard> parse_shard(std::string_view text, const Variables& variables);

// The runs of this shard: of the sorted ids every count-th, so that shards which read the list in another
// order agree.
std::vector<std::string> runs_of(const Shard& shard, std::vector<std::string> all);

// How many of `number` things are this shard's.
std::size_t share_of(const Shard& shard, std::size_t number);

}  // namespace assay::bench
