#!/usr/bin/env bash
# Measures an import of requests on SQLite and on PostgreSQL: Boston's real ones, repeated under new identifiers.
# Usage: benches/import.sh [ROWS]
# ROWS is 100,000 where absent. RIVERAIN_BINARY is the program to measure, target/release/riverain where absent. Each
# database is made for the measurement and thrown away, PostgreSQL's cluster too.
set -euo pipefail
rows=${1:-100000}
folder=$(cd "$(dirname "$0")" && pwd)
samples=$folder/../samples/boston
riverain=$(realpath "${RIVERAIN_BINARY:-$folder/../target/release/riverain}")
# shellcheck source=benches/scratch.sh
. "$folder/scratch.sh"
scratch=$(mktemp -d)
chmod 755 "$scratch"
at_end 'rm -rf "$scratch"'

gzip -dc "$samples/requests.csv.gz" | awk -v rows="$rows" '
  NR == 1 { print; next }
  { sample[count++] = $0 }
  END { for (row = 0; row < rows; row++) printf "%d-%s\n", row / count, sample[row % count] }' > "$scratch/requests.csv"

measure() {
  local name=$1 data=$scratch/$1 began ended
  mkdir -p "$data"
  cd "$data"
  "$riverain" --data-dir "$data" migrate > "$data/log" 2>&1
  "$riverain" --data-dir "$data" catalogue apply --city "$samples/city.toml" >> "$data/log" 2>&1
  began=$(date +%s.%N)
  "$riverain" --data-dir "$data" import requests "$scratch/requests.csv" --mapping "$samples/mapping.toml" \
    --report "$data/rejected.csv" 2>> "$data/log"
  ended=$(date +%s.%N)
  awk -v name="$name" -v rows="$rows" -v seconds="$(echo "$ended - $began" | bc)" \
    'BEGIN { printf "%s: %d rows in %.1f s, %.0f rows/s\n", name, rows, seconds, rows / seconds }'
}

# The program takes its own settings from RIVERAIN_… and refuses those that it does not know.
unset DATABASE_URL RIVERAIN_BINARY
measure sqlite
start_postgres "$scratch/cluster"
DATABASE_URL=$postgres_url measure postgresql
