// SPDX-License-Identifier: Apache-2.0
#include "mock_server/operations/paging.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "core/redact.hpp"

namespace assay::mock {
namespace {

// A multiple of three, as the cursor is padded to one: no "=" in a token.
constexpr std::size_t signature_bytes = 15;

std::string to_base64url(std::string_view bytes) {
  auto text = core::base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::optional<std::string> from_base64url(std::string text) {
  if (text.find_first_of("+/=") != std::string::npos) return {};
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  return core::unbase64(text);
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return {};
  return value;
}

const std::string* find(const core::Query& query, std::string_view key) {
  const auto found =
      std::find_if(query.begin(), query.end(), [&](const auto& pair) { return pair.first == key; });
  return found == query.end() ? nullptr : &found->second;
}

// Whether a page_size that is of no use counts as none.
bool is_passed_over(std::string_view text, Behaviour::OddPage odd_page) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool is_integer = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  return odd_page == Behaviour::OddPage::default_size ||
         (odd_page == Behaviour::OddPage::refuse_text && is_integer);
}

void refuse(PageQuery& page, const std::string& parameter, std::string text, const Behaviour& behaviour) {
  if (behaviour.serves_invalid) {
    page.passed.push_back({parameter, std::move(text)});
  } else {
    page.refused = std::move(text);
  }
}

void read_size(PageQuery& page, const std::string& text, const Behaviour& behaviour,
               const schemas::Dialect& dialect) {
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  const auto most = dialect.largest_page_size > 0 ? dialect.largest_page_size : largest;
  auto size = number<std::int64_t>(text);
  if (size && *size > most) size.reset();
  if (size && *size > 0) {
    page.size = static_cast<std::uint64_t>(std::min<std::int64_t>(*size, behaviour.largest_page_size));
  } else if (size && *size == 0 && behaviour.zero_page_size != Behaviour::ZeroPage::refuse) {
    if (behaviour.zero_page_size == Behaviour::ZeroPage::everything) page.size.reset();
    if (behaviour.zero_page_size == Behaviour::ZeroPage::endless) page.size = 0;
  } else if ((!size || *size < 0) && is_passed_over(text, behaviour.odd_page_size)) {
    return;
  } else {
    refuse(page, dialect.page_size_parameter,
           fmt::format("{} must be an integer from 1 to {}", dialect.page_size_parameter, most), behaviour);
  }
}

// A position says nothing of when the walk began.
std::optional<Cursor> read_position(std::string_view text) {
  const auto position = number<std::uint64_t>(text);
  if (!position) return {};
  return Cursor{std::numeric_limits<std::uint64_t>::max(), *position};
}

}  // namespace

TokenMaker::TokenMaker(std::uint64_t seed, const Behaviour& behaviour)
    : key_(fmt::format("wes-assay mock page token {}", seed)),
      bind_user_(behaviour.tokens_bind_user),
      bind_listing_(behaviour.tokens_bind_listing) {}

std::string TokenMaker::sign(std::string_view text, std::string_view user, std::string_view listing) const {
  const auto message = fmt::format("{}\n{}:{}\n{}", text, bind_user_ ? user.size() : 0,
                                   bind_user_ ? user : "", bind_listing_ ? listing : "");
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), hash, &size);
  return {reinterpret_cast<const char*>(hash), signature_bytes};
}

std::string TokenMaker::make(const Cursor& cursor, std::string_view user, std::string_view listing) const {
  auto text = fmt::format("{}.{}.{}", cursor.newest, cursor.next, bind_user_ ? "" : user);
  text.resize((text.size() + 2) / 3 * 3, ' ');
  return to_base64url(sign(text, user, listing) + text);
}

std::optional<Cursor> TokenMaker::read(std::string_view token, std::string_view user,
                                       std::string_view listing) const {
  if (token.size() > 100) return {};
  const auto bytes = from_base64url(std::string(token));
  if (!bytes || bytes->size() <= signature_bytes) return {};
  auto text = std::string_view(*bytes).substr(signature_bytes);
  if (sign(text, user, listing) != bytes->substr(0, signature_bytes)) return {};
  text = text.substr(0, text.find(' '));  // signed, so it is as make() wrote it
  const auto first = text.find('.');
  const auto second = text.find('.', first + 1);
  const auto newest = number<std::uint64_t>(text.substr(0, first));
  const auto next = number<std::uint64_t>(text.substr(first + 1, second - first - 1));
  if (!newest || !next) return {};
  return Cursor{*newest, *next, std::string(text.substr(second + 1))};
}

PageQuery read_page_query(const core::Query& query, const TokenMaker& tokens, std::string_view user,
                          std::string_view listing, const Behaviour& behaviour,
                          const schemas::Dialect& dialect) {
  PageQuery page;
  page.size = static_cast<std::uint64_t>(behaviour.default_page_size);
  if (const auto* size = find(query, dialect.page_size_parameter)) read_size(page, *size, behaviour, dialect);
  const auto* token = find(query, dialect.page_token_parameter);
  if (!token || token->empty() || !page.refused.empty()) return page;
  const bool links = dialect.page_style == schemas::PageStyle::links;
  page.cursor = links ? read_position(*token) : tokens.read(*token, user, listing);
  if (page.cursor && behaviour.token_overrides_size)
    page.size = static_cast<std::uint64_t>(behaviour.default_page_size);
  if (page.cursor) return page;
  if (behaviour.bad_token == Behaviour::BadToken::refuse)
    refuse(page, dialect.page_token_parameter,
           dialect.page_token_parameter +
               (links ? " must be an integer from 0 on" : " is not one of this listing"),
           behaviour);
  page.empty_page = behaviour.bad_token == Behaviour::BadToken::empty_page;
  return page;
}

}  // namespace assay::mock
