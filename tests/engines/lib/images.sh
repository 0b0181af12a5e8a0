# The test image of every engine, made here and loaded with the API's import
# call: no image registry.
# shellcheck disable=SC2154

# busybox: Debian's static busybox and the links to its applets, kept in the cache.
make_busybox() {
    local out=$1 bb tmp a
    [ -e "$out" ] && return
    bb=$(tool busybox)
    tmp=$(mktemp -d "$ENGINES_CACHE/tmp.XXXXXX")
    mkdir -p "$tmp"/{bin,etc,root,tmp,var,home,usr/bin,proc,sys,dev} "$(dirname "$out")"
    chmod 1777 "$tmp/tmp"
    install -m 755 "$bb" "$tmp/bin/busybox"
    for a in $("$bb" --list); do [ "$a" = busybox ] || ln -s busybox "$tmp/bin/$a"; done
    ln -s ../../bin/env "$tmp/usr/bin/env"
    printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n' >"$tmp/etc/passwd"
    printf 'root:x:0:\nnogroup:x:65534:\n' >"$tmp/etc/group"
    # the same bytes every time, so the same layer digest on every engine
    tar -C "$tmp" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$out.new" .
    mv "$out.new" "$out"
    rm -rf "$tmp"
}

cmd_images() {
    local name=${1:?engine name} archive=$ENGINES_CACHE/images/busybox.tar query reply c
    is_up "$name" || die "$name is not up"
    with_lock "$ENGINES_CACHE/.lock.images" make_busybox "$archive"
    query='fromSrc=-&repo=busybox&tag=latest'
    for c in 'CMD ["sh"]' 'ENV PATH=/bin:/usr/bin'; do query+="&changes=$(jq -rn --arg v "$c" '$v|@uri')"; done
    reply=$(api "$name" POST "/images/create?$query" -H 'Content-Type: application/x-tar' -T "$archive")
    case $reply in *'"error"'*|*'"message"'*|*'"cause"'*) die "$name: importing busybox failed: $reply" ;; esac
    log "$name has busybox:latest"
}
