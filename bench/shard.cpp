// SPDX-License-Identifier: Apache-2.0
#include "bench/shard.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/text.hpp"

namespace assay::bench {
namespace {

std::optional<int> shard_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<int> shard_number(const char* text) {
  return text ? shard_number(std::string_view(text)) : std::nullopt;
}

core::Result<Shard> made(std::optional<int> index, std::optional<int> count, const std::string& from) {
  if (index && count && *count >= 1 && *index >= 1 && *index <= *count) return Shard{*index, *count};
  return core::Error{from + " is no shard", "--shard", "I/N with I from 1 to N, such as 2/4, or auto"};
}

core::Result<Shard> from_scheduler(const Variables& variables) {
  if (const auto task = shard_number(variables("SLURM_ARRAY_TASK_ID"))) {
    const auto first = shard_number(variables("SLURM_ARRAY_TASK_MIN"));
    return made(*task - first.value_or(0) + 1, shard_number(variables("SLURM_ARRAY_TASK_COUNT")),
                "task " + std::to_string(*task) + " of this Slurm array");
  }
  if (const auto pod = shard_number(variables("JOB_COMPLETION_INDEX"))) {
    const auto count = shard_number(variables("JOB_COMPLETIONS"));
    if (!count)
      return core::Error{"the pod knows its JOB_COMPLETION_INDEX, but not how many there are", "--shard auto",
                         "set JOB_COMPLETIONS to spec.completions of the Job"};
    return made(*pod + 1, count, "pod " + std::to_string(*pod) + " of this Job");
  }
  return core::Error{"this is neither a task of a Slurm array nor a pod of an indexed Job", "--shard auto",
                     "--shard I/N, such as 2/4"};
}

}  // namespace

core::Result<Shard> parse_shard(std::string_view text, const Variables& variables) {
  if (text == "auto") return from_scheduler(variables);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return made({}, {}, "'" + core::printable(text) + "'");
  return made(shard_number(text.substr(0, slash)), shard_number(text.substr(slash + 1)),
              "'" + core::printable(text) + "'");
}

std::vector<std::string> runs_of(const Shard& shard, std::vector<std::string> all) {
  if (shard.count == 1) return all;
  std::sort(all.begin(), all.end());
  std::vector<std::string> own;
  for (auto i = static_cast<std::size_t>(shard.index - 1); i < all.size();
       i += static_cast<std::size_t>(shard.count))
    own.push_back(std::move(all[i]));
  return own;
}

std::size_t share_of(const Shard& shard, std::size_t number) {
  const auto count = static_cast<std::size_t>(shard.count);
  return number / count + (static_cast<std::size_t>(shard.index) <= number % count ? 1 : 0);
}

}  // namespace assay::bench
