-- The limit of the same server in the same run: a query that asks the database nothing.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[{"query":"{ __typename }"}]]

function done(summary, latency, requests)
  io.write(string.format("p50 %.2f ms, p99 %.2f ms, %.0f answers/s, %d answers\n", latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, summary.requests / (summary.duration / 1e6), summary.requests))
end
