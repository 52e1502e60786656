// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/error_reading.hpp"

#include <nlohmann/json.hpp>

#include "conformance/rules/error_body.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

std::string shown_or_none(const json* value) { return value ? short_json(*value) : "none"; }

}  // namespace

std::vector<Finding> misshapen_error(const ExchangePtr& exchange, const json* body,
                                     const schemas::Dialect& dialect) {
  const schemas::Readings& names = dialect.readings;
  std::vector<Finding> found;
  if (!names.error_header.empty() &&
      exchange->response->headers.get(names.error_header).value_or("").empty()) {
    found.push_back(finding(exchange, "error-header-missing", "an error does not say its type in the head",
                            names.error_header, "no such field"));
  }
  if (auto no_object = not_an_error_object(exchange, body)) {
    found.push_back(std::move(*no_object));
    return found;
  }
  if (!names.error_message.empty() && text_member(body, names.error_message).empty()) {
    found.push_back(finding(exchange, "error-message-missing", "an error has no text for the caller",
                            names.error_message + ", a sentence",
                            shown_or_none(member(body, names.error_message)), {"/" + names.error_message}));
  }
  const json* status = names.error_status.empty() ? nullptr : member(body, names.error_status);
  if (!names.error_status.empty() &&
      (!status || !status->is_number_integer() || *status != core::status_of(*exchange))) {
    found.push_back(finding(
        exchange, "error-status-differs", "the " + names.error_status + " of an error is not the HTTP status",
        std::to_string(core::status_of(*exchange)), shown_or_none(status), {"/" + names.error_status}));
  }
  const json* code = names.error_code.empty() ? nullptr : member(body, names.error_code);
  if (!names.error_code.empty() && (!code || !code->is_number_integer())) {
    found.push_back(finding(exchange, "error-code-missing",
                            "an error has no " + names.error_code + " that is an integer", "an integer",
                            shown_or_none(code), {"/" + names.error_code}));
  }
  return found;
}

}  // namespace assay::conformance
