# Sourced by the scripts beside it: names that they agree on, and the tools they talk through.
# These scripts keep to what macOS's old bash knows.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/scripts/speak.bash"

profile=${CRIER_MINIKUBE_PROFILE:-crier}
namespace=crier
# One of deploy/overlays: minikube, secure or cluster.
overlay=${OVERLAY:-minikube}
# Of deploy/components, with spaces in between.
components=${COMPONENTS-}
# Where the overlay over it is made, and of what.
made=$root/build/minikube/overlay
# Belongs to the user, not to a checkout: two checkouts share the cluster and the page's port.
state=${XDG_STATE_HOME:-$HOME/.local/state}/crier/minikube-$profile

kube() { kubectl --context "$profile" --namespace "$namespace" "$@"; }

# cluster_state prints running, stopped or absent.
cluster_state() {
    local status=0
    minikube status -p "$profile" >/dev/null 2>&1 || status=$?
    case $status in
    0) echo running ;;
    85) echo absent ;; # minikube's exit status for a profile that it doesn't know
    *) echo stopped ;;
    esac
}

# keeper_alive: whether the process that keeps the page open is still ours and running.
keeper_alive() {
    local pid
    pid=$(cat "$state/page.pid" 2>/dev/null) && ps -p "$pid" -o args= 2>/dev/null | grep -q keep-page-open
}
