// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

namespace assay::core {

// What a person needs to mend bad input: one sentence, where it stands, what would be right.
struct Error {
  std::string what;
  std::string where = {};  // "file:line:column", a flag, a URL; may be empty
  std::string hint = {};   // what would be right; may be empty

  // "where: what (hint)", with the empty parts left out.
  std::string text() const;
};

// Thrown only where a value is taken from a Result that holds an error, and inside document readers (see fields.hpp).
struct BadInput : std::runtime_error {
  explicit BadInput(Error e);
  Error error;
};

[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

// Expected failures are values: files that do not parse, hosts that do not answer.
template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace assay::core
