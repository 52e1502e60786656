// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace assay::tests {

// Which folder may include which, as the tables of docs/architecture.md say.
class Arrows {
 public:
  // Reads each row "| `folder/` | ... | names |" of the tables; the folder is below F where the head of its
  // table begins with "| in `F/` |". A name is a folder of the page: the nearest, that is one beside the
  // row's folder, or beside the folder that this one is in, and so on; one of the root where a slash stands
  // before it. It stands for all folders below it, too. "*" is any one folder. Throws std::runtime_error
  // where a name is of no folder.
  explicit Arrows(const std::string& page);

  struct Room {
    std::string folder;            // "mock_server/net", "dialects/*/mock"
    std::vector<std::string> may;  // folders that it may include beside itself
    bool may_all = false;
  };
  const std::vector<Room>& rooms() const { return rooms_; }
  // The room with the longest folder that `path` lies in; nullptr where there is none.
  const Room* room_of(const std::string& path) const;
  // The rule that the include breaks; "" where it breaks none. What lies in no room is not ours.
  std::string broken_by(const std::string& path, const std::string& include) const;
  // Whether `path` lies in `folder`.
  static bool is_below(const std::string& path, const std::string& folder);

 private:
  std::vector<Room> rooms_ = {};
};

// A way from room to room that ends where it begins, "a -> b -> a"; "" where there is none.
std::string circle_in(const std::vector<std::pair<std::string, std::string>>& edges);

}  // namespace assay::tests
