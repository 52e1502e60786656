// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/base/refusal.hpp"

namespace assay::mock {

// Finds the end of a request head, byte by byte, so that the outcome cannot depend on how TCP cut the bytes.
// Judges only what need not wait for the end: sizes, number of lines, line endings, control characters.
class HeadReader {
 public:
  // Takes bytes up to the end of the head or the first fault; returns how many.
  std::size_t take(std::string_view bytes);
  bool complete() const { return complete_; }
  bool untouched() const { return text_.empty() && empty_lines_ == 0; }
  bool started() const { return !text_.empty() && text_ != "\r"; }
  const std::optional<Refusal>& refusal() const { return refusal_; }
  const std::string& text() const { return text_; }  // empty lines before the request line left out

 private:
  void take(char byte);
  void end_line();
  void refuse(int status, std::string text) { refusal_ = Refusal{status, std::move(text)}; }

  std::string text_;
  std::size_t line_start_ = 0;
  std::size_t lines_ = 0;
  std::size_t empty_lines_ = 0;
  bool complete_ = false;
  std::optional<Refusal> refusal_;
};

}  // namespace assay::mock
