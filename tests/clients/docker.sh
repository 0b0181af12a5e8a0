#!/usr/bin/env bash
# docker.sh COMMAND   what people do with the docker command, each step with its exit code. Writes only into the
# current folder. DOCKER_HOST says where the engine is.
# shellcheck disable=SC2016
export DOCKER_BUILDKIT=0 DOCKER_CONFIG=$PWD/config LC_ALL=C
docker=$1

step() {
  echo "\$ ${*:2}"
  # shellcheck disable=SC2086
  timeout --kill-after=5 60 $docker "${@:2}"
  code=$?
  echo "= $code"
  [ "$code" = "$1" ] || { echo "step failed: ${*:2}: $code instead of $1"; exit 99; }
}
# step on a terminal, whose size the command tells the engine
on_terminal() {
  echo "\$ on a terminal: $2"
  timeout --kill-after=5 60 script -qec "stty rows 24 cols 80; $docker $2" /dev/null
  code=$?
  echo "= $code"
  [ "$code" = "$1" ] || { echo "step failed: $2: $code instead of $1"; exit 99; }
}

mkdir -p context config
printf 'FROM busybox\nCOPY hello /hello\nRUN cat /hello\n' > context/Dockerfile
echo hi > context/hello
touch -d '2020-01-01 00:00:00 UTC' context context/*

step 0 version --format '{{.Server.Version}}'
step 3 run --rm busybox sh -c 'echo out; echo err >&2; exit 3'
printf 'one\ntwo\n' | step 0 run -i --rm busybox cat
on_terminal 4 "run -t --rm busybox sh -c 'echo on a terminal; exit 4'" </dev/null
{ sleep 1; echo typed; sleep 1; } | on_terminal 6 "run -it --rm busybox sh -c 'read word; echo got \$word; exit 6'"

step 0 run -d --name any-logs busybox sh -c 'for i in 0 1 2 3 4; do echo line $i; sleep 0.2; done; echo late >&2; exit 7'
step 0 logs -f any-logs
step 0 wait any-logs
step 0 logs --tail 2 any-logs
step 0 rm any-logs

step 0 run -d --name any-box --label any-client busybox sleep 600
step 5 exec any-box sh -c 'echo in exec; exit 5'
echo data | step 0 exec -i any-box sh -c 'cat > /tmp/file; cat /tmp/file'
on_terminal 0 "exec -t any-box echo exec on a terminal" </dev/null
step 0 cp any-box:/tmp/file got
cat got
step 0 cp context/hello any-box:/tmp/put
step 0 cp context any-box:/tmp/
step 0 exec any-box cat /tmp/put /tmp/context/hello
tar -cf - -C context hello | step 0 cp - any-box:/var
# shellcheck disable=SC2086
$docker cp any-box:/var/hello - | tar -xOf -
step 1 cp any-box:/nowhere got
step 0 stats --no-stream any-box
step 0 top any-box
step 0 ps -a --filter label=any-client --format '{{.Names}} {{.Image}}'
step 0 rm -f any-box

step 0 build --no-cache -t any-image context
step 0 save -o saved.tar any-image
sha256sum saved.tar
step 0 rmi any-image
step 0 load -i saved.tar
step 0 rmi any-image

step 0 network create any-net
step 0 volume create any-volume
step 0 create --name any-1 --network any-net --network-alias one -v any-volume:/data busybox sh -c 'echo 1 > /data/x; cat'
step 0 create --name any-2 -v any-volume:/data:ro busybox sh -c 'sleep 1; cat /data/x'
step 0 network connect --alias two any-net any-2
step 0 start any-1
step 0 start -a any-2
step 0 inspect --format '{{.State.Status}} {{.State.ExitCode}}' any-2
step 0 stop -t 0 any-1
step 0 rm any-1 any-2
step 0 volume rm any-volume
step 0 network rm any-net

# The third event ends the first program: its output is not read any more.
# shellcheck disable=SC2086
timeout 60 $docker events --filter label=any-events --format '{{.Type}} {{.Action}}' | head -n 2 &
sleep 1
step 0 run --label any-events --rm busybox true
wait
step 1 pull busybox:nowhere
step 1 inspect any-nothing
