// SPDX-License-Identifier: Apache-2.0
#include "mock_server/operations/submission.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

Submission read(const Form& form, const std::string& version = "1.1.0", const Behaviour& behaviour = {}) {
  const core::Request request{
      .method = "POST",
      .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
      .body = core::encode_query(form)};
  return read_submission(request, *dialect(version), behaviour);
}

struct PartText {
  std::string head;  // the parameters after form-data
  std::string value;
  std::string type = {};
};

core::Request multipart(const std::vector<PartText>& parts) {
  core::Request request{.method = "POST",
                        .headers = {{"Content-Type", "multipart/form-data; boundary=edge"}}};
  for (const auto& part : parts) {
    request.body += "--edge\r\nContent-Disposition: form-data; " + part.head + "\r\n";
    if (!part.type.empty()) request.body += "Content-Type: " + part.type + "\r\n";
    request.body += "\r\n" + part.value + "\r\n";
  }
  request.body += "--edge--\r\n";
  return request;
}

std::vector<PartText> sound_parts(const std::string& url) {
  std::vector<PartText> parts;
  for (const auto& [name, value] : Bench::sound_form(url)) parts.push_back({"name=\"" + name + "\"", value});
  return parts;
}

PartText attachment(const std::string& name, const std::string& value = "cwlVersion: v1.2\n") {
  return {"name=\"workflow_attachment\"; filename=\"" + name + "\"", value, "application/octet-stream"};
}

Submission read_parts(std::vector<PartText> parts) {
  return read_submission(multipart(parts), *dialect(), {});
}

Form changed(const std::string& name, const std::string& value) {
  auto form = Bench::sound_form();
  for (auto& field : form) {
    if (field.first == name) {
      field.second = value;
      return form;
    }
  }
  form.emplace_back(name, value);
  return form;
}

Form without(const std::string& name) {
  auto form = Bench::sound_form();
  std::erase_if(form, [&](const auto& field) { return field.first == name; });
  return form;
}

TEST(Submission, KeepsWhatWasSent) {
  auto form = Bench::sound_form();
  form.emplace_back("tags", R"({"team":"x"})");
  form.emplace_back("workflow_engine", "cwltool");
  form.emplace_back("a_field_of_its_own", "1");
  const auto submission = read(form);
  ASSERT_TRUE(submission.request) << submission.refusal.text;
  EXPECT_EQ(submission.request->url, "https://flows.example/echo.cwl");
  EXPECT_EQ(submission.request->params, "{}");
  EXPECT_EQ(submission.request->tag_values.at("team"), "x");
  EXPECT_EQ(submission.request->engine, "cwltool");
  EXPECT_FALSE(submission.request->engine_version);
  EXPECT_FALSE(submission.request->engine_parameters);
}

TEST(Submission, RefusesBadFields) {
  struct {
    Form form;
    const char* rule;
  } const rows[] = {
      {{}, "missing-workflow_url"},
      {without("workflow_url"), "missing-workflow_url"},
      {without("workflow_type"), "missing-workflow_type"},
      {without("workflow_type_version"), "missing-workflow_type_version"},
      {changed("workflow_url", ""), "empty-workflow_url"},
      {changed("workflow_type", ""), "empty-workflow_type"},
      {changed("workflow_type_version", ""), "empty-workflow_type_version"},
      {changed("workflow_params", "{\"a\":"), "workflow_params-not-json"},
      {changed("workflow_params", "[1]"), "workflow_params-not-object"},
      {changed("workflow_params", "null"), "workflow_params-not-object"},
      {changed("tags", "x"), "tags-not-json"},
      {changed("tags", "[]"), "tags-not-object"},
      {changed("tags", "{\"n\":1}"), "tags-not-strings"},
      {changed("workflow_engine_parameters", "{"), "workflow_engine_parameters-not-json"},
      {changed("workflow_engine_parameters", "{\"n\":{}}"), "workflow_engine_parameters-not-strings"},
      {changed("workflow_type", "cwl"), "unsupported-type"},
      {changed("workflow_type_version", "999.0"), "unsupported-type-version"},
      {changed("workflow_engine", "nonesuch"), "unsupported-engine"},
      {changed("workflow_engine_version", "1"), "engine-version-alone"},
      {changed("workflow_url", "echo.cwl"), "url-not-attached"},
      {changed("workflow_url", "../../etc/passwd"), "url-not-attached"},
      {changed("workflow_url", "file:///etc/passwd"), "url-scheme"},
      {changed("workflow_type", "CWL\xff"), "invalid-utf8"},
      {changed("workflow_attachment", "text"), "attachment-without-filename"},
  };
  int ran = 0;
  for (const auto& row : rows) {
    const auto submission = read(row.form);
    EXPECT_FALSE(submission.request) << row.rule;
    EXPECT_EQ(submission.rule, row.rule) << submission.refusal.text;
    EXPECT_EQ(submission.refusal.status, 400) << row.rule;
    EXPECT_FALSE(submission.refusal.text.empty());
    ++ran;
  }
  EXPECT_EQ(ran, 24);
}

