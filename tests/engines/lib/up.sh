# Starting and stopping engines, and saying where they are.
# shellcheck disable=SC2034,SC2154

cmd_up() {
    local name=${1:?engine name} arg tcp='' tls='' cert=server kind suite expect packages programs; shift
    need_root
    need ip nsenter unshare curl jq perl
    engine_spec "$name"
    for arg in "$@"; do
        case $arg in
            --tcp) tcp=$(free_port) ;;
            --tcp=*) tcp=${arg#*=} ;;
            --tls) tls=$(free_port) ;;
            --tls=*) tls=${arg#*=} ;;
            --cert=*) cert=${arg#*=} ;;
            *) die "up: unknown argument '$arg'" ;;
        esac
    done
    [ -z "$tcp" ] || [ -z "$tls" ] || die "an engine listens on plain tcp or on tls, not on both"
    cgroups_ready
    [ "$(printf '%s' "$(run_of "$name")/exec/containerd/containerd.sock.ttrpc" | wc -c)" -lt 108 ] ||
        die "ENGINES_RUN is too long a path for unix sockets: $ENGINES_RUN"
    fetch_engine "$name"
    if [ -n "$tls" ]; then
        [ "$kind" = docker ] || "$(root_of "$name")/bin/podman" system service --help 2>/dev/null | grep tls-client-ca >/dev/null ||
            die "$name has no TLS for its API"
        tls_certs >/dev/null
        [ -f "$(tls_dir)/$cert/key.pem" ] || die "no certificate '$cert'"
    fi
    if is_up "$name"; then
        if [ "$(cat "$(run_of "$name")/ports")" = "tcp=$tcp tls=$tls" ] || [ -z "$tcp$tls" ]; then
            log "$name is already up"; return
        fi
        die "$name is already up with other ports ($(cat "$(run_of "$name")/ports")); take it down first"
    fi
    with_lock "$ENGINES_RUN/.lock.$name" engine_start "$name" "$tcp" "$tls" "$cert"
}

# Both cgroup layouts will do; none at all will not.
cgroups_ready() {
    awk '$3 ~ /^cgroup2?$/ { found = 1 } END { exit !found }' /proc/self/mounts && return
    mount -t cgroup2 none /sys/fs/cgroup || die "no cgroups are mounted, and cgroup2 could not be"
}

engine_start() {
    local name=$1 tcp=$2 tls=$3 cert=$4 run t0 i
    run=$(run_of "$name")
    t0=$(date +%s%N)
    if is_up "$name"; then log "$name is already up"; return; fi    # by another, while this one waited
    engine_clear "$name"
    mkdir -p "$run/data"
    printf '%s\n' "$kind" >"$run/kind"
    printf 'tcp=%s tls=%s\n' "$tcp" "$tls" >"$run/ports"
    with_lock "$ENGINES_RUN/.lock.net" net_up "$name"
    "start_$kind" "$name" "$tcp" "$tls" "$cert"
    for ((i = 0; i < 300; i++)); do
        if API_TIMEOUT=5 api "$name" GET /_ping >/dev/null 2>&1; then
            with_lock "$ENGINES_RUN/.lock.registry" registry_join "$name"
            log "$name is up: $(socket_of "$name")${tcp:+, tcp 127.0.0.1:$tcp}${tls:+, tls 127.0.0.1:$tls} ($(( ($(date +%s%N) - t0) / 1000000 )) ms)"
            return
        fi
        is_up "$name" || [ "$i" -lt 20 ] || break
        sleep 0.1
    done
    tail -n 15 "$run/log" >&2
    engine_stop "$name" || true
    die "$name did not come up; its log is $run/log"
}

# spawn LOG PIDFILE ROOT NAME PREFIX... -- CMD... - starts a daemon in the
# background: own session, own host name, PATH with the engine's programs first.
# The chain is exec after exec, so that the pid that is written down is the engine's own.
spawn() {
    local logf=$1 pidf=$2 root=$3 host=$4 prefix=(); shift 4
    while [ "$1" != -- ]; do prefix+=("$1"); shift; done; shift
    (
        exec 9>&- </dev/null >>"$logf" 2>&1
        export PATH="$root/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin" XTABLES_LIBDIR="$root/xtables"
        unset DOCKER_HOST DOCKER_CERT_PATH DOCKER_TLS_VERIFY NOTIFY_SOCKET LISTEN_FDS LISTEN_PID
        # shellcheck disable=SC2016
        exec setsid sh -c 'echo $$ >"$0"; exec "$@"' "$pidf" \
            "${prefix[@]}" unshare --uts sh -c 'hostname "$0"; exec "$@"' "$(printf '%s' "$host" | tr '@' '-')" "$@"
    ) &
    disown
    while [ ! -s "$pidf" ]; do sleep 0.02; done
}

# engine_stop NAME - containers first (no ten seconds of grace for each), then the
# engine, then whatever it left: mounts, processes in its namespace, the namespace.
engine_stop() {
    local name=$1 run pid f id ids
    run=$(run_of "$name")
    if is_up "$name"; then
        # or its tasks would come back as soon as they are killed
        API_TIMEOUT=20 api "$name" POST '/swarm/leave?force=true' >/dev/null 2>&1 || true
        ids=$(API_TIMEOUT=10 api "$name" GET /containers/json 2>/dev/null | jq -r '.[].Id' 2>/dev/null || true)
        for id in $ids; do API_TIMEOUT=20 api "$name" POST "/containers/$id/kill" >/dev/null 2>&1 || true; done
    fi
    for f in "$run"/pid*; do
        pid=$(pid_is "$f" "$run") || { rm -f "$f"; continue; }
        kill -TERM "$pid" 2>/dev/null || true
        if ! wait_gone "$pid" 20; then
            log "$name (pid $pid) does not stop; killing it"
            kill -KILL "$pid" 2>/dev/null || true
            wait_gone "$pid" 5 || true
        fi
        rm -f "$f"
    done
    engine_clear "$name"
}

