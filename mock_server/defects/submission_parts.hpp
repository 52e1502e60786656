// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "mock_server/defects/defect.hpp"
#include "mock_server/http/multipart.hpp"

// What defects of submission ask of a form.
namespace assay::mock {

void refuse_when(bool condition, core::Response& answer, int status);

bool posts(const Call& call, std::string_view media_type);  // a submission of that type
bool is_multipart(const Call& call);

// Of the parts of a submission; there are none where it is no sound form.
using PartTest = bool (*)(const Part& part);
std::ptrdiff_t count_parts(const Call& call, PartTest test);
bool has_part(const Call& call, PartTest test);
bool starts_with_attachment(const Call& call);

bool is_attachment(const Part& part);
bool is_empty_attachment(const Part& part);
bool is_in_subdirectory(const Part& part);
bool is_tags(const Part& part);
bool is_engine(const Part& part);
bool is_engine_version(const Part& part);
bool is_empty_option(const Part& part);
bool is_absolute_url(const Part& part);
bool is_untyped_text(const Part& part);
bool is_named_text(const Part& part);
bool is_json(const Part& part);
bool is_unknown(const Part& part);

// The two halves of submission_defects().
const std::vector<Defect>& submission_field_rows();
const std::vector<Defect>& submission_form_rows();

}  // namespace assay::mock
