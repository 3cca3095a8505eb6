# Shared by the scripts of bin/: the virtual environment and sentences. Plain sh; needs only python3 with venv.
ROOT=$(cd "$(dirname "$0")/.." && pwd)
VENV="$ROOT/.venv"
PYTHON=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit "${CODE:-1}"; }

need_python() {
  command -v "$PYTHON" >/dev/null 2>&1 || CODE=2 stop "python3 was not found. Install Python 3.11 or later with its venv module, then try again."
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || CODE=2 stop "Qualward needs Python 3.11 or later; this is $("$PYTHON" --version 2>&1)."
  "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null || CODE=2 stop "Python's venv module is missing. On Debian: apt-get install python3-venv."
}

# install LOCK: bring .venv in step with a hash-pinned lock; at once when nothing changed.
install() {
  need_python
  stamp="$VENV/.installed-$(basename "$1" .lock)"
  if [ -f "$stamp" ] && cmp -s "$1" "$stamp"; then return 0; fi
  [ -x "$VENV/bin/python" ] || { say "Making the virtual environment .venv …"; "$PYTHON" -m venv "$VENV"; }
  say "Installing what $(basename "$1") pins (hash-checked) …"
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1" \
    || stop "The packages could not be installed. Check the network and the package index, then try again."
  cp "$1" "$stamp"
}
