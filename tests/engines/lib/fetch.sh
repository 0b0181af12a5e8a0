# Downloads Debian packages with a private apt state and unpacks engines from
# them.  The machine's own apt state and dpkg database are not touched.

# The archive's address is read from the machine's apt configuration, never
# written here.  mirror_of LABEL-PATTERN prints the base address.
host_codename() { ( . /etc/os-release; printf '%s' "$VERSION_CODENAME" ); }

mirror_of() {
    # shellcheck disable=SC2016
    # --no-release-info: also where 'apt-get update' never ran
    apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk -v r="$1" '$2 == r && $3 == "main" { print $1; exit }'
}

# apt_for SUITE - prepares (and refreshes, once a day) a private apt state for
# that suite, prints the path of its configuration file. Engines that are fetched
# at once may be of one suite, whose lists only one may refresh.
apt_for() {
    with_lock "$ENGINES_CACHE/.lock.apt.$1" apt_prepare "$1"
}

apt_prepare() {
    local suite=$1 dir=$ENGINES_CACHE/apt/$1 host main security s keyring arch
    arch=$(dpkg --print-architecture)
    mkdir -p "$dir/lists/partial" "$dir/archives/partial"
    : >"$dir/status"
    host=$(host_codename)
    main=$(mirror_of "$host")
    [ -n "$main" ] || die "the machine's apt configuration names no mirror for $host"
    security=$(mirror_of "$host-security")
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    # dpkg-deb and apt read only this: one suite, packages only, signatures checked
    {
        for s in "$suite" "$suite-updates"; do
            [ "$s" = forky-updates ] ||
                printf 'deb [arch=%s targets=Packages signed-by=%s] %s %s main\n' "$arch" "$keyring" "$main" "$s"
        done
        if [ -n "$security" ] && [ "$suite" != forky ]; then
            printf 'deb [arch=%s targets=Packages signed-by=%s] %s %s-security main\n' "$arch" "$keyring" "$security" "$suite"
        fi
    } >"$dir/sources.list"
    cat >"$dir/apt.conf" <<CONF
Dir::State "$dir";
Dir::State::Lists "$dir/lists";
Dir::State::status "$dir/status";
Dir::Cache "$dir";
Dir::Cache::archives "$dir/archives";
Dir::Etc::sourcelist "$dir/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
    if [ -z "$(find "$dir/.updated" -mmin -1440 2>/dev/null)" ]; then
        log "refreshing the package index of $suite"
        APT_CONFIG=$dir/apt.conf apt-get -qq update >&2 || die "apt-get update failed for $suite"
        touch "$dir/.updated"
    fi
    printf '%s/apt.conf' "$dir"
}

