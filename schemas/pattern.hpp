// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace assay::schemas {

// A regular expression of a document (ECMA 262); it is searched for, not anchored. Documents come from
// outside, so size, nesting and the steps of a search are limited. Immutable; several threads may search at
// once.
class Pattern {
 public:
  enum class Found { yes, no, too_many_steps };

  // Null where the text is no regular expression, or too large a one.
  static std::shared_ptr<const Pattern> compile(std::string text);
  Found find_in(std::string_view text) const;
  const std::string& text() const { return text_; }

 private:
  Pattern() = default;
  std::string text_;
  std::shared_ptr<const void> code_;
};

}  // namespace assay::schemas
