# What measurements share; to be sourced: a folder and a PostgreSQL cluster that are thrown away at the end.

endings=()
trap 'for ((ending = ${#endings[@]} - 1; ending >= 0; ending--)); do eval "${endings[ending]}" || true; done' EXIT

# Runs a command when the script ends, the latest first.
at_end() {
  endings+=("$1")
}

# Starts a cluster in a folder: its database is then at "$postgres_url", its programs in "$postgres_programs".
# Needs the server's programs (Debian: postgresql).
start_postgres() {
  local cluster=$1 owner=()
  postgres_programs=$(dirname "$(readlink -f "$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb | tail -1)")")
  mkdir -p "$cluster"
  # PostgreSQL refuses to run as root.
  if [ "$(id -u)" = 0 ]; then
    chown postgres "$cluster"
    owner=(runuser -u postgres --)
  fi
  if [ ! -e "$cluster/data" ]; then
    "${owner[@]}" "$postgres_programs/initdb" --username=postgres --auth=trust --encoding=UTF8 --no-locale \
      --pgdata "$cluster/data" > /dev/null
  fi
  "${owner[@]}" "$postgres_programs/pg_ctl" --pgdata "$cluster/data" --log "$cluster/log" --wait \
    --options "-c listen_addresses='' -c unix_socket_directories='$cluster' -c shared_buffers=512MB" start > /dev/null
  at_end "${owner[*]} '$postgres_programs/pg_ctl' --pgdata '$cluster/data' --mode fast stop > /dev/null"
  postgres_url="postgres://postgres@localhost/postgres?host=$cluster"
}
