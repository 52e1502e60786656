// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;
using Paging = Behaviour::Paging;

namespace {

bool is_last(const json& body) { return body.at("next_page_token") == ""; }

// A good page that no token was asked with.
bool is_first(const Call& call) { return good(call, "ListRuns") && !has_token(call); }
bool is_later(const Call& call) { return good(call, "ListRuns") && has_token(call); }

void reverse(json& runs) { std::reverse(runs.begin(), runs.end()); }

// How a walk goes wrong.
std::vector<Defect> walk_rows() {
  return {
      {.id = "pagination.repeats-a-run",
       .says = "A page starts with the last run of the page before.",
       .trips = {"PAG-05"},
       .may_trip = {"PAG-08", "PAG-10", "PAG-27", "PAG-28"},
       .behave = [](Behaviour& behaviour) { behaviour.paging = Paging::inclusive; }},
      {.id = "pagination.skips-a-run",
       .says = "A page that a token leads to lacks its first run.",
       .trips = {"PAG-06"},
       .may_trip = {"PAG-25", "PAG-08", "PAG-10", "PAG-27", "PAG-28"},
       .body =
           [](const Call& call, json& body) {
             if (is_later(call) && !body["runs"].empty()) body["runs"].erase(0);
           }},
      {.id = "pagination.ends-at-an-empty-page",
       .says =
           "The page that a token leads to comes empty and without a token: the rest of the list is lost.",
       .trips = {"PAG-06"},
       .may_trip = {"PAG-08", "PAG-10", "PAG-27", "PAG-28"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns") || query_of(call, "page_token").value_or("").empty()) return;
             body["runs"] = json::array();
             body["next_page_token"] = "";
           }},
      {.id = "pagination.offset-tokens",
       .says = "A token is a position counted from the newest run: a new run moves the others.",
       .trips = {"PAG-08"},
       .may_trip = {"PAG-09"},
       .behave = [](Behaviour& behaviour) { behaviour.paging = Paging::offset; }},
      {.id = "pagination.offset-by-state",
       .says =
           "A token is a position in a list that has unfinished runs first: a run that ends moves others.",
       .trips = {"PAG-10"},
       .may_trip = {"PAG-08", "PAG-09", "LST-10"},
       .behave = [](Behaviour& behaviour) { behaviour.paging = Paging::offset_by_state; }},
      {.id = "pagination.new-runs-at-the-end",
       .says = "The oldest runs come first, and new ones show up at the end of a walk.",
       .trips = {"PAG-09"},
       .behave = [](Behaviour& behaviour) { behaviour.paging = Paging::ascending; }},
      {.id = "pagination.goes-round",
       .says = "The last page has the token that the first page had.",
       .trips = {"PAG-03", "PAG-26"},
       .may_trip = {"PAG-08", "PAG-10", "PAG-27", "PAG-28"},
       .body =
           [](const Call& call, json& body) {
             std::string& first = call.site.notes("pagination.goes-round")[call.user];
             if (is_first(call)) first = body["next_page_token"].get<std::string>();
             if (is_later(call) && is_last(body)) body["next_page_token"] = first;
           }},
      {.id = "pagination.refuses-its-last-token",
       .says = "The token that leads to the last page is refused with 400.",
       .trips = {"PAG-03"},
       .may_trip = {"PAG-27", "PAG-28", "PAG-15", "PAG-18", "PAG-32"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_later(call) && answer.body.find(R"("next_page_token":"")") != std::string::npos) {
               refuse(answer, 400);
             }
           }},
      {.id = "pagination.null-at-the-end",
       .says = "The last page has null as next_page_token.",
       .trips = {"PAG-04"},
       .may_trip = {"LST-09", "RUN-22"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "ListRuns") && is_last(body)) body["next_page_token"] = nullptr;
           }},
      {.id = "pagination.empty-pages-without-end",
       .says = "After the last run come empty pages, each with a token, for ever.",
       .trips = {"PAG-25"},
       .behave = [](Behaviour& behaviour) { behaviour.endless_empty_pages = true; }},
      {.id = "pagination.token-of-a-full-last-page-fails",
       .says = "A full last page has a token, and the token is answered 404.",
       .trips = {"PAG-27"},
       .may_trip = {"PAG-03", "PAG-28"},
       .behave = [](Behaviour& behaviour) { behaviour.extra_empty_page = true; },
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             if (query_of(call, "page_size") != std::to_string(body["runs"].size()))
               body["next_page_token"] = "";
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_later(call) && answer.body.find(R"("runs":[])") != std::string::npos) refuse(answer, 404);
           }},
      {.id = "pagination.order-depends-on-size",
       .says = "Pages of an odd page_size have their runs in reverse.",
       .trips = {"PAG-07"},
       .may_trip = {"LST-10"},
       .body =
           [](const Call& call, json& body) {
             const std::string size = query_of(call, "page_size").value_or("");
             if (good(call, "ListRuns") && size.find_last_of("13579") + 1 == size.size() && !size.empty()) {
               reverse(body["runs"]);
             }
           }},
      {.id = "pagination.head-varies",
       .says = "Every second first page of a page_size has its runs in reverse.",
       .trips = {"PAG-11"},
       .may_trip = {"PAG-07", "LST-10"},
       .body =
           [](const Call& call, json& body) {
             if (is_first(call) && query_of(call, "page_size") &&
                 call.site.counter("pagination.head-varies") % 2 == 1) {
               reverse(body["runs"]);
             }
           }},
      {.id = "pagination.one-walk-at-a-time",
       .says = "The first page of a walk with another page_size makes the tokens of the walk before useless.",
       .trips = {"PAG-28"},
       .answer =
           [](const Call& call, core::Response& answer) {
             std::string& walking = call.site.notes("pagination.one-walk-at-a-time")[call.user];
             const std::string size = query_of(call, "page_size").value_or(walking);
             if (is_first(call)) walking = size;
             if (is_later(call) && size != walking) refuse(answer, 400);
           }},
  };
}

