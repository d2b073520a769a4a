# Finds the JDKs of this machine. Sourced after java.sh and common.sh.

# find_jdks: sets BASE_JDK (17, or the oldest newer one) and NEWEST_JDK, with BASE_MAJOR and NEWEST_MAJOR.
find_jdks() {
  local home major
  BASE_JDK='' NEWEST_JDK='' BASE_MAJOR=0 NEWEST_MAJOR=0
  for home in ${JAVA_HOME:+"$JAVA_HOME"} "$(path_jdk)" /usr/lib/jvm/*; do
    # Links to a JDK that is listed anyway are of no interest, nor is a runtime without a compiler.
    [[ -x $home/bin/javac ]] || continue
    major=$(java_major "$home/bin/java")
    ((major >= JAVA_OLDEST)) || continue
    if ((BASE_MAJOR == 0 || major < BASE_MAJOR)); then BASE_JDK=$home BASE_MAJOR=$major; fi
    if ((major > NEWEST_MAJOR)); then NEWEST_JDK=$home NEWEST_MAJOR=$major; fi
  done
  [[ -n $BASE_JDK ]] || die "a JDK 17 or newer is needed; on Debian: apt-get install openjdk-17-jdk-headless"
}

# The JDK whose compiler is in the PATH, if there is one.
path_jdk() {
  local javac
  javac=$(command -v javac) || return 0
  dirname -- "$(dirname -- "$(readlink -f -- "$javac")")"
}
