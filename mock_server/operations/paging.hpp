// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/url.hpp"
#include "mock_server/base/behaviour.hpp"
#include "mock_server/journal/why.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// Where a walk goes on. Everything a page needs is in its token; the mock keeps no cursor.
struct Cursor {
  std::uint64_t newest =
      0;  // the last serial (of a run, of a task) when page 1 was read: later ones do not show
  std::uint64_t next = 0;  // what the next page starts with: a serial, or a position where Behaviour says so
  std::string user = {};   // whose runs it shows; only where Behaviour leaves the token unbound
  bool operator==(const Cursor&) const = default;
};

// Makes and reads page tokens: base64url of the cursor and an HMAC-SHA256 of cursor, user and listing, so
// that a token that was changed, or made for another user or listing, is told apart.
class TokenMaker {
 public:
  TokenMaker(std::uint64_t seed, const Behaviour& behaviour);
  std::string make(const Cursor& cursor, std::string_view user, std::string_view listing) const;
  std::optional<Cursor> read(std::string_view token, std::string_view user, std::string_view listing) const;

 private:
  std::string sign(std::string_view text, std::string_view user, std::string_view listing) const;
  std::string key_;
  bool bind_user_;
  bool bind_listing_;
};

// What a client asked for in page_size and page_token, or what else the dialect calls them. Where it pages by
// links, the token is a position.
struct PageQuery {
  std::string refused;  // why it gets a 400; "" where it does not
  std::vector<Invalid> passed =
      {};  // what would, but for Behaviour::serves_invalid: then it counts as not sent
  std::optional<std::uint64_t> size;  // at most Behaviour::largest_page_size; nothing: no limit (a defect)
  std::optional<Cursor> cursor;       // nothing: the first page
  bool empty_page = false;            // answer no items (a defect)
};
PageQuery read_page_query(const core::Query& query, const TokenMaker& tokens, std::string_view user,
                          std::string_view listing, const Behaviour& behaviour,
                          const schemas::Dialect& dialect);

}  // namespace assay::mock