// What becomes of page_size.
std::vector<Defect> size_rows() {
  return {
      {.id = "pagination.ignores-page-size",
       .says = "Every run comes in one page, whatever the page_size.",
       .trips = {"PAG-01"},
       .may_trip = {"PAG-17", "PAG-09"},
       .behave = [](Behaviour& behaviour) { behaviour.paging = Paging::ignore; }},
      {.id = "pagination.token-overrides-page-size",
       .says = "The page_size counts for the first page only.",
       .trips = {"PAG-01", "PAG-17", "TPG-17"},
       .may_trip = {"PAG-09"},
       .behave = [](Behaviour& behaviour) { behaviour.token_overrides_size = true; }},
      {.id = "pagination.no-default-page-size",
       .says = "Without a page_size the list shows a thousand runs of an archive, too.",
       .trips = {"PAG-02"},
       .may_trip = {"PAG-35", "LST-18"},
       .body =
           [](const Call& call, json& body) {
             if (!is_first(call) || query_of(call, "page_size") || body["runs"].empty()) return;
             json archived = {{"run_id", ""}, {"state", "COMPLETE"}};
             for (int i = 1; i <= 1000; ++i) {
               archived["run_id"] = "archived-" + std::to_string(i);
               body["runs"].push_back(archived);
             }
           }},
      {.id = "pagination.zero-means-everything",
       .says = "page_size=0 returns every run.",
       .trips = {"PAG-19"},
       .may_trip = {"TPG-19"},
       .behave = [](Behaviour& behaviour) { behaviour.zero_page_size = Behaviour::ZeroPage::everything; }},
      {.id = "pagination.zero-means-default",
       .says = "page_size=0 counts as none.",
       .trips = {"PAG-19"},
       .may_trip = {"TPG-19"},
       .behave = [](Behaviour& behaviour) { behaviour.zero_page_size = Behaviour::ZeroPage::default_size; }},
      {.id = "pagination.zero-never-ends",
       .says = "page_size=0 returns an empty page with a token.",
       .trips = {"PAG-19"},
       .may_trip = {"TPG-19"},
       .behave = [](Behaviour& behaviour) { behaviour.zero_page_size = Behaviour::ZeroPage::endless; }},
      {.id = "pagination.takes-any-page-size",
       .says = "A page_size that is negative, no number or too large counts as none.",
       .trips = {"PAG-20", "PAG-21", "PAG-23"},
       .may_trip = {"TPG-20", "TPG-21", "TPG-23"},
       .behave = [](Behaviour& behaviour) { behaviour.odd_page_size = Behaviour::OddPage::default_size; }},
      {.id = "pagination.takes-any-integer",
       .says = "A page_size that is negative or too large counts as none; one that is no number is refused.",
       .trips = {"PAG-20", "PAG-23"},
       .may_trip = {"TPG-20", "TPG-23"},
       .behave = [](Behaviour& behaviour) { behaviour.odd_page_size = Behaviour::OddPage::refuse_text; }},
      {.id = "pagination.negative-size-is-a-server-error",
       .says = "A negative page_size is answered 500.",
       .trips = {"PAG-20"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const bool negative = query_of(call, "page_size").value_or("").starts_with('-');
             if (call.operation == "ListRuns" && call.status == 400 && negative) refuse(answer, 500);
           }},
      {.id = "pagination.refuses-a-large-page-size",
       .says = "A page_size of ten digits or more is refused with 400.",
       .trips = {"PAG-22"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "ListRuns") && query_of(call, "page_size").value_or("").size() >= 10) {
               refuse(answer, 400);
             }
           }},
      {.id = "pagination.trips-over-two-sizes",
       .says = "A page_size that comes twice is answered 500.",
       .trips = {"PAG-24"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const std::string& target = call.request.target;
             if (good(call, "ListRuns") && target.find("page_size=") != target.rfind("page_size=")) {
               refuse(answer, 500);
             }
           }},
  };
}

