// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "cli/shared/settings.hpp"

namespace assay::cli {

// A wes-assay.yaml that merely lies in the current folder may be a stranger's, such as of a checkout. It may
// not say where secrets are, run a command for them, choose where secrets of the user go, or write outside of
// the folder, unless the user named it (--config) or allowed it as it is now (`config allow`). core::BadInput
// names what it asks for, and both ways.
void need_consent(const Settings& settings);

// Remembers that the user trusts this file, with the target file that it names, until one of them changes.
// Returns the path of the list of such files.
std::string give_consent(const std::string& config);

}  // namespace assay::cli
