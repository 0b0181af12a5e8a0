# Starting a dockerd.
# shellcheck disable=SC2154,SC2030,SC2031

start_docker() {
    local name=$1 tcp=$2 run root chain args=()
    run=$(run_of "$name") root=$(root_of "$name")
    # an own configuration file, so that /etc/docker/daemon.json is not read; up to
    # 20.10 the engine's ID comes from a key that is else shared, in /etc/docker
    case $name in
        docker-20.10*) jq -n --arg key "$run/data/key.json" '{"deprecated-key-path": $key}' ;;
        *) printf '{}\n' ;;
    esac >"$run/daemon.json"
    args=(dockerd --config-file "$run/daemon.json" --host "unix://$run/docker.sock" --group root
          --data-root "$run/data" --exec-root "$run/exec" --pidfile "$run/dockerd.pid"
          --userland-proxy-path "$root/bin/docker-proxy" --init-path "$root/bin/docker-init")
    [ -z "$tcp" ] || args+=(--host fd://)
    listen_chain "$name" "$tcp"
    spawn "$run/log" "$run/pid" "$root" "$name" "${chain[@]}" -- "${args[@]}"
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
