// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/response_reader.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "conformance/client/head_scan.hpp"
#include "conformance/client/kept_body.hpp"
#include "core/http/chunk_reader.hpp"

namespace assay::conformance {
namespace {

using core::TransportFault;
using Body = HeadScan::Body;
using Chunk = core::ChunkReader::Fault;

constexpr int most_interim_answers = 20;

constexpr struct {
  Chunk fault;
  const char* text;
} chunk_sentences[] = {
    {Chunk::no_size, "a chunk does not start with its size in hexadecimal"},
    {Chunk::too_many_digits, "the size of a chunk has more than 16 digits"},
    {Chunk::bad_size_line, "the line of a chunk's size has an extension, or an ending, that is not valid"},
    {Chunk::extension_control, "the extension of a chunk holds a control character"},
    {Chunk::bad_end, "a chunk or a line of the trailer does not end with CR LF where it should"},
    {Chunk::trailer_control, "a trailer field holds a control character"},
    {Chunk::trailer_not_a_field, "a line of the trailer is not a field"},
    {Chunk::trailer_frames, "Content-Length, Transfer-Encoding or Host stands in a trailer"},
};

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
  std::string buffer = {};
  std::optional<HeadScan> scan = {};  // of the final answer, once its head is read
  core::ChunkReader chunks;
  KeptBody kept;
  core::Response response = {};
  std::vector<std::string> notes = {};
  TransportFault fault = TransportFault::none;
  std::string fault_text = {};

  void fail(TransportFault what, std::string text) {
    fault = what;
    fault_text = std::move(text);
    state = State::fault;
  }

  void fail_by_size(const std::string& what, std::size_t most) {
    fail(TransportFault::too_large, what + " is larger than " + std::to_string(most) + " bytes");
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
      fail_by_size("the head", limits.head_bytes);
      return false;
    }
    if (length == 0) return false;
    HeadScan read = scan_head(std::string_view(buffer).substr(0, length));
    buffer.erase(0, length);
    scanned = 0;
    notes.insert(notes.end(), read.notes.begin(), read.notes.end());
    if (!read.fault.empty()) {
      fail(TransportFault::framing, std::move(read.fault));
      return false;
    }
    response = std::move(read.response);
    if (response.status / 100 == 1) return pass_over_interim();
    begin_body(std::move(read));
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

  void begin_body(HeadScan read) {
    scan = std::move(read);
    if (head) scan->body = Body::none;
    until_close = scan->body == Body::until_close;
    if (until_close && scan->keep_alive) notes.push_back("body without a length");
    if (scan->body == Body::none || (scan->body == Body::counted && scan->length == 0)) return done();
    if (scan->body == Body::counted && scan->length > limits.body_bytes)
      return fail_by_size("the body", limits.body_bytes);
    if (scan->body == Body::counted) kept.expect(scan->length);
  }

  void take_content(std::string_view content) {
    if (content.size() > limits.body_bytes - kept.size()) return fail_by_size("the body", limits.body_bytes);
    kept.add(content);
  }

  void fail_chunk(Chunk what) {
    if (what == Chunk::body_too_large) return fail_by_size("the body", limits.body_bytes);
    if (what == Chunk::extension_too_long || what == Chunk::trailer_too_large)
      return fail_by_size("a chunk header or trailer", limits.head_bytes);
    const auto* const row = std::find_if(std::begin(chunk_sentences), std::end(chunk_sentences),
                                         [&](const auto& each) { return each.fault == what; });
    fail(TransportFault::framing, row->text);
  }

  // How many bytes belong to the answer.
  std::size_t read_body(std::string_view bytes) {
    if (scan->body == Body::chunked) {
      const std::size_t taken = chunks.take(bytes, [&](std::string_view content) { take_content(content); });
      if (chunks.fault() != Chunk::none) fail_chunk(chunks.fault());
      if (chunks.complete()) done();
      return taken;
    }
    std::size_t taken = bytes.size();
    if (scan->body == Body::counted)
      taken = static_cast<std::size_t>(std::min<std::uint64_t>(taken, scan->length - kept.size()));
    take_content(bytes.substr(0, taken));
    if (scan->body == Body::counted && kept.size() == scan->length) done();
    return taken;
  }

  void done() {
    state = State::done;
    kept.put_into(response);
    keep_alive = scan->keep_alive && !until_close;
    if (chunks.has_trailer()) notes.push_back("trailer fields");
  }
};

ResponseReader::ResponseReader(bool head, const Limits& limits)
    : impl_(new Impl{.head = head,
                     .limits = limits,
                     .chunks = core::ChunkReader({limits.body_bytes, limits.head_bytes, limits.head_bytes}),
                     .kept = KeptBody(limits.whole_bytes)}) {}
ResponseReader::~ResponseReader() = default;

ResponseReader::State ResponseReader::feed(std::string_view bytes) {
  Impl& impl = *impl_;
  impl.started = impl.started || !bytes.empty();
  if (impl.scan && impl.state == State::reading) bytes.remove_prefix(impl.read_body(bytes));
  impl.buffer += bytes;
  while (impl.state == State::reading && !impl.scan && impl.read_head()) continue;
  if (impl.state == State::reading && impl.scan && !impl.buffer.empty())
    impl.buffer.erase(0, impl.read_body(impl.buffer));
  // What follows cannot be told from an answer to the next request, so no other is sent on this connection.
  if (!impl.buffer.empty()) impl.keep_alive = false;
  return impl.state;
}

ResponseReader::State ResponseReader::finish() {
  Impl& impl = *impl_;
  if (impl.state != State::reading) return impl.state;
  if (impl.scan && impl.scan->body == Body::until_close) {
    impl.done();
  } else {
    impl.fail(TransportFault::closed, "the connection was closed " + progress());
  }
  return impl.state;
}

std::string ResponseReader::progress() const {
  const Impl& impl = *impl_;
  if (!impl.started) return "before an answer";
  if (!impl.scan) return impl.buffer.empty() ? "after an interim answer" : "inside the head of the answer";
  const std::string have = std::to_string(impl.kept.size());
  if (impl.scan->body == Body::counted)
    return "after " + have + " of " + std::to_string(impl.scan->length) + " bytes of the body";
  return (impl.scan->body == Body::chunked ? "inside a chunked body, after " : "after ") + have + " bytes";
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
