// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/multipart.hpp"

#include <algorithm>
#include <utility>

#include "core/ascii.hpp"
#include "core/headers.hpp"
#include "core/url.hpp"
#include "mock_server/base/limits.hpp"

namespace assay::mock {
namespace {

using core::trimmed;

using core::Error;
using core::Result;
using Parameters = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view blanks = " \t";

// A quoted string from its first quote on; takes it off `rest`. A backslash escapes only a quote or a
// backslash: some clients send the path of a file there as it is.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string out;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return out;
    }
    if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
    out += rest[i];
  }
  return {};
}

// "; name=value; name="value"" after the main value; nothing where the text is not that.
std::optional<Parameters> read_parameters(std::string_view value) {
  Parameters out;
  auto rest = value.substr(std::min(value.find(';'), value.size()));
  while (rest.starts_with(';')) {
    rest.remove_prefix(1);
    rest = trimmed(rest);
    if (rest.empty()) break;
    const auto equals = rest.find_first_of("=;");
    if (equals == 0 || equals == std::string_view::npos || rest[equals] == ';') return {};
    std::string name(trimmed(rest.substr(0, equals)));
    rest = trimmed(rest.substr(equals + 1));
    if (rest.starts_with('"')) {
      auto quoted = take_quoted(rest);
      if (!quoted) return {};
      out.emplace_back(std::move(name), std::move(*quoted));
      rest = trimmed(rest);
      if (!rest.empty() && rest.front() != ';') return {};
    } else {
      const auto end = std::min(rest.find(';'), rest.size());
      out.emplace_back(std::move(name), std::string(trimmed(rest.substr(0, end))));
      rest.remove_prefix(end);
    }
  }
  return out;
}

std::optional<std::string> parameter(const Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (core::equal_without_case(key, name)) return value;
  }
  return {};
}

Result<std::string> boundary_of(std::string_view content_type) {
  const auto parameters = read_parameters(content_type);
  const auto boundary = parameters ? parameter(*parameters, "boundary") : std::nullopt;
  if (!boundary || boundary->empty()) return Error{"The content type has no boundary.", "Content-Type"};
  constexpr std::string_view punctuation = "'()+_,-./:=? ";
  const auto allowed = [&](char byte) {
    const auto lower = static_cast<char>(byte | 0x20);
    return (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') ||
           punctuation.find(byte) != punctuation.npos;
  };
  const bool good = boundary->size() <= limits::boundary_bytes && boundary->back() != ' ' &&
                    std::all_of(boundary->begin(), boundary->end(), allowed);
  if (!good) return Error{"The boundary is not 1 to 70 characters that RFC 2046 allows.", "Content-Type"};
  return *boundary;
}

// RFC 8187: charset'language'percent-encoded, always given back as UTF-8.
std::optional<std::string> extended_value(std::string_view text) {
  const auto first = text.find('\'');
  const auto second = text.find('\'', first == text.npos ? first : first + 1);
  if (second == text.npos) return {};
  const auto charset = text.substr(0, first);
  const auto decoded = core::percent_decode(text.substr(second + 1));
  if (core::equal_without_case(charset, "utf-8")) return decoded;
  if (!core::equal_without_case(charset, "iso-8859-1")) return {};
  std::string out;
  for (const char byte : decoded) {
    const auto code = static_cast<unsigned char>(byte);
    if (code >= 0x80) out += static_cast<char>(0xc0 | (code >> 6));
    out += code >= 0x80 ? static_cast<char>(0x80 | (code & 0x3f)) : byte;
  }
  return out;
}

struct Delimiter {
  std::size_t start;  // of the CR LF before it, or of the dashes at the start of the body
  std::size_t end;    // behind its own line
  bool last;
};

// The next line that is "--boundary" or "--boundary--", blanks after it; `dashes` is "--boundary".
std::optional<Delimiter> next_delimiter(std::string_view body, std::size_t from, std::string_view dashes) {
  for (auto at = body.find(dashes, from); at != body.npos; at = body.find(dashes, at + 1)) {
    const bool line_start = at == 0 || (at >= 2 && body.substr(at - 2, 2) == "\r\n");
    if (!line_start) continue;
    auto end = at + dashes.size();
    const bool last = body.substr(end, 2) == "--";
    if (last) end += 2;
    end = std::min(body.find_first_not_of(blanks, end), body.size());
    const bool line_end = body.substr(end, 2) == "\r\n";
    if (!line_end && !(last && end == body.size())) continue;
    return Delimiter{at == 0 ? 0 : at - 2, line_end ? end + 2 : end, last};
  }
  return {};
}

Result<core::Headers> read_part_head(std::string_view head, const std::string& where) {
  core::Headers fields;
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, end);
    const auto colon = line.find(':');
    if (colon == line.npos || colon == 0 || line.substr(0, colon).find_first_of(blanks) != line.npos) {
      return Error{"A line of the part's head is not a field.", where};
    }
    if (line.find_first_of(std::string_view("\0\r\n", 3)) != line.npos) {
      return Error{"A field of the part holds a control character.", where};
    }
    fields.add(std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
    if (fields.size() > limits::part_fields) return Error{"The part has more than 16 fields.", where};
    head.remove_prefix(std::min(end + 2, head.size()));
  }
  return fields;
}

