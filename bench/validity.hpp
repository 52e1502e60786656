// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "bench/result.hpp"

namespace assay::bench {

// What a load says in the end. Reports, exit codes and the ramp read it here, so that all say the same.
struct Conclusion {
  enum class Word { measured, held, broken, invalid };
  Word word = Word::measured;
  std::vector<std::string> why;  // of `invalid`: each a sentence that says what to change
  // Nothing but the injector is wrong: what each objective says stands.
  bool whole = true;
};

// The rule: what is claimed are the objectives, or without any the figures themselves. An objective that
// holds with the injector's lag in the latency is proven; one that is broken counts where it is broken
// without the lag, too. A load is invalid where the lag decides an objective, or is a tenth of a figure that
// is claimed; where it was cut short, nothing was right or the target was lost; and where a part of it is.
Conclusion conclude(const Result& result);
std::string_view name(Conclusion::Word word);         // for programs: "held", "invalid"
std::string_view headline_of(Conclusion::Word word);  // for people: "HELD", "NOT MEASURED"

// Why the injector's lag or lack of CPU is a tenth or more of the figures; empty where it is not.
std::vector<std::string> injector_faults(const Result& result);
// What is wrong with a load beside the injector: interrupted, nothing right, requests that were not sent.
std::vector<std::string> load_faults(const Result& result);
// What of the latency may be the injector's although the load is valid: sentences for a person.
std::vector<std::string> lag_notes(const Result& result);
// The same as conclude(result).why.
std::vector<std::string> why_invalid(const Result& result);

// Whether the lag is a tenth or more of this percentile of the latency, and more than a millisecond.
bool is_within_lag(const Result& result, double percentile);
bool is_busy(const Result& result);  // a thread of the injector had no CPU time left
// It was busy, or waited for a CPU in a closed load, where no lag is measured.
bool is_out_of_cpu(const Result& result);

}  // namespace assay::bench
