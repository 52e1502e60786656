// SPDX-License-Identifier: Apache-2.0
#include "schemas/pattern.hpp"

#include <cstdint>
#include <utility>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace assay::schemas {
namespace {

constexpr std::size_t most_pattern_bytes = 2'000;
constexpr std::uint32_t most_nested_groups = 100;
constexpr std::uint32_t most_steps = 100'000;  // of one search: about a millisecond
constexpr std::uint32_t most_kibibytes = 1024;

// What ECMA 262 writes otherwise than Perl: \uHHHH, an empty class, a reference to a group that did not take
// part, and a dollar sign that is the very end.
constexpr std::uint32_t as_ecma = PCRE2_ALT_BSUX | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF |
                                  PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* one) const { Free(one); }
};
using CompileContext =
    std::unique_ptr<pcre2_compile_context, Freed<pcre2_compile_context, pcre2_compile_context_free>>;
using MatchContext =
    std::unique_ptr<pcre2_match_context, Freed<pcre2_match_context, pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Freed<pcre2_match_data, pcre2_match_data_free>>;

PCRE2_SPTR units(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

}  // namespace

std::shared_ptr<const Pattern> Pattern::compile(std::string text) {
  const CompileContext context(pcre2_compile_context_create(nullptr));
  if (!context || text.size() > most_pattern_bytes) return nullptr;
  pcre2_set_parens_nest_limit(context.get(), most_nested_groups);
  int error = 0;
  PCRE2_SIZE at = 0;
  pcre2_code* code = pcre2_compile(units(text), text.size(), PCRE2_UTF | as_ecma, &error, &at, context.get());
  if (!code) return nullptr;
  std::shared_ptr<Pattern> made(new Pattern);
  made->text_ = std::move(text);
  made->code_ = std::shared_ptr<const void>(code, [code](const void*) { pcre2_code_free(code); });
  return made;
}

Pattern::Found Pattern::find_in(std::string_view text) const {
  const auto* code = static_cast<const pcre2_code*>(code_.get());
  const MatchContext context(pcre2_match_context_create(nullptr));
  const MatchData data(pcre2_match_data_create(1, nullptr));
  if (!context || !data) return Found::too_many_steps;
  pcre2_set_match_limit(context.get(), most_steps);
  pcre2_set_depth_limit(context.get(), most_steps);
  pcre2_set_heap_limit(context.get(), most_kibibytes);
  const int found = pcre2_match(code, units(text), text.size(), 0, 0, data.get(), context.get());
  if (found >= 0) return Found::yes;
  return found == PCRE2_ERROR_NOMATCH ? Found::no : Found::too_many_steps;
}

}  // namespace assay::schemas
