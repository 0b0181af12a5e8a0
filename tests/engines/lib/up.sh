# Starting and stopping engines, and saying where they are.
# shellcheck disable=SC2034,SC2154

cmd_up() {
    local name=${1:?engine name} arg tcp='' kind suite expect packages programs; shift
    need_root
    need ip nsenter unshare curl jq perl
    engine_spec "$name"
    for arg in "$@"; do
        case $arg in
            --tcp) tcp=$(free_port) ;;
            --tcp=*) tcp=${arg#*=} ;;
            *) die "up: unknown argument '$arg'" ;;
        esac
    done
    cgroups_ready
    [ "$(printf '%s' "$(run_of "$name")/exec/containerd/containerd.sock.ttrpc" | wc -c)" -lt 108 ] ||
        die "ENGINES_RUN is too long a path for unix sockets: $ENGINES_RUN"
    fetch_engine "$name"
    if is_up "$name"; then
        if [ "$(cat "$(run_of "$name")/port")" = "$tcp" ] || [ -z "$tcp" ]; then
            log "$name is already up"; return
        fi
        die "$name is already up with another port ($(cat "$(run_of "$name")/port")); take it down first"
    fi
    with_lock "$ENGINES_RUN/.lock" engine_start "$name" "$tcp"
}

# Both cgroup layouts will do; none at all will not.
cgroups_ready() {
    awk '$3 ~ /^cgroup2?$/ { found = 1 } END { exit !found }' /proc/self/mounts && return
    mount -t cgroup2 none /sys/fs/cgroup || die "no cgroups are mounted, and cgroup2 could not be"
}

engine_start() {
    local name=$1 tcp=$2 run t0 i
    run=$(run_of "$name")
    t0=$(date +%s%N)
    if is_up "$name"; then log "$name is already up"; return; fi    # by another, while this one waited
    engine_clear "$name"
    mkdir -p "$run/data"
    printf '%s\n' "$kind" >"$run/kind"
    printf '%s\n' "$tcp" >"$run/port"
    net_up "$name"
    "start_$kind" "$name" "$tcp"
    for ((i = 0; i < 300; i++)); do
        if API_TIMEOUT=5 api "$name" GET /_ping >/dev/null 2>&1; then
            log "$name is up: $(socket_of "$name")${tcp:+, tcp 127.0.0.1:$tcp} ($(( ($(date +%s%N) - t0) / 1000000 )) ms)"
            return
        fi
        is_up "$name" || [ "$i" -lt 20 ] || break
        sleep 0.1
    done
    tail -n 15 "$run/log" >&2
    engine_stop "$name" || true
    die "$name did not come up; its log is $run/log"
}

# engine_stop NAME - containers first (no ten seconds of grace for each), then the
# engine, then whatever it left: mounts, processes in its namespace, the namespace.
engine_stop() {
    local name=$1 run pid id ids
    run=$(run_of "$name")
    if is_up "$name"; then
        ids=$(API_TIMEOUT=10 api "$name" GET /containers/json 2>/dev/null | jq -r '.[].Id' 2>/dev/null || true)
        for id in $ids; do API_TIMEOUT=20 api "$name" POST "/containers/$id/kill" >/dev/null 2>&1 || true; done
    fi
    if pid=$(pid_is "$run/pid" "$run"); then
        kill -TERM "$pid" 2>/dev/null || true
        if ! wait_gone "$pid" 20; then
            log "$name (pid $pid) does not stop; killing it"
            kill -KILL "$pid" 2>/dev/null || true
            wait_gone "$pid" 5 || true
        fi
    fi
    engine_clear "$name"
}

# engine_clear NAME - removes the traces of an engine that is not running (after a
# crash too): container processes, known by a root file system in its data folder,
# its namespace with what runs there, mounts, and run-time files.
engine_clear() {
    local name=$1 run m f
    run=$(run_of "$name")
    net_down "$name"
    for f in /proc/[0-9]*/mountinfo; do
        if awk -v d="$run/data/" '$5 == "/" && index($0, d) { found = 1 } END { exit !found }' "$f" 2>/dev/null; then
            f=${f%/mountinfo}; kill -KILL "${f##*/}" 2>/dev/null || true
        fi
    done
    awk -v d="$run/" 'index($2, d) == 1 { print $2 }' /proc/self/mounts | sort -r |
        while read -r m; do umount -l "$m" 2>/dev/null || true; done
    rm -rf "$run"/{exec,docker.sock,dockerd.pid,pid,port,kind}
}

cmd_down() {
    local name=${1:?engine name} purge=${2:-} n names=()
    need_root
    if [ "$name" = all ]; then
        for n in "$ENGINES_RUN"/docker-*/; do
            [ ! -d "$n" ] || { n=${n%/}; names+=("${n##*/}"); }
        done
    else
        names=("$name")
    fi
    for n in "${names[@]}"; do
        [ -d "$(run_of "$n")" ] || continue
        with_lock "$ENGINES_RUN/.lock" engine_stop "$n"
        [ "$purge" != --purge ] || rm -rf "$(run_of "$n")"
        log "$n is down"
    done
}

cmd_list() {
    local n run state port version seen=' '
    printf '%-16s %-9s %-9s %-5s %-7s %s\n' NAME VERSION STATE API PID ENDPOINTS
    for n in "${ENGINE_NAMES[@]}" $({ find "$ENGINES_RUN" -mindepth 1 -maxdepth 1 -type d -name 'docker-*' -printf '%f\n' 2>/dev/null || true; } | sort); do
        case $seen in *" $n "*) continue ;; esac
        seen+="$n "
        run=$(run_of "$n")
        version=$(cat "$(root_of "$n")/version" 2>/dev/null || echo '-')
        if is_up "$n"; then
            port=$(cat "$run/port")
            printf '%-16s %-9s %-9s %-5s %-7s %s\n' "$n" "$version" up \
                "$(API_TIMEOUT=5 api "$n" GET /version 2>/dev/null | jq -r .ApiVersion)" "$(cat "$run/pid")" \
                "unix://$run/docker.sock${port:+ tcp://127.0.0.1:$port}"
        else
            state=down; [ -e "$(root_of "$n")/.ready" ] || state=unfetched
            printf '%-16s %-9s %-9s %-5s %-7s %s\n' "$n" "$version" "$state" - - -
        fi
    done
}

cmd_env() {
    local name=${1:?engine name} mode=${2:-} run port host
    run=$(run_of "$name")
    is_up "$name" || die "$name is not up"
    port=$(cat "$run/port")
    case $mode in
        '') host=unix://$run/docker.sock ;;
        --tcp) [ -n "$port" ] || die "$name was not started with --tcp"
               host=tcp://127.0.0.1:$port ;;
        *) die "env: unknown argument '$mode'" ;;
    esac
    echo 'unset DOCKER_TLS_VERIFY DOCKER_CERT_PATH'
    echo "export DOCKER_HOST=$host"
    echo "export ENGINE_IP=$(ip_of "$name") ENGINE_HOST_IP=$(host_ip)"
}

cmd_cli() {
    local name=${1:?engine name}; shift
    is_up "$name" || die "$name is not up"
    DOCKER_HOST=${DOCKER_HOST:-unix://$(socket_of "$name")} exec "$(root_of "$name")/bin/docker" "$@"
}
