// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace assay::cli {

// Profiles this process while the object lives, by gperftools: where CPU time goes, and what is on the heap
// in the end. "" for no such profile. `pprof` reads both.
class SelfProfile {
 public:
  // core::BadInput where this build has no such profiler, or the file cannot be written.
  SelfProfile(const std::string& cpu, const std::string& heap);
  ~SelfProfile();
  SelfProfile(const SelfProfile&) = delete;
  SelfProfile& operator=(const SelfProfile&) = delete;

 private:
  std::string cpu_, heap_;
};

}  // namespace assay::cli
