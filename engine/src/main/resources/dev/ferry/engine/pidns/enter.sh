# Goes back to the directory $1, which a new mount namespace makes a process forget.
cd -- "$1" || cd /
shift
exec "$@"
