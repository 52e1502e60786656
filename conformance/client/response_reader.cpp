// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/response_reader.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "conformance/client/head_scan.hpp"

namespace assay::conformance {
namespace {

namespace http = boost::beast::http;
using core::TransportFault;

constexpr int most_interim_answers = 20;

std::string sentence(const boost::system::error_code& error) {
  static constexpr struct {
    http::error error;
    const char* text;
  } rows[] = {
      {http::error::bad_chunk,
       "a chunk does not start with its size in hexadecimal, or does not end with CR LF"},
      {http::error::bad_chunk_extension,
       "the line of a chunk's size has an extension, or an ending, that is not valid"},
      {http::error::bad_line_ending, "a line of the chunked body or its trailer does not end with CR LF"},
      {http::error::bad_field, "a trailer field has a name that is not valid"},
      {http::error::bad_value, "the Connection field, or a trailer field, has a value that is not valid"},
      {http::error::bad_content_length, "Content-Length is not valid, or stands in a trailer"},
      {http::error::bad_transfer_encoding, "Transfer-Encoding is not valid, or stands in a trailer"},
  };
  for (const auto& row : rows) {
    if (error == row.error) return row.text;
  }
  return "the answer is not valid HTTP/1.1: " + error.message();
}

std::ptrdiff_t field_count(const http::fields& fields) { return std::distance(fields.begin(), fields.end()); }

}  // namespace

struct ResponseReader::Impl {
  bool head;
  Limits limits;
  State state = State::reading;
  bool started = false;
  bool keep_alive = false;
  bool until_close = false;
  int interim = 0;
  std::size_t scanned = 0;
  std::ptrdiff_t head_fields = 0;
  std::string buffer = {};
  std::optional<http::response_parser<http::string_body>> parser = {};
  core::Response response = {};
  std::vector<std::string> notes = {};
  TransportFault fault = TransportFault::none;
  std::string fault_text = {};

  void fail(TransportFault what, std::string text) {
    fault = what;
    fault_text = std::move(text);
    state = State::fault;
  }

  void fail(const boost::system::error_code& error) {
    if (error == http::error::body_limit) {
      return fail(TransportFault::too_large,
                  "the body is larger than " + std::to_string(limits.body_bytes) + " bytes");
    }
    fail(TransportFault::framing, sentence(error));
  }

  // False when more bytes are needed, or nothing more is to be read.
  bool read_head() {
    if (buffer.empty()) return false;
    std::string not_http = why_not_http(buffer);
    if (!not_http.empty()) {
      fail(TransportFault::framing, std::move(not_http));
      return false;
    }
    const std::size_t length = head_length(buffer, scanned);
    // An empty line can straddle what is held and what comes next.
    scanned = buffer.size() > 2 ? buffer.size() - 2 : 0;
    if (length > limits.head_bytes || (length == 0 && buffer.size() > limits.head_bytes)) {
      fail(TransportFault::too_large,
           "the head is larger than " + std::to_string(limits.head_bytes) + " bytes");
      return false;
    }
    if (length == 0) return false;
    HeadScan scan = scan_head(std::string_view(buffer).substr(0, length));
    buffer.erase(0, length);
    scanned = 0;
    notes.insert(notes.end(), scan.notes.begin(), scan.notes.end());
    if (!scan.fault.empty()) {
      fail(TransportFault::framing, std::move(scan.fault));
      return false;
    }
    response = std::move(scan.response);
    if (response.status / 100 == 1) return pass_over_interim();
    start_parser(scan.canonical);
    return true;
  }

  bool pass_over_interim() {
    const std::string status = std::to_string(response.status);
    if (response.status == 101) {
      fail(TransportFault::framing, "status 101 although the request asked for no other protocol");
    } else if (++interim > most_interim_answers) {
      fail(TransportFault::framing, "more than " + std::to_string(most_interim_answers) + " interim answers");
    } else {
      notes.push_back("interim answer " + status);
    }
    return state == State::reading;
  }

