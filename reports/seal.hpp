// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/sha256.hpp"

namespace assay::reports {

// The last line of a stream of lines, without its end: `footer` and, as its last member, the SHA-256 of all
// lines before it and of the footer without that member. Ends `lines`.
std::string sealed_line(nlohmann::ordered_json footer, core::Sha256& lines);

// The digest of a stream that is read.
class Seal {
 public:
  void add(std::string_view line);
  // Whether `line` is such a line. wes-assay 0.1.0 left the footer out of the digest; its files are taken,
  // too: a change of a footer that is in its digest gives neither.
  bool closes_with(std::string_view line);

 private:
  core::Sha256 with_footer_;
  core::Sha256 without_footer_;
};

}  // namespace assay::reports
