# A Squid of our own: found or installed, configured from squid-examples/minimal.conf, never the machine's service.
# Sourced after common.sh.

# find_squid: sets SQUID; installs squid-openssl if no Squid is there (the two builds exclude each other).
find_squid() {
  PATH=$PATH:/usr/sbin:/usr/local/sbin
  SQUID=$(command -v squid) && return 0
  apt_install squid-openssl
  if [[ -d /run/systemd/system ]]; then
    as_root systemctl disable --quiet --now squid.service || true
  fi
  SQUID=$(command -v squid) || die "squid-openssl is installed, but there is no squid in the PATH"
}

# squid_user: who Squid becomes when root starts it.
squid_user() {
  local built_in
  built_in=$("$SQUID" -v | grep -o -- '--with-default-user=[a-z_-]*' | cut -d= -f2) || true
  printf '%s\n' "${built_in:-nobody}"
}

# Squid has no one way to quote a path: it takes "..." in some directives, not in access_log, and globs its includes.
readonly PLAIN_PATH='^[[:alnum:]/._+,:@=~-]*$'

# squid_folder WANTED: sets SQUID_DIR to WANTED, or to a temporary folder where Squid cannot use WANTED: it cannot be
# written in squid.conf, or Squid's user cannot reach it.
squid_folder() {
  local user
  user=$(squid_user)
  SQUID_DIR=$1
  SQUID_DIR_IS_TEMPORARY=
  if [[ $1 =~ $PLAIN_PATH ]]; then
    mkdir -p "$SQUID_DIR"
    ((EUID == 0)) || return 0
    chown "$user" "$SQUID_DIR"
    if setpriv --reuid "$user" --clear-groups test -w "$SQUID_DIR" 2>/dev/null; then return 0; fi
  fi
  SQUID_DIR=$(mktemp -d /tmp/intelligentmirror-squid.XXXXXX)
  SQUID_DIR_IS_TEMPORARY=yes
  chmod 755 "$SQUID_DIR"
  ((EUID != 0)) || chown "$user" "$SQUID_DIR"
}

# include_for ICAP_PORT HTTP_PORT ACCESS_LOG: minimal.conf with these in the place of its defaults.
include_for() {
  sed -e "/^[^#]/s/\b1344\b/$1/g" -e "/^[^#]/s/\b8344\b/$2/g" \
    -e "s|^access_log [^ ]*|access_log stdio:$3|" "$root/squid-examples/minimal.conf"
}

# write_squid_conf PROXY_PORT ICAP_PORT HTTP_PORT: fills SQUID_DIR.
write_squid_conf() {
  include_for "$2" "$3" "$SQUID_DIR/access.log" >"$SQUID_DIR/intelligentmirror.conf"
  cat >"$SQUID_DIR/squid.conf" <<EOF
http_port 127.0.0.1:$1
include $SQUID_DIR/intelligentmirror.conf
http_access allow localhost
http_access deny all
pid_filename $SQUID_DIR/squid.pid
cache_log $SQUID_DIR/cache.log
coredump_dir $SQUID_DIR
pinger_enable off
max_filedescriptors 4096
shutdown_lifetime 3 seconds
EOF
  "$SQUID" -k parse -f "$SQUID_DIR/squid.conf" >"$SQUID_DIR/parse.log" 2>&1 \
    || die "Squid does not accept its configuration: $(grep -E 'FATAL|ERROR' "$SQUID_DIR/parse.log" | head -n 1)"
}

# proxy_answers PROXY_PORT ICAP_PORT: Squid refuses the request for our own port, so it is up with our include in it.
proxy_answers() {
  local fd line=
  { exec {fd}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET http://127.0.0.1:%s/ HTTP/1.0\r\n\r\n' "$2" >&"$fd"
  IFS= read -r -t 3 line <&"$fd" || true
  exec {fd}>&-
  [[ $line == HTTP/1.?\ 403* ]]
}

# icap_answers ICAP_PORT: the server answers OPTIONS.
icap_answers() {
  local fd line=
  { exec {fd}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'OPTIONS icap://127.0.0.1:%s/reqmod ICAP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$1" >&"$fd"
  IFS= read -r -t 3 line <&"$fd" || true
  exec {fd}>&-
  [[ $line == ICAP/1.0\ 200* ]]
}
