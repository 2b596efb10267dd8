#!/bin/sh
# Makes .venv and installs a lock file into it. Called by make; safe to call again at any time.
set -eu
lock=$1
python=${PYTHON:-python3}
say() { printf 'sanad: %s\n' "$*" >&2; }

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "Python 3.11 or newer is needed; '$python' is older or missing. Try: make PYTHON=python3.12 ..."
    exit 1
fi
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
    say "making the environment in .venv"
    rm -rf .venv
    if ! "$python" -m venv .venv; then
        say "could not make .venv. On Debian or Ubuntu: apt install python3-venv"
        exit 1
    fi
fi
py=.venv/bin/python
say "installing $lock (about 1 GB on disk; a minute or two the first time)"
# The certificates of this machine, as pip uses them: behind a company's proxy there are no others.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" UV_NATIVE_TLS="${UV_NATIVE_TLS:-true}"
# uv installs in parallel, some ten times as fast as pip; where it can't be had or can't reach an index, pip does it.
if "$py" -m uv --version >/dev/null 2>&1 || "$py" -m pip install --quiet --require-hashes -r tools/uv.txt >/dev/null 2>&1; then
    if "$py" -m uv pip install --quiet --python "$py" --require-hashes -r "$lock" 2>.venv/uv.log &&
        "$py" -m uv pip install --quiet --python "$py" --no-deps -e . 2>>.venv/uv.log; then
        exit 0
    fi
    say "uv did not get through (.venv/uv.log says why); pip will, more slowly"
fi
"$py" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
"$py" -m pip install --quiet --disable-pip-version-check --no-deps -e .
