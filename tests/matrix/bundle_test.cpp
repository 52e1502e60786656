// SPDX-License-Identifier: Apache-2.0
// A certification bundle: made of runs in this process, verified, and refused when anything of it is touched.
#include "certify/bundle.hpp"

#include <gmock/gmock.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <filesystem>
#include <set>

#include "certify/bundle_files.hpp"
#include "cli/evidence/site.hpp"
#include "core/files.hpp"
#include "core/redact.hpp"
#include "core/signature.hpp"
#include "reports/evidence.hpp"
#include "reports/writer.hpp"
#include "selftest/in_process.hpp"
#include "tests/support/program.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* canaries[] = {"canary/alice+5d1f==", "canary-bob%8c2e"};

conformance::RunOptions options() {
  conformance::RunOptions made;
  made.profile = "certify";
  made.seed = conformance::kCertifySeed;
  made.deadline = std::chrono::hours(24);
  made.auth = {"Authorization", "Bearer ", core::Secret(canaries[0], "$ALICE_TOKEN"), {}};
  made.other_auth = {"Authorization", "Bearer ", core::Secret(canaries[1], "$BOB_TOKEN"), {}};
  return made;
}

void write_as_it_happened(const reports::RunResult& result, reports::EvidenceWriter& evidence) {
  evidence.header(result.header, result.requirements);
  auto judgement = result.judgements.begin();
  for (const std::uint64_t id : result.line_order) {
    if (id == 0) evidence.judgement(*judgement++);
    if (id != 0) evidence.exchange(*result.exchange(id));
  }
  evidence.footer(result.footer);
}

RunOnce on_a_mock(std::vector<std::string> defects) {
  return [defects](const conformance::RunOptions& suite, reports::EvidenceWriter& evidence) {
    InProcessRun run;
    run.suite = suite;
    run.mock.defects = defects;
    run.mock.auth.kind = mock::AuthOptions::Kind::bearer;
    run.mock.auth.users = {{"alice", canaries[0]}, {"bob", canaries[1]}};
    reports::RunResult result = run_in_process(std::move(run));
    write_as_it_happened(result, evidence);
    return result;
  };
}

std::string new_key() {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  EVP_PKEY_free(key);
  return pem;
}

