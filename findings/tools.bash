# For the findings beside it: their folder, `dir`, which goes away, packages in it, a server of given
# bytes, and the comparison with what the finding's head says was seen (its lines that begin with
# "#   ").
set -euo pipefail
findings=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
finding=$(cd "$(dirname "$0")" && pwd)/${0##*/}
trap 'trap - ERR; set +e; kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT
trap 'echo "could not run: line $LINENO" >&2; exit 2' ERR
cd "$dir"

unable() { echo "could not run: $1" >&2; exit 2; }

# python_packages NAME==VERSION…: into a folder of this run's.
python_packages() {
  python3 -m pip install -q --disable-pip-version-check --target "$dir/packages" "$@" \
    >"$dir/pip.log" 2>&1 || unable "pip: $(tail -n 1 "$dir/pip.log")"
  export PYTHONPATH=$dir/packages PYTHONSAFEPATH=1
}

# debian_packages PACKAGE VERSION-PATTERN: is it installed, in the version that is spoken of?
debian_packages() {
  local version
  version=$(dpkg-query -W -f '${Version}' "$1" 2>/dev/null) ||
    unable "needs Debian's package $1"
  # shellcheck disable=SC2053
  [[ $version == $2 ]] || unable "$1 is $version here, not $2"
}

# serve ANSWER…: each request gets the next answer, the last one again and again; sets $url.
# What was asked for is in $dir/requests, a line a request: seconds, method, path, Last-Event-ID.
serve() {
  python3 "$findings/serve.py" "$dir" "$@" &
  for _ in {1..200}; do [ -s "$dir/port" ] && break; sleep 0.1; done
  url=http://127.0.0.1:$(cat "$dir/port")
}

free_port() {
  python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])'
}

# compare FILE: prints it; 0 when it is what the head of the finding says, else 1.
compare() {
  cat "$1"
  if diff <(sed -n '/^#   /s/^#   //p' "$finding") "$1" >"$dir/diff"; then exit 0; fi
  echo "changed:"
  cat "$dir/diff"
  exit 1
}
