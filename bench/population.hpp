// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "conformance/client/form.hpp"
#include "conformance/client/http_client.hpp"
#include "core/headers.hpp"
#include "core/result.hpp"
#include "schemas/dialect.hpp"

namespace assay::bench {

// The ids of at most `most` runs, by walking GET /runs. Bounded: at most 10,000 pages, and it ends where a
// token comes twice. An Error with the answer in words where a page cannot be read.
boost::asio::awaitable<core::Result<std::vector<std::string>>> list_runs(conformance::HttpClient& http,
                                                                         const schemas::Dialect& dialect,
                                                                         core::Headers headers,
                                                                         std::size_t most);

// The body of GET /service-info; "" where there is none.
boost::asio::awaitable<std::string> read_service_info(conformance::HttpClient& http,
                                                      const schemas::Dialect& dialect, core::Headers headers);

// The body of the nth submission, and its fields; a target of its own where that is not "/".
using SubmissionOf = std::function<core::Request(std::size_t n)>;

// Submits `number` times; the new ids are added to `made`, also of those before a refusal, which is
// the Error.
boost::asio::awaitable<core::Result<void>> create_runs(conformance::HttpClient& http,
                                                       const schemas::Dialect& dialect, core::Headers headers,
                                                       SubmissionOf submission, std::size_t number,
                                                       std::vector<std::string>& made);

// Cancels them, as well as it can: runs cost their owner money.
boost::asio::awaitable<void> cancel_runs(conformance::HttpClient& http, const schemas::Dialect& dialect,
                                         core::Headers headers, std::vector<std::string> runs);

}  // namespace assay::bench
