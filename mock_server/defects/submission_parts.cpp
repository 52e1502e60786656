// SPDX-License-Identifier: Apache-2.0
#include "mock_server/defects/submission_parts.hpp"

#include <algorithm>
#include <array>

#include "core/headers.hpp"
#include "core/url.hpp"

namespace assay::mock {
namespace {

// The parts of a submission; none where it is no sound form.
std::vector<Part> parts_of(const Call& call) {
  if (!is_multipart(call)) return {};
  auto parts = parse_multipart(call.request.headers.get("Content-Type").value_or(""), call.request.body);
  return parts ? std::move(*parts) : std::vector<Part>();
}

}  // namespace

void refuse_when(bool condition, core::Response& answer, int status) {
  if (condition) refuse(answer, status, "the submission is not taken");
}

bool posts(const Call& call, std::string_view media_type) {
  return call.operation == "RunWorkflow" &&
         core::media_type(call.request.headers.get("Content-Type").value_or("")) == media_type;
}
bool is_multipart(const Call& call) { return posts(call, "multipart/form-data"); }

std::ptrdiff_t count_parts(const Call& call, PartTest test) {
  const auto parts = parts_of(call);
  return std::count_if(parts.begin(), parts.end(), test);
}
bool has_part(const Call& call, PartTest test) { return count_parts(call, test) > 0; }

bool is_attachment(const Part& part) { return part.name == "workflow_attachment"; }
bool is_empty_attachment(const Part& part) { return is_attachment(part) && part.value.empty(); }
bool is_in_subdirectory(const Part& part) {
  return is_attachment(part) && part.filename.value_or("").find('/') != std::string::npos;
}
bool is_tags(const Part& part) { return part.name == "tags"; }
bool is_engine(const Part& part) { return part.name == "workflow_engine" && !part.value.empty(); }
bool is_engine_version(const Part& part) {
  return part.name == "workflow_engine_version" && !part.value.empty();
}
bool is_empty_option(const Part& part) {
  return part.value.empty() && (part.name == "tags" || part.name == "workflow_engine_parameters");
}
bool is_absolute_url(const Part& part) {
  return part.name == "workflow_url" && core::classify_url(part.value) == core::UrlKind::absolute;
}
bool is_untyped_text(const Part& part) { return !part.filename && !part.content_type; }
bool is_named_text(const Part& part) { return part.filename && !is_attachment(part); }
bool is_json(const Part& part) { return part.content_type.value_or("") == "application/json"; }
bool is_unknown(const Part& part) {
  static constexpr std::array known = {"workflow_params",
                                       "workflow_type",
                                       "workflow_type_version",
                                       "workflow_url",
                                       "tags",
                                       "workflow_engine",
                                       "workflow_engine_version",
                                       "workflow_engine_parameters",
                                       "workflow_attachment"};
  return std::find(known.begin(), known.end(), part.name) == known.end();
}
bool starts_with_attachment(const Call& call) {
  const auto parts = parts_of(call);
  return !parts.empty() && is_attachment(parts.front());
}

}  // namespace assay::mock
