# Settings and the Python environment, sourced by the scripts beside this.
# shellcheck shell=bash disable=SC2034

bb_version=4.3.0
bb_cache=${LATENT_BUILDBOT_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/latent-buildbot}
venv=${BB_VENV:-$bb_cache/venv-$bb_version}

# ensure_venv - makes the environment with Buildbot's master once; several callers wait for the first.
ensure_venv() {
  [ -e "$venv/.ready" ] && return
  mkdir -p "$(dirname "$venv")"
  (
    flock -w 900 9
    [ -e "$venv/.ready" ] && exit
    # Debian's interpreter where there is one: the worker image copies it, and any user can read it
    local python=/usr/bin/python3
    [ -x "$python" ] || python=python3
    "$python" -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "buildbot==$bb_version" "buildbot-www==$bb_version"
    touch "$venv/.ready"
  ) 9>"$venv.lock"
}
