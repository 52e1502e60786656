// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace assay::fuzz {

// Feeds any bytes to one reader of bytes that strangers make. What must hold of every input is asked by
// must(). A new harness is one function, one row of the table in harnesses.cpp and a folder of seeds.
struct Harness {
  std::string_view name;
  void (*run)(std::string_view bytes);
};
std::span<const Harness> harnesses();

struct Broken : std::logic_error {
  using std::logic_error::logic_error;
};
inline void must(bool holds, const std::string& what) {
  if (!holds) throw Broken(what);
}

void answer(std::string_view bytes);        // of a server, to a GET or a HEAD
void evidence(std::string_view bytes);      // a file
void comparison(std::string_view bytes);    // a file, "\n===\n", a file: report diff and report merge
void baseline(std::string_view bytes);      // a file
void openapi(std::string_view bytes);       // a document, "\n===\n", a body
void target(std::string_view bytes);        // a file
void bench_result(std::string_view bytes);  // a file
void redact(std::string_view bytes);        // a line with a secret, then a text
void url(std::string_view bytes);           // of a user, or of a redirect

void site(std::string_view bytes);      // a byte of options, then what a connection reads
void control(std::string_view bytes);   // method, path and body, up to six times
void scenario(std::string_view bytes);  // a file
void form(std::string_view bytes);      // a content type, then a body

}  // namespace assay::fuzz
