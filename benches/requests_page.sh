#!/usr/bin/env bash
# Measures `requests(first: 50)` with citizens and the last three follow-ups on a database that is served.
# Usage: benches/requests_page.sh TOKENS_FILE [ADDRESS] [CONNECTIONS] [SECONDS]
# TOKENS_FILE is what `riverain demo --tokens-file` writes. Needs wrk and jq (Debian packages of those names).
set -euo pipefail
tokens=$1
address=${2:-127.0.0.1:8311}
connections=${3:-16}
seconds=${4:-20}
folder=$(dirname "$0")
RIVERAIN_BENCH_TOKEN=$(jq -r .agent "$tokens")
export RIVERAIN_BENCH_TOKEN
# A page that fails is fast: see first that it does not.
curl -sf "http://$address/graphql" -H "Authorization: Bearer $RIVERAIN_BENCH_TOKEN" -H 'Content-Type: application/json' \
  -d '{"query":"{ requests(first: 50) { nodes { number followUps(last: 3) { nodes { text } } } } }"}' |
  jq -e '.errors == null and (.data.requests.nodes | length) == 50' > /dev/null
for name in requests_page hello; do
  wrk -t1 -c"$connections" -d3s -s "$folder/$name.lua" "http://$address/graphql" > /dev/null
  printf '%s: ' "$name"
  wrk -t1 -c"$connections" -d"${seconds}s" -s "$folder/$name.lua" "http://$address/graphql" | tail -1
done
