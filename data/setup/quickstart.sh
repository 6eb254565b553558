# SPDX-License-Identifier: GPL-3.0-or-later
# The steps of ./quickstart. Sourced by it; reads data, port, headless and once.
# shellcheck shell=bash disable=SC2154

say() { printf '\n== %s\n' "$*"; }
note() { printf '  %s\n' "$*"; }
stop_with() {
    printf '\nquickstart: %s\n' "$*" >&2
    exit 1
}

case $port in
'' | *[!0-9]*) stop_with "--port $port: a port is a number, such as 8440" ;;
esac
[ "$port" -ge 1024 ] || stop_with "--port $port: from 1024 to 65000"
[ "$port" -le 65000 ] || stop_with "--port $port: from 1024 to 65000"
case $data in
/*) ;;
*) data=$PWD/$data ;;
esac

# The ports of 127.0.0.1: customers, staff behind and in front, bank; then the meters' gateways.
gateways=17
ports() { seq "$port" $((port + 4)); seq $((port + 100)) $((port + 99 + gateways)); }

pids=()
is_ours= # whether the data folder is
# Stops what this script started, newest first, by process id.
stop_all() {
    local i
    [ -n "$is_ours" ] || return 0
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        kill -TERM "${pids[i]}" 2>/dev/null || true
    done
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        wait "${pids[i]}" 2>/dev/null || true
    done
    pids=()
    rm -f "$data/running" "$data/owner"
    is_ours=
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# start NAME COMMAND…: runs it in the background, its output in the log folder.
start() {
    local name=$1
    shift
    "$@" >>"$data/logs/$name.log" 2>&1 &
    pids+=($!)
    echo "$! $name" >>"$data/running"
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

# A test names a build of its own; everybody else gets build/, brought up to date.
build_all() {
    local build=${GRIDTALLY_BUILD:-$top/build} log=$top/build/quickstart.log
    if [ -z "${GRIDTALLY_BUILD:-}" ]; then
        [ -e build/build.ninja ] || meson setup build >/dev/null || stop_with "meson setup failed"
        ninja -C build >"$log" 2>&1 || {
            tail -n 20 "$log" >&2
            stop_with "the build failed; the whole log is $log"
        }
        note "build/ is up to date"
    fi
    export GRIDTALLY_LOCALE_DIR=$build/po GRIDTALLY_DATA_DIR=$top/data
    ctl=$build/server/ctl/gridtallyctl
    sim=$build/tests/sim/gridtally-sim
    daemon=$build/server/daemon/gridtallyd
    client=$build/client-gtk/gridtally
}

# One quick start at a time works in a folder. What one that was killed left running is stopped.
claim_data() {
    mkdir -p "$data/logs" "$data/history" 2>/dev/null ||
        stop_with "$data cannot be written by $(id -un); name another folder with --data DIR"
    local other
    other=$(cat "$data/owner" 2>/dev/null || true)
    if [ -n "$other" ] && tr '\0' ' ' <"/proc/$other/cmdline" 2>/dev/null | grep -q quickstart; then
        stop_with "another quick start (process $other) works in $data; stop it, or name another folder with --data DIR"
    fi
    echo $$ >"$data/owner"
    is_ours=yes
    [ -e "$data/running" ] || return 0
    local pid name
    while read -r pid name; do
        # A number that meanwhile belongs to somebody else's process is left alone.
        tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -e "$data" -e "--port-base $((port + 100))" || continue
        note "$name was left running by a quick start that was killed: stopping process $pid"
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 100); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
    done <"$data/running"
    rm -f "$data/running"
}

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

check_ports() {
    local one taken=
    for one in $(ports); do
        ! is_taken "$one" || taken="$taken $one"
    done
    [ -z "$taken" ] || stop_with "in use by another program on 127.0.0.1: port$taken; free it, or start with another --port"
}

secret() { openssl rand -hex "$1"; }

# The sample is of the month in which the folder was first used, for ever.
prepare_data() {
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
    [ -e "$data/seal.key" ] || "$ctl" seal make-key "$data/seal.key" >/dev/null
    "$ctl" seal show-key "$data/seal.key" >"$data/seal.pub"
    two_back=$(date -d "$month-01 -2 months" +%Y-%m)
    one_back=$(date -d "$month-01 -1 month" +%Y-%m)
    note "open month $month; closed months $two_back and $one_back"
}

is_first_run() { [ ! -e "$data/closed" ]; }

password_of() { awk -v login="$1" '$1 == login { print $2 }' "$data/logins"; }

# What was settled is only shown again: no meter is asked and no work is planned.
start_server() {
    local roles=api,web,collect,settle
    [ -z "$once" ] || is_first_run || roles=api,web
    start gridtallyd "$daemon" --embedded "$data/cluster" --role "$roles" \
        --set "data-dir=$top/data" --set "api.listen=127.0.0.1:$((port + 1))" \
        --set "web.listen=127.0.0.1:$((port + 2))" --set "web.origin=https://localhost:$port" \
        --set "bank.url=http://127.0.0.1:$((port + 4))" --set "bank.secret-file=$data/bank.secret" \
        --set "collect.spool=$data/spool.db" \
        --set "seal.file=$data/seals.txt" --set "seal.key-file=$data/seal.key"
    export GRIDTALLY_DATABASE=embedded:$data/cluster
    until_ready "The server" 120 curl -fsS "http://127.0.0.1:$((port + 1))/healthz"
    start_nginx
    note "customers: https://localhost:$port   staff: https://localhost:$((port + 3))"
}

# Customers reach the web module only through nginx, with a certificate of our own making.
start_nginx() {
    local dir=$data/nginx
    mkdir -p "$dir"
    [ -e "$dir/server.key" ] || data/nginx/make-certificate "$dir" >/dev/null
    sed -e "s|@DIR@|$dir|g" -e "s|@WEB_PORT@|127.0.0.1:$port|g" \
        -e "s|@API_PORT@|127.0.0.1:$((port + 3))|g" \
        -e "s|@WEB_BACKEND@|127.0.0.1:$((port + 2))|g" \
        -e "s|@API_BACKEND@|127.0.0.1:$((port + 1))|g" \
        -e "s|@STATIC@|$top/data/web|g" data/nginx/gridtally.conf.in >"$dir/nginx.conf"
    start nginx nginx -p "$dir" -c "$dir/nginx.conf" -g 'daemon off;'
    until_ready "nginx" 20 curl -fsSk "https://127.0.0.1:$port/healthz"
}

load_sample() {
    local tariffs=() calendars=() file
    for file in data/tariffs/*.json; do tariffs+=(--tariff "$file"); done
    for file in data/calendars/*.json; do calendars+=(--calendar "$file"); done
    "$ctl" setup --admin postgres --utility "$data/utility.json" "${tariffs[@]}" "${calendars[@]}" \
        --drafted-by clerk --signed-by supervisor | sed 's/^/  /'
    local known
    known=$("$ctl" user list --with-customers --json)
    python3 - "$data/utility.json" "$data/logins" <<'PYTHON' | while read -r login role district customer name; do
import json, sys
for person in json.load(open(sys.argv[1], encoding="utf-8"))["people"]:
    print(person["login"], person["role"], person["district_id"], person["customer_id"] or "-", person["name"])
PYTHON
        local of=()
        case $known in *"\"$login\""*) continue ;; esac
        [ "$customer" = - ] || of=(--customer "$customer")
        password_of "$login" | "$ctl" user add "$login" --name "$name" --role "$role" \
            --district "$district" "${of[@]}" >/dev/null
    done
    note "people: $(wc -l <"$data/logins"), their passwords in $data/logins"
}

start_meters() {
    start meters "$sim" meters --utility "$data/utility.json" --port-base $((port + 100))
    until_ready "The meters" 60 is_taken $((port + 99 + gateways))
}

start_outside() {
    start_meters
    start bank "$sim" bank --port $((port + 4)) --secret "$(cat "$data/bank.secret")" \
        --webhook-url "http://127.0.0.1:$((port + 2))/webhooks/bank" --payee "Jiangnan Grid Company" \
        --state "$data/bank.json"
    until_ready "The bank" 20 curl -sS "http://127.0.0.1:$((port + 4))/"
    note "meters: ports $((port + 100)) to $((port + 99 + gateways)); bank: port $((port + 4))"
}

# Two closed months and the days since, through the same ways in as everything else.
import_history() {
    local today
    today=$(TZ=Asia/Shanghai date +%Y-%m-%d)
    "$sim" history --utility "$data/utility.json" --from "$two_back-01" --to "$today" \
        --out "$data/history" >/dev/null
    "$ctl" import --json "$data"/history/*.csv >"$data/import.json" || {
        stop_with "the import refused a file; its report is $data/import.json"
    }
    note "history imported: $(find "$data/history" -name '*.csv' | wc -l) files"
    "$ctl" collect run --once | sed 's/^/  /'
    "$ctl" validate --from "$two_back-01" --to "$(date -d "$today +1 day" +%Y-%m-%d)" --json |
        sed 's/^/  /'
}

close_months() {
    import_history
    data/setup/act close --url "https://localhost:$((port + 3))" --logins "$data/logins" \
        --period "$two_back" --period "$one_back"
    data/setup/act pay --url "https://localhost:$port" --logins "$data/logins" \
        --customer mei bo solar mill | tee "$data/paid"
    wait_for_payments "$(grep -c 'paid at the bank' "$data/paid" || true)"
    date -u +%Y-%m-%dT%H:%M:%SZ >"$data/closed"
}

# The bank tells of a payment a moment after the customer has left its page.
# wait_for_payments N: until the webhooks of N payments are journals.
wait_for_payments() {
    local until=$((SECONDS + 60))
    while [ $SECONDS -lt $until ]; do
        [ "$("$ctl" report --item 'Payments posted')" -lt "$1" ] || return 0
        sleep 0.5
    done
    stop_with "a payment was not posted within a minute; see $data/logs"
}

report() {
    say "What was collected, settled and paid"
    "$ctl" report
}

stay() {
    say "Everything runs; Ctrl+C stops it"
    note "Customers  https://localhost:$port       mei $(password_of mei)"
    note "Clerk      clerk $(password_of clerk)"
    note "Supervisor supervisor $(password_of supervisor)"
    if [ -z "$headless" ]; then
        "$client" --server "https://localhost:$((port + 3))" \
            --certificates "$data/nginx/server.crt" >>"$data/logs/client.log" 2>&1 || true
        return 0
    fi
    wait "${pids[0]}"
}
