# janitor REPOSITORY FOLDER - waits until its input closes, then leaves nothing of a live run behind.
trap '' INT TERM HUP
root=$1 folder=$2 bad=0
cat >/dev/null
[ ! -s "$folder/tests.pgid" ] || kill -KILL -- "-$(cat "$folder/tests.pgid")" 2>/dev/null
for master in "$folder"/masters/*/; do
    [ ! -d "$master" ] || "$root/tests/buildbot/master-down" "$master" || bad=1
done
ENGINES_RUN=$folder "$root/tests/engines/engine" registry down --purge || bad=1
ENGINES_RUN=$folder "$root/tests/engines/engine" down all --purge || bad=1
rm -rf "$folder" || bad=1
exit "$bad"
