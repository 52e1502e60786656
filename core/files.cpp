// SPDX-License-Identifier: Apache-2.0
#include "core/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
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

namespace {

// Where a text is written first, and what it replaces then. Both are one for what cannot be replaced: a
// device, a pipe.
struct Places {
  std::string temporary;
  std::string place;
};

Result<Places> places_of(const std::string& path) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(path, ignored).type();
  using Kind = std::filesystem::file_type;
  if (kind == Kind::directory)
    return Error{"cannot write the file: it is a folder", printable(path), "name a file"};
  if (kind != Kind::not_found && kind != Kind::regular) return Places{path, path};
  // What a link points to is replaced, not the link.
  const auto resolved = std::filesystem::canonical(path, ignored);
  const std::string place = ignored ? path : resolved.string();
  return Places{temporary_name(place), place};
}

int open_first(const Places& places, unsigned mode) {
  const bool replaces = places.temporary != places.place;
  return ::open(places.temporary.c_str(), O_WRONLY | O_CLOEXEC | (replaces ? O_CREAT | O_EXCL : 0), mode);
}

}  // namespace

Result<void> write_file(const std::string& path, std::string_view text, unsigned mode) {
  const auto places = places_of(path);
  if (!places) return places.error();
  const bool replaces = places->temporary != places->place;
  Descriptor file(open_first(*places, mode));
  if (file.get() < 0) return cannot("write", path, errno);
  int number = write_and_close(file, text);
  if (number == 0 && replaces && ::rename(places->temporary.c_str(), places->place.c_str()) != 0)
    number = errno;
  if (number == 0) return {};
  if (replaces) ::unlink(places->temporary.c_str());
  return cannot("write", path, number);
}

Result<void> can_write_file(const std::string& path) {
  const auto places = places_of(path);
  if (!places) return places.error();
  if (places->temporary == places->place) {  // not opened: a pipe would wait for its reader
    return ::access(path.c_str(), W_OK) == 0 ? Result<void>() : cannot("write", path, errno);
  }
  Descriptor file(open_first(*places, 0666));
  if (file.get() < 0) return cannot("write", path, errno);
  ::unlink(places->temporary.c_str());
  return {};
}

FolderLock::FolderLock(const std::string& path_of_file) {
  const std::string folder = std::filesystem::path(path_of_file).parent_path().string();
  folder_ = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  while (folder_ >= 0 && ::flock(folder_, LOCK_EX) != 0 && errno == EINTR) continue;
}

FolderLock::~FolderLock() {
  if (folder_ >= 0) ::close(folder_);
}

}  // namespace assay::core
