-- The page that front ends live by: 50 requests, each with its citizen and its last three follow-ups.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("RIVERAIN_BENCH_TOKEN")
wrk.body = [[{"query":"{ requests(first: 50) { nodes { number status openedAt citizen { givenName familyName } followUps(last: 3) { nodes { text createdAt } } } } }"}]]


function done(summary, latency, requests)
  io.write(string.format("p50 %.2f ms, p99 %.2f ms, %.0f answers/s, %d answers\n", latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, summary.requests / (summary.duration / 1e6), summary.requests))
end
