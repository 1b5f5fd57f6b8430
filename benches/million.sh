#!/usr/bin/env bash
# Measures `requests(first: 50)` on a million simulated requests, on SQLite and on PostgreSQL, with the statements that
# a query takes (counted by PostgreSQL; they are the same on SQLite).
# Usage: benches/million.sh [REQUESTS] [CONNECTIONS] [SECONDS]
# REQUESTS is 1,000,000 where absent. RIVERAIN_BINARY is the program to measure, target/release/riverain where absent;
# RIVERAIN_BENCH_DATA is a folder that keeps the databases for another run, a temporary one where absent.
# Needs wrk, jq, curl and, on PostgreSQL, its programs.
set -euo pipefail
requests=${1:-1000000}
connections=${2:-16}
seconds=${3:-20}
folder=$(cd "$(dirname "$0")" && pwd)
riverain=$(realpath "${RIVERAIN_BINARY:-$folder/../target/release/riverain}")
# shellcheck source=benches/scratch.sh
. "$folder/scratch.sh"
address=127.0.0.1:${RIVERAIN_BENCH_PORT:-8399}
if [ -n "${RIVERAIN_BENCH_DATA:-}" ]; then
  mkdir -p "$RIVERAIN_BENCH_DATA"
  scratch=$(realpath "$RIVERAIN_BENCH_DATA")
else
  scratch=$(mktemp -d)
  at_end 'rm -rf "$scratch"'
fi
chmod 755 "$scratch"
at_end 'if [ -n "${server:-}" ]; then kill "$server" 2> /dev/null || true; fi'

# Serves the demonstration city with so many requests, once its programme is planned and nothing else runs.
serve() {
  local data=$1 programmes='{"query":"{ programmes(first: 1) { nodes { state } } }"}' state token
  mkdir -p "$data"
  cd "$data"
  "$riverain" --data-dir "$data" --listen "$address" demo --requests "$requests" --tokens-file "$data/tokens.json" \
    > "$data/log" 2>&1 &
  server=$!
  until curl -sf "http://$address/readyz" > /dev/null 2>&1; do
    kill -0 "$server" || { cat "$data/log"; exit 1; }
    sleep 1
  done
  token=$(jq -r .planner "$data/tokens.json")
  until state=$(curl -sf "http://$address/graphql" -H "Authorization: Bearer $token" \
    -H 'Content-Type: application/json' -d "$programmes" | jq -r '.data.programmes.nodes[0].state // "none"') &&
    [ "$state" != QUEUED ] && [ "$state" != PLANNING ]; do
    sleep 1
  done
}

stop() {
  kill "$server"
  wait "$server" || true
  server=
}

# The program takes its own settings from RIVERAIN_… and refuses those that it does not know.
unset DATABASE_URL RIVERAIN_BINARY RIVERAIN_BENCH_DATA RIVERAIN_BENCH_PORT
began=$SECONDS
serve "$scratch/sqlite"
echo "SQLite: $requests requests, ready after $((SECONDS - began)) s"
"$folder/requests_page.sh" "$scratch/sqlite/tokens.json" "$address" "$connections" "$seconds"
stop

start_postgres "$scratch/cluster"
export DATABASE_URL=$postgres_url
began=$SECONDS
serve "$scratch/postgresql"
echo "PostgreSQL: $requests requests, ready after $((SECONDS - began)) s"
query() { "$postgres_programs/psql" -qXAt -U postgres -h "$scratch/cluster" -c "$1" postgres; }
query 'VACUUM ANALYZE'
"$folder/requests_page.sh" "$scratch/postgresql/tokens.json" "$address" "$connections" "$seconds"

# Each statement of a query is a transaction of its own, and each page is one query: PostgreSQL counts them.
committed() {
  sleep 2 # the statistics are written about once a second
  query "SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'"
}
pages=480
page=$(sed -n "s/^wrk.body = \[\[\(.*\)\]\]$/\1/p" "$folder/requests_page.lua")
token=$(jq -r .agent "$scratch/postgresql/tokens.json")
before=$(committed)
seq "$pages" | xargs -P "$connections" -I{} curl -sf -o /dev/null "http://$address/graphql" \
  -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d "$page"
awk -v statements="$(($(committed) - before))" -v pages="$pages" -v connections="$connections" \
  'BEGIN { printf "statements per query, %d at a time: %.2f\n", connections, statements / pages }'
stop
