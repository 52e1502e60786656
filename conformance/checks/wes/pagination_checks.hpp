// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/context.hpp"

// The conversations of the area pagination, by topic; the table is in pagination.cpp.
namespace assay::conformance::pagination {

// pagination_walks.cpp
Task<void> walk_is_whole(CheckContext& t);
Task<void> full_last_page(CheckContext& t);
Task<void> order_is_stable(CheckContext& t);
Task<void> sizes_show_the_same(CheckContext& t);
Task<void> two_walks_at_once(CheckContext& t);
Task<void> insert_during_walk(CheckContext& t);
Task<void> cancel_during_walk(CheckContext& t);
Task<void> no_token_is_first_page(CheckContext& t);

// pagination_sizes.cpp
Task<void> page_size_binds(CheckContext& t);
Task<void> default_page_size(CheckContext& t);
Task<void> zero_page_size(CheckContext& t);
Task<void> odd_page_sizes(CheckContext& t);
Task<void> page_size_twice(CheckContext& t);

// pagination_tokens.cpp
Task<void> empty_token(CheckContext& t);
Task<void> foreign_tokens(CheckContext& t);
Task<void> changed_tokens(CheckContext& t);
Task<void> token_reuse(CheckContext& t);
Task<void> old_token(CheckContext& t);
Task<void> token_of_another_user(CheckContext& t);
Task<void> page_without_credentials(CheckContext& t);
Task<void> token_of_another_list(CheckContext& t);

}  // namespace assay::conformance::pagination
