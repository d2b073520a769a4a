# Finds a Java that can run or build the product. Sourced; sets JAVA and JAVA_MAJOR.

readonly JAVA_OLDEST=17

# find_java: the java of JAVA_HOME, else of the PATH. Fails with one line if there is none or it is too old.
find_java() {
  JAVA=${JAVA_HOME:+$JAVA_HOME/bin/java}
  if [[ -z $JAVA ]]; then
    JAVA=$(command -v java) || java_missing "no java in the PATH and no JAVA_HOME"
  fi
  [[ -x $JAVA ]] || java_missing "JAVA_HOME is $JAVA_HOME, which has no bin/java"
  JAVA_MAJOR=$(java_major "$JAVA")
  ((JAVA_MAJOR >= JAVA_OLDEST)) || java_missing "$JAVA is version ${JAVA_MAJOR}"
}

# java_major FILE: the feature release of that java, 0 if it does not say.
java_major() {
  local version
  version=$("$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1) || true
  printf '%s\n' "${version:-0}"
}

java_missing() {
  printf '%s: Java %s or newer is needed (%s); on Debian: apt-get install openjdk-17-jdk-headless\n' \
    "$(basename -- "$0")" "$JAVA_OLDEST" "$1" >&2
  exit 1
}

# native_flags: fills NATIVE_FLAGS with what this Java wants before libraries may use native code without a warning.
native_flags() {
  NATIVE_FLAGS=()
  if ((JAVA_MAJOR >= 22)); then NATIVE_FLAGS+=(--enable-native-access=ALL-UNNAMED); fi
  if ((JAVA_MAJOR >= 23)); then NATIVE_FLAGS+=(--sun-misc-unsafe-memory-access=allow); fi
}
