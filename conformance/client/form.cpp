// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/form.hpp"

#include <algorithm>

#include "core/url.hpp"

namespace assay::conformance {
namespace {

// RFC 7578 section 2 and the WHATWG form encoding: only what would end the quoted string or the line is
// encoded.
std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (char c : name) {
    if (c == '"') {
      out += "%22";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  return out + '"';
}

bool occurs(const Form& form, std::string_view boundary) {
  return std::any_of(form.parts.begin(), form.parts.end(), [&](const FormPart& part) {
    return part.value.find(boundary) != std::string::npos || part.name.find(boundary) != std::string::npos ||
           (part.filename && part.filename->find(boundary) != std::string::npos) ||
           (part.content_type && part.content_type->find(boundary) != std::string::npos);
  });
}

}  // namespace

Form Form::without(std::string_view name) const {
  Form copy = *this;
  std::erase_if(copy.parts, [&](const FormPart& part) { return part.name == name; });
  return copy;
}

Form Form::with(std::string_view name, std::string value) const {
  Form copy = *this;
  const auto same = [&](const FormPart& part) { return part.name == name; };
  const auto found = std::find_if(copy.parts.begin(), copy.parts.end(), same);
  if (found != copy.parts.end()) {
    found->value = std::move(value);
    return copy;
  }
  const auto is_file = [](const FormPart& part) { return part.filename.has_value(); };
  const auto first_file = std::find_if(copy.parts.begin(), copy.parts.end(), is_file);
  copy.parts.insert(first_file, FormPart{std::string(name), std::move(value)});
  return copy;
}

const FormPart* Form::find(std::string_view name) const {
  const auto same = [&](const FormPart& part) { return part.name == name; };
  const auto found = std::find_if(parts.begin(), parts.end(), same);
  return found == parts.end() ? nullptr : &*found;
}

void set_multipart(core::Request& request, const Form& form, std::string_view wanted) {
  std::string boundary(wanted);
  for (int i = 1; occurs(form, boundary); ++i) boundary = std::string(wanted) + '-' + std::to_string(i);
  std::string body;
  for (const FormPart& part : form.parts) {
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=" + quoted_name(part.name);
    if (part.filename) body += "; filename=" + quoted_name(*part.filename);
    if (part.content_type) body += "\r\nContent-Type: " + *part.content_type;
    body += "\r\n\r\n" + part.value + "\r\n";
  }
  body += "--" + boundary + "--\r\n";
  request.headers.set("Content-Type", "multipart/form-data; boundary=" + boundary);
  request.body = std::move(body);
}

void set_urlencoded(core::Request& request, const Form& form) {
  core::Query query;
  for (const FormPart& part : form.parts) {
    if (!part.filename) query.emplace_back(part.name, part.value);
  }
  request.headers.set("Content-Type", "application/x-www-form-urlencoded");
  request.body = core::encode_query(query);
}

}  // namespace assay::conformance
