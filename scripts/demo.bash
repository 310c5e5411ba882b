# Sourced by run and run-secure: a hub and broadcasters of the release build that end together. Whoever
# sources it has set -euo pipefail, here and host, and calls begin_demo first and watch_programs last.
. "$here/speak.bash"
root=$(dirname "$here")
bin=${CRIER_BIN:-$root/build/release/bin}
declare -A program=() # pid to what it is

# Where the kernel offers it, our programs end even when this script is killed outright.
tied=()
if command -v setpriv >/dev/null && setpriv --pdeathsig TERM true 2>/dev/null; then
    tied=(setpriv --pdeathsig TERM)
fi

begin_demo() { # begin_demo TARGET: what of make builds and runs it
    local needed
    for needed in crier-hub crier-broadcaster; do
        [ -x "$bin/$needed" ] || fail "$bin/$needed is not there" "'make $1' builds it first."
    done
    scratch=$(mktemp -d)
    trap 'say Stopping; end_all 0' INT TERM HUP
    trap 'end_all 1' EXIT
}

end_all() {
    trap '' INT TERM HUP
    trap - EXIT
    local pid
    # Broadcasters first: a hub that goes first would leave them complaining.
    for pid in "${!program[@]}"; do [ "${program[$pid]}" = hub ] || kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${!program[@]}"; do [ "${program[$pid]}" = hub ] || wait_or_kill "$pid"; done
    for pid in "${!program[@]}"; do
        [ "${program[$pid]}" != hub ] || { kill -TERM "$pid" 2>/dev/null || true; wait_or_kill "$pid"; }
    done
    rm -rf "$scratch"
    exit "$1"
}

wait_or_kill() { # at most ten seconds for what was told to end
    timeout 10 tail -f --pid="$1" -s 0.1 /dev/null || kill -KILL "$1" 2>/dev/null || true
}

choose_port() { # choose_port WANTED WHAT
    local port
    port=$("$here/free-port" "$1")
    [ "$port" = "$1" ] || say "Port $1 is taken; $2 are at $port"
    echo "$port"
}

# start_hub PUBLISH_PORT WEB_PORT DATA [OPTION...]: sets publish, web (as https://ADDRESS) and data.
start_hub() {
    local publish_port web_port ready
    publish_port=$(choose_port "$1" publishers)
    web_port=$(choose_port "$2" 'the page and WebSocket')
    # By port, so that a second run beside this one has a folder of its own.
    data=$3/$publish_port
    shift 3
    mkfifo "$scratch/ready" "$scratch/never"
    "${tied[@]}" "$bin/crier-hub" --publish-address "$host:$publish_port" --web-address "$host:$web_port" \
        --data-dir "$data" --log-level warn --drain-timeout 3s "$@" >"$scratch/ready" &
    program[$!]=hub
    exec 3<"$scratch/ready"
    IFS= read -r -t 20 ready <&3 || fail 'the hub did not start (its own words are above)'
    [[ $ready =~ publish=([^ ]+)\ web=(https?://[^ ]+) ]] || fail "the hub said something else than that it is ready: $ready"
    publish=${BASH_REMATCH[1]/#0.0.0.0/127.0.0.1}
    web=${BASH_REMATCH[2]/\/\/0.0.0.0/\/\/127.0.0.1}
}

start_broadcaster() { # start_broadcaster NAME [OPTION...]
    local name=$1
    shift
    "${tied[@]}" "$bin/crier-broadcaster" --hub "$publish" --source "$name" --log-level error "$@" >/dev/null &
    program[$!]="broadcaster $name"
}

# Until one of the programs ends by itself, or all are to end.
watch_programs() {
    local pid status
    # A look each second: bash's "wait -n" overlooks a child that ended just before it was called.
    exec 4<>"$scratch/never"
    rm -r "$scratch"
    while true; do
        for pid in "${!program[@]}"; do
            kill -0 "$pid" 2>/dev/null && continue
            wait "$pid" && status=0 || status=$?
            say "The ${program[$pid]} ended by itself (exit status $status); stopping the others"
            end_all 1
        done
        read -r -t 1 -u 4 || true
    done
}
