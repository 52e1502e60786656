-- SPDX-License-Identifier: Apache-2.0
-- For wrk -s FILE URL -- DEPTH: so many requests are sent at once, and as many answers awaited.
local requests
init = function(args)
  local one = wrk.format()
  requests = string.rep(one, tonumber(args[1]) or 16)
end
request = function() return requests end
