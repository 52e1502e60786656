// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <iosfwd>
#include <string>
#include <string_view>

namespace assay::core {

// A value that no stream, formatter or serializer accepts. `placeholder` ("$WES_TOKEN") is what may be shown.
class Secret {
 public:
  Secret() = default;
  Secret(std::string value, std::string placeholder)
      : value_(std::move(value)), placeholder_(std::move(placeholder)) {}
  // The only way to the value: for the header that is sent, and for the redactor.
  std::string_view expose() const { return value_; }
  const std::string& placeholder() const { return placeholder_; }
  bool empty() const { return value_.empty(); }

 private:
  std::string value_;
  std::string placeholder_;
};

std::ostream& operator<<(std::ostream&, const Secret&) = delete;

}  // namespace assay::core
