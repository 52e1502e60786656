// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "bench/population.hpp"
#include "cli/bench/bench_options.hpp"
#include "conformance/client/form.hpp"
#include "conformance/client/http_client.hpp"
#include "conformance/session/target.hpp"
#include "core/clock.hpp"
#include "core/headers.hpp"
#include "schemas/dialect.hpp"

namespace assay::cli {

// The runs that are polled, and what to clean up: runs that it made are cancelled with the object.
class Population {
 public:
  Population(const BenchFlags& flags, const core::Url& base, const schemas::Dialect& dialect,
             core::Headers headers);
  ~Population();

  // Those of --run, of --create or of the list: the shard's part of them. An Error where the server does not
  // tell or make them; core::BadInput where there are none to poll.
  core::Result<std::vector<std::string>> find(const conformance::Target& target, const bench::Shard& shard);

 private:
  core::Result<std::vector<std::string>> all(const conformance::Target& target, const bench::Shard& shard);
  bench::SubmissionOf slow_runs(const conformance::Target& target);
  boost::asio::awaitable<int> cancel();

  boost::asio::io_context context_;
  const BenchFlags& flags_;
  std::shared_ptr<core::Clock> clock_;
  std::unique_ptr<conformance::Connector> connector_;
  conformance::HttpClient http_;
  const schemas::Dialect& dialect_;
  core::Headers headers_;
  std::vector<std::string> made_;
};

}  // namespace assay::cli
