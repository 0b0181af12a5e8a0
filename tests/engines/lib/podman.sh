# Starting a podman service.
# shellcheck disable=SC2154,SC2030,SC2031

start_podman() {
    local name=$1 tcp=$2 tls=$3 cert=$4 run root conf e=()
    run=$(run_of "$name") root=$(root_of "$name") conf=$run/conf
    podman_settings "$name" "$run" "$root" "$conf"
    mapfile -t e <"$run/env"
    spawn "$run/log" "$run/pid" "$root" "$name" nsenter --net="/run/netns/$(netns_of "$name")" \
        unshare --mount --propagation slave sh "$conf/enter" "$conf" -- \
        env "${e[@]}" podman --log-level info system service --time=0 "unix://$run/docker.sock"
    [ -z "$tcp$tls" ] || podman_listen "$name" "$tcp$tls" "${tls:+$cert}" "${e[@]}"
}

# podman_listen NAME PORT CERTIFICATE ENVIRONMENT... - A service takes one listening socket (an address
# argument would win over the socket handed over, so there is none here), so each further one gets a
# process of its own in the same namespaces: podman keeps its state on disk.
podman_listen() {
    local name=$1 port=$2 cert=$3 run root i chain enter tlsargs=(); shift 3
    run=$(run_of "$name") root=$(root_of "$name")
    while ! tr '\0' ' ' <"/proc/$(cat "$run/pid")/cmdline" | grep '^podman' >/dev/null && is_up "$name"; do sleep 0.02; done
    if [ -n "$cert" ]; then
        tlsargs=(--tls-cert "$(tls_dir)/$cert/cert.pem" --tls-key "$(tls_dir)/$cert/key.pem" --tls-client-ca "$(tls_dir)/ca/ca.pem")
    fi
    enter=(nsenter --net="/run/netns/$(netns_of "$name")")
    for i in 1 2; do
        case $i in
            1) chain=(perl "$here/lib/listen.pl" 127.0.0.1 "$port" "${enter[@]}") ;;
            2) chain=("${enter[@]}" perl "$here/lib/listen.pl" 127.0.0.1 "$port") ;;
        esac
        spawn "$run/log" "$run/pid.tcp$i" "$root" "$name" "${chain[@]}" nsenter --mount="/proc/$(cat "$run/pid")/ns/mnt" -- \
            env "$@" podman --log-level info system service --time=0 "${tlsargs[@]}"
    done
}

# podman_settings NAME RUN ROOT CONF - its configuration, and in RUN/env what leads to it.
podman_settings() {
    local name=$1 run=$2 root=$3 conf=$4 i nofile nproc
    mkdir -p "$conf"/{home,etc/containers} "$run"/{data,exec,tmp}
    printf '%s\n' '{ "default": [ { "type": "insecureAcceptAnything" } ] }' >"$conf/etc/containers/policy.json"
    printf '[storage]\ndriver = "overlay"\ngraphroot = "%s/data"\nrunroot = "%s/exec"\n' "$run" "$run" >"$conf/storage.conf"
    {
        printf 'unqualified-search-registries = []\n'
        for i in $({ echo 5000; echo 5001; registry_ports; } | sort -u); do
            printf '[[registry]]\nlocation = "%s"\ninsecure = true\n' "127.0.0.1:$i" "localhost:$i"
        done
    } >"$conf/registries.conf"
    # podman asks for a million of each unless told; where this process lacks
    # CAP_SYS_RESOURCE no container would start.  4.3 lowers its own nproc to 32768.
    nofile=$(ulimit -Hn | sed s/unlimited/1048576/) nproc=$(ulimit -Hu | sed s/unlimited/32768/)
    [ "$nproc" -le 32768 ] || nproc=32768
    cat >"$conf/containers.conf" <<CONF
[containers]
log_driver = "k8s-file"
default_ulimits = ["nofile=$nofile:$nofile", "nproc=$nproc:$nproc"]
seccomp_profile = "$root/share/containers/seccomp.json"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
runtime = "runc"
conmon_path = ["$root/bin/conmon"]
helper_binaries_dir = ["$root/bin"]
init_path = "$root/bin/catatonit"
static_dir = "$run/data/libpod"
tmp_dir = "$run/tmp"
volume_path = "$run/data/volumes"
[engine.runtimes]
runc = ["$root/bin/runc"]
[network]
network_backend = "netavark"
network_config_dir = "$run/data/networks"
$(case $name in podman-4*) ;; *) echo 'firewall_driver = "iptables"' ;; esac)
CONF
    cat >"$run/env" <<ENV
HOME=$conf/home
XDG_CONFIG_HOME=$conf/home/.config
CONTAINERS_CONF=$conf/containers.conf
CONTAINERS_STORAGE_CONF=$conf/storage.conf
CONTAINERS_REGISTRIES_CONF=$conf/registries.conf
PODMAN_IGNORE_CGROUPSV1_WARNING=1
TMPDIR=$run/tmp
ENV
    # Run by root, podman reads its signature policy from /etc/containers and keeps
    # state in fixed places below /run and /var/lib, whatever its settings say.  So
    # it gets a mount namespace with its own view of those: several podmans do not
    # meet, and the machine's files stay as they are.
    cat >"$conf/enter" <<'ENTER'
#!/bin/sh
# enter CONF CMD... - private mounts, then CMD
conf=$1; shift
mount -t overlay overlay -o "lowerdir=$conf/etc:/etc" /etc || exit 1
for d in /run/containers /run/runc /run/netns /var/lib/containers; do
    mkdir -p "$d" "$conf/private$d" && mount --bind "$conf/private$d" "$d" || exit 1
done
exec "$@"
ENTER
}