TEST(Submission, RepeatedFieldIsRefused) {
  auto form = Bench::sound_form();
  form.emplace_back("workflow_type", "WDL");
  EXPECT_EQ(read(form).rule, "repeated-workflow_type");
}

TEST(Submission, EngineVersionIsHeldToItsEngine) {
  auto form = Bench::sound_form();
  form.emplace_back("workflow_engine", "cromwell");
  form.emplace_back("workflow_engine_version", "87");
  EXPECT_TRUE(read(form).request);
  form.back().second = "3.1.20240708091337";
  EXPECT_EQ(read(form).rule, "unsupported-engine-version");
}

TEST(Submission, EmptyOptionalFieldsCountAsNotSent) {
  auto form = Bench::sound_form();
  for (const char* name :
       {"tags", "workflow_engine", "workflow_engine_version", "workflow_engine_parameters"}) {
    form.emplace_back(name, "");
  }
  const auto submission = read(form);
  ASSERT_TRUE(submission.request) << submission.refusal.text;
  EXPECT_FALSE(submission.request->tags);
  EXPECT_FALSE(submission.request->engine);
}

TEST(Submission, VersionsDiffer) {
  EXPECT_TRUE(read(without("workflow_params")).request);
  EXPECT_TRUE(read(changed("workflow_params", "")).request);
  EXPECT_EQ(read(without("workflow_params"), "1.0.0").rule, "missing-workflow_params");
  EXPECT_EQ(read(changed("workflow_params", ""), "1.0.1").rule, "empty-workflow_params");
  const auto old = read(changed("workflow_engine", "nonesuch"), "1.0.0");
  ASSERT_TRUE(old.request) << "a 1.0.0 server does not know this field";
  EXPECT_FALSE(old.request->engine);
}

TEST(Submission, ContentTypes) {
  struct {
    const char* type;
    int status;
  } const rows[] = {{"application/json", 415}, {"", 415}, {"text/plain", 415}, {"multipart/form-data", 400}};
  int ran = 0;
  for (const auto& row : rows) {
    core::Request request{.method = "POST", .body = "{}"};
    if (*row.type) request.headers.set("Content-Type", row.type);
    EXPECT_EQ(read_submission(request, *dialect(), {}).refusal.status, row.status) << row.type;
    ++ran;
  }
  EXPECT_EQ(ran, 4);
  core::Request large = multipart(sound_parts("https://flows.example/a.cwl"));
  large.body.resize(17u << 20);
  EXPECT_EQ(read_submission(large, *dialect(), {}).refusal.status, 413);
}

TEST(Submission, RelativeUrlNamesAnAttachment) {
  struct {
    const char *url, *name;
    bool taken;
  } const rows[] = {{"echo.cwl", "echo.cwl", true},
                    {"./echo.cwl", "echo.cwl", true},
                    {"sub/dir/x.cwl", "sub/dir/x.cwl", true},
                    {"echo.cwl#main", "echo.cwl", true},
                    {"my%20flow.cwl", "my flow.cwl", true},
                    {"other.cwl", "echo.cwl", false},
                    {"x.cwl", "sub/x.cwl", false}};
  int ran = 0;
  for (const auto& row : rows) {
    auto parts = sound_parts(row.url);
    parts.insert(parts.begin(), attachment(row.name));  // the order of the parts is free
    EXPECT_EQ(read_parts(parts).request.has_value(), row.taken)
        << row.url << ": " << read_parts(parts).refusal.text;
    ++ran;
  }
  EXPECT_EQ(ran, 7);
}

