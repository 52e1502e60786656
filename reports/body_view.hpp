// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace assay::reports {

// A body as lines for a person: JSON is indented (members in order of their names), other text is kept as it
// is. Text is escaped as in plain(). At most `most_lines` are kept: the marked ones with their neighbours,
// then from the top.
struct BodyLine {
  std::string text;
  bool marked =
      false;         // the first pointer, its nearest parent that exists, or a like value of another is here
  int left_out = 0;  // > 0: this line stands for so many that are not shown; text is empty
};
std::vector<BodyLine> view_body(std::string_view body, const std::vector<std::string>& pointers,
                                int most_lines = 60);

}  // namespace assay::reports
