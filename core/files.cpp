// SPDX-License-Identifier: Apache-2.0
#include "core/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/text.hpp"

namespace assay::core {

namespace {

Error cannot(std::string_view verb, const std::string& path, int number) {
  return {"cannot " + std::string(verb) + " the file: " + std::generic_category().message(number),
          printable(path)};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  // 0, or an errno: some file systems report a full disk only here.
  int close() { return ::close(std::exchange(number_, -1)) == 0 ? 0 : errno; }

 private:
  int number_;
};

// 0, or an errno.
int write_and_close(Descriptor& file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return file.close();
}

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> serial{0};
  return path + "." + std::to_string(::getpid()) + "-" + std::to_string(++serial) + ".tmp";
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t most_bytes) {
  // O_NONBLOCK: a named pipe that nobody writes must not hold the program.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return cannot("read", path, errno);
  struct stat facts = {};
  if (::fstat(file.get(), &facts) != 0) return cannot("read", path, errno);
  if (S_ISDIR(facts.st_mode))
    return Error{"cannot read the file: it is a folder", printable(path), "name a file"};
  // A pipe is waited for once it is open: "/dev/stdin" and process substitution are files to the user.
  if (!S_ISREG(facts.st_mode)) ::fcntl(file.get(), F_SETFL, 0);

  std::string text;
  if (S_ISREG(facts.st_mode)) text.reserve(std::min(most_bytes, static_cast<std::size_t>(facts.st_size)));
  char chunk[1 << 16];
  while (true) {
    const ssize_t got = ::read(file.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot("read", path, errno);
    if (got == 0) return text;
    if (static_cast<std::size_t>(got) > most_bytes - text.size())
      return Error{"cannot read the file: it is larger than " + std::to_string(most_bytes) + " bytes",
                   printable(path)};
    text.append(chunk, static_cast<std::size_t>(got));
  }
}

Result<void> write_file(const std::string& path, std::string_view text, unsigned mode) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(path, ignored).type();
  using Kind = std::filesystem::file_type;
  if (kind == Kind::directory)
    return Error{"cannot write the file: it is a folder", printable(path), "name a file"};
  if (kind != Kind::not_found && kind != Kind::regular) {  // "/dev/stdout", a pipe: nothing to rename over
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.get() < 0) return cannot("write", path, errno);
    if (const int number = write_and_close(file, text)) return cannot("write", path, number);
    return {};
  }
  // What a link points to is replaced, not the link.
  const auto resolved = std::filesystem::canonical(path, ignored);
  const std::string place = ignored ? path : resolved.string();
  const std::string temporary = temporary_name(place);
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (file.get() < 0) return cannot("write", path, errno);
  int number = write_and_close(file, text);
  if (number == 0 && ::rename(temporary.c_str(), place.c_str()) != 0) number = errno;
  if (number == 0) return {};
  ::unlink(temporary.c_str());
  return cannot("write", path, number);
}

Result<void> check_writable(const std::string& path) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(path, ignored).type();
  using Kind = std::filesystem::file_type;
  if (kind == Kind::directory)
    return Error{"cannot write the file: it is a folder", printable(path), "name a file"};
  const bool in_place = kind != Kind::not_found && kind != Kind::regular;
  const auto parent = std::filesystem::path(path).parent_path().string();
  const std::string place = in_place ? path : parent.empty() ? "." : parent;
  if (::access(place.c_str(), W_OK) != 0) return cannot("write", path, errno);
  return {};
}

}  // namespace assay::core
