# Puts a version in place: base/versions/NAME, and base/current points to it. Arguments: the name, the SHA-256 of the archive, and
# after how many seconds without a byte the sender counts as gone. The archive comes on standard input, unless the version is there.
#
# Everything is prepared in a directory of its own and renamed, so at every moment what has its final name is complete.

umask 022
name=$1 sum=$2 silence=$3
versions=$base/versions
# A home may belong to several hosts, and only on our own can we see who lives.
mine=$base/incoming+$(tr -cd 'A-Za-z0-9.-' </proc/sys/kernel/hostname)
new=$mine+$$+$(start_of $$)

clean_up() { rm -rf "$new"; }
trap clean_up EXIT
trap 'exit 1' HUP INT TERM PIPE

exec 3<&0 </dev/null
mkdir -p "$versions" && mkdir "$new" || fail "this user may not write in $base; make that writable"

for left in "$mine"+*; do
    pid=${left#"$mine+"}
    if [ "${left##*+}" != "$(start_of "${pid%+*}")" ]; then rm -rf "$left"; fi
done

# A link that dies silently leaves us reading for hours.
watch_growth() {
    before=-1
    while sleep "$silence"; do
        size=$(wc -c <"$new/archive")
        if [ "$size" -le "$before" ]; then kill "$1"; fi
        before=$size
    done
}

receive() {
    cat <&3 >"$new/archive" 2>"$new/error" &
    receiver=$!
    watch_growth $receiver >/dev/null 2>&1 &
    watcher=$!
    wait $receiver
    status=$?
    kill $watcher
    [ $status -eq 0 ] || fail "the copy broke off ($(head -c 200 "$new/error")); try again when there is room and the link holds"
    case $(sha256sum <"$new/archive") in
        "$sum"*) ;;
        *) fail "what arrived is not what was sent; try again" ;;
    esac
}

unpack() {
    mkdir "$new/tree"
    gzip -dc <"$new/archive" 2>/dev/null | (cd "$new/tree" && tar -xof -) 2>"$new/error" ||
        fail "it could not be unpacked ($(head -c 200 "$new/error")); make room in $base"
    rm "$new/archive"
    set -- "$new"/tree/*
    ready=$1
    "$ready/bin/ferry" --version >"$new/said" 2>"$new/error" </dev/null ||
        fail "it does not start there ($(head -c 200 "$new/error")); see what the host forbids"
    sync -f "$ready" 2>/dev/null || sync
}

if [ ! -x "$versions/$name/bin/ferry" ]; then
    say ready
    receive
    say received
    unpack
    # Somebody else may have put this one there meanwhile; something without its program is none.
    rename "$ready" "$versions/$name" || [ -x "$versions/$name/bin/ferry" ] ||
        { rename "$versions/$name" "$new/broken" && rename "$ready" "$versions/$name"; } ||
        fail "it could not be put in place in $versions; look what is in the way there"
fi

# An engine of the version before may still be at work.
before=$(basename "$(readlink "$base/current" || echo none)")
ln -s "versions/$name" "$new/current"
rename "$new/current" "$base/current" || ln -sfn "versions/$name" "$base/current" ||
    fail "$base/current could not be made; look what is in the way there"
for version in "$versions"/*; do
    case ${version##*/} in
        "$name" | "$before") ;;
        *) rename "$version" "$new/${version##*/}" ;;
    esac
done
clean_up
say placed "$name"
say end
