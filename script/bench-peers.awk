# SPDX-License-Identifier: Apache-2.0
# Of script/bench-peers. Reads lines "round server tool rate client-us server-us"; writes rows of a table (want=rows) or holds
# them against the bars (want=bars).
function median(list, n,   v, i, j, t) {
  split(list, v, " ")
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && v[j] + 0 < v[j - 1] + 0; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
  least = v[1]; most = v[n]
  return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}
# column 4: rate, 5: CPU of the client, 6: CPU of the server. `a` / `b` are "server tool"; `sense` is ">=" or "<=".
function bar(what, a, b, column, sense, limit,   r, n, list, m, holds) {
  for (r = 1; r <= rounds; r++) {
    if (!((r, a, column) in cell) || !((r, b, column) in cell) || cell[r, b, column] <= 0) continue
    list = list " " cell[r, a, column] / cell[r, b, column]; n++
  }
  if (!n) { printf "| %s | %s %s | not measured | |\n", what, sense, limit; return }
  m = median(list, n)
  holds = sense == ">=" ? m >= limit : m <= limit
  printf "| %s | %s %s | %.2f (%.2f to %.2f) | %s |\n", what, sense, limit, m, least, most, holds ? "yes" : "**no**"
}
{
  key = $2 " " $3
  if (!(key in count)) order[++keys] = key
  count[key]++
  for (c = 4; c <= 6; c++) { cell[$1, key, c] = $c; all[key, c] = all[key, c] " " $c }
  if ($1 > rounds) rounds = $1
}
END {
  if (want == "rows") {
    for (i = 1; i <= keys; i++) {
      key = order[i]; split(key, part, " ")
      client = median(all[key, 5], count[key]); served = median(all[key, 6], count[key]); rate = median(all[key, 4], count[key])
      printf "| %s | %s | %.0f (%.0f to %.0f) | %.2f | %.2f |\n", part[1], part[2], rate, least, most, client, served
    }
    exit
  }
  split("epoll mock", fast, " ")
  for (i = 1; i <= 2; i++) {
    s = fast[i]
    bar("bench against " s ": throughput / wrk's", s " bench", s " wrk", 4, ">=", 1.1)
    bar("bench against " s ": CPU of a request / wrk's", s " bench", s " wrk", 5, "<=", 0.85)
    bar("bench against " s ": CPU of a request / the minimal client's", s " bench", s " epoll_client", 5, "<=", 1.15)
    bar("bench against " s ": CPU of a request / that without judging", s " bench", s " bench_no_judge", 5, "<=", 1.05)
    bar("bench against " s ", deep: throughput / wrk's", s " bench_deep", s " wrk_deep", 4, ">=", 1.0)
  }
  bar("bench against nginx: throughput / wrk's", "nginx bench", "nginx wrk", 4, ">=", 1.0)
  bar("mock, 10,000 runs: throughput / nginx's", "mock epoll_client_runs", "nginx epoll_client_runs", 4, ">=", 1.15)
  bar("mock: CPU of a request / the minimal server's", "mock epoll_client", "epoll epoll_client", 6, "<=", 1.15)
  bar("mock, deep: throughput / nginx's", "mock epoll_client_deep", "nginx epoll_client_deep", 4, ">=", 5)
  bar("mock: throughput / Prism's", "mock epoll_client_runs", "prism epoll_client_runs", 4, ">=", 50)
  bar("mock: throughput / Mockoon's", "mock epoll_client_runs", "mockoon epoll_client_runs", 4, ">=", 50)
  bar("mock, 1,000,000 runs: throughput / that of 10", "mock_1000000 epoll_client_runs", "mock_10 epoll_client_runs", 4, ">=", 0.9)
}
