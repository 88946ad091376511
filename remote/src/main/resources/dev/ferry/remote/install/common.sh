# What the scripts beside this one share; put before each of them. A line before it sets base, Ferry's directory in the user's cache.
# Answers are lines on standard output, "FERRY: key value", and "FERRY: end" is the last.
set -u
LC_ALL=C
export LC_ALL

say() { printf 'FERRY: %s\n' "$*"; }

# Ends the script; the words become part of a sentence.
fail() {
    say fail "$*"
    say end
    exit 1
}

# When process $1 began, in ticks since the boot: with its pid a name that nobody else gets.
start_of() {
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    set -- ${stat##*) }
    shift 19
    echo "$1"
}

# Renames $1 to $2, which is never entered: a link or an empty directory is replaced, anything else an obstacle. Not every mv(1)
# has -T.
rename() { mv -T "$1" "$2" 2>/dev/null || { [ ! -e "$2" ] && [ ! -L "$2" ] && mv "$1" "$2"; }; }
