# Sourced: how our scripts talk. What they do goes to standard error, so that standard output
# stays free for what a script is asked for.
if [ -t 2 ] && [ -z "${NO_COLOR-}" ]; then
    bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'
else
    bold='' red='' plain=''
fi

say() { printf '%s==> %s%s\n' "$bold" "$*" "$plain" >&2; }

# fail WHAT [WHAT TO DO...]: one line each.
fail() {
    printf '%serror: %s%s\n' "$red" "$1" "$plain" >&2
    shift
    [ $# -eq 0 ] || printf '       %s\n' "$@" >&2
    exit 1
}
