// SPDX-License-Identifier: Apache-2.0
#include "core/result.hpp"

#include <cassert>
#include <utility>

namespace assay::core {

Error::Error(std::initializer_list<std::string> parts) {
  assert(parts.size() <= 3);
  std::string* const members[] = {&what, &where, &hint};
  std::size_t i = 0;
  for (const std::string& part : parts)
    if (i < std::size(members)) *members[i++] = part;
}

std::string Error::text() const {
  std::string text = where;
  if (!where.empty()) text += ": ";
  text += what;
  if (!hint.empty()) text += " (" + hint + ")";
  return text;
}

BadInput::BadInput(Error e) : std::runtime_error(e.text()), error(std::move(e)) {}

void refuse(std::string what, std::string where, std::string hint) {
  throw BadInput({std::move(what), std::move(where), std::move(hint)});
}

void throw_exception_from_error(const Error& error, const boost::source_location&) { throw BadInput(error); }

}  // namespace assay::core
