# Starting a dockerd.
# shellcheck disable=SC2154,SC2030,SC2031

start_docker() {
    local name=$1 tcp=$2 tls=$3 cert=$4 run root chain args=()
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
    [ -z "$tcp$tls" ] || args+=(--host fd://)
    [ -z "$tls" ] || args+=(--tlsverify --tlscacert "$(tls_dir)/ca/ca.pem" --tlscert "$(tls_dir)/$cert/cert.pem"
                            --tlskey "$(tls_dir)/$cert/key.pem")
    listen_chain "$name" "$tcp$tls"
    spawn "$run/log" "$run/pid" "$root" "$name" "${chain[@]}" -- "${args[@]}"
}
