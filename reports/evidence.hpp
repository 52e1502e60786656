// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "reports/run_result.hpp"

namespace assay::reports {

constexpr std::size_t most_evidence_bytes = std::size_t{1} << 30;  // of a file that is read

// evidence.ndjson: a header line, a line for each exchange as it happens, a line for each judgement, a footer
// with counts and the SHA-256 of all lines before it. A file without a footer is a partial run and reads as
// one.
class EvidenceWriter {
 public:
  // "-": stdout, "": nowhere. Locks and empties `path`; an Error where it is locked, or holds runs that may
  // live.
  static core::Result<std::unique_ptr<EvidenceWriter>> open(const std::string& path);
  ~EvidenceWriter();
  void header(const RunHeader& header, const std::vector<Requirement>& requirements);
  void exchange(const core::Exchange& exchange);
  void judgement(const Judgement& judgement);
  void footer(const RunFooter& footer);
  // "", or why writing stopped ("No space left on device").
  const std::string& trouble() const;

 private:
  EvidenceWriter();
  struct State;
  std::unique_ptr<State> state_;
};

// write_evidence() of what was read gives the bytes that were read, where the footer is there.
// The reader's error names the line: "FILE:12". A half last line is passed over; a missing footer gives
// footer.complete == false and its reason, with requests counted from the lines.
core::Result<RunResult> read_evidence(std::string_view name, std::string_view text);

}  // namespace assay::reports
