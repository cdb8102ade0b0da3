# For the scripts that start the command: bin/dust of the archive, and ./dust of the sources. Not to be run by itself.

# Starts Java in place of this shell: start JAVA CLASS_PATH ARGUMENTS...
start() {
  local java="$1" class_path="$2" options
  shift 2
  # Most commands are over before a better compiler or collector would pay.
  case "${1:-}" in
    serve | simulate | chaos) options=() ;;
    *) options=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1) ;;
  esac
  # Classes as Java has them in memory, kept by the first command for those to come, and made anew for another Java or another dust.
  # Java warns on standard output of what it cannot use, and an archive of another version is no error.
  if shared_classes; then
    options+=(-XX:SharedArchiveFile="$cache/dust.jsa" -XX:+AutoCreateSharedArchive)
  fi
  options+=(-Xshare:auto -Xlog:disable -Xlog:all=error,cds*=off,aot*=off:stderr)
  # SQLite, which the cache is in, is a native library.
  options+=(--enable-native-access=ALL-UNNAMED)
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

# Whether there is a folder for them. Sets cache.
shared_classes() {
  if [ -n "${XDG_CACHE_HOME:-}" ]; then
    cache="$XDG_CACHE_HOME/dust"
  elif [ -n "${HOME:-}" ]; then
    cache="$HOME/.cache/dust"
  else
    return 1
  fi
  [ -d "$cache" ] || mkdir -p -m 700 "$cache" 2> /dev/null
}
