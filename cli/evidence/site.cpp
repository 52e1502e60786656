// SPDX-License-Identifier: Apache-2.0
#include "cli/evidence/site.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "certify/bundle.hpp"
#include "certify/bundle_files.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "core/url.hpp"
#include "reports/escape.hpp"
#include "reports/html/matrix.hpp"
#include "reports/html/page.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct Entry {
  std::string folder;    // as given
  std::string name;      // its last part: where the copy is, and the label of its column
  std::string sentence;  // of the verification
};

std::vector<Entry> entries_of(const std::vector<std::string>& folders) {
  std::vector<Entry> entries;
  for (const std::string& folder : folders) {
    fs::path path = fs::path(folder).lexically_normal();
    if (path.filename().empty()) path = path.parent_path();
    const std::string name = path.filename().string();
    for (const Entry& other : entries) {
      if (other.name == name)
        refuse("two bundles have the name '" + core::printable(name) + "'", "BUNDLE", "rename a folder");
    }
    entries.push_back({folder, name, ""});
  }
  return entries;
}

std::string index_of(const std::vector<Entry>& entries, const std::vector<reports::NamedRun>& runs) {
  std::string rows;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string name = reports::markup(entries[i].name);
    const std::string path = reports::markup(core::percent_encode(entries[i].name));
    rows += fmt::format(
        "<tr><td><a href=\"{0}/index.html\">{1}</a></td><td>{2}</td><td>{3}</td><td><a "
        "href=\"{0}/statement.json\">statement.json</a></td></tr>\n",
        path, name, reports::markup(runs[i].result.header.target), reports::markup(entries[i].sentence));
  }
  return reports::page_html(
      "WES services (wes-assay)",
      fmt::format(
          "<main>\n<h1>WES services</h1>\n<p>Every bundle below was verified when this page was made; "
          "<code>wes-assay report verify FOLDER</code> does it again. None is a certification by "
          "GA4GH.</p>\n<p><a href=\"matrix.html\">All requirements side by side</a></p>\n"
          "<section class=\"scroll\" tabindex=\"0\" aria-label=\"Bundles\">\n<table>\n<thead><tr>"
          "<th scope=\"col\">bundle</th><th scope=\"col\">service</th><th scope=\"col\">verified</th>"
          "<th "
          "scope=\"col\">statement</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</section>\n</main>\n",
          rows));
}

}  // namespace

int make_site(Arguments arguments) {
  Command app("wes-assay report site",
              {"wes-assay report site BUNDLE... --out FOLDER",
               "Verifies certification bundles and makes a static page of them: a matrix of services and "
               "requirements, and the bundles beside it. Writes nothing if one does not hold.",
               {"wes-assay report site bundles/* --out site"},
               "Exit codes: 0 written, 1 a bundle does not hold, 2 wrong usage.",
               {}});
  std::vector<std::string> folders;
  std::string out;
  app.add_option("BUNDLE", folders, "The folders that check --profile certify --bundle wrote.")
      ->required()
      ->expected(1, 1000);
  add(app, "--out", "FOLDER", out, "Make this folder; it may not exist yet.")->required();
  if (const auto done = parse(app, std::move(arguments))) return *done;
  std::error_code ignored;
  if (fs::exists(out, ignored))
    refuse("'" + core::printable(out) + "' is there already", "--out", "a new folder");
  std::vector<Entry> entries = entries_of(folders);
  std::vector<reports::NamedRun> runs;
  for (Entry& entry : entries) {
    const auto sentence = verify_bundle(entry.folder, "");
    if (!sentence) {
      say("{}: refused: {}\n", core::printable(entry.folder), sentence.error().text());
      return exit_broken;
    }
    entry.sentence = *sentence;
    runs.push_back({entry.name, evidence_of("report site", entry.folder + "/" + evidence_file(1))});
  }
  fs::create_directories(out);
  for (const Entry& entry : entries)
    fs::copy(entry.folder, fs::path(out) / entry.name, fs::copy_options::recursive);
  core::write_file(out + "/matrix.html", reports::write_matrix_html(runs)).value();
  core::write_file(out + "/index.html", index_of(entries, runs)).value();
  to_stdout("{}/index.html\n", core::printable(out));
  return exit_ok;
}

}  // namespace assay::cli