TEST(Submission, JudgesAttachments) {
  const auto with = [](const PartText& part) {
    auto parts = sound_parts("https://flows.example/a.cwl");
    parts.push_back(part);
    return read_parts(parts);
  };
  int refused = 0;
  for (const char* name : {"../x", "a/../../x", "..", "/etc/x", "%2e%2e/x"}) {
    EXPECT_EQ(with(attachment(name)).rule, "attachment-name") << name;
    ++refused;
  }
  EXPECT_EQ(refused, 5);
  EXPECT_EQ(with({"name=\"workflow_attachment\"", "text"}).rule, "attachment-without-filename");
  EXPECT_TRUE(with(attachment("empty.txt", "")).request);
  EXPECT_EQ(with(attachment("a.bin", std::string("\0\r\n", 3))).request->attachments.at("a.bin"), 3u);
}

TEST(Submission, KnowsAFileThatIsNoWorkflow) {
  struct {
    const char *type, *version, *text;
    bool readable;
  } const rows[] = {{"CWL", "v1.0", "cwlVersion: v1.0\n", true},
                    {"CWL", "v1.0", "{ this is no workflow", false},
                    {"CWL", "v1.0", "", false},
                    {"WDL", "1.0", "version 1.0\nworkflow w {}", true},
                    {"WDL", "1.0", "nothing", false},
                    {"NFL", "DSL2", "process a {}\nworkflow {\n}\n", true},
                    {"NFL", "DSL2", "{ this is no workflow", false},
                    {"SMK", "1.0", "rule all: {}", true},
                    {"SMK", "1.0", "{ this is no workflow", false}};
  int ran = 0;
  for (const auto& row : rows) {
    const auto submission = read_parts({attachment("flow#1", row.text),
                                        {"name=\"workflow_url\"", "./flow%231"},
                                        {"name=\"workflow_type\"", row.type},
                                        {"name=\"workflow_type_version\"", row.version}});
    ASSERT_TRUE(submission.request) << submission.refusal.text;
    EXPECT_EQ(submission.request->readable, row.readable) << row.type << ": " << row.text;
    ++ran;
  }
  EXPECT_EQ(ran, 9);
}

TEST(Submission, TextFieldsMayBeFilePartsOfAnyType) {
  auto parts = sound_parts("https://flows.example/a.cwl");
  for (auto& part : parts) part.head += "; filename=\"field\"";
  EXPECT_TRUE(read_parts(parts).request) << read_parts(parts).refusal.text;
  for (auto& part : parts) part.type = part.value == "{}" ? "application/json" : "text/plain; charset=utf-8";
  EXPECT_TRUE(read_parts(parts).request);
}

TEST(Submission, BehaviourLetsRulesPass) {
  const std::set<std::string_view> rules{"missing-workflow_url",      "workflow_params-not-json",
                                         "tags-not-strings",          "unsupported-type",
                                         "engine-version-alone",      "url-scheme",
                                         "workflow_params-not-object"};
  Behaviour lax;
  lax.accepts = rules;
  EXPECT_TRUE(read(without("workflow_url"), "1.1.0", lax).request);
  EXPECT_TRUE(read(changed("workflow_type", "XYZ"), "1.1.0", lax).request);
  EXPECT_TRUE(read(changed("workflow_url", "file:///x"), "1.1.0", lax).request);
  const auto broken = read(changed("workflow_params", "{"), "1.1.0", lax);
  ASSERT_TRUE(broken.request);
  EXPECT_FALSE(broken.request->params) << "what is no JSON is not kept";
  EXPECT_EQ(read(changed("workflow_params", "[1]"), "1.1.0", lax).request->params, "[1]");
  EXPECT_FALSE(read(without("workflow_type"), "1.1.0", lax).request);
}

}  // namespace
}  // namespace assay::mock
