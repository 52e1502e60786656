// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/fields.hpp"

namespace assay::mock {

// What is wrong with a document, each once, so that a reader can go on behind a mistake.
class Mistakes {
 public:
  // Runs one part of a reader: false where that found a mistake.
  template <class Read>
  bool attempt(Read&& read) {
    const auto before = list_.size();
    try {
      read();
    } catch (const core::BadInput& bad) {
      add(bad.error);
      return false;
    }
    return list_.size() == before;
  }
  // Like Fields::finish, but for all members that nobody asked for.
  void finish(const core::Fields& fields) {
    for (auto& stray : fields.strays()) add(stray);
  }

  const std::vector<core::Error>& list() const { return list_; }  // in order of reading

 private:
  void add(const core::Error& error) {
    if (told_.insert(error.text()).second) list_.push_back(error);
  }
  std::vector<core::Error> list_ = {};
  std::set<std::string> told_ = {};
};

}  // namespace assay::mock
