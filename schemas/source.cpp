// SPDX-License-Identifier: Apache-2.0
#include "schemas/source.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "core/url.hpp"
#include "schemas/pointer.hpp"

namespace assay::schemas {
namespace {

// Any tag or branch of the service-info document is read as 1.0.0: the schema `Service` is the same in all of
// them.
struct Bundled {
  std::string_view url_start;
  std::string_view url_end;
  std::string_view prefix;
  std::string_view path;
};
constexpr Bundled bundled_documents[] = {
    {"https://raw.githubusercontent.com/ga4gh-discovery/ga4gh-service-info/", "/service-info.yaml",
     "service-info-1.0.0#", "schemas/service-info/1.0.0/openapi.yaml"},
};

const core::Node* step(const core::Node& node, const std::string& token) {
  if (node.kind == core::Node::Kind::sequence) {
    std::size_t index = 0;
    for (const char c : token) {
      index = index * 10 + static_cast<std::size_t>(c - '0');
    }
    return index < node.items.size() ? &node.items[index] : nullptr;
  }
  return node.find(token);
}

}  // namespace

Source::Source(std::string prefix_text, core::Document loaded)
    : prefix(std::move(prefix_text)),
      text(std::move(loaded)),
      value(std::make_shared<const nlohmann::json>(core::to_json(text.root))) {}

void Source::fail(std::string_view pointer, std::string what, std::string hint) const {
  const core::Node* node = &text.root;
  for (const std::string& token : tokens(pointer)) {
    const core::Node* next = step(*node, token);
    if (next == nullptr) {
      break;
    }
    node = next;
  }
  throw core::BadInput(text.error(node->mark, std::move(what), std::move(hint)));
}

Place Place::operator/(std::string_view token) const {
  return {source, join(pointer, token), value == nullptr ? nullptr : below(*value, token)};
}

Sources::Sources(core::Document document) : main_("", std::move(document)) {}

const Source* Sources::bundled(std::string_view url) {
  for (const Bundled& row : bundled_documents) {
    if (url.starts_with(row.url_start) && url.ends_with(row.url_end)) {
      auto& slot = bundled_[std::string(row.prefix)];
      if (!slot) {
        slot = std::make_unique<Source>(std::string(row.prefix), core::load_embedded_document(row.path));
      }
      return slot.get();
    }
  }
  return nullptr;
}

Place Sources::target(const Place& from, const std::string& reference) {
  const std::size_t hash = std::min(reference.find('#'), reference.size());
  const std::string url = reference.substr(0, hash);
  const std::string at = join(from.pointer, "$ref");
  Place place;
  place.source = url.empty() ? from.source : bundled(url);
  if (place.source == nullptr) {
    from.source->fail(at, "the reference " + reference + " at " + at + " leads to another document",
                      "references inside the document, or to service-info.yaml of ga4gh-service-info");
  }
  place.pointer = core::percent_decode(hash < reference.size() ? reference.substr(hash + 1) : "");
  place.value = find(*place.source->value, place.pointer);
  if (place.value == nullptr) {
    from.source->fail(at, "the reference " + reference + " at " + at + " leads nowhere");
  }
  return place;
}

Place Sources::resolved(Place place) {
  std::set<std::string> seen;
  while (place.value->is_object() && place.value->contains("$ref")) {
    const nlohmann::json& reference = (*place.value)["$ref"];
    if (!reference.is_string()) {
      place.source->fail(join(place.pointer, "$ref"), "the reference at " + place.pointer + " is no text");
    }
    if (!seen.insert(place.source->prefix + place.pointer).second) {
      place.source->fail(place.pointer, "the reference at " + place.pointer + " leads back to itself");
    }
    place = target(place, reference.get<std::string>());
  }
  return place;
}

const nlohmann::json* Sources::at(std::string_view pointer) const {
  for (const auto& [prefix, source] : bundled_) {
    if (pointer.starts_with(prefix)) {
      return find(*source->value, pointer.substr(prefix.size()));
    }
  }
  return find(*main_.value, pointer);
}

}  // namespace assay::schemas
