// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/form.hpp"

#include <gmock/gmock.h>

namespace assay::conformance {
namespace {

using testing::HasSubstr;

Form example() {
  Form form;
  form.parts = {{"workflow_type", "CWL"},
                {"workflow_attachment", "cwlVersion: v1.0", "a.cwl"},
                {"workflow_attachment", "two", "b.cwl", "text/plain"}};
  return form;
}

TEST(Form, IsSentAsMultipart) {
  core::Request request;
  set_multipart(request, example(), "B");
  EXPECT_EQ(request.headers.get("Content-Type"), "multipart/form-data; boundary=B");
  EXPECT_EQ(request.body,
            "--B\r\nContent-Disposition: form-data; name=\"workflow_type\"\r\n\r\nCWL\r\n"
            "--B\r\nContent-Disposition: form-data; name=\"workflow_attachment\"; filename=\"a.cwl\"\r\n\r\n"
            "cwlVersion: v1.0\r\n"
            "--B\r\nContent-Disposition: form-data; name=\"workflow_attachment\"; filename=\"b.cwl\"\r\n"
            "Content-Type: text/plain\r\n\r\ntwo\r\n--B--\r\n");
}

TEST(Form, HasABoundaryThatOccursInNoPart) {
  Form form;
  form.parts = {{"a", "x-B-x"}, {"b", "B-1"}, {"B-2", "c"}, {"d", "e", "B-3"}};
  core::Request request;
  set_multipart(request, form, "B");
  EXPECT_EQ(request.headers.get("Content-Type"), "multipart/form-data; boundary=B-4");
}

TEST(Form, QuotesOnlyWhatWouldEndAName) {
  struct Row {
    const char* filename;
    const char* sent;
  } rows[] = {
      {"a b.cwl", "filename=\"a b.cwl\""},         {"../../etc/passwd", "filename=\"../../etc/passwd\""},
      {"a\"b\r\nc", "filename=\"a%22b%0D%0Ac\""},  {"100%.txt", "filename=\"100%.txt\""},
      {"back\\slash", "filename=\"back\\slash\""}, {"\xc3\xa9.cwl", "filename=\"\xc3\xa9.cwl\""},
  };
  int run = 0;
  for (const Row& row : rows) {
    Form form;
    form.parts = {{"workflow_attachment", "x", row.filename}};
    core::Request request;
    set_multipart(request, form);
    EXPECT_THAT(request.body, HasSubstr(row.sent));
    ++run;
  }
  EXPECT_EQ(run, 6);
}

TEST(Form, WithoutPartsIsStillMultipart) {
  core::Request request;
  set_multipart(request, {}, "B");
  EXPECT_EQ(request.body, "--B--\r\n");
}

TEST(Form, IsSentUrlencodedWithoutItsFiles) {
  Form form = example().with("workflow_params", R"({"a": "b&c"})");
  core::Request request;
  request.headers.add("content-type", "old");
  set_urlencoded(request, form);
  EXPECT_EQ(request.headers.get("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(request.headers.size(), 1U);
  EXPECT_EQ(request.body, "workflow_type=CWL&workflow_params=%7B%22a%22%3A%20%22b%26c%22%7D");
}

TEST(Form, ReplacesAPartOrAddsItBeforeTheAttachments) {
  const Form form = example();
  EXPECT_EQ(form.with("workflow_type", "WDL").parts[0].value, "WDL");
  EXPECT_EQ(form.with("workflow_type", "WDL").parts.size(), 3U);
  EXPECT_EQ(form.with("tags", "{}").parts[1].name, "tags");
  EXPECT_EQ(form.parts[0].value, "CWL");
}

TEST(Form, LeavesOutEveryPartOfAName) {
  EXPECT_EQ(example().without("workflow_attachment").parts.size(), 1U);
  EXPECT_EQ(example().without("workflow_type").find("workflow_type"), nullptr);
  EXPECT_EQ(example().find("workflow_attachment")->filename, "a.cwl");
}

}  // namespace
}  // namespace assay::conformance
