# Removes everything that place.sh has ever put here.

real=$(readlink -f "$base")
user=$(ls -l /proc/[0-9]*/exe 2>/dev/null | grep -F -e "-> $real/" | head -n 1)
if [ -n "$user" ]; then
    pid=${user##*/proc/}
    say busy "${pid%%/exe*}"
    say end
    exit 0
fi
# The link first: from then on nobody starts what is being removed.
if [ -e "$base/versions" ] || [ -L "$base/current" ]; then say removed "$base"; fi
rm -rf "$base/current" "$base/versions" "$base"/incoming+* || fail "$base could not be removed; remove it by hand"
rmdir "$base" 2>/dev/null
say end
