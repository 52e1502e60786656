// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/system/result.hpp>
#include <initializer_list>
#include <stdexcept>
#include <string>

namespace assay::core {

// What a person needs to mend bad input: one sentence, where it stands, what would be right.
struct Error {
  std::string what = {};
  std::string where = {};  // "file:line:column", a flag, a URL; may be empty
  std::string hint = {};   // what would be right; may be empty

  Error() = default;
  // Error{what, where, hint}, the last two may be left out. A list, so that no single string converts to an
  // Error: a Result<std::string> must take a string as its value.
  Error(std::initializer_list<std::string> parts);

  // "where: what (hint)", with the empty parts left out.
  std::string text() const;
};

// Thrown only where a value is taken from a Result that holds an error, and inside document readers (see
// fields.hpp).
struct BadInput : std::runtime_error {
  explicit BadInput(Error e);
  Error error;
};

// Throws BadInput: what, where (a flag, a file), what would be right.
[[noreturn]] void refuse(std::string what, std::string where, std::string hint = {});

[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

// Expected failures are values: files that do not parse, hosts that do not answer.
template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace assay::core