# engine_clear NAME - removes the traces of an engine that is not running (after a
# crash too): container processes, known by a root file system in its data folder,
# its namespace with what runs there, mounts, and run-time files.
engine_clear() {
    local name=$1 run m f
    run=$(run_of "$name")
    with_lock "$ENGINES_RUN/.lock.net" net_down "$name"
    for f in /proc/[0-9]*/mountinfo; do
        if awk -v d="$run/data/" '$5 == "/" && index($0, d) { found = 1 } END { exit !found }' "$f" 2>/dev/null; then
            f=${f%/mountinfo}; kill -KILL "${f##*/}" 2>/dev/null || true
        fi
    done
    awk -v d="$run/" 'index($2, d) == 1 { print $2 }' /proc/self/mounts | sort -r |
        while read -r m; do umount -l "$m" 2>/dev/null || true; done
    rm -rf "$run"/{exec,tmp,conf/private,docker.sock,dockerd.pid,pid,pid.tcp1,pid.tcp2,ports,kind}
}

cmd_down() {
    local name=${1:?engine name} purge=${2:-} n names=() downs=() bad=0
    need_root
    if [ "$name" = all ]; then
        for n in "$ENGINES_RUN"/{docker,podman}-*/; do
            [ ! -d "$n" ] || { n=${n%/}; names+=("${n##*/}"); }
        done
    else
        names=("$name")
    fi
    # a failure of one leaves no other running
    for n in "${names[@]}"; do down_one "$n" "$purge" & downs+=($!); done
    for n in "${downs[@]}"; do wait "$n" || bad=1; done
    [ "$bad" = 0 ] || die "not everything is down"
}

down_one() {
    local name=$1 purge=$2
    [ -d "$(run_of "$name")" ] || return 0
    with_lock "$ENGINES_RUN/.lock.$name" engine_stop "$name"
    [ "$purge" != --purge ] || rm -rf "$(run_of "$name")"
    log "$name is down"
}

cmd_list() {
    local n run state version seen=' '
    printf '%-16s %-9s %-9s %-5s %-7s %s\n' NAME VERSION STATE API PID ENDPOINTS
    for n in "${ENGINE_NAMES[@]}" $({ find "$ENGINES_RUN" -mindepth 1 -maxdepth 1 -type d -name '*-*' -printf '%f\n' 2>/dev/null || true; } | sort); do
        case $seen in *" $n "*) continue ;; esac
        seen+="$n "
        run=$(run_of "$n")
        version=$(cat "$(root_of "$n")/version" 2>/dev/null || echo '-')
        if is_up "$n"; then
            printf '%-16s %-9s %-9s %-5s %-7s %s\n' "$n" "$version" up \
                "$(API_TIMEOUT=5 api "$n" GET /version 2>/dev/null | jq -r .ApiVersion)" "$(cat "$run/pid")" \
                "unix://$run/docker.sock $(tr ' ' '\n' <"$run/ports" | awk -F= '$2 { printf "%s://127.0.0.1:%s ", $1, $2 }')"
        else
            state=down; [ -e "$(root_of "$n")/.ready" ] || state=unfetched
            printf '%-16s %-9s %-9s %-5s %-7s %s\n' "$n" "$version" "$state" - - -
        fi
    done
}

cmd_env() {
    local name=${1:?engine name} mode=${2:-} run tcp tls host certs=
    run=$(run_of "$name")
    is_up "$name" || die "$name is not up"
    tcp=$(sed -n 's/.*tcp=\([0-9]*\).*/\1/p' "$run/ports") tls=$(sed -n 's/.*tls=\([0-9]*\).*/\1/p' "$run/ports")
    case $mode in
        '') host=unix://$run/docker.sock ;;
        --tcp) [ -n "$tcp" ] || die "$name was not started with --tcp"
               host=tcp://127.0.0.1:$tcp ;;
        --tls|--tls=*) [ -n "$tls" ] || die "$name was not started with --tls"
                       mode=${mode#--tls}; mode=${mode#=}
                       host=tcp://127.0.0.1:$tls certs=$(tls_dir)/client-${mode:-rsa}
                       [ -d "$certs" ] || die "no client certificate '$mode'" ;;
        *) die "env: unknown argument '$mode'" ;;
    esac
    echo 'unset DOCKER_TLS_VERIFY DOCKER_CERT_PATH'
    echo "export DOCKER_HOST=$host${certs:+ DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=$certs}"
    echo "export ENGINE_IP=$(ip_of "$name") ENGINE_HOST_IP=$(host_ip)"
}

cmd_cli() {
    local name=${1:?engine name} kind suite expect packages programs run root e=(); shift
    engine_spec "$name"
    run=$(run_of "$name") root=$(root_of "$name")
    # Docker's speaks to any engine, and its own need not run for that
    if [ "$kind" = docker ] && [ -n "${DOCKER_HOST:-}" ]; then fetch_engine "$name"; exec "$root/bin/docker" "$@"; fi
    is_up "$name" || die "$name is not up"
    case $kind in
        docker) DOCKER_HOST=unix://$run/docker.sock exec "$root/bin/docker" "$@" ;;
        podman) mapfile -t e <"$run/env"
                exec nsenter --net="/run/netns/$(netns_of "$name")" --mount="/proc/$(cat "$run/pid")/ns/mnt" \
                    env "${e[@]}" PATH="$root/bin:$PATH" XTABLES_LIBDIR="$root/xtables" podman "$@" ;;
    esac
}
