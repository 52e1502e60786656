// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "bench/load.hpp"
#include "bench/result.hpp"

namespace assay::bench {

// A report format of `bench --report NAME=PATH`: one function and one line in report.cpp.
struct Writer {
  std::string_view name;
  std::string_view says;
  std::string (*write)(const Result& result);
};
std::span<const Writer> writers();
core::Result<const Writer*> find_writer(std::string_view name);

// For a person; its last line is the verdict in one sentence.
std::string write_console(const Result& result);
std::string write_html(const Result& result);
std::string write_markdown(const Result& result);
std::string write_junit(const Result& result);
std::string write_openmetrics(const Result& result);
std::string verdict(const Result& result);
std::string rates_in_words(const Result& result);  // "offered 500/s   achieved 499/s"

}  // namespace assay::bench