  // The bytes that Beast took. Whatever it returns or throws (a field above 64 KiB throws) becomes a fault of
  // the answer.
  std::size_t put(std::string_view bytes) {
    boost::system::error_code error;
    try {
      const std::size_t used = parser->put(boost::asio::buffer(bytes), error);
      if (error && error != http::error::need_more) fail(error);
      return used;
    } catch (const std::length_error&) {
      fail(TransportFault::too_large, "a header or trailer field is larger than the HTTP parser takes");
    } catch (const std::exception& thrown) {
      fail(TransportFault::framing, std::string("the HTTP parser gave up: ") + thrown.what());
    }
    return 0;
  }

  void start_parser(const std::string& canonical) {
    parser.emplace();
    parser->skip(head);
    parser->eager(true);
    parser->header_limit(static_cast<std::uint32_t>(canonical.size() + 1));
    parser->body_limit(limits.body_bytes);
    put(canonical);
    if (state != State::reading) return;
    head_fields = field_count(parser->get());
    until_close = parser->need_eof() && !parser->is_done();
    if (until_close && parser->get().keep_alive()) notes.push_back("body without a length");
    if (parser->is_done()) done();
  }

  // Beast 1.81 asserts that the 5 bytes of "0 CR LF CR LF" are there when it comes back to a last chunk. No
  // valid chunked body has fewer bytes to come where a 0 stands, in a size or in data.
  bool too_few() const { return parser->chunked() && buffer.size() < 5 && buffer[0] == '0'; }

  void read_body() {
    while (state == State::reading && !buffer.empty() && !too_few()) {
      const std::size_t used = put(buffer);
      buffer.erase(0, used);
      if (state != State::reading) return;
      if (parser->is_done()) return done();
      if (used == 0) break;
    }
    // Only a chunk's size line or a trailer is ever left waiting here.
    if (buffer.size() > limits.head_bytes) {
      fail(TransportFault::too_large,
           "a chunk header or trailer is larger than " + std::to_string(limits.head_bytes) + " bytes");
    }
  }

  void done() {
    auto message = parser->release();
    response.body = std::move(message.body());
    keep_alive = message.keep_alive() && !until_close;
    state = State::done;
    if (field_count(message) > head_fields) notes.push_back("trailer fields");
    // What follows cannot be told from an answer to the next request, so no other is sent on this connection.
    if (!buffer.empty()) keep_alive = false;
  }
};

ResponseReader::ResponseReader(bool head, const Limits& limits) : impl_(new Impl{head, limits}) {}
ResponseReader::~ResponseReader() = default;

ResponseReader::State ResponseReader::feed(std::string_view bytes) {
  impl_->started = impl_->started || !bytes.empty();
  impl_->buffer += bytes;
  while (impl_->state == State::reading && !impl_->parser && impl_->read_head()) continue;
  if (impl_->state == State::reading && impl_->parser) impl_->read_body();
  return impl_->state;
}

ResponseReader::State ResponseReader::finish() {
  Impl& impl = *impl_;
  if (impl.state != State::reading) return impl.state;
  boost::system::error_code error = http::error::partial_message;
  if (impl.parser) impl.parser->put_eof(error);
  if (error) {
    impl.fail(TransportFault::closed, "the connection was closed " + progress());
  } else {
    impl.done();
  }
  return impl.state;
}

std::string ResponseReader::progress() const {
  const Impl& impl = *impl_;
  if (!impl.started) return "before an answer";
  if (!impl.parser) return impl.buffer.empty() ? "after an interim answer" : "inside the head of the answer";
  if (!impl.parser->is_header_done()) return "inside the head of the answer";
  const std::string have = std::to_string(impl.parser->get().body().size());
  if (const auto length = impl.parser->content_length()) {
    return "after " + have + " of " + std::to_string(*length) + " bytes of the body";
  }
  return (impl.parser->chunked() ? "inside a chunked body, after " : "after ") + have + " bytes";
}

ResponseReader::State ResponseReader::state() const { return impl_->state; }
bool ResponseReader::started() const { return impl_->started; }
bool ResponseReader::keep_alive() const { return impl_->keep_alive; }
bool ResponseReader::until_close() const { return impl_->until_close; }
core::Response ResponseReader::take_response() { return std::move(impl_->response); }
std::string ResponseReader::take_leftover() { return std::move(impl_->buffer); }
std::vector<std::string>& ResponseReader::notes() { return impl_->notes; }
TransportFault ResponseReader::fault() const { return impl_->fault; }
const std::string& ResponseReader::fault_text() const { return impl_->fault_text; }

}  // namespace assay::conformance
