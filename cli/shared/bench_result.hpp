// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "bench/result.hpp"

namespace assay::cli {

std::string report_help();  // a sentence that names the formats
// core::BadInput, before any load, where a --report names no format or has no place to be written, or an
// --slo is none.
void check_bench_reports(const std::vector<std::string>& reports, const std::vector<std::string>& inputs);
std::vector<bench::Condition> conditions_of(const std::string& slo);

// The verb `report` on the evidence of a load: without `reports` the console report goes to stdout.
bool is_bench_evidence(const std::string& path);
int report_bench(const std::string& path, const std::vector<std::string>& reports);

// Judges the conditions, writes the reports, tells the terminal; the exit code.
int finish_bench(bench::Result result, const std::vector<bench::Condition>& conditions,
                 const std::vector<std::string>& reports, bool quiet);

}  // namespace assay::cli