// What a token is good for.
std::vector<Defect> token_rows() {
  return {
      {.id = "pagination.empty-token-is-a-server-error",
       .says = "An empty page_token is answered 500.",
       .trips = {"PAG-12"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "ListRuns") && query_of(call, "page_token") == "") refuse(answer, 500);
           }},
      {.id = "pagination.empty-token-is-an-empty-page",
       .says = "An empty page_token leads to a page without runs.",
       .trips = {"PAG-12"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "ListRuns") && query_of(call, "page_token") == "") body["runs"].clear();
           }},
      {.id = "pagination.bad-token-is-the-first-page",
       .says = "A token that was never issued, or was changed, silently leads to the first page.",
       .trips = {"PAG-13", "PAG-14"},
       .may_trip = {"PAG-34", "TPG-13", "TPG-14", "TPG-34"},
       .behave = [](Behaviour& behaviour) { behaviour.bad_token = Behaviour::BadToken::first_page; }},
      {.id = "pagination.bad-token-is-a-server-error",
       .says = "A token that cannot be read is answered 500.",
       .trips = {"PAG-13", "PAG-14"},
       .may_trip = {"ERR-06", "PAG-29", "PAG-34"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation == "ListRuns" && call.status == 400 && has_token(call)) refuse(answer, 500);
           }},
      {.id = "pagination.does-not-decode-tokens",
       .says = "A token that is percent-encoded is refused with 400.",
       .trips = {"PAG-15"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const auto token = call.request.target.find("page_token=");
             if (is_later(call) && call.request.target.find('%', token) != std::string::npos)
               refuse(answer, 400);
           }},
      {.id = "pagination.second-use-differs",
       .says = "A token that is used twice in a row gives its runs in reverse the second time.",
       .trips = {"PAG-16"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             std::string& last = call.site.notes("pagination.second-use-differs")[call.user];
             const std::string token = query_of(call, "page_token").value_or("");
             if (!token.empty() && token == last) reverse(body["runs"]);
             last = token;
           }},
      {.id = "pagination.token-needs-a-size",
       .says = "A page_token without page_size is refused with 400.",
       .trips = {"PAG-18"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_later(call) && !query_of(call, "page_size")) refuse(answer, 400);
           }},
      {.id = "pagination.tokens-work-for-anyone",
       .says = "A token shows the runs of the user for whom it was made, whoever uses it.",
       .trips = {"PAG-29"},
       .behave = [](Behaviour& behaviour) { behaviour.tokens_bind_user = false; },
       .needs_auth = true},
      {.id = "pagination.token-is-a-credential",
       .says = "Whoever has a page_token needs no credentials.",
       .trips = {"PAG-29", "PAG-30"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.tokens_bind_user = false;
             behaviour.token_replaces_credentials = true;
           },
       .needs_auth = true},
      {.id = "pagination.tokens-work-for-any-list",
       .says = "The token of a task list is good for the list of runs, and the other way round.",
       .trips = {"PAG-34"},
       .may_trip = {"TPG-34"},  // an empty page, as at the end of the list, where the run has few tasks
       .behave = [](Behaviour& behaviour) { behaviour.tokens_bind_listing = false; }},
      {.id = "pagination.tokens-expire",
       .says = "A token that was given more than half a minute ago is refused with 400.",
       .trips = {"PAG-32"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!good(call, "ListRuns")) return;
             auto& given = call.site.notes("pagination.tokens-expire");
             const auto now = call.now.time_since_epoch();
             const auto used = given.find(query_of(call, "page_token").value_or(""));
             if (used != given.end() &&
                 now - core::Duration(std::stoll(used->second)) > std::chrono::seconds(30)) {
               return refuse(answer, 400);
             }
             const std::string next = json::parse(answer.body).value("next_page_token", "");
             if (!next.empty()) given[next] = std::to_string(now.count());
           }},
  };
}

}  // namespace

const std::vector<Defect>& pagination_defects() {
  static const std::vector<Defect> rows = [] {
    std::vector<Defect> all;
    for (const auto& part : {walk_rows(), size_rows(), token_rows()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return rows;
}

}  // namespace assay::mock
