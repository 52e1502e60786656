// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The frame of every HTML page that this program writes: one file without script, network and style
// attributes. Its policy allows the one style element by its digest and nothing else, so what would slip
// through the escaping could do nothing.
namespace assay::reports {

// `sheets` are embedded files beside reports/html/page.css, which every page has. `body` is HTML: what
// stands inside <body>. `title` is plain text.
std::string page_html(std::string_view title, std::string_view body,
                      std::initializer_list<std::string_view> sheets = {});

// An embedded file as text; it is a mistake of the program if it is not there.
std::string_view embedded_text(std::string_view path);

// A bar in percent of the width that it has. Each share has the class "tone-TONE" or another of page.css;
// what is missing to `whole` stays empty. `label` is read aloud instead, as plain text; "" hides the bar
// from readers, for figures that stand beside it as text.
struct Share {
  double amount;
  std::string style;
};
std::string bar_html(const std::vector<Share>& shares, double whole, std::string_view label);

// <nav> that stays in sight: places (ids) and their plain texts.
std::string contents_html(const std::vector<std::pair<std::string, std::string>>& places);

}  // namespace assay::reports
