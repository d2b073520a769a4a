# What both launchers share. Sourced; needs "here", the folder of the launcher itself, and lib/java.sh.

# find_jars: sets LIB to the folder of jars: beside an installed launcher, else the checkout's own build.
find_jars() {
  local jars
  LIB=$here/lib
  jars=$(find "$LIB" -maxdepth 1 -name '*.jar' -print -quit)
  [[ -z $jars ]] || return 0
  LIB=$here/../admin-cli/target/dist/lib
  jars=$(find "$LIB" -maxdepth 1 -name 'admin-cli-*.jar' -print -quit 2>/dev/null) || true
  [[ -z $jars ]] || return 0
  printf '%s: not built yet, building\n' "$(basename -- "$0")" >&2
  "$here/lib/build" >&2
}
