// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/runner/runner.hpp"
#include "schemas/dialect.hpp"

namespace assay::cli {

// For the help of --dialect: "wes, cavatica-wes, ..., or a folder with dialect.yaml".
std::string dialect_choices();

constexpr const char* kGuess = "auto";

// NAME, NAME/VERSION or a folder; without a version the newest. Throws core::BadInput, at `where`.
std::shared_ptr<const schemas::Dialect> dialect_named(const std::string& text, const std::string& where);

// Puts it where the runner looks: WES is told by its version alone. "" leaves WES.
void choose_dialect(conformance::RunOptions& options, const std::string& text, const std::string& where);

// The rows of such a dialect; "" is WES.
std::shared_ptr<const conformance::Catalogue> catalogue_named(const std::string& text);

// The rows of all shipped dialects, each once; WES first.
std::vector<const conformance::Requirement*> every_row();
const conformance::Requirement* find_row(std::string_view id);  // of any of them

}  // namespace assay::cli
