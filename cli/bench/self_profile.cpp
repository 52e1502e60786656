// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/self_profile.hpp"

#include "cli/shared/parse.hpp"
#include "core/files.hpp"
#ifdef ASSAY_CPU_PROFILER
#include <gperftools/profiler.h>
#endif
#ifdef ASSAY_HEAP_PROFILER
#include <gperftools/heap-profiler.h>
#endif

#include <cstdlib>

namespace assay::cli {
namespace {

constexpr const char* package = "a build that found gperftools (libgoogle-perftools-dev)";

#ifdef ASSAY_CPU_PROFILER
void start_cpu(const std::string& file) {
  core::write_file(file, "").value();  // its own start does not say why it failed
  if (ProfilerStart(file.c_str()) == 0)
    refuse("the profiler did not start", "--cpu-profile", "a file that can be written");
}
void end_cpu() { ProfilerStop(); }
#else
void start_cpu(const std::string&) { refuse("this build has no CPU profiler", "--cpu-profile", package); }
void end_cpu() {}
#endif

#ifdef ASSAY_HEAP_PROFILER
void start_heap(const std::string& file) {
  core::write_file(file, "").value();
  HeapProfilerStart(file.c_str());
}
void end_heap(const std::string& file) {
  char* profile = GetHeapProfile();
  HeapProfilerStop();
  static_cast<void>(core::write_file(file, profile));
  std::free(profile);
}
#else
void start_heap(const std::string&) {
  refuse("this build is not linked with tcmalloc, which profiles the heap", "--heap-profile",
         std::string(package) + ", with -DASSAY_TCMALLOC=ON or in release");
}
void end_heap(const std::string&) {}
#endif

}  // namespace

SelfProfile::SelfProfile(const std::string& cpu, const std::string& heap) : cpu_(cpu), heap_(heap) {
  if (!heap_.empty()) start_heap(heap_);
  if (!cpu_.empty()) start_cpu(cpu_);
}

SelfProfile::~SelfProfile() {
  if (!cpu_.empty()) end_cpu();
  if (!heap_.empty()) end_heap(heap_);
}

}  // namespace assay::cli
