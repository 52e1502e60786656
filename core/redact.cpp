// SPDX-License-Identifier: Apache-2.0
#include "core/redact.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/ascii.hpp"

namespace assay::core {
namespace {

constexpr std::size_t least_secret = 4;
constexpr std::size_t most_nested = 8;  // times that an escape may be escaped again: keeps hostile runs cheap
constexpr std::string_view lower_digits = "0123456789abcdef";
constexpr std::string_view upper_digits = "0123456789ABCDEF";

std::size_t byte_of(char c) { return static_cast<unsigned char>(c); }

// What base64 of a longer text always holds when `bytes` stand in it after 3n + `before` other bytes: the
// first and last characters, which depend on the neighbours too, are left out.
std::string base64_inside(std::string_view bytes, std::size_t before) {
  const std::string whole = base64(std::string(before, '\0').append(bytes));
  const std::size_t first = (8 * before + 5) / 6;
  const std::size_t last = 8 * (before + bytes.size()) / 6;
  return whole.substr(first, last - first);
}

std::string url_alphabet(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

// With every character beyond ASCII as a JSON escape; "" where there is none, or `text` is not UTF-8.
std::string json_escaped(const std::string& text, bool upper) {
  std::string out;
  try {
    out = nlohmann::json(text).dump(-1, ' ', true);
  } catch (const nlohmann::json::exception&) {
    return {};
  }
  out = out.substr(1, out.size() - 2);
  if (upper) {
    // From escape to escape: a secret may have a backslash before a "u" itself.
    for (std::size_t at = out.find('\\'); at != std::string::npos; at = out.find('\\', at + 2)) {
      if (out[at + 1] != 'u') continue;
      const auto digits = out.begin() + static_cast<std::ptrdiff_t>(at) + 2;
      std::transform(digits, digits + 4, digits,
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    }
  }
  return out;
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

// The end of two hexadecimal digits of `c` at `at`, in either case; 0 where they are not there.
std::size_t after_digits(std::string_view text, std::size_t at, char c) {
  if (text.size() < at + 2) return 0;
  const auto is = [](char have, std::size_t nibble) {
    return have == lower_digits[nibble] || have == upper_digits[nibble];
  };
  return is(text[at], byte_of(c) >> 4) && is(text[at + 1], byte_of(c) & 15) ? at + 2 : 0;
}

constexpr std::string_view short_escapes = "\b\f\n\r\t";
constexpr std::string_view escape_letters = "bfnrt";

// The letter of a short JSON escape: JSON's own, or the character itself.
char escape_letter(char c) {
  const std::size_t at = short_escapes.find(c);
  return at == std::string_view::npos ? c : escape_letters[at];
}

char escaped_by(char letter) {
  const std::size_t at = escape_letters.find(letter);
  return at == std::string_view::npos ? letter : short_escapes[at];
}

std::optional<unsigned char> hex_byte(std::string_view digits) {
  unsigned char byte = 0;
  if (digits.size() < 2) return {};
  const auto read = std::from_chars(digits.data(), digits.data() + 2, byte, 16);
  if (read.ec != std::errc() || read.ptr != digits.data() + 2) return {};
  return byte;
}

using Places = boost::container::small_vector<std::size_t, 8>;

// Every place where one character `c`, written in any of the ways that JSON and URLs allow, ends: itself, "+"
// for a space, "%2F" (and "%252F", encoded again), "\/", "\u002f" (and more backslashes, escaped again).
void after_character(std::string_view text, std::size_t at, char c, Places& ends) {
  const auto add = [&ends](std::size_t end) {
    if (end != 0 && std::find(ends.begin(), ends.end(), end) == ends.end()) ends.push_back(end);
  };
  if (at >= text.size()) return;
  if (text[at] == c || (text[at] == '+' && c == ' ')) add(at + 1);
  if (text[at] == '%') {
    std::size_t digits = at + 1;
    add(after_digits(text, digits, c));
    for (std::size_t again = 0; again < most_nested && text.substr(digits, 2) == "25"; ++again) {
      add(after_digits(text, digits += 2, c));
    }
  }
  if (text[at] == '\\') {
    std::size_t next = at + 1;
    for (; next < std::min(text.size(), at + most_nested) && text[next] == '\\'; ++next) {
      if (c == '\\') add(next + 1);
    }
    if (next < text.size() && text[next] == escape_letter(c) && (c != '\\')) add(next + 1);
    if (text.substr(next, 3) == "u00") add(after_digits(text, next + 3, c));
  }
}

// Whether a character of `firsts` may stand at `at`, in one of those ways: a hostile body may be nothing but
// escapes, and each form tried at each of them would take seconds.
bool may_stand(std::string_view text, std::size_t at, const std::array<bool, 256>& firsts) {
  const auto written = [&](std::size_t digits) {
    const std::optional<unsigned char> byte = hex_byte(text.substr(digits, 2));
    return byte && firsts[*byte];
  };
  const char c = text[at];
  if (firsts[byte_of(c)] || (c == '+' && firsts[' '])) return true;
  if (c == '%') {
    std::size_t digits = at + 1;
    if (written(digits)) return true;
    for (std::size_t again = 0; again < most_nested && text.substr(digits, 2) == "25"; ++again) {
      if (written(digits += 2)) return true;
    }
  }
  if (c == '\\') {
    const std::size_t slashes = text.substr(at, most_nested).find_first_not_of('\\');
    const std::size_t next = at + std::min(slashes, most_nested);
    if (next >= text.size()) return false;
    if (firsts[byte_of(text[next])] || firsts[byte_of(escaped_by(text[next]))]) return true;
    return text.substr(next, 3) == "u00" && written(next + 3);
  }
  return false;
}

// The farthest end of `form` at `at`, in whatever way its characters are written; 0 where it does not stand
// there.
std::size_t match(std::string_view text, std::size_t at, std::string_view form) {
  const char first = text[at];
  if (first != form.front() && first != '%' && first != '\\' && first != '+') return 0;
  Places ends = {at};
  Places next;
  for (const char c : form) {
    next.clear();
    for (const std::size_t end : ends) after_character(text, end, c, next);
    if (next.empty()) return 0;
    ends.swap(next);
  }
  return *std::max_element(ends.begin(), ends.end());
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const auto* from = reinterpret_cast<const unsigned char*>(bytes.data());
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), from, static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::optional<std::string> unbase64(std::string_view text) {
  if (text.size() % 4 != 0) return {};
  std::string out(text.size() / 4 * 3, '\0');
  const auto* from = reinterpret_cast<const unsigned char*>(text.data());
  if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), from, static_cast<int>(text.size())) < 0)
    return {};
  for (std::size_t i = text.size(); i > 0 && text.size() - i < 2 && text[i - 1] == '='; --i) out.pop_back();
  if (base64(out) != text) return {};
  return out;
}

bool Redactor::add(const Secret& secret) {
  const std::string_view value = secret.expose();
  if (value.size() < least_secret) return false;
  std::vector<std::string> forms = {std::string(value), hex(value), hex(value, upper_digits), base64(value)};
  std::string unpadded = base64(value);
  unpadded.erase(unpadded.find_last_not_of('=') + 1);
  forms.push_back(unpadded);
  for (std::size_t before = 0; before < 3; ++before) forms.push_back(base64_inside(value, before));
  for (std::size_t i = forms.size(); i-- > 3;) forms.push_back(url_alphabet(forms[i]));
  forms.emplace_back(value.rbegin(), value.rend());
  const bool ascii = std::all_of(value.begin(), value.end(), [](char c) { return byte_of(c) < 0x80; });
  for (const bool upper : {false, true}) {
    if (!ascii) forms.push_back(json_escaped(std::string(value), upper));
  }
  for (std::string& form : forms) {
    const auto known = [&form](const auto& pair) { return pair.first == form; };
    if (form.empty() || std::any_of(forms_.begin(), forms_.end(), known)) continue;
    firsts_[byte_of(form.front())] = true;
    forms_.emplace_back(std::move(form), secret.placeholder());
  }
  std::stable_sort(forms_.begin(), forms_.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  return true;
}

std::string Redactor::redact(std::string_view text, std::vector<std::string>* hits) const {
  std::string out;
  std::string_view shown;
  std::size_t done = 0;  // how much of `text` is copied or replaced
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!may_stand(text, at, firsts_)) continue;
    for (const auto& [form, placeholder] : forms_) {
      const std::size_t end = match(text, at, form);
      if (end == 0) continue;
      if (hits != nullptr) add_once(*hits, placeholder);
      if (end <= done) continue;
      // A match that starts inside the last one only makes it longer.
      const bool apart = at >= done;
      if (apart) out += text.substr(done, at - done);
      if (apart || shown != placeholder) out += placeholder;
      shown = placeholder;
      done = end;
    }
  }
  return out += text.substr(done);
}

void Redactor::redact(Exchange& exchange) const {
  const auto clean = [this](std::string& text, std::vector<std::string>* hits) { text = redact(text, hits); };
  clean(exchange.request.target, nullptr);
  for (Header& header : exchange.request.headers) clean(header.value, nullptr);
  clean(exchange.request.body, nullptr);
  clean(exchange.request.raw, nullptr);
  clean(exchange.fault_text, nullptr);
  clean(exchange.tls_peer, nullptr);
  for (std::string& note : exchange.wire_notes) clean(note, &exchange.leaked);
  if (!exchange.response) return;
  Response& response = *exchange.response;
  clean(response.reason, &exchange.leaked);
  for (Header& header : response.headers) {
    clean(header.name, &exchange.leaked);
    clean(header.value, &exchange.leaked);
  }
  clean(response.body, &exchange.leaked);
}

}  // namespace assay::core
