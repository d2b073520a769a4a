# Words, privileges, ports and packages. Sourced by the scripts of a checkout.

say() { printf '%s\n' "$*"; }

# die LINE: the one clear line on the way out.
die() {
  printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
  exit 1
}

# as_root COMMAND…: runs it with privileges; fails if that needs a password.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n -- "$@"; fi
}

can_be_root() { ((EUID == 0)) || sudo -n true 2>/dev/null; }

# port_is_free PORT: nothing listens there on loopback. Privileged and reserved ports are the caller's business.
port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port: a port nothing listens on.
free_port() {
  local port
  for _ in {1..100}; do
    port=$((20000 + RANDOM % 12000))
    if port_is_free "$port"; then
      printf '%s\n' "$port"
      return 0
    fi
  done
  die "no free port found"
}

# apt_install PACKAGE…: installs from the distribution, without letting any service start.
apt_install() {
  command -v apt-get >/dev/null || die "cannot install $*: there is no apt-get here, please install it by hand"
  can_be_root || die "cannot install $* without root: run as root once, or: sudo apt-get install $*"
  say "installing $*"
  # A subshell, so that the policy goes away however the installation ends.
  (
    forbid_services
    trap allow_services EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    apt_get_install "$@"
  )
}

apt_get_install() {
  local install=(as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@")
  if "${install[@]}" </dev/null; then return 0; fi
  say "trying again with fresh package lists"
  as_root apt-get update -q </dev/null || die "the package lists could not be fetched: is the network there?"
  "${install[@]}" </dev/null || die "apt-get could not install $*"
}

# Debian starts a service as soon as it is installed, unless this policy says no. One that is there already stays.
readonly POLICY=/usr/sbin/policy-rc.d
forbid_services() {
  POLICY_IS_OURS=
  [[ ! -e $POLICY ]] || return 0
  POLICY_IS_OURS=yes
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
  as_root chmod 755 "$POLICY"
}

allow_services() {
  if [[ $POLICY_IS_OURS == yes ]]; then as_root rm -f "$POLICY"; fi
}
