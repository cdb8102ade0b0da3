# For scripts that start a module of this project: finds a JDK, and builds the module if that is needed. Not to be run by itself.
#
# The script sets before it calls anything:
#   root      the project's folder
#   module    the module whose main class it starts
#   jar       what the build makes of it
#   profiles  the profile that has the module, if it is not in every build

oldest_java=21
target="$root/$module/target"

fail() {
  printf 'dust: %s\n' "$1" >&2
  exit 1
}

# The feature release of the JDK at a home: 8, 17, 21, ...; nothing if there is none.
release_of() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  local version=''
  if [ -r "$1/release" ]; then
    version="$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$1/release")"
  fi
  if [ -z "$version" ]; then
    version="$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' || true)"
  fi
  version="${version#1.}"
  printf '%s\n' "${version%%[!0-9]*}"
}

# Where JDKs are, in order of preference, one home a line.
homes() {
  local java home="${HOME:-}"
  if [ -n "${JAVA_HOME:-}" ]; then
    printf '%s\n' "$JAVA_HOME"
  fi
  if java="$(command -v java)"; then
    home_of "$java"
  fi
  printf '%s\n' /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$home"/Library/Java/JavaVirtualMachines/*/Contents/Home "$home"/.sdkman/candidates/java/* "$home"/.jdks/* /opt/*jdk* \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
}

# The home of a java command. Where that is a script of some version manager, only Java itself knows.
home_of() {
  local home
  home="$(dirname "$(dirname "$(readlink -f "$1")")")"
  if [ -x "$home/bin/javac" ] || [ "$1" = /usr/bin/java ]; then
    printf '%s\n' "$home"
  else
    "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' || true
  fi
}

# The first JDK that is young enough.
find_jdk() {
  local home release found=''
  while IFS= read -r home; do
    release="$(release_of "$home")"
    if [ -n "$release" ]; then
      if [ "$release" -ge "$oldest_java" ]; then
        printf '%s\n' "$home"
        return
      fi
      found="$found
  $release in $home"
    fi
  done <<< "$(homes)"
  fail "a JDK of $oldest_java or later is needed: install one, or set JAVA_HOME to it. Found:${found:- none}"
}

# Whether nothing in the sources is newer than what was built from them.
is_built() {
  [ -e "$jar" ] && [ -z "$(find "$root/pom.xml" "$root"/dust-*/pom.xml "$root"/dust-*/src/main -newer "$jar" -print -quit \
    2> /dev/null || true)" ]
}

# Builds the module. What Maven says is shown only if it fails.
build() {
  local mvn
  mvn="$(command -v mvn || true)"
  if [ -z "$mvn" ] && [ -n "${MAVEN_HOME:-}" ]; then
    mvn="$MAVEN_HOME/bin/mvn"
  fi
  [ -x "$mvn" ] || fail 'Maven is needed to build it: install it, so that mvn is found'
  printf 'dust: building, which takes a while the first time ...\n' >&2
  mkdir -p "$target"
  touch "$target/build-began"
  if ! JAVA_HOME="$jdk" "$mvn" -q -B -f "$root/pom.xml" ${profiles:+-P"$profiles"} -pl "$module" -am -Dmaven.test.skip=true -Dformatter.skip=true \
    -Ddust.archive.skip=true package \
    > "$target/build.log" 2>&1; then
    cat "$target/build.log" >&2
    fail 'the build failed'
  fi
  # What was changed while it was built is not in it.
  touch -r "$target/build-began" "$jar"
}

# Builds the module, unless somebody else has just done so.
build_alone() (
  mkdir -p "$target"
  until mkdir "$target/build-lock" 2> /dev/null; do
    builder="$(cat "$target/build-lock/pid" 2> /dev/null || true)"
    if [ -n "$builder" ] && ! kill -0 "$builder" 2> /dev/null; then
      rm -rf "$target/build-lock"
    else
      sleep 0.2
    fi
  done
  trap 'rm -rf "$target/build-lock"' EXIT
  trap 'exit 130' INT TERM
  printf '%s\n' "$$" > "$target/build-lock/pid"
  is_built || build
)