std::vector<std::string> files_of(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read(const std::string& folder, const std::string& name) {
  return core::read_file(folder + "/" + name, std::size_t{1} << 30).value();
}

// A signed bundle of a server that fails, and tells secrets where it can.
struct Bundle {
  explicit Bundle(std::vector<std::string> defects) {
    key = files.write("key.pem", new_key());
    bundled = write_bundle({folder(), key}, options(), on_a_mock(std::move(defects)));
  }
  std::string folder() const { return files.file("out"); }
  std::string refusal() const {
    const auto verified = verify_bundle(folder(), "");
    return verified ? "" : verified.error().text();
  }
  tests::TemporaryFolder files;
  std::string key;
  Bundled bundled;
};

TEST(Bundle, OfACleanServerHolds) {
  const Bundle bundle({});
  ASSERT_TRUE(bundle.bundled.written);
  const auto verified = verify_bundle(bundle.folder(), "");
  ASSERT_TRUE(verified) << verified.error().text();
  EXPECT_THAT(*verified, HasSubstr("the bundle holds, signed by the key that it brings itself"));
  EXPECT_THAT(*verified, HasSubstr("PASS"));
  EXPECT_TRUE(verify_bundle(bundle.folder(), bundle.folder() + "/signer.pem"));
  const std::string other = bundle.files.write("other.pem", core::public_pem_of(new_key()).value());
  EXPECT_THAT(verify_bundle(bundle.folder(), other).error().text(),
              HasSubstr("statement.dsse.json: the signature"));
  // The three runs asked in different orders, of different runs.
  std::set<std::vector<std::string>> orders;
  for (const reports::RunResult& run : bundle.bundled.runs) {
    std::vector<std::string> order;
    for (const auto& exchange : run.exchanges) order.push_back(exchange->check);
    orders.insert(order);
  }
  EXPECT_EQ(orders.size(), 3u);
}

TEST(Bundle, OneByteChangedInAnyFileIsRefusedAndNamed) {
  const Bundle bundle({"auth.echoes-credentials"});
  ASSERT_TRUE(bundle.bundled.written);
  ASSERT_EQ(bundle.refusal(), "");
  int changed = 0;
  for (const std::string& name : files_of(bundle.folder())) {
    const std::string text = read(bundle.folder(), name);
    for (const std::size_t at : {std::size_t{0}, text.size() / 2, text.size() - 1}) {
      std::string other = text;
      other[at] = static_cast<char>(other[at] ^ 1);
      core::write_file(bundle.folder() + "/" + name, other).value();
      const std::string refusal = bundle.refusal();
      // A manifest that names another file, or another digest, cannot know which of the two was changed.
      EXPECT_THAT(refusal, HasSubstr(name == manifest_file ? "" : name)) << at;
      EXPECT_NE(refusal, "") << name << " " << at;
      ++changed;
    }
    fs::remove(bundle.folder() + "/" + name);
    EXPECT_NE(bundle.refusal(), "") << name << " removed";
    core::write_file(bundle.folder() + "/" + name, text).value();
  }
  EXPECT_EQ(changed, 3 * 16);
  core::write_file(bundle.folder() + "/more.txt", "x").value();
  EXPECT_THAT(bundle.refusal(), HasSubstr("more.txt: it is not in the manifest"));
  fs::remove(bundle.folder() + "/more.txt");
  EXPECT_EQ(bundle.refusal(), "");
}

// Writes these runs into the bundle, and makes the digests fit again.
void rewrite(const Bundle& bundle, const std::vector<reports::RunResult>& runs) {
  for (std::size_t i = 0; i < runs.size(); ++i)
    core::write_file(bundle.folder() + "/" + evidence_file(i + 1), reports::write_evidence(runs[i])).value();
  std::vector<reports::NamedText> files;
  for (std::size_t i = 1; i <= runs.size(); ++i)
    files.emplace_back(evidence_file(i), read(bundle.folder(), evidence_file(i)));
  for (const auto& file : made_from(runs)) files.push_back(file);
  fs::remove(bundle.folder() + "/signer.pem");
  fs::remove(bundle.folder() + "/statement.dsse.json");
  files.push_back(index_of(runs, files));
  files.emplace_back(manifest_file, reports::write_manifest(files));
  for (const auto& [name, text] : files) core::write_file(bundle.folder() + "/" + name, text).value();
  core::write_file(bundle.folder() + "/statement.json", reports::write_statement(runs.front(), files))
      .value();
}

// Whoever does that is found out by the verdicts; what another build judged differently is not called forged.
TEST(Bundle, VerdictsThatTheAnswersDoNotGiveAreRefused) {
  const Bundle bundle({"auth.echoes-credentials"});
  ASSERT_TRUE(bundle.bundled.written);
  std::vector<reports::RunResult> runs = bundle.bundled.runs;
  int mended = 0;
  for (reports::RunResult& run : runs) {
    for (reports::Judgement& judgement : run.judgements) {
      if (judgement.verdict != reports::Verdict::fail && judgement.verdict != reports::Verdict::warn)
        continue;
      ++mended;
      judgement.verdict = reports::Verdict::pass;
      judgement.findings.clear();
    }
  }
  EXPECT_GE(mended, 3);
  rewrite(bundle, runs);
  EXPECT_THAT(bundle.refusal(), HasSubstr("evidence-1.ndjson: its verdicts are not those of its exchanges"));
  for (reports::RunResult& run : runs) {
    for (auto& [name, value] : run.header.environment)
      if (name == "build") value = "0123456789ab, release, gcc 12.2.0";
  }
  rewrite(bundle, runs);
  EXPECT_THAT(bundle.refusal(), HasSubstr("it was made by another build (0123456789ab, release"));
}

TEST(Bundle, ASiteIsMadeOfBundlesThatHoldAndOfNoOthers) {
  const Bundle bundle({"auth.echoes-credentials"});
  const std::string site = bundle.files.file("site");
  ASSERT_EQ(make_site({bundle.folder(), "--out", site}), 0);
  EXPECT_THAT(read(site, "index.html"), HasSubstr("<a href=\"out/index.html\">out</a>"));
  EXPECT_THAT(read(site, "matrix.html"), HasSubstr("AUT-"));
  EXPECT_EQ(read(site + "/out", "statement.json"), read(bundle.folder(), "statement.json"));
  std::string changed = read(bundle.folder(), "report.md");
  changed.back() = ' ';
  core::write_file(bundle.folder() + "/report.md", changed).value();
  const std::string again = bundle.files.file("again");
  EXPECT_EQ(make_site({bundle.folder(), "--out", again}), 1);
  EXPECT_FALSE(fs::exists(again));
}

TEST(Bundle, RunsThatAreNoGroundForOneAreNamed) {
  const Bundle bundle({});
  std::vector<reports::RunResult> runs = bundle.bundled.runs;
  EXPECT_THAT(objections(runs), IsEmpty());
  const auto first_objection = [&](auto change) {
    std::vector<reports::RunResult> other = runs;
    change(other[1]);
    const auto lines = objections(other);
    return lines.empty() ? "" : lines.front();
  };
  using reports::RunResult;
  EXPECT_THAT(first_objection([](RunResult& r) { r.judgements.front().verdict = reports::Verdict::skipped; }),
              HasSubstr("was skipped"));
  EXPECT_THAT(first_objection([](RunResult& r) { r.footer.complete = false; }), HasSubstr("not whole"));
  EXPECT_THAT(first_objection([](RunResult& r) { r.header.seed = 1; }), HasSubstr("the seed is 1 and not 2"));
  EXPECT_THAT(first_objection([](RunResult& r) { r.header.profile = "full"; }),
              HasSubstr("the profile is full"));
  EXPECT_THAT(first_objection([](RunResult& r) {
                const std::string check = r.judgements.front().check;
                std::erase_if(r.judgements, [&](const auto& j) { return j.check == check; });
              }),
              HasSubstr("is missing"));
  EXPECT_THAT(first_objection([](RunResult& r) { r.judgements.front().verdict = reports::Verdict::fail; }),
              HasSubstr(" is fail, and "));
}

TEST(Bundle, RunsThatDoNotAgreeMakeNone) {
  const tests::TemporaryFolder files;
  int runs = 0;
  const RunOnce changing = [&](const conformance::RunOptions& suite, reports::EvidenceWriter& evidence) {
    const bool last = ++runs == 3;
    return on_a_mock(last ? std::vector<std::string>{"pagination.repeats-a-run"}
                          : std::vector<std::string>{})(suite, evidence);
  };
  const Bundled bundled = write_bundle({files.file("out"), ""}, options(), changing);
  EXPECT_FALSE(bundled.written);
  EXPECT_THAT(files_of(files.file("out")),
              ElementsAre("evidence-1.ndjson", "evidence-2.ndjson", "evidence-3.ndjson"));
}

TEST(Bundle, HoldsNoSecretOfAnyForm) {
  const Bundle bundle({"auth.echoes-credentials"});
  const std::string key = read(bundle.files.file("."), "key.pem");
  int searched = 0;
  for (const std::string& name : files_of(bundle.folder())) {
    const std::string text = read(bundle.folder(), name);
    EXPECT_EQ(text.find(key.substr(30, 40)), std::string::npos) << name;
    core::Redactor redactor;
    for (const char* canary : canaries) redactor.add(core::Secret(canary, "$CANARY"));
    std::vector<std::string> hits;
    redactor.redact(text, &hits);
    EXPECT_THAT(hits, IsEmpty()) << name;
    ++searched;
  }
  EXPECT_EQ(searched, 16);
}

}  // namespace
}  // namespace assay::cli
