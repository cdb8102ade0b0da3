# For the scripts that start the command: bin/dust of the archive, and ./dust of the sources. Not to be run by itself.

oldest_java=21
# The first release that keeps, of a rehearsal, linked classes besides loaded ones, in one step (JEP 483 and 514).
linking_java=25

# Starts Java in place of this shell: start JAVA JAR CLASS_PATH ARGUMENTS...
start() {
  local java="$1" jar="$2" class_path="$3" java_feature java_build kept version options brief=yes
  shift 3
  read_release "$java"
  if [ "$java_feature" -lt "$oldest_java" ]; then
    printf 'dust: Java %s or later is needed, and this is %s: %s; set JAVA_HOME to a newer one\n' "$oldest_java" "$java_feature" "$java" >&2
    exit 1
  fi
  # Java warns on standard output of what it cannot use, and what was kept of another version is no error. SQLite, which the cache
  # is in, is a native library.
  options=(-Xlog:disable -Xlog:all=error,cds*=off,aot*=off:stderr --enable-native-access=ALL-UNNAMED)
  case "${1:-}" in
    # A server at the end of its memory answers nobody, and hears no signal: whoever looks after it is to start another.
    serve)
      brief=''
      options+=(-XX:+ExitOnOutOfMemoryError)
      ;;
    simulate | chaos) brief='' ;;
    # Most commands are over before a better compiler or collector would pay, and before much compiling would.
    *) options+=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10) ;;
  esac
  if [ "${DUST_REHEARSAL:-}" != off ] && find_kept; then
    if [ -z "$java_build" ]; then
      # Which Java this is only Java knows: it makes anew what is not of its own.
      mkdir -p -m 700 "$kept" 2> /dev/null && options+=("-XX:SharedArchiveFile=$kept/classes" -XX:+AutoCreateSharedArchive)
    elif is_kept; then
      options+=("-Dorg.sqlite.lib.path=$kept")
      [ -s "$kept/classes" ] && options+=("$(option_for "$kept/classes" AOTCache SharedArchiveFile)")
    elif [ -n "$brief" ]; then
      rehearse < /dev/null > /dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
    fi
  fi
  if [ -t 1 ]; then
    options+=(-Ddust.terminal=true)
  fi
  if [ -t 0 ]; then
    options+=(-Ddust.keyboard=true)
  fi
  # In another encoding than UTF-8, Java would make something else of arguments and of names of files. Commands that dust starts
  # get back what was there.
  export DUST_LC_ALL="${LC_ALL-}" LC_ALL=C.UTF-8
  exec "$java" "${options[@]}" -cp "$class_path" dev.dust.cli.Main "$@"
}

# Which Java this is: sets java_feature, such as 21, and java_build, which no other has. Asking Java itself would take as long as
# many a command does. One that does not say is taken for one that is young enough, and has no java_build.
read_release() {
  local home line feature=''
  home="$(readlink -f "$1")"
  home="${home%/bin/java}"
  java_build=''
  if [ -r "$home/release" ]; then
    while IFS= read -r line; do
      case "$line" in
        JAVA_VERSION=*) feature="${line#*=\"}" ;;
        JAVA_RUNTIME_VERSION=* | IMPLEMENTOR_VERSION=*) java_build="$java_build-${line#*=}" ;;
      esac
    done < "$home/release"
  fi
  feature="${feature#1.}"
  feature="${feature%%[!0-9]*}"
  java_feature="${feature:-$oldest_java}"
  java_build="${java_build//[^A-Za-z0-9.+-]/}"
}

# Where that is which the first command rehearses for those to come, of this dust and this Java: sets kept, and version, which is
# dust's. In vain where there is no place for it.
find_kept() {
  local cache
  if [ -n "${XDG_CACHE_HOME:-}" ]; then
    cache="$XDG_CACHE_HOME/dust"
  elif [ -n "${HOME:-}" ]; then
    cache="$HOME/.cache/dust"
  else
    return 1
  fi
  kept="${jar%/*}"
  kept="$cache/${kept//[^A-Za-z0-9.+-]/_}${java_build:-_java}"
  set -- "${jar%/*}"/lib/dust-domain-*.jar
  version="${1##*/}"
}

# Whether it is there, and made of this version, since there is this jar.
is_kept() {
  local of=''
  [ -e "$kept/made" ] && ! [ "$jar" -nt "$kept/made" ] || return 1
  read -r of < "$kept/made" || true
  [ "$of" = "$version" ]
}

# An option with a file, of two: that of releases that link, and that of those before.
option_for() {
  if [ "$java_feature" -ge "$linking_java" ]; then
    printf '%s' "-XX:$2=$1"
  else
    printf '%s' "-XX:$3=$1"
  fi
}

# Does once what commands do, and keeps Java's classes as Java then has them in memory, and SQLite's library, unpacked. It takes
# some seconds, beside the first command. If it fails, commands go without the classes, and it is not tried again.
rehearse() {
  local new="$kept.new"
  mkdir -p -m 700 "${kept%/*}" || return
  if ! mkdir -m 700 "$new"; then
    # Another command's; or what was left of one that was ended.
    find "$new" -prune -mmin +10 -exec rm -rf {} +
    return
  fi
  # At the beginning: what becomes of the jar meanwhile is not in it.
  printf '%s\n' "$version" > "$new/made"
  # Interpreted: otherwise Java 25 keeps what it has learnt for its compiler, too, and each command compiles what pays in none.
  # With the log of errors that commands have, it would not end.
  nice "$java" -Xlog:disable --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xint \
    "$(option_for "$new/classes" AOTCacheOutput ArchiveClassesAtExit)" -cp "$jar" dev.dust.cli.Rehearsal "$new" \
    || rm -f "$new/classes"
  rm -rf "$kept"
  mv "$new" "$kept"
}
