# A local image registry (Debian's docker-registry), plain and with a password.
#
# Engines treat registries on 127.0.0.0/8 as "insecure is fine", but each engine's
# 127.0.0.1 is that of its own network namespace.  So the registry runs as one
# process per namespace (the host's and each running engine's), all on the same
# port, storage folder and secret: what one engine pushes, every other can pull
# under the same name, 127.0.0.1:PORT/NAME.  With --engines-only the host has no such
# process, so that two folders of engines do not compete for its ports.

REGISTRY_USER=${REGISTRY_USER:-tester}
REGISTRY_PASS=${REGISTRY_PASS:-s3cret}

registry_dir() { printf '%s/registry' "$ENGINES_RUN"; }

# registry_ports - the ports of the registries that were started
registry_ports() {
    local f
    for f in "$(registry_dir)"/*/config.yml; do
        [ -e "$f" ] || continue
        f=${f%/config.yml}; printf '%s\n' "${f##*/}"
    done
}

# registry_run PORT WHERE - the process for one namespace; WHERE is 'host' or an engine
registry_run() {
    local port=$1 where=$2 dir bin prefix=()
    dir=$(registry_dir)/$port
    pid_is "$dir/pid.$where" "$dir" >/dev/null && return
    rm -f "$dir/pid.$where"
    bin=$(tool docker-registry)
    [ "$where" = host ] || prefix=(nsenter --net="/run/netns/$(netns_of "$where")")
    (
        exec 9>&- </dev/null >>"$dir/log" 2>&1
        # shellcheck disable=SC2016
        exec setsid sh -c 'echo $$ >"$0"; exec "$@"' "$dir/pid.$where" "${prefix[@]}" "$bin" serve "$dir/config.yml"
    ) &
    disown
    while [ ! -s "$dir/pid.$where" ]; do sleep 0.02; done
}

# registry_join ENGINE - called when an engine comes up
registry_join() {
    local p
    for p in $(registry_ports); do registry_run "$p" "$1"; done
}

registry_up() {
    local auth=$1 port=$2 host=$3 dir n i
    dir=$(registry_dir)/$port
    mkdir -p "$dir"
    [ -s "$(registry_dir)/secret" ] || openssl rand -hex 16 >"$(registry_dir)/secret"
    cat >"$dir/config.yml" <<CONF
version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: $(registry_dir)/data-$auth }
  delete: { enabled: true }
  maintenance: { uploadpurging: { enabled: false } }
http: { addr: "127.0.0.1:$port", secret: $(cat "$(registry_dir)/secret") }
CONF
    if [ "$auth" = auth ]; then
        # bcrypt is the one hash the registry takes; Perl's crypt() (libxcrypt) makes it
        P=$REGISTRY_PASS perl -e 'open my $r, "<", "/dev/urandom" or die; read $r, my $b, 22;
            my @a = ("a".."z", "A".."Z", 0..9); my $salt = join "", map { $a[ord($_) % 62] } split //, $b; substr($salt, 21, 1) = "u";
            my $h = crypt($ENV{P}, q($2b$05$) . $salt); die "no bcrypt in crypt()\n" unless $h =~ /^\$2b/; print "$ARGV[0]:$h\n"' \
            "$REGISTRY_USER" >"$dir/htpasswd"
        printf 'auth: { htpasswd: { realm: engine-tests, path: %s/htpasswd } }\n' "$dir" >>"$dir/config.yml"
    fi
    for n in $(up_names); do registry_run "$port" "$n"; done
    if [ "$host" = no ]; then log "registry 127.0.0.1:$port is there for engines ($auth)"; return; fi
    registry_run "$port" host
    for ((i = 0; i < 100; i++)); do
        case $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/v2/") in
            200|401) log "registry 127.0.0.1:$port is up ($auth)"; return ;;
        esac
        sleep 0.1
    done
    tail -n 5 "$dir/log" >&2
    die "the registry on port $port did not come up"
}

cmd_registry() {
    local what=${1:-list} auth=plain port='' host=yes a f pid; [ $# -eq 0 ] || shift
    case $what in
        up)
            need_root; need curl perl openssl
            for a in "$@"; do
                case $a in
                    --auth) auth=auth ;;
                    --port=*) port=${a#*=} ;;
                    --engines-only) host=no ;;
                    *) die "registry up: unknown argument '$a'" ;;
                esac
            done
            [ -n "$port" ] || { [ "$auth" = auth ] && port=5001 || port=5000; }
            tool docker-registry >/dev/null
            with_lock "$ENGINES_RUN/.lock.registry" registry_up "$auth" "$port" "$host" ;;
        down)
            for f in "$(registry_dir)"/*/pid.*; do
                [ -e "$f" ] || continue
                if pid=$(pid_is "$f" "${f%/*}"); then
                    kill -TERM "$pid"; wait_gone "$pid" 5 || kill -KILL "$pid"
                fi
                rm -f "$f"
            done
            for f in $(registry_ports); do rm -f "$(registry_dir)/$f/config.yml"; done
            [ "${1:-}" != --purge ] || rm -rf "$(registry_dir)"
            log "registries are down" ;;
        list)
            for f in $(registry_ports); do
                printf '127.0.0.1:%s %s\n' "$f" "$(grep -q '^auth' "$(registry_dir)/$f/config.yml" && echo "auth $REGISTRY_USER:$REGISTRY_PASS" || echo plain)"
            done ;;
        *) die "registry: unknown command '$what'" ;;
    esac
}
