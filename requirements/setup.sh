# Sourced by ./run and ./test: makes .venv from a hashed lock file, once per lock file.
# shellcheck shell=bash disable=SC2154  # whoever sources this sets $root

fail() { printf '%s\n' "$*" >&2; exit 1; }

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3.12 python3 python; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; then
      command -v "$candidate"; return
    fi
  done
  fail "Mouthpiece needs Python 3.11 or 3.12. Install one of them, or name it: PYTHON=/path/to/python3.11 $0"
}

# install_lock NAME...: bring .venv up to requirements/NAME.lock, one after the other.
install_lock() {
  local name stamp wanted
  mkdir -p "$root/.venv"
  (
    # Two first starts at once would write one .venv together; the second waits for the first.
    if command -v flock >/dev/null; then flock 9; fi
    if [ ! -x "$root/.venv/bin/python" ]; then
      echo "First start: setting up Python packages in .venv (once)." >&2
      "$(find_python)" -m venv "$root/.venv" || fail "python -m venv failed; on Debian: apt-get install python3-venv"
    fi
    for name in "$@"; do
      stamp="$root/.venv/$name.installed"
      wanted=$(cksum <"$root/requirements/$name.lock")
      [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && continue
      echo "Installing requirements/$name.lock ..." >&2
      "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --no-deps -r "$root/requirements/$name.lock" >&2 \
        || fail "Installing requirements/$name.lock failed; the lines above say why. Check the network and the disk, then start again."
      "$root/.venv/bin/python" - "$root" <<'PY'
import pathlib, sys, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "mouthpiece.pth").write_text(sys.argv[1] + "\n")
PY
      printf '%s\n' "$wanted" >"$stamp"
    done
  ) 9>"$root/.venv/.lock" || exit 1
}
