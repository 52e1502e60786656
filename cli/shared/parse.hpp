// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "cli/shared/arguments.hpp"
#include "cli/shared/command.hpp"
#include "core/result.hpp"

namespace assay::cli {

// Parses; the exit code when the verb is done already: 0 after --help, 2 after a mistake, told in one
// sentence.
std::optional<int> parse(Command& app, Arguments arguments);

// Of a verb that has commands, when none of them was named: its help, or the command that was meant.
int parse_commands(Command& app, Arguments arguments);

// A parser's mistake in our words, without the name of the verb.
std::string in_our_words(const CLI::App& app, const CLI::ParseError& mistake, const Arguments& given);

// For the man page and the completions: while `run`, which runs a verb, is on its way, parse hands the
// options to `look` and does nothing else, and the verb ends.
using Look = std::function<void(const CLI::App& app)>;
void look_at_options(const std::function<void()>& run, const Look& look);

using core::refuse;

}  // namespace assay::cli
