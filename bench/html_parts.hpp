// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "bench/result.hpp"

// Parts of the page of a load, as HTML. Texts are escaped here; "" where there is nothing to show.
namespace assay::bench {

std::string objectives_html(const Result& result);  // a bullet bar for each condition
std::string ramp_html(const Result& result);        // the search, with its steps behind a fold
std::string latency_html(const Result& result);     // percentiles and charts
std::string responses_html(const Result& result);   // rates, states, wrong responses with samples
std::string facts_html(const Result& result);       // how it was measured, and what the injector did

}  // namespace assay::bench