Result<Part> describe(const core::Headers& fields, const std::string& where) {
  const auto disposition = fields.get("Content-Disposition");
  if (!disposition || core::media_type(*disposition) != "form-data") {
    return Error{"The part has no Content-Disposition of form-data.", where};
  }
  const auto parameters = read_parameters(*disposition);
  if (!parameters) return Error{"The part's Content-Disposition cannot be read.", where};
  const auto name = parameter(*parameters, "name");
  if (!name) return Error{"The part has no name.", where, "Content-Disposition: form-data; name=\"...\""};

  Part part{*name};
  part.filename = parameter(*parameters, "filename");
  if (const auto extended = parameter(*parameters, "filename*")) {
    part.filename = extended_value(*extended);
    if (!part.filename) return Error{"The part's filename* cannot be read.", where, "UTF-8''percent-encoded"};
  }
  if (const auto type = fields.get("Content-Type")) part.content_type = std::string(*type);
  const auto encoding = fields.get("Content-Transfer-Encoding").value_or("binary");
  const auto is_encoding = [&](std::string_view each) { return core::equal_without_case(encoding, each); };
  if (!is_encoding("binary") && !is_encoding("8bit") && !is_encoding("7bit")) {
    return Error{"The part's Content-Transfer-Encoding is not taken (RFC 7578 section 4.7).", where};
  }
  return part;
}

Result<Part> read_part(std::string_view text, const std::string& where) {
  // A part without fields starts with the empty line at once.
  const auto blank = text.starts_with("\r\n") ? 0 : text.find("\r\n\r\n");
  if (blank == text.npos) return Error{"The part has no empty line after its fields.", where};
  if (blank > limits::part_head_bytes) return Error{"The part's fields are larger than 8 KiB.", where};
  const auto fields = read_part_head(text.substr(0, blank), where);
  if (!fields) return fields.error();
  auto part = describe(*fields, where);
  if (part) part->value = std::string(text.substr(blank == 0 ? 2 : blank + 4));
  return part;
}

}  // namespace

Result<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body) {
  if (core::media_type(content_type) != "multipart/form-data") {
    return Error{"The content type is not multipart/form-data.", "Content-Type"};
  }
  const auto boundary = boundary_of(content_type);
  if (!boundary) return boundary.error();
  const auto dashes = "--" + *boundary;

  std::vector<Part> parts;
  auto opening = next_delimiter(body, 0, dashes);
  if (!opening) return Error{"The boundary is not in the body.", "body"};
  while (!opening->last) {
    const auto where = "part " + std::to_string(parts.size() + 1);
    if (parts.size() == limits::parts) return Error{"The body has more than 1000 parts.", where};
    // From the line end of the opening on: an empty part shares it with the next delimiter.
    const auto closing = next_delimiter(body, opening->end - 2, dashes);
    if (!closing) return Error{"The last boundary, with two dashes after it, is missing.", where};
    const auto end = std::max(closing->start, opening->end);
    auto part = read_part(body.substr(opening->end, end - opening->end), where);
    if (!part) return part.error();
    parts.push_back(std::move(*part));
    opening = closing;
  }
  return parts;
}

}  // namespace assay::mock
