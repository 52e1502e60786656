// SPDX-License-Identifier: Apache-2.0
#include "mock_server/server.hpp"

#include <signal.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <set>
#include <thread>

#include "core/files.hpp"
#include "mock_server/base/limits.hpp"
#include "mock_server/control/control_server.hpp"
#include "mock_server/net/certificate.hpp"
#include "mock_server/net/link.hpp"
#include "mock_server/serving/listener.hpp"
#include "mock_server/site/site.hpp"

namespace assay::mock {
namespace {

std::shared_ptr<core::PacedClock> own_clock(const Options& options, boost::asio::io_context& io) {
  if (options.clock) return {};
  const auto machine = core::make_system_clock(io.get_executor());
  return std::make_shared<core::PacedClock>(machine, options.speed);
}

std::shared_ptr<Site> need_site(Options options, const std::shared_ptr<core::PacedClock>& clock) {
  if (clock) options.clock = clock;
  if (options.control && options.journal == 0) options.journal = 10'000;
  return make_site(options).value();
}

// Each at its own base path, the longest first: the one of the root takes what is left.
std::vector<std::shared_ptr<Site>> further_sites(const Options& options, const Site& first,
                                                 const std::shared_ptr<core::PacedClock>& clock) {
  std::vector<std::shared_ptr<Site>> sites;
  std::set<std::string> paths = {first.base_path()};
  for (const auto& dialect : options.also) {
    auto own = options;
    own.persona.clear();
    own.wes_version.clear();
    own.own_dialect.reset();
    own.dialect = dialect;
    sites.push_back(need_site(std::move(own), clock));
    if (!paths.insert(sites.back()->base_path()).second)
      throw core::BadInput({"two dialects have the base path '" + sites.back()->base_path() + "'",
                            "--dialect", "one of them on a port of its own"});
  }
  return sites;
}

bool is_below(std::string_view target, const std::string& base_path) {
  return target.starts_with(base_path) &&
         (target.size() == base_path.size() || target[base_path.size()] == '/' ||
          target[base_path.size()] == '?');
}

Certificate certificate_of(const Options& options) {
  const auto& tls = options.tls;
  if (!tls.on) return {};
  if (tls.certificate_file.empty() != tls.key_file.empty())
    throw core::BadInput({"a certificate and its key are given together, or neither is",
                          tls.key_file.empty() ? "--tls-key" : "--tls-cert", "two PEM files"});
  if (tls.certificate_file.empty()) return make_certificate(options.bind);
  return {core::read_file(tls.certificate_file, limits::certificate_bytes).value(),
          core::read_file(tls.key_file, limits::certificate_bytes).value()};
}

std::shared_ptr<Tls> tls_of(const Options& options, const Certificate& certificate) {
  if (!options.tls.on) return {};
  return make_tls(certificate.certificate, certificate.key, options.tls.certificate_file);
}

}  // namespace

// In the order of need: the clock may use `io`, the site the clock, and the listener all three.
struct Server::State {
  explicit State(const Options& options)
      : scheme(options.tls.on ? "https" : "http"),
        bind(options.bind),
        certificate(certificate_of(options)),
        io(std::max(1, options.threads)),
        clock(own_clock(options, io)),
        site(need_site(options, clock)),
        further(further_sites(options, *site, clock)),
        port(options.port),
        listener(io.get_executor(),
                 [this](const core::Request& request) { return asked(request.target).handle(request); },
                 site->clock(),
                 {options.bind,
                  options.port,
                  {},
                  [wanted = site.get()] { return wanted->habits(); },
                  tls_of(options, certificate),
                  options.threads <= 1,
                  [this](std::string_view target, core::Time now, std::string& body) {
                    return asked(target).quick_status(target, now, body);
                  },
                  static_cast<std::size_t>(std::max(1, options.threads - 1))}) {
    port = listener.port();
    if (options.control) control = std::make_unique<ControlServer>(*site, *options.control, origin());
    for (int i = options.caller_serves ? 1 : 0; i < std::max(1, options.threads); ++i)
      threads.emplace_back([this] { io.run(); });
  }

  ~State() {
    control.reset();
    io.stop();
    for (auto& thread : threads) thread.join();
    listener.stop();
  }

  Site& asked(std::string_view target) const {
    if (further.empty()) return *site;
    Site* best = is_below(target, site->base_path()) ? site.get() : nullptr;
    for (const auto& other : further) {
      const bool longer = !best || other->base_path().size() > best->base_path().size();
      if (longer && is_below(target, other->base_path())) best = other.get();
    }
    return best ? *best : *site;
  }

  std::string origin() const { return scheme + "://" + host_of(bind) + ":" + std::to_string(port); }

  std::string scheme;
  std::string bind;
  Certificate certificate;
  boost::asio::io_context io;
  std::shared_ptr<core::PacedClock> clock;
  std::shared_ptr<Site> site;
  std::vector<std::shared_ptr<Site>> further;
  std::uint16_t port;
  Listener listener;
  std::unique_ptr<ControlServer> control = {};
  std::vector<std::thread> threads = {};
};

Server::Server(const Options& options) : state_(std::make_unique<State>(options)) {}
Server::~Server() = default;

void Server::serve(const std::vector<int>& signals, const std::function<bool(int signal)>& end) {
  boost::asio::signal_set awaited(state_->io);
  sigset_t set;
  sigemptyset(&set);
  for (const int each : signals) {
    awaited.add(each);
    sigaddset(&set, each);
  }
  const std::function<void()> wait = [&] {
    awaited.async_wait([&](const boost::system::error_code&, int signal) {
      if (end(signal)) return state_->io.stop();
      wait();
    });
  };
  wait();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  state_->io.run();
}

std::string Server::url() const { return state_->origin() + state_->site->base_path(); }
std::vector<std::string> Server::also() const {
  std::vector<std::string> urls;
  for (const auto& site : state_->further) urls.push_back(state_->origin() + site->base_path());
  return urls;
}
std::string Server::certificate() const { return state_->certificate.certificate; }
std::string Server::control_url() const { return state_->control ? state_->control->url() : ""; }
std::string Server::ui_url() const { return state_->control ? state_->control->ui_url() : ""; }
std::string Server::control_token() const { return state_->control ? state_->control->token() : ""; }
std::uint16_t Server::port() const { return state_->port; }
Site& Server::site() { return *state_->site; }
std::shared_ptr<core::PacedClock> Server::clock() { return state_->clock; }
std::vector<JournalEntry> Server::journal(const JournalFilter& filter) const {
  return state_->site->journal(filter);
}
std::size_t Server::count(const JournalFilter& filter) const { return state_->site->count(filter); }
std::vector<Accident> Server::accidents() const { return state_->site->accidents(); }
bool Server::wait_for(const JournalFilter& filter, std::size_t count, std::chrono::milliseconds most) {
  return state_->site->wait_for(filter, count, most) >= count;
}
bool Server::verify_order(const std::vector<JournalFilter>& order) const {
  return in_order(state_->site->journal(), order).size() == order.size();
}
std::size_t Server::trigger(std::string_view name, const std::string& run_id) {
  return state_->site->trigger(name, run_id).value();
}

std::vector<std::string> Server::add_faults(const std::string& yaml) {
  return state_->site->add_faults(load_faults("fault", yaml, *state_->site->spoken()).value()).value();
}
bool Server::remove_fault(std::string_view id) { return state_->site->remove_fault(id); }

}  // namespace assay::mock
