// SPDX-License-Identifier: Apache-2.0
// The first page of a certification bundle.
#include "core/sha256.hpp"
#include "reports/attestation.hpp"
#include "reports/html/data.hpp"
#include "reports/html/page.hpp"

namespace assay::reports {
namespace {

std::string decided_words(const RunResult& run) {
  const Decided seen = decided(run);
  return std::to_string(seen.decided) + " of " + std::to_string(seen.applied()) + " decided";
}

void set_word(data& d, const RunResult& run) {
  const Overall word = overall(run);
  d.set("word", word.word);
  d.set("tone", tone_of(word.tone));
  d.set("icon", icon_of(word.tone));
  d.set("decided", decided_words(run));
  d.set("started", core::to_iso8601(run.header.started));
}

data bundle_runs(const std::vector<RunResult>& runs) {
  data list{data::type::list};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunResult& run = runs[i];
    data d;
    set_word(d, run);
    d.set("number", std::to_string(i + 1));
    d.set("seed", std::to_string(run.header.seed));
    d.set("took", milliseconds(run.footer.finished - run.header.started));
    d.set("requests", std::to_string(run.footer.requests));
    d.set("created", std::to_string(run.footer.runs_created));
    d.set("evidence", "evidence-" + std::to_string(i + 1) + ".ndjson");
    list.push_back(d);
  }
  return list;
}

}  // namespace

std::string write_bundle_page(const std::vector<RunResult>& runs, const std::vector<NamedText>& files,
                              std::string_view signer) {
  const RunResult& first = runs.front();
  const RunHeader& h = first.header;
  data page;
  set_word(page, first);
  page.set("headline", overall(first).headline);
  page.set("suite", h.suite_version);
  page.set("target", h.target);
  page.set("version", h.dialect + " " + h.wes_version);
  page.set("profile", h.profile + ", policy " + h.policy);
  page.set("set", h.requirement_set);
  page.set("digest", h.requirement_digest);
  page.set("sentence", verdict_sentence(first));
  page.set("verify",
           signer.empty() ? "wes-assay report verify ." : "wes-assay report verify . --key signer.pem");
  if (!signer.empty()) page.set("signer", core::sha256_hex(signer));
  page.set("runs", bundle_runs(runs));
  data list{data::type::list};
  for (const auto& [name, text] : files) {
    data d;
    d.set("name", name);
    d.set("sha256", core::sha256_hex(text));
    list.push_back(d);
  }
  page.set("files", list);
  return page_html(overall(first).word + ": certification bundle of " + h.target + " (wes-assay)",
                   filled("reports/html/bundle.mustache", page), {"reports/html/bundle.css"});
}

}  // namespace assay::reports
