// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/document.hpp"

namespace assay::schemas {

// A document with its values both as JSON and with their places in the text.
struct Source {
  Source(std::string prefix_text, core::Document loaded);
  std::string prefix;  // "", or "service-info-1.0.0#": stands before the pointers into a bundled document
  core::Document text;
  std::shared_ptr<const nlohmann::json> value;

  // BadInput at the place of `pointer` in the text, or the nearest one above it.
  [[noreturn]] void fail(std::string_view pointer, std::string what, std::string hint = {}) const;
};

struct Place {
  const Source* source = nullptr;
  std::string pointer;
  const nlohmann::json* value = nullptr;

  // The member or element below, not resolved; its value is nullptr when there is none.
  Place operator/(std::string_view token) const;
  [[noreturn]] void fail(std::string what, std::string hint = {}) const {
    source->fail(pointer, std::move(what), std::move(hint));
  }
};

// The document at hand and the bundled ones that it refers to.
class Sources {
 public:
  explicit Sources(core::Document document);
  Sources(const Sources&) = delete;
  Sources& operator=(const Sources&) = delete;
  const Source& main() const { return main_; }

  // Follows `$ref` at `place`, and at what it leads to, until there is none. BadInput when a reference leads
  // nowhere, round in a circle, or to a document that is not bundled.
  Place resolved(Place place);
  // By a pointer with or without prefix; nullptr when there is no such place.
  const nlohmann::json* at(std::string_view pointer) const;

 private:
  Place target(const Place& from, const std::string& reference);
  const Source* bundled(std::string_view url);

  Source main_;
  std::map<std::string, std::unique_ptr<Source>> bundled_;
};

}  // namespace assay::schemas
