// SPDX-License-Identifier: Apache-2.0
// Bytes from the network, and what is made of them for people.
#include "conformance/client/response_reader.hpp"
#include "core/redact.hpp"
#include "core/url.hpp"
#include "tests/fuzz/harness.hpp"

namespace assay::fuzz {
namespace {

using conformance::ResponseReader;

struct Read {
  ResponseReader::State state;
  core::Response response;
  core::TransportFault fault;
};

Read read_in_steps(std::string_view bytes, bool head, std::size_t step, std::size_t whole_bytes = SIZE_MAX) {
  ResponseReader reader(head, {4096, 65'536, whole_bytes});
  while (!bytes.empty() && reader.state() == ResponseReader::State::reading) {
    reader.feed(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
  must(!reader.progress().empty(), "there is a sentence at every moment");
  reader.finish();
  must(reader.state() != ResponseReader::State::reading, "an end decides");
  return {reader.state(), reader.take_response(), reader.fault()};
}

}  // namespace

void answer(std::string_view bytes) {
  const bool head = !bytes.empty() && bytes.front() == '\0';
  if (!bytes.empty()) bytes.remove_prefix(1);
  const Read whole = read_in_steps(bytes, head, bytes.size() + 1);
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}}) {
    const Read cut = read_in_steps(bytes, head, step);
    must(cut.state == whole.state, "the outcome depends on how the bytes were cut");
    if (whole.state != ResponseReader::State::done) continue;
    must(cut.response.status == whole.response.status, "the status depends on how the bytes were cut");
    must(cut.response.body == whole.response.body, "the body depends on how the bytes were cut");
    must(cut.response.headers == whole.response.headers, "the fields depend on how the bytes were cut");
  }
  const Read kept = read_in_steps(bytes, head, 7, 100);
  must(kept.state == whole.state, "the outcome depends on how much is kept");
  if (whole.state != ResponseReader::State::done) return;
  const std::string& body = whole.response.body;
  must(kept.response.cut.has_value() == (body.size() > 100),
       "a large body is kept whole, or a small one is not");
  must(body.starts_with(kept.response.body), "what is kept are other bytes");
  must(!kept.response.cut || kept.response.cut->size == body.size(), "another size is noted");
}

void redact(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  const std::string secret(bytes.substr(0, end));
  if (end == std::string_view::npos || secret.size() < 8 || secret.size() > 64) return;
  const std::string placeholder = "$(#)";
  if (secret.find_first_of(placeholder) != std::string::npos) return;
  core::Redactor redactor;
  redactor.add(core::Secret(secret, placeholder));
  const std::string shown = redactor.redact(std::string(bytes.substr(end + 1)) + secret);
  must(shown.find(secret) == std::string::npos, "a secret is shown");
}

void url(std::string_view bytes) {
  const auto parsed = core::parse_base_url(std::string(bytes));
  if (!parsed) return;
  const auto again = core::parse_base_url(parsed->text());
  must(again.has_value(), "the text of a URL is no URL");
  must(again->text() == parsed->text(), "the text of a URL is another URL");
}

}  // namespace assay::fuzz
