# Sourced by run, run-secure and run-cluster: hubs and broadcasters of the release build that end together.
# Whoever sources it has set -euo pipefail, here and host, and calls begin_demo first and watch_programs last.
. "$here/speak.bash"
root=$(dirname "$here")
bin=${CRIER_BIN:-$root/build/release/bin}
declare -A program=() # pid to what it is: its kind, and which of them
declare -A again=()   # pid to the command that starts it again, where others go on meanwhile

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
    mkfifo "$scratch/never"
    exec 4<>"$scratch/never"
}

pause() { # pause SECONDS: not sleep, which would outlive us when we are told to end
    read -r -t "$1" -u 4 || true
}

end_all() {
    trap '' INT TERM HUP
    trap - EXIT
    local kind pid pids
    # Who talks ends before whom it talks to, which else would leave it complaining.
    for kind in broadcaster hub nats-server; do
        find_pids "$kind"
        for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
        for pid in "${pids[@]}"; do wait_or_kill "$pid"; done
    done
    rm -rf "$scratch"
    exit "$1"
}

# find_pids KIND...: sets pids, in that order. It begins no process of its own: bash lets one that begins
# as a signal comes run our traps too.
find_pids() {
    local kind pid
    pids=()
    for kind; do
        for pid in "${!program[@]}"; do
            if [ "${program[$pid]%% *}" = "$kind" ]; then pids+=("$pid"); fi
        done
    done
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

# start_hub PUBLISH_PORT WEB_PORT DATA [OPTION...]: sets publish, web (as https://ADDRESS) and data. Without
# DATA the hub has no folder.
start_hub() {
    local publish_port web_port ready said keep=()
    publish_port=$(choose_port "$1" publishers)
    web_port=$(choose_port "$2" 'the page and WebSocket')
    # By port, so that a second run beside this one has a folder of its own.
    data=${3:+$3/$publish_port}
    [ -z "$data" ] || keep=(--data-dir "$data")
    shift 3
    ready=$scratch/ready-$publish_port
    mkdir -p "$scratch"
    mkfifo "$ready"
    "${tied[@]}" "$bin/crier-hub" --publish-address "$host:$publish_port" --web-address "$host:$web_port" \
        "${keep[@]}" --log-level warn --drain-timeout 3s "$@" >"$ready" &
    program[$!]="hub at $publish_port"
    exec {said}<"$ready"
    IFS= read -r -t 20 ready <&"$said" || fail 'the hub did not start (its own words are above)'
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

# Until one of the programs ends by itself without which the others can't go on, or all are to end.
watch_programs() {
    local pid pids status what start
    # A look each second: bash's "wait -n" overlooks a child that ended just before it was called.
    while true; do
        [ ! -d "$scratch" ] || rm -r "$scratch"
        # Who is talked to is started again before who talks to it.
        find_pids nats-server hub broadcaster
        for pid in "${pids[@]}"; do
            kill -0 "$pid" 2>/dev/null && continue
            wait "$pid" && status=0 || status=$?
            what=${program[$pid]}
            start=${again[$pid]:-}
            if [ -z "$start" ]; then
                say "The $what ended by itself (exit status $status); stopping the others"
                end_all 1
            fi
            say "The $what ended by itself (exit status $status); starting it again"
            unset "program[$pid]" "again[$pid]"
            $start
            say "The $what is there again"
        done
        pause 1
    done
}
