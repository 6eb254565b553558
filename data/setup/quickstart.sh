# SPDX-License-Identifier: GPL-3.0-or-later
# The steps of ./quickstart. Sourced by it; reads data, port, headless and once.
# shellcheck shell=bash disable=SC2154

say() { printf '\n== %s\n' "$*"; }
note() { printf '  %s\n' "$*"; }
stop_with() {
    printf '\nquickstart: %s\n' "$*" >&2
    exit 1
}

pids=()
# Stops what this script started, newest first, by process id.
stop_all() {
    local i
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        kill -TERM "${pids[i]}" 2>/dev/null || true
    done
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        wait "${pids[i]}" 2>/dev/null || true
    done
    pids=()
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# start NAME COMMAND…: runs it in the background, its output in the log folder.
start() {
    local name=$1
    shift
    "$@" >>"$data/logs/$name.log" 2>&1 &
    pids+=($!)
}

# until_ready WHAT SECONDS COMMAND…: waits for a command to succeed.
until_ready() {
    local what=$1 until=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        kill -0 "${pids[-1]}" 2>/dev/null || {
            tail -n 5 "$data"/logs/*.log >&2
            stop_with "$what ended early; its log is in $data/logs"
        }
        [ $SECONDS -lt $until ] || stop_with "$what did not answer; its log is in $data/logs"
        sleep 0.2
    done
}

build_all() {
    local log=build/quickstart.log
    [ -e build/build.ninja ] || meson setup build >/dev/null || stop_with "meson setup failed"
    ninja -C build >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        stop_with "the build failed; the whole log is $log"
    }
    export GRIDTALLY_LOCALE_DIR=$top/build/po
    export GRIDTALLY_DATA_DIR=$top/data
    ctl=$top/build/server/ctl/gridtallyctl
    sim=$top/build/tests/sim/gridtally-sim
    daemon=$top/build/server/daemon/gridtallyd
    client=$top/build/client-gtk/gridtally
    note "build/ is up to date"
}

secret() { openssl rand -hex "$1"; }

# The sample is of the month in which the folder was first used, for ever.
prepare_data() {
    mkdir -p "$data/logs" "$data/history"
    chmod 700 "$data/logs"
    [ -e "$data/month" ] || TZ=Asia/Shanghai date +%Y-%m >"$data/month"
    month=$(cat "$data/month")
    [ -e "$data/utility.json" ] || {
        data/sample/generate --month "$month" --port-base $((port + 100)) >"$data/utility.json.new"
        mv "$data/utility.json.new" "$data/utility.json"
    }
    [ -e "$data/logins" ] || {
        (umask 077 && python3 - "$data/utility.json" >"$data/logins.new" <<'PYTHON'
import json, secrets, sys
words = "amber birch cedar delta ember flint grove harbor iris juniper kestrel larch maple north".split()
for person in json.load(open(sys.argv[1], encoding="utf-8"))["people"]:
    print(person["login"], "-".join([secrets.choice(words) for _ in range(3)] + [str(secrets.randbelow(9000) + 1000)]))
PYTHON
        )
        mv "$data/logins.new" "$data/logins"
    }
    [ -e "$data/bank.secret" ] || (umask 077 && secret 32 >"$data/bank.secret")
    two_back=$(date -d "$month-01 -2 months" +%Y-%m)
    one_back=$(date -d "$month-01 -1 month" +%Y-%m)
    note "open month $month; closed months $two_back and $one_back"
}

is_first_run() { [ ! -e "$data/closed" ]; }

password_of() { awk -v login="$1" '$1 == login { print $2 }' "$data/logins"; }
