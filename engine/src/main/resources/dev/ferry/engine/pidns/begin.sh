# The first words of an engine in a pid namespace: it takes its pids from $1 on, and leaves the others to the tree.
echo "$1" >/proc/sys/kernel/ns_last_pid
shift
exec "$@"
