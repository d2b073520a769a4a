# The server and Squid as two children of the script: started, waited for, watched, stopped. Sourced after squid.sh.
# The caller sets root, STATE, PROXY_PORT, ICAP_PORT, HTTP_PORT and calls stop_all on its way out.

SERVER_PID=
SQUID_PID=
SQUID_DIR=
SQUID_DIR_IS_TEMPORARY=
STATE_LOCK=
readonly START_SECONDS=60
# Longer than the server lets running transfers finish after SIGTERM.
readonly STOP_SECONDS=45

check_port() {
  port_is_free "$2" || die "port $2 ($1) is in use; choose another with --$1-port"
}

# lock_state: one run for each state folder. The children inherit the lock, so what outlives a killed script keeps it.
lock_state() {
  command -v flock >/dev/null || die "flock is needed; on Debian: apt-get install util-linux"
  { exec {STATE_LOCK}>>"$STATE/run.lock"; } 2>/dev/null || die "cannot write to $STATE"
  flock --nonblock "$STATE_LOCK" || die "another run uses $STATE already; stop it, or choose another with --state"
}

# toml_string TEXT: TEXT as a TOML string.
toml_string() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  text=${text//$'\t'/\\t}
  printf '"%s"\n' "$text"
}

write_server_conf() {
  mkdir -p "$STATE/log" "$STATE/store"
  cat >"$STATE/intelligentmirror.toml" <<EOF
[icap]
listen = "127.0.0.1:$ICAP_PORT"

[http]
listen = "127.0.0.1:$HTTP_PORT"

[store]
directory = $(toml_string "$STATE/store")

[log]
directory = $(toml_string "$STATE/log")
EOF
}

start_server() {
  write_server_conf
  "$root/scripts/intelligentmirror" --config "$STATE/intelligentmirror.toml" >"$STATE/log/console.log" 2>&1 &
  SERVER_PID=$!
  wait_until "the server" "$SERVER_PID" "$STATE/log/console.log" icap_answers "$ICAP_PORT"
}

start_squid() {
  squid_folder "$STATE/squid"
  write_squid_conf "$PROXY_PORT" "$ICAP_PORT" "$HTTP_PORT"
  "$SQUID" -N -n "imrun$PROXY_PORT" -f "$SQUID_DIR/squid.conf" >"$SQUID_DIR/console.log" 2>&1 &
  SQUID_PID=$!
  wait_until "Squid" "$SQUID_PID" "$SQUID_DIR/cache.log" proxy_answers "$PROXY_PORT" "$ICAP_PORT"
}

# wait_until WHO PID LOG CHECK…: until CHECK holds; ends the script if the process dies or takes too long.
wait_until() {
  local who=$1 pid=$2 log=$3 deadline=$((SECONDS + START_SECONDS))
  shift 3
  until "$@"; do
    kill -0 "$pid" 2>/dev/null || died "$who" "$log"
    ((SECONDS < deadline)) || died "$who" "$log"
    sleep 0.1
  done
}

died() {
  printf '%s: %s did not stay up; the end of %s:\n' "$(basename -- "$0")" "$1" "$2" >&2
  tail -n 15 "$2" >&2 2>/dev/null || true
  exit 1
}

# watch: ends the script when a child ends by itself; a signal's trap ends it otherwise.
watch() {
  local pid=
  wait -n -p pid "$SERVER_PID" ${SQUID_PID:+"$SQUID_PID"} || true
  if [[ $pid == "$SERVER_PID" ]]; then
    SERVER_PID=
    died "the server" "$STATE/log/console.log"
  fi
  SQUID_PID=
  died "Squid" "$SQUID_DIR/cache.log"
}

# stop_all: Squid first, so that nothing new comes; then the server. Leaves no process and no temporary folder.
stop_all() {
  # A second Ctrl-C must not leave half of it running.
  trap '' INT TERM HUP
  stop_child "$SQUID_PID"
  stop_child "$SERVER_PID"
  SQUID_PID=
  SERVER_PID=
  if [[ -n $SQUID_DIR_IS_TEMPORARY ]]; then rm -rf -- "$SQUID_DIR"; fi
  # Squid leaves its shared memory behind when it is started in the foreground.
  rm -f -- "/dev/shm/imrun$PROXY_PORT-"*.shm
}

stop_child() {
  local deadline=$((SECONDS + STOP_SECONDS))
  [[ -n $1 ]] || return 0
  kill -TERM "$1" 2>/dev/null || true
  while kill -0 "$1" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.1; done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}