# download DIR SUITE WITHDEPS PACKAGE... - puts .deb files into DIR.  With
# WITHDEPS=yes the shared libraries they need come along: apt resolves the whole
# set, of which only what was asked for and lib* packages are kept (no init
# system, no perl, no gnupg: none of it is run).
download() {
    local dir=$1 suite=$2 deps=$3 conf all=() p; shift 3
    conf=$(apt_for "$suite")
    mkdir -p "$dir"
    if [ "$deps" = yes ]; then
        while read -r p; do
            case " $* " in *" $p "*) all+=("$p"); continue ;; esac
            case $p in
                *-perl|libperl*|*-common|*-data|libpam*) ;;
                lib*|zlib*|containerd|runc|docker-cli|nftables) all+=("$p") ;;
            esac
        done < <(APT_CONFIG=$conf apt-get -qq install --print-uris --no-install-recommends "$@" |
                 awk '{ sub(/_.*/, "", $2); print $2 }')
        [ ${#all[@]} -gt 0 ] || die "apt finds no way to install: $* (suite $suite)"
    else
        all=("$@")
    fi
    ( cd "$dir" && APT_CONFIG=$conf apt-get -qq download "${all[@]}" >&2 ) || die "download failed: ${all[*]}"
}

# unpack DEBDIR TARGET - all files of the packages, without documentation.
unpack() {
    local deb
    mkdir -p "$2"/usr/{bin,sbin,lib,lib64}
    for d in bin sbin lib lib64; do [ -e "$2/$d" ] || ln -s "usr/$d" "$2/$d"; done
    for deb in "$1"/*.deb; do
        dpkg-deb --fsys-tarfile "$deb" |
            tar -x -C "$2" --keep-directory-symlink --no-same-owner \
                --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale'
    done
}

# tool NAME - the path of a helper program from the machine's own Debian
# release, unpacked into the cache (patchelf, busybox, docker-registry).
tool_package() {
    case $1 in
        patchelf) echo patchelf usr/bin/patchelf ;;
        busybox) echo busybox-static bin/busybox ;;
        docker-registry) echo docker-registry usr/bin/docker-registry ;;
        *) die "no tool '$1'" ;;
    esac
}

tool() {
    local pkg path dir
    read -r pkg path < <(tool_package "$1")
    dir=$ENGINES_CACHE/tools/$pkg
    if [ ! -x "$dir/$path" ]; then
        with_lock "$ENGINES_CACHE/.lock.tools" tool_fetch "$pkg" "$dir" >&2
    fi
    printf '%s/%s' "$dir" "$path"
}

tool_fetch() {
    local pkg=$1 dir=$2 tmp
    [ -e "$dir" ] && return
    tmp=$(mktemp -d "$ENGINES_CACHE/tmp.XXXXXX")
    download "$tmp/debs" "$(host_codename)" no "$pkg"
    mkdir -p "$tmp/root" "$(dirname "$dir")"
    dpkg-deb -x "$tmp"/debs/*.deb "$tmp/root"
    mv "$tmp/root" "$dir"
    rm -rf "$tmp"
}

# fetch_engine NAME - makes $ENGINES_CACHE/root/NAME: bin/ with the programs and
# lib/ with exactly the shared libraries they need, dynamic loader included.
# patchelf points each program at that loader and that folder, so it runs on a
# machine whose own libc is older, re-executing itself through /proc/self/exe
# (runc, dockerd and podman do) included; children such as git or tar are
# not affected, as they would be by LD_LIBRARY_PATH.
fetch_engine() {
    local kind suite expect packages programs name=${1%%@*} root
    engine_spec "$name"
    root=$(root_of "$name")
    # the folder's own path is written into its programs: redo it if it moved
    if [ "$(cat "$root/.ready" 2>/dev/null)" = "$root" ]; then return; fi
    with_lock "$ENGINES_CACHE/.lock.$name" fetch_engine_locked "$name" "$root"
}

fetch_engine_locked() {
    local name=$1 root=$2 tmp debs=$ENGINES_CACHE/debs/$1 patchelf triple loader f p lib t0=$SECONDS
    engine_spec "$name"
    [ "$(cat "$root/.ready" 2>/dev/null)" = "$root" ] && return
    patchelf=$(tool patchelf)
    if [ ! -e "$debs/.complete" ]; then
        log "downloading $name (from $suite)"
        rm -rf "$debs"
        # shellcheck disable=SC2086
        download "$debs" "$suite" yes $packages
        touch "$debs/.complete"
    fi
    rm -rf "$root"
    tmp=$(mktemp -d "$ENGINES_CACHE/tmp.XXXXXX")
    unpack "$debs" "$tmp"
    triple=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || find "$tmp/usr/lib" -maxdepth 1 -name '*-linux-gnu*' -printf '%f\n' | head -n1)
    lib=$tmp/usr/lib/$triple
    mkdir -p "$root/bin" "$root/lib" "$root/share"

    for p in $programs; do
        for f in "$tmp"/usr/{bin,sbin,libexec/podman,lib/podman,libexec/docker,libexec/catatonit}/"$p"; do
            if [ -f "$f" ] && [ ! -L "$f" ]; then cp -a "$f" "$root/bin/"; break; fi
        done
        [ -e "$root/bin/$p" ] || log "note: $name has no program '$p'"
    done
    # iptables is a family of names for one program; its extensions are plugins
    if [ -e "$root/bin/xtables-nft-multi" ]; then
        for p in iptables ip6tables; do
            for f in "$p" "$p-save" "$p-restore"; do ln -sf xtables-nft-multi "$root/bin/$f"; done
        done
        cp -a "$lib/xtables" "$root/xtables"
    fi
    [ -e "$root/bin/tini-static" ] && ln -sf tini-static "$root/bin/docker-init"
    [ -d "$tmp/usr/share/containers" ] && cp -a "$tmp/usr/share/containers" "$root/share/"
    # Debian ships the loader once, under one of these names
    loader=$(basename "$("$patchelf" --print-interpreter "$root/bin/${programs%% *}")")

    # every library of the packages, then prune to what is really linked
    find "$lib" -maxdepth 1 \( -name 'lib*.so*' -o -name 'ld-*.so*' \) -exec cp -a -t "$root/lib" {} +
    [ -e "$root/lib/$loader" ] || cp -aL "$tmp/usr/lib64/$loader" "$root/lib/"
    for f in "$root"/bin/*; do
        [ -L "$f" ] && continue
        "$patchelf" --print-interpreter "$f" >/dev/null 2>&1 || continue    # static
        # --force-rpath: DT_RPATH also serves the libraries' own dependencies
        "$patchelf" --set-interpreter "$root/lib/$loader" --force-rpath --set-rpath "$root/lib" "$f"
    done
    : >"$tmp/needed"
    for f in "$root"/bin/*; do
        [ -L "$f" ] && continue
        "$patchelf" --print-interpreter "$f" >/dev/null 2>&1 || continue
        "$root/lib/$loader" --list "$f" >"$tmp/list" || die "$f does not load"
        if grep -q 'not found' "$tmp/list"; then cat "$tmp/list" >&2; die "$f lacks a library"; fi
        awk '$2 == "=>" { print $3 }' "$tmp/list" >>"$tmp/needed"
    done
    if [ -d "$root/xtables" ]; then
        for f in "$root"/xtables/*.so; do
            "$patchelf" --print-needed "$f" | sed "s|^|$root/lib/|" >>"$tmp/needed"
        done
    fi
    sed "s|^$root/lib/||" "$tmp/needed" | grep -v / | sort -u >"$tmp/keep"
    # glibc's own parts may be loaded by name at run time (name services)
    printf '%s\n' "$loader" libc.so.6 libgcc_s.so.1 libnss_files.so.2 libnss_dns.so.2 libresolv.so.2 libpthread.so.0 >>"$tmp/keep"
    ( cd "$root/lib" || exit
      while read -r f; do [ -L "$f" ] && readlink -f "$f" | sed 's|.*/||'; done <"$tmp/keep" >"$tmp/targets"
      cat "$tmp/targets" >>"$tmp/keep"
      for f in *; do grep -qxF -- "$f" "$tmp/keep" || rm -rf -- "$f"; done )

    for f in "$debs"/*.deb; do dpkg-deb -f "$f" Package Version | awk '{ printf "%s ", $2 } END { print "" }'; done >"$root/packages"
    case $kind in
        docker) p=$("$root/bin/dockerd" --version) ;;
        podman) p=$("$root/bin/podman" --version) ;;
    esac
    p=$(printf '%s' "$p" | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n1)
    printf '%s\n' "$p" >"$root/version"
    case $p in
        "$expect"*) ;;
        *) log "WARNING: Debian $suite now ships $kind $p, not $expect*: engine '$name' is that version" ;;
    esac
    rm -rf "$tmp"
    printf '%s' "$root" >"$root/.ready"
    log "$name is $kind $p: $(du -sh "$root" | cut -f1) unpacked, $(du -sh "$debs" | cut -f1) downloaded, $((SECONDS - t0)) s"
}

cmd_fetch() {
    local n
    mkdir -p "$ENGINES_CACHE"
    [ "${1:?engine name}" != all ] || set -- "${ENGINE_NAMES[@]}"
    for n in "$@"; do fetch_engine "$n"; done
}
