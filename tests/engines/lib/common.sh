# Settings, the table of engines and small helpers.  Sourced by ../engine.
# shellcheck disable=SC2034

ENGINES_RUN=${ENGINES_RUN:-${XDG_RUNTIME_DIR:-/tmp}/latent-engines}
ENGINES_CACHE=${ENGINES_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/latent-engines}
ENGINES_RUN=$(realpath -m "$ENGINES_RUN")
ENGINES_CACHE=$(realpath -m "$ENGINES_CACHE")

ENGINE_NAMES=(docker-20.10 docker-26.1 docker-28.5 podman-4.3 podman-5.8)

# engine_spec NAME - sets the description of an engine (the part before any @TAG):
#   kind      docker or podman: which start_KIND starts it
#   suite     Debian suite its packages come from ('SUITE-security' and
#             'SUITE-updates' are added where the machine's mirror has them)
#   packages  what is asked of apt; the libraries they need come along
#   programs  the executables kept from those packages
#   expect    the version prefix these packages had when this was written
engine_spec() {
    local docker_programs='dockerd docker-proxy docker tini-static containerd containerd-shim-runc-v2 runc xtables-nft-multi'
    local podman_programs='podman conmon runc netavark aardvark-dns catatonit xtables-nft-multi nft'
    local podman_packages='podman conmon runc netavark aardvark-dns catatonit iptables nftables golang-github-containers-common'
    case ${1%%@*} in
        docker-20.10) kind=docker suite=bookworm expect=20.10.
                      packages='docker.io tini iptables' programs="$docker_programs containerd-shim" ;;
        docker-26.1)  kind=docker suite=trixie expect=26.1.
                      packages='docker.io docker-cli tini iptables' programs=$docker_programs ;;
        docker-28.5)  kind=docker suite=forky expect=28.5.
                      packages='docker.io docker-cli tini-static iptables' programs=$docker_programs ;;
        podman-4.3)   kind=podman suite=bookworm expect=4.3.
                      packages=$podman_packages programs=$podman_programs ;;
        podman-5.8)   kind=podman suite=forky expect=5.8.
                      packages=$podman_packages programs=$podman_programs ;;
        *) die "no engine '${1%%@*}'; there are: ${ENGINE_NAMES[*]}" ;;
    esac
    case $1 in *[!A-Za-z0-9.@-]*) die "bad engine name '$1'" ;; esac
}

log() { printf 'engine: %s\n' "$*" >&2; }
die() { printf 'engine: %s\n' "$*" >&2; exit 97; }    # 97: said already, see the traps in ../engine

need_root() { [ "$(id -u)" = 0 ] || die "must run as root (network namespaces, overlay mounts, cgroups)"; }

need() {
    local t
    for t in "$@"; do
        command -v "$t" >/dev/null || die "needs the program '$t' (Debian package of that name, or see README.md)"
    done
}

# with_lock FILE CMD... - one holder at a time, across processes.  The lock is
# not inherited by daemons that CMD starts (they close descriptor 9).
with_lock() {
    local file=$1; shift
    mkdir -p "$(dirname "$file")"
    ( flock -w 900 9 || die "could not lock $file"; "$@" ) 9>"$file"
}

# api NAME METHOD PATH [curl args] - one call over the engine's unix socket.
api() {
    local name=$1 method=$2 path=$3; shift 3
    curl -sS --max-time "${API_TIMEOUT:-60}" --unix-socket "$(socket_of "$name")" -X "$method" "$@" "http://localhost$path"
}

run_of()    { printf '%s/%s' "$ENGINES_RUN" "$1"; }
socket_of() { printf '%s/%s/docker.sock' "$ENGINES_RUN" "$1"; }
root_of()   { printf '%s/root/%s' "$ENGINES_CACHE" "${1%%@*}"; }

# pid_is FILE WORD - the pid in FILE, if it is alive and its command line or
# environment still mentions WORD (so a recycled pid is never taken for ours).
pid_is() {
    local pid
    [ -s "$1" ] || return 1
    pid=$(cat "$1")
    case $pid in ''|*[!0-9]*) return 1 ;; esac
    # Not -q: it would end before all is written to it, and under pipefail that is a failure.
    cat "/proc/$pid/cmdline" "/proc/$pid/environ" 2>/dev/null | tr '\0' '\n' | grep -F -- "$2/" >/dev/null || return 1
    printf '%s' "$pid"
}

# wait_gone PID SECONDS
wait_gone() {
    local i
    for ((i = 0; i < $2 * 10; i++)); do
        # a zombie counts as gone: its parent may be a shell that never waits
        [ -d "/proc/$1" ] && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}

up_names() {
    local d
    for d in "$ENGINES_RUN"/*/; do
        d=${d%/}
        [ -e "$d/kind" ] && is_up "${d##*/}" && printf '%s\n' "${d##*/}"
    done
    return 0
}

is_up() { pid_is "$(run_of "$1")/pid" "$(run_of "$1")" >/dev/null; }
