# Stays outside of a pid namespace and waits for the engine inside, which only a child can be; setns(2).
# Ctrl-C reaches the engine by SIGTERM, for the shell lets its background child ignore SIGINT.
exec 3<&0
trap : TSTP HUP
trap 'kill -TERM "$child"' INT TERM
"$@" <&3 3<&- &
child=$!
# Whoever listens to the engine's output waits for its end and not for ours.
exec 3<&- <&- >&- 2>&-
while :; do
    wait "$child"
    status=$?
    kill -0 "$child" || exit "$status"
done
