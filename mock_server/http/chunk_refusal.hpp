// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/http/chunk_reader.hpp"
#include "mock_server/base/limits.hpp"
#include "mock_server/base/refusal.hpp"

namespace assay::mock {

inline constexpr core::ChunkReader::Limits chunk_limits = {limits::body_bytes, limits::chunk_extension_bytes,
                                                           limits::trailer_bytes};

// What the connection answers to a chunked body with this fault, which is not `none`.
Refusal chunk_refusal(core::ChunkReader::Fault fault);

}  // namespace assay::mock
