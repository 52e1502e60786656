// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/support/paths.hpp"

namespace assay::schemas {

// A file of the research folder that lies beside the checkout.
inline std::string shared(const std::string& file) { return tests::shared_path(file); }

inline std::string data_file(const std::string& file) { return tests::source_path("tests/data/" + file); }

}  // namespace assay::schemas

#define ASSAY_NEEDS_SHARED(file)                                                             \
  if (!std::filesystem::exists(::assay::schemas::shared(file))) {                            \
    GTEST_SKIP() << "the file " << ::assay::schemas::shared(file) << " is not on this host"; \
  }
