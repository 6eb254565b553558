# SPDX-License-Identifier: GPL-3.0-or-later
"""A staff server of canned data in the very format of data/openapi/staff.yaml.

Lets the desktop client be driven without meters, database and settlement. The data are
made by rule from the district and the day, so that a test can work every figure out.
Usage: staff_server.py PORT [--slow]
"""

import datetime
import json
import math
import os
import queue
import re
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import manual_server
import staff_readings
import bill_server
import tariff_server

PASSWORD = "correct horse"
ZONE = "Asia/Shanghai"  # of the market; the client's own machine stands in another
os.environ["TZ"] = ZONE
time.tzset()
DISTRICTS = {"wang": 101}  # of people who are of one; the others see all
PEOPLE = {
    "wang": ("Wang Fang", "clerk", ["see", "bill-run", "bill-hold"]),
    "lin": ("Lin Mei", "clerk", ["see", "reread", "edit", "import", "bill-run", "bill-hold",
                                 "bill-rebill", "settlement-draft", "settlement-submit",
                                 "tariff-draft"]),
    "chen": ("Chen Wei", "supervisor", ["see", "reread", "edit", "import", "rules", "plan",
                                        "bill-run", "bill-issue",
                                        "bill-hold", "bill-rebill", "bill-approve", "bill-check",
                                        "settlement-draft", "settlement-submit",
                                        "settlement-decide", "settlement-publish",
                                        "tariff-draft", "tariff-sign"]),
    "zhao": ("Zhao Yan", "supervisor", ["see", "reread", "edit", "plan", "bill-run", "bill-issue",
                                        "bill-hold", "bill-rebill", "bill-approve", "bill-check",
                                        "settlement-draft", "settlement-submit",
                                        "settlement-decide", "settlement-publish",
                                        "tariff-draft", "tariff-sign"]),
    "audit": ("Sun Li", "auditor", ["see"]),
}
NODES = [  # id, parent, kind, name, district, share of the grid's energy in ppm
    (1, 0, "grid", "Jianghe Grid Company", 0, 1000000),
    (10, 1, "city", "Linhai City", 0, 560000),
    (20, 1, "city", "Shanyang City", 0, 440000),
    (11, 10, "district", "Donghu District", 101, 330000),
    (12, 10, "district", "Xishan District", 102, 230000),
    (21, 20, "district", "Beigang District", 201, 250000),
    (22, 20, "district", "Nanping District", 202, 190000),
    (111, 11, "substation", "Donghu 110 kV", 101, 180000),
    (112, 11, "substation", "Lianhua 35 kV", 101, 150000),
    (121, 12, "substation", "Xishan 110 kV", 102, 230000),
    (211, 21, "substation", "Beigang 110 kV", 201, 250000),
    (221, 22, "substation", "Nanping 110 kV", 202, 190000),
    (1111, 111, "line", "Line 1001", 101, 100000),
    (1112, 111, "line", "Line 1002", 101, 80000),
    (11111, 1111, "area", "Area Garden Road", 101, 40000),
    (11112, 1111, "area", "Area Old Market", 101, 60000),
]
REASONS = ["timeout", "timeout", "exception", "refused", "garbage", "clock"]
listeners = []


def whole(number):
    return str(int(number))


def points():
    rows = []
    for i in range(1, 265):
        district = (101, 102, 201, 202)[i % 4]
        kind = "customer" if i > 24 else ("exchange" if i <= 12 else "large")
        name = {"customer": "Garden Road %d" % i, "exchange": "Exchange point %d" % i,
                "large": "Mill no. %d" % i}[kind]
        rows.append(staff_readings.place(
            {"district_id": district, "point_id": 100000 + i, "code": "P-%05d" % i,
             "name": name, "kind": kind}))
    return rows


def is_failing(point):
    return point["point_id"] % 22 == 7


def heat(day):
    today = datetime.date.today().isoformat()
    hour_now = datetime.datetime.now().hour if day == today else 24
    rows = []
    for row in points():
        n = row["point_id"]
        cells = []
        for hour in range(24):
            state = 1
            if (n * 7 + hour * 3) % 41 == 0:
                state = 2
            if (n * 5 + hour) % 97 == 0:
                state = 3
            if is_failing(row) and hour >= 9:
                state = 4
            cells.append(state if hour < hour_now else 0)
        rows.append(dict(row, cells=cells))
    return rows


def failing(day):
    rows = []
    for row in points():
        if not is_failing(row) or row["point_id"] in reread_points:
            continue
        reason = REASONS[row["point_id"] % len(REASONS)]
        rows.append({"district_id": row["district_id"], "point_id": row["point_id"],
                     "code": row["code"], "name": row["name"],
                     "serial": "SN%07d" % (row["point_id"] * 37 % 9999999),
                     "gateway": "GW-%d" % row["district_id"], "reason": reason,
                     "since": "2026-09-03T%02d:%02d:00Z" % (row["point_id"] % 24, row["point_id"] % 60),
                     "tries": 3 + row["point_id"] % 5, "node_id": row["node_id"],
                     "node_name": row["node_name"],
                     "last_error": "=cmd: no answer in 1000 ms" if reason == "timeout"
                     else "modbus: illegal data address"})
    return rows


def minutes_ago(minutes):
    at = datetime.datetime.utcnow() - datetime.timedelta(minutes=minutes)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def summary(query):
    day = query["day"]
    bad = len(staff_readings.of_node(failing(day), NODES, query))
    n = len(staff_readings.of_node(points(), NODES, query))
    return {"day": day, "points": n, "asked": n, "answered": n - bad,
            "read_rate_ppm": (n - bad) * 1000000 // n, "intervals_expected": n * 96,
            "intervals_present": n * 96 - bad * 60, "intervals_estimated": 312,
            "intervals_missing": bad * 60, "newest_at": minutes_ago(25),
            "worst_clock_offset_ms": -74000, "points_complete": n - bad,
            "on_time_ppm": (n - bad) * 1000000 // n}


def balance(node, first, days):
    node_id, parent, kind, name, district, share = node
    seed = node_id * 31 + first.toordinal() * 17
    in_wh = 0
    for d in range(days):
        day = first + datetime.timedelta(days=d)
        weekday = 0.82 if day.weekday() >= 5 else 1.0
        in_wh += int(share * 2400 * weekday * (1 + ((day.toordinal() * 13) % 11 - 5) / 90))
    generation = in_wh // 50 if kind in ("grid", "district") else 0
    loss_ppm = 118000 if node_id == 11112 else 28000 + seed % 9000
    loss = (in_wh + generation) * loss_ppm // 1000000
    out = (in_wh + generation) // 5 if kind == "grid" else 0
    sold = in_wh + generation - out - loss
    return {"node_id": node_id, "parent_id": parent, "node_kind": kind, "node_name": name,
            "day": first.isoformat(), "days": days, "version": 1, "in_wh": whole(in_wh),
            "generation_wh": whole(generation), "out_wh": whole(out), "sold_wh": whole(sold),
            "loss_wh": whole(loss), "children_loss_wh": whole(loss // 2),
            "own_loss_wh": whole(loss - loss // 2), "theoretical_loss_wh": whole(loss * 9 // 10),
            "loss_ppm": loss_ppm, "estimated_ppm": 1200 + seed % 900,
            "state": "high" if loss_ppm > 100000 else "ok"}


def month_days(month):
    first = datetime.date.fromisoformat(month + "-01")
    following = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return first, (following - first).days


bill_states = {}  # of bills that a clerk decided on
bill_decisions = []  # number, act, person, reason


def bill_row(run, i):
    energy = 180000 + i * 7919 % 420000
    if i < 12:
        energy *= 900
    net = energy * 52 // 1000
    tax = net * 13 // 113
    held = i % 37 == 5
    state = "held" if held else ("issued" if run["state"] == "issued" else "ready")
    number = "B%s-%06d" % (run["period_start"][:7].replace("-", ""), i + 1)
    if number in bill_states:
        state = bill_states[number]
        held = state == "held"
    return {"district_id": (101, 102, 201, 202)[i % 4],
            "number": number,
            "account_number": "A%07d" % (1000 + i),
            "customer_name": ("Jianghe Mill %d" if i < 12 else "Household %d") % (i + 1),
            "period_start": run["period_start"], "period_end": run["period_end"], "version": 1,
            "kind": "bill", "state": state,
            "hold_reasons": ["history", "over-capacity"] if held else [],
            "tariff_code": "LARGE-2P" if i < 12 else "HOME-TOU", "tariff_version": 2,
            "currency": "CNY", "energy_wh": whole(energy), "net_minor": whole(net - tax),
            "tax_minor": whole(tax), "total_minor": whole(net),
            "estimated_ppm": 4200 if i % 9 == 0 else 0,
            "issued_on": "2026-10-01" if state == "issued" else None,
            "due_on": "2026-10-21" if state == "issued" else None, "run_id": run["run_id"]}


def bills(run):
    return [bill_row(run, i) for i in range(run["n_agreements"])] if run else []


def bill(number):
    for run in runs:
        for row in bills(run):
            if row["number"] == number:
                return bill_of(row)
    return None


def line(no, kind, component, band, tier, quantity, exponent, unit, rate, amount):
    return {"line_no": no, "kind": kind, "component": component, "band": band, "tier": tier,
            "quantity": whole(quantity), "quantity_exponent": exponent, "unit": unit,
            "rate_micro": whole(rate), "amount_minor": whole(amount),
            "amount_exact": "%d.%02d40" % (amount // 100, amount % 100),
            "explain": {"rule": "tou", "version": 1}}


def bill_of(row):
    energy = int(row["energy_wh"])
    net = int(row["net_minor"])
    peak = energy * 38 // 100
    flat = energy * 40 // 100
    valley = energy - peak - flat
    amounts = [net * 46 // 100, net * 36 // 100]
    rest = net - sum(amounts) - 1200
    lines = [line(1, "fixed", "service", "", 0, 1, 0, "month", 12000000, 1200),
             line(2, "energy", "energy", "peak", 0, peak, -3, "kWh", 862500, amounts[0]),
             line(3, "energy", "energy", "flat", 0, flat, -3, "kWh", 560000, amounts[1]),
             line(4, "energy", "energy", "valley", 0, valley, -3, "kWh", 290000, rest),
             line(5, "tax", "vat", "", 0, 13, -2, "", 0, int(row["tax_minor"]))]
    return {"summary": row, "customer_address": "Garden Road 7, Linhai", "point_code": "P-00031",
            "point_name": "Garden Road 31", "point_id": 100031, "content_hash": "a" * 64,
            "made_from": "b" * 64, "lines": lines, "determinants": [
                {"name": "energy_wh", "value": row["energy_wh"], "unit": "Wh", "version": 1}],
            "versions": [], "findings": [{
                "check_name": "history", "severity": "hold", "found": row["total_minor"],
                "bound": whole(int(row["total_minor"]) * 10 // 41), "unit": "minor"}]
            if row["hold_reasons"] else [], "decisions": [
                {"act": act, "person": person, "reason": reason,
                 "decided_at": "2026-11-01T02:00:00Z"}
                for number, act, person, reason in bill_decisions if number == row["number"]],
            "correction_id": None}


CORRECTION = "6f1c36a4-6d0e-4c6a-9f3a-7c1c5f0c8a77"


def correction_row():
    return {"district_id": 101, "correction_id": CORRECTION, "kind": "rebill",
            "state": correction_state["state"], "number": "B202609-000005",
            "new_number": "B202609-000005-2", "credit_number": None,
            "account_number": "A0001004", "customer_name": "Jianghe Mill 5",
            "period_start": "2026-09-01", "period_end": "2026-10-01", "currency": "CNY",
            "causes": ["data"], "old_minor": "1853160", "new_minor": "1890605",
            "difference_minor": "37445", "proposed_at": "2026-10-12T02:30:00Z",
            "ordered_by": "lin", "ordered_at": "2026-10-12T06:10:00Z",
            "reason": "the meter was read late", "decided_by": None, "decided_at": None,
            "decision_reason": ""}


correction_state = {"state": "waiting"}


def correction():
    lines = []
    for no, (kind, band, before, after, old, new) in enumerate((
            ("fixed", "", "1", "1", 1200, 1200),
            ("energy", "peak", "12637.6", "12910.9", 1090000, 1113565),
            ("energy", "flat", "9584.2", "9699.1", 536715, 543150),
            ("energy", "valley", "4108.8", "4180.0", 119155, 121220),
            ("tax", "", "13", "13", 106090, 111470)), 1):
        lines.append({"line_no": no, "kind": kind, "component": kind, "band": band, "tier": 0,
                      "unit": {"fixed": "month", "tax": "%"}.get(kind, "kWh"),
                      "old_quantity": before, "new_quantity": after, "old_rate": "1",
                      "new_rate": "1", "old_minor": whole(old), "new_minor": whole(new),
                      "difference_minor": whole(new - old)})
    return {"summary": correction_row(), "lines": lines, "changes": [
        {"what": "data", "day": "2026-09-04", "channel": 1, "version": 2,
         "before": "812400", "after": "861900"}]}


CHECKS = (("incomplete", "hold", 0, 0), ("estimated", "hold", 100000, 0),
          ("history", "hold", 300, 20000), ("zero", "hold", 0, 0), ("negative", "hold", 0, 0),
          ("first", "note", 0, 0), ("last", "hold", 0, 0), ("missing-tariff", "hold", 0, 0),
          ("over-capacity", "hold", 110, 0), ("unpriced", "hold", 0, 0))


def checks(words, query):
    return [{"check_name": name, "version": 2 if name == "first" else 1, "severity": severity,
             "bound": whole(bound), "least": whole(least),
             "set_by": "chen" if name == "first" else "installation",
             "set_at": "2026-01-01T00:00:00Z",
             "reason": "welcome letters are enough" if name == "first" else "", "is_current": True}
            for name, severity, bound, least in CHECKS]


def to_date(words, query):
    rows = []
    for i in range(40):
        energy = 90000 + i * 7919 % 210000
        if i < 12:
            energy *= 900
        total = energy * 52 // 1000
        rows.append({"district_id": 101, "agreement_id": i + 1, "account_number": "A%07d" % (1000 + i),
                     "customer_name": ("Jianghe Mill %d" if i < 12 else "Household %d") % (i + 1),
                     "point_code": "P-%05d" % i, "point_kind": "large" if i < 12 else "community",
                     "tariff_code": "LARGE-2P" if i < 12 else "HOME-TOU", "tariff_version": 2,
                     "currency": "CNY", "since": "2026-11-01", "known_end": "2026-11-16",
                     "period_start": "2026-11-01", "period_end": "2026-12-01", "state": "priced",
                     "energy_wh": whole(energy), "net_minor": whole(total - total * 13 // 113),
                     "tax_minor": whole(total * 13 // 113), "total_minor": whole(total),
                     "estimated_ppm": 8600 if i % 9 == 0 else 0, "month_wh": whole(energy),
                     "month_minor": whole(total), "forecast_wh": whole(energy * 2),
                     "forecast_minor": whole(total * 2), "low_minor": whole(total * 18 // 10),
                     "high_minor": whole(total * 23 // 10), "lines": [],
                     "newest_at": "2026-11-15T06:15:00Z", "refreshed_at": "2026-11-15T06:16:00Z"})
    return rows


def intervals(number, line_no):
    row = bill(number)
    days = []
    if row is None or line_no in (1, 5):
        n_days = 0
    else:
        n_days = month_days(row["summary"]["period_start"][:7])[1]
    for d in range(n_days):
        day = datetime.date.fromisoformat(row["summary"]["period_start"])
        day += datetime.timedelta(days=d)
        values, quality = [], []
        for i in range(96):
            hour = i / 4
            shape = 40 + 60 * (7 <= hour < 9) + 110 * (18 <= hour < 22) + 20 * (12 <= hour < 14)
            values.append(whole(shape + (d * 7 + i * 13) % 17))
            quality.append(4 if d in (9, 10) and 30 <= i < 80 else 0)
        days.append({"day": day.isoformat(), "first_at": day.isoformat() + "T00:00:00Z",
                     "version": 1, "made_by": "validate", "made_at": None, "values": values,
                     "quality": quality})
    return {"district_id": 101, "point_id": 100031, "code": "P-00031", "name": "Garden Road 31",
            "channel": 1, "unit": "Wh", "interval_s": 900, "time_zone": "Asia/Shanghai",
            "days": days}


def run_of(month, state, n=60):
    first, days = month_days(month)
    run = {"run_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, month)), "district_id": 0,
           "period_start": first.isoformat(),
           "period_end": (first + datetime.timedelta(days=days)).isoformat(), "state": state,
           "n_agreements": n, "n_done": n, "n_held": 0, "total_minor": "0", "started_by": "lin",
           "started_at": first.isoformat() + "T01:00:00Z", "finished_at": None,
           "output_hash": "c" * 64, "message": "", "kind": "cycle", "n_ready": n, "n_issued": 0}
    total(run)
    return run


def total(run):
    rows = bills(run)
    run["n_ready"] = sum(row["state"] == "ready" for row in rows)
    run["n_issued"] = sum(row["state"] == "issued" for row in rows)
    run["n_held"] = sum(row["state"] == "held" for row in rows)
    run["total_minor"] = whole(sum(int(row["total_minor"]) for row in rows))


def settlement_of(month, state, submitted_by, decided_by=None):
    first, days = month_days(month)
    return {"district_id": 0, "settlement_id": str(uuid.uuid5(uuid.NAMESPACE_URL, month)),
            "period_start": first.isoformat(),
            "period_end": (first + datetime.timedelta(days=days)).isoformat(), "version": 1,
            "reverses": None, "state": state, "drafted_by": "lin", "submitted_by": submitted_by,
            "decided_by": decided_by, "n_red": 0, "n_warn": 2, "in_wh": "0", "loss_wh": "0",
            "amount_minor": "3182744150", "content_hash": "d" * 64}


def statements(settlement):
    first, days = month_days(settlement["period_start"][:7])
    rows = []
    for node in NODES:
        row = balance(node, first, days)
        rows.append({"node_id": row["node_id"], "parent_id": row["parent_id"],
                     "kind": row["node_kind"], "name": row["node_name"], "voltage_v": 110000,
                     **{k: row[k] for k in ("in_wh", "generation_wh", "out_wh", "sold_wh",
                                            "loss_wh", "children_loss_wh", "own_loss_wh",
                                            "theoretical_loss_wh", "loss_ppm",
                                            "estimated_ppm")}})
    return rows


def exchange(settlement):
    rows = []
    for i in range(1, 7):
        for band in ("peak", "flat", "valley"):
            main = 4200000000 + i * 731000000 + len(band) * 91000000
            used = "check" if i == 4 else "main"
            rows.append({"point_district_id": 0, "point_id": 100000 + i, "code": "P-%05d" % i,
                         "name": "Exchange point %d" % i, "from_name": "Provincial Grid",
                         "to_name": "Jianghe Grid Company", "direction": "in", "band": band,
                         "main_wh": whole(0 if used == "check" else main),
                         "check_wh": whole(main + 1300000), "used": used,
                         "settled_wh": whole(main + 1300000 if used == "check" else main),
                         "rate_micro_per_kwh": "382100",
                         "amount_minor": whole(main * 3821 // 100000000)})
    return rows


def audit(settlement):
    if settlement["state"] == "draft":
        return []
    found = []
    for rule in ("balance-closes", "all-days-closed", "main-check-agree", "loss-in-theory",
                 "estimated-share", "negative-loss"):
        for node in NODES[:7]:
            bad = rule == "loss-in-theory" and node[0] in (11, 21)
            found.append({"rule": rule, "node_id": node[0], "node_name": node[3],
                          "result": "warn" if bad else "green",
                          "figures": {"found_ppm": 31000 + node[0], "limit_ppm": 35000},
                          "signed_by": None, "reason": None})
    return found


STEPS = {"draft": 1, "audited": 2, "submitted": 3, "approved": 4, "returned": 4, "published": 5}


def allowed(settlement, person):
    acts = PEOPLE[person][2]
    state = settlement["state"]
    can = []
    if state in ("draft", "returned", "audited") and "settlement-draft" in acts:
        can.append("audit")
    if state == "audited" and "settlement-submit" in acts:
        can.append("submit")
    if state == "submitted" and "settlement-decide" in acts:
        can += ["approve", "return"]
    if state == "approved" and "settlement-publish" in acts:
        can.append("publish")
    return can


runs = [run_of("2026-10", "computed"), run_of("2026-09", "issued"), run_of("2026-08", "issued")]
settlements = [settlement_of("2026-10", "submitted", "lin"),
               settlement_of("2026-09", "submitted", "chen"),
               settlement_of("2026-08", "published", "lin", "chen")]
decisions = {s["settlement_id"]: [
    {"step": 1, "from_state": "draft", "to_state": "audited", "person": "lin", "reason": "",
     "decided_at": "2026-10-02T02:10:00Z"},
    {"step": 2, "from_state": "audited", "to_state": "submitted", "person": s["submitted_by"],
     "reason": "", "decided_at": "2026-10-02T02:14:00Z"}] for s in settlements}
reread_points = set()
reread_nodes = []
cancelled = set()


def tell(name, ident, kind, done, of, text):
    for listener in list(listeners):
        listener.put((name, {"id": ident, "kind": kind, "done": done, "total": of,
                             "text": text}))


def work(name, ident, of, step_s, finish):
    done = 0
    while (done < of or not may_end.is_set()) and ident not in cancelled:
        tell(name, ident, "progress", min(done, of), of, "")
        time.sleep(step_s)
        done += max(of // 10, 1)
    if ident in cancelled:
        finish(False)
        tell(name, ident, "failed", done, of, "cancelled")
        return
    finish(True)
    tell(name, ident, "done", of, of, "")


class Refused(Exception):
    def __init__(self, status, error, message, field=None):
        super().__init__(message)
        self.status, self.error, self.field = status, error, field


is_away = threading.Event()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    tokens = {}

    def log_message(self, *arguments):
        pass

    def answer(self, status, body):
        data = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def body(self):
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length)
        if self.command == "PUT" and ("/imports" in self.path or "/photos" in self.path):
            return content
        return json.loads(content) if length else {}

    def person(self):
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token not in self.tokens:
            raise Refused(401, "forbidden", "The session has ended.")
        return self.tokens[token]

    def serve(self, method):
        url = urlsplit(self.path)
        body = self.body()
        if is_away.is_set():  # the proxy is there, the server is not
            self.answer(502, None)
            return
        try:
            for how, pattern, handle in ROUTES:
                match = re.fullmatch(pattern, url.path)
                if how == method and match:
                    words = [unquote(word) for word in match.groups()]
                    query = {k: v[0] for k, v in parse_qs(url.query).items()}
                    handle(self, words, query, body)
                    return
            raise Refused(404, "not-found", "There is nothing at this address.")
        except Refused as refused:
            self.answer(refused.status, {"error": refused.error, "message": str(refused),
                                         "field": refused.field})

    def do_GET(self):
        self.serve("GET")

    def do_POST(self):
        self.serve("POST")

    def do_PUT(self):
        self.serve("PUT")

    def do_DELETE(self):
        self.serve("DELETE")


def on_sign_in(self, words, query, body):
    login = body.get("login")
    if login not in PEOPLE or body.get("password") != PASSWORD:
        raise Refused(401, "forbidden", "Login or password is wrong.")
    name, role, may = PEOPLE[login]
    token = uuid.uuid4().hex
    self.tokens[token] = login
    self.answer(200, {"token": token, "csrf": "x", "expires_at": "2026-12-31T00:00:00Z",
                      "time_zone": ZONE, "currency": "CNY",
                      "person": {"person_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, login)),
                                 "login": login, "name": name, "role": role,
                                 "district_id": DISTRICTS.get(login, 0),
                                 "language": "en", "may": may}})


def listing(make):
    def handle(self, words, query, body):
        self.person()
        rows = make(words, query)
        self.answer(200, {"rows": rows, "total": len(rows)})
    return handle


def single(make):
    def handle(self, words, query, body):
        person = self.person()
        found = make(words, query, person)
        if found is None:
            raise Refused(404, "not-found", "There is no such record.")
        self.answer(200, found)
    return handle


def accept(self, kind, ident, of):
    self.answer(202, {"job_id": ident, "kind": kind, "state": "running", "n_done": 0,
                      "n_total": of, "message": ""})


def start(name, ident, of, step_s, finish):
    threading.Thread(target=work, args=(name, ident, of, step_s, finish), daemon=True).start()


def by_node(make):
    return listing(lambda words, query: staff_readings.of_node(make(query["day"]), NODES, query))


def find_point(words, query, person):
    return staff_readings.point(points()[int(words[1]) - 100001])


def find_points(words, query):
    wanted = query.get("search", "").lower()
    rows = [staff_readings.point_row(row) for row in points()]
    return [row for row in rows
            if wanted in " ".join((row["code"], row["name"], row["meter_serial"])).lower()]


def on_read_by_hand(self, words, query, body):
    refused = manual_server.add(self.person(), words, body)
    if refused:
        raise Refused(409, "exists", refused[1], refused[0])
    self.answer(202, {"job_id": body["reading_id"], "kind": "manual-reading", "state": "done",
                      "n_done": 1, "n_total": 1, "message": ""})


def on_withdraw(self, words, query, body):
    if not manual_server.withdraw(self.person(), words, body):
        raise Refused(404, "not-found", "the point has no such reading")
    self.answer(202, {"job_id": words[2], "kind": "manual-reading-withdraw", "state": "done",
                      "n_done": 1, "n_total": 1, "message": ""})


def on_photo(self, words, query, body):
    self.person()
    content = manual_server.photos[words[2]]
    self.send_response(200)
    self.send_header("Content-Type", "image/png")
    self.send_header("Content-Length", str(len(content)))
    self.end_headers()
    self.wfile.write(content)


def on_exchange(self, words, query, body):
    self.person()
    if not body["reason"]:
        raise Refused(422, "invalid", "a reason is expected", "reason")
    staff_readings.exchanged[int(words[1])] = body
    self.answer(202, {"job_id": body["request_id"], "kind": "exchange", "state": "done",
                      "n_done": 1, "n_total": 1, "message": ""})


def on_file(self, words, query, content):
    person = self.person()
    self.answer(200, staff_readings.take_file(query["name"], content,
                                              query.get("dry_run") == "1", person))


def find_import(words, query, person):
    return next((found for found in staff_readings.imports if found["import_id"] == words[0]),
                None)


def on_parameter(self, words, query, body):
    person = self.person()
    if "rules" not in PEOPLE[person][2]:
        raise Refused(403, "forbidden", "Your role may not do this.")
    if body["value"] > 100000000:
        raise Refused(422, "invalid", "value: spike.ratio_ppm takes 0 to 100000000", "value")
    staff_readings.said.append(dict(body, set_by=person))
    self.answer(200, {"job_id": "", "kind": "parameter", "state": "done", "n_done": 1,
                      "n_total": 1, "message": ""})


def on_reread(self, words, query, body):
    self.person()
    asked = [p["point_id"] for p in body.get("points") or []]
    if body.get("node_id"):
        asked = [row["point_id"] for row in staff_readings.of_node(
            failing("2026-11-01"), NODES, {"node": str(body["node_id"])})]
        reread_nodes.append(body["node_id"])

    def finish(is_done):
        reread_points.update(asked[: len(asked) // 2])
    accept(self, "collection", body["request_id"], len(asked))
    start("collection", body["request_id"], len(asked), 0.15, finish)


# A case that needs cycles puts them here: most utilities have none.
cycles = []


def on_start_run(self, words, query, body):
    own = DISTRICTS.get(self.person(), 0)
    if own not in (0, body.get("district_id")):
        raise Refused(403, "forbidden", "that is another district", "district_id")
    run = next((run for run in runs if run["run_id"] == body["run_id"]), None)
    if run is None:
        run = run_of(body["period_start"][:7], "running")
        runs.insert(0, run)
    run.update(run_id=body["run_id"], n_done=0, state="running",
               district_id=body.get("district_id", 0), cycle=body.get("cycle") or "")
    cancelled.discard(run["run_id"])

    def finish(is_done):
        run.update(state="computed" if is_done else "cancelled", n_done=60 if is_done else 0)
        total(run)
    accept(self, "bill-run", run["run_id"], 60)
    start("bill-run", run["run_id"], 60, 0.2, finish)


def on_bill_decision(self, words, query, body):
    person = self.person()
    number, act = words
    if not body["reason"]:
        raise Refused(422, "invalid", "A reason is expected.")
    bill_states[number] = "ready" if act == "release" else "held"
    bill_decisions.append((number, act, person, body["reason"]))
    for run in runs:
        total(run)
    self.answer(200, {"n_bills": 1})


def held_of(words):
    return [row for row in bills(find_run(words[0])) if row["state"] == "held"]


def on_decide_bills(self, words, query, body):
    person = self.person()
    rows = held_of(words)
    if len(rows) != body["n_expected"]:
        raise Refused(409, "conflict", "%d bills match now." % len(rows))
    for row in rows:
        bill_states[row["number"]] = "ready"
        bill_decisions.append((row["number"], "release", person, body["reason"]))
    for run in runs:
        total(run)
    self.answer(200, {"n_bills": len(rows)})


def on_correction(self, words, query, body):
    person = self.person()
    if words[1] == "approve":
        if person == "lin":
            raise Refused(403, "forbidden", "Who ordered a correction cannot issue it.")
        if body["password"] != PASSWORD:
            raise Refused(403, "forbidden", "The password or code is wrong.")
    else:
        bill_server.refusals.append((person, body))
    correction_state["state"] = "issued" if words[1] == "approve" else "refused"
    self.answer(202, {"job_id": words[0], "kind": "correction", "state": "done", "n_done": 1,
                      "n_total": 1, "message": ""})


def find_run(ident):
    found = [run for run in runs if run["run_id"] == ident]
    if not found:
        raise Refused(404, "not-found", "There is no such run.")
    return found[0]


def on_issue(self, words, query, body):
    if "bill-issue" not in PEOPLE[self.person()][2]:
        raise Refused(403, "forbidden", "Your role may not issue bills.")
    run = find_run(words[0])

    def finish(is_done):
        run["state"] = "issued"
        for row in bills(run):
            if bill_states.get(row["number"]) == "ready":
                bill_states[row["number"]] = "issued"
        total(run)
    accept(self, "bill-run", run["run_id"], 60)
    start("bill-run", run["run_id"], 60, 0.6, finish)


def on_cancel(self, words, query, body):
    self.person()
    cancelled.add(words[0])
    accept(self, "bill-run", words[0], 0)


def find_settlement(ident):
    found = [s for s in settlements if s["settlement_id"] == ident]
    if not found:
        raise Refused(404, "not-found", "There is no such settlement.")
    return found[0]


def settlement(words, query, person):
    row = find_settlement(words[0])
    return {"summary": row, "statements": statements(row), "exchange_lines": exchange(row),
            "audit": audit(row), "decisions": decisions[row["settlement_id"]],
            "allowed": allowed(row, person)}


def on_draft(self, words, query, body):
    self.person()
    row = settlement_of(body["period_start"][:7], "draft", None)
    row["settlement_id"] = body["settlement_id"]
    row["version"] = 1 + sum(s["period_start"] == row["period_start"] for s in settlements)
    settlements.insert(0, row)
    decisions[row["settlement_id"]] = []
    accept(self, "settlement", row["settlement_id"], 16)
    start("settlement", row["settlement_id"], 16, 0.03, lambda is_done: None)


def on_decide(self, words, query, body):
    person = self.person()
    row = find_settlement(words[0])
    what = words[1]
    to = {"audit": "audited", "submit": "submitted", "approve": "approved", "return": "returned",
          "publish": "published"}[what]
    if what not in allowed(row, person):
        raise Refused(403, "forbidden", "Your role may not do this now.")
    if what == "approve" and body.get("password") != PASSWORD:
        raise Refused(403, "forbidden", "The password is wrong.")
    if what in ("approve", "return") and row["submitted_by"] == person:
        raise Refused(403, "forbidden", "four-eyes")
    accept(self, "settlement", row["settlement_id"], 0)

    def finish(is_done):
        steps = decisions[row["settlement_id"]]
        steps.append({"step": len(steps) + 1, "from_state": row["state"], "to_state": to,
                      "person": person, "reason": body.get("reason", ""),
                      "decided_at": "2026-10-03T03:00:00Z"})
        row["state"] = to
        if what == "submit":
            row["submitted_by"] = person
        if what in ("approve", "return"):
            row["decided_by"] = person
    start("settlement", row["settlement_id"], 4, 0.1, finish)


def on_events(self, words, query, body):
    self.person()
    box = queue.Queue()
    listeners.append(box)
    self.send_response(200)
    self.send_header("Content-Type", "text/event-stream")
    self.send_header("Connection", "close")
    self.end_headers()
    number = 0
    try:
        while not is_away.is_set():
            try:
                name, data = box.get(timeout=1)
            except queue.Empty:
                name, data = "ping", {}
            number += 1
            text = "event: %s\nid: %d\ndata: %s\n\n" % (name, number, json.dumps(data))
            self.wfile.write(text.encode())
            self.wfile.flush()
    except OSError:
        pass
    listeners.remove(box)
    self.close_connection = True


def on_sign_out(self, words, query, body):
    self.tokens.pop((self.headers.get("Authorization") or "").removeprefix("Bearer "), None)
    self.answer(204, None)


def node_days(words, query):
    first = datetime.date.fromisoformat(query["from"])
    last = datetime.date.fromisoformat(query["to"])
    node = [n for n in NODES if n[0] == int(words[0])][0]
    n = (min(last, datetime.date.today() - datetime.timedelta(days=1)) - first).days + 1
    return [balance(node, first + datetime.timedelta(days=d), 1) for d in range(max(n, 0))]


def month_balances(words, query):
    first, days = month_days(query["month"])
    if first > datetime.date.today():
        return []
    return [balance(node, first, days) for node in NODES]


def on_bills(self, words, query, body):
    """As the real server: the first 10,000, here those the list has, and how many there are."""
    self.person()
    rows = bills(find_run(query["run"]))
    if bill_server.n_unsent[0] > 0 and query.get("first") == "held":
        rows.sort(key=lambda row: row["state"] != "held")
    self.answer(200, {"rows": rows, "total": len(rows) + bill_server.n_unsent[0]})


RULES = [("gap", "warn", 12), ("spike", "warn", 1), ("missing", "fail", 20),
         ("rollover", "warn", 1), ("high-usage", "info", 96), ("register", "fail", 96)]


def exception_of(i):
    rule, severity, n = RULES[i % len(RULES)]
    point = points()[(i * 17) % 264]
    day = (datetime.date.today() - datetime.timedelta(days=2 + i % 40)).isoformat()
    first = 0 if n == 96 else 20 + i % 30
    return {"exception_id": "%d.%s.%d.1.%s.%d" % (point["district_id"], day, point["point_id"],
                                                  rule, first),
            "district_id": point["district_id"], "day": day, "point_id": point["point_id"],
            "code": point["code"], "name": point["name"], "channel": 1, "rule": rule,
            "first_interval": first, "n_intervals": n, "severity": severity,
            "figures": {"found": 1200 + i, "limit": 900}, "state": "open",
            "found_at": day + "T18:30:00Z", "node_name": point["node_name"],
            "figure": whole(n if rule in ("gap", "missing") else 1200 + i), "limit": "900",
            "text": "found %d" % i, "assigned_to": None, "decided_by": None, "decided_at": None,
            "reason": None}


exceptions = [exception_of(i) for i in range(30)]
edits = {}


def exception_list(words, query):
    return [row for row in exceptions if query["from"] <= row["day"] <= query["to"]]


def on_exception(self, words, query, body):
    person = self.person()
    if "edit" not in PEOPLE[person][2]:
        raise Refused(403, "forbidden", "Your role may not decide on exceptions.")
    if not body.get("reason"):
        raise Refused(422, "invalid", "a reason is expected", "reason")
    time.sleep(decision_s[0])
    for row in exceptions:
        if row["exception_id"] == words[0]:
            row["state"] = {"accept": "accepted", "estimate": "solved", "reopen": "open"}[words[1]]
            row.update(decided_by=person, reason=body["reason"])
            tell("validate", words[0], "done", 1, 1, "")
            self.answer(202, {"job_id": words[0], "kind": "exception", "state": "done",
                              "n_done": 1, "n_total": 1, "message": ""})
            return
    raise Refused(404, "not-found", "There is no such exception.")


decision_s = [0.0]


def shape(point, day, index):
    hour = index / 4
    base = 4000 + sum(int(height * math.exp(-((hour - at) / width) ** 2))
                      for at, width, height in ((7.8, 1.6, 5200), (12.6, 1.8, 2600),
                                                (19.6, 2.1, 9800)))
    return base + (day.toordinal() * 331 + index * 97 + point * 13) % 700


def day_of(point, day):
    """The newest version of a day: made by rule, then changed by the edits on it."""
    values = [shape(point, day, i) for i in range(96)]
    quality = [0] * 96
    for row in exceptions:
        if row["point_id"] != point or row["day"] != day.isoformat() or row["n_intervals"] == 96:
            continue
        for i in range(row["first_interval"], row["first_interval"] + row["n_intervals"]):
            quality[i] = {"gap": 4, "missing": 255, "spike": 0, "rollover": 2}[row["rule"]]
            if row["rule"] == "missing":
                values[i] = 0
            if row["rule"] == "spike":
                values[i] *= 3
    made = edits.get((point, day.isoformat()), [])
    for edit in made:
        change(values, quality, edit, point, day)
    return values, quality, 1 + len(made)


def change(values, quality, edit, point, day):
    for i in range(edit["from_index"], edit["to_index"]):
        is_value = edit["method"] == "value"
        values[i] = int(edit["value"]) if is_value else shape(point, day, i) + 900
        quality[i] = 6 if is_value else 4


def interval_day(point, day, values, quality, version):
    return {"day": day.isoformat(), "first_at": day.isoformat() + "T00:00:00Z",
            "version": version, "made_by": "validate", "made_at": None, "reason": None,
            "values": [whole(v) for v in values], "quality": quality}


def point_intervals(words, query, person):
    point = int(words[1])
    day = datetime.date.fromisoformat(query.get("from") or query["day"])
    values, quality, version = day_of(point, day)
    found = interval_day(point, day, values, quality, version)
    found["like_days"] = [
        {"day": other.isoformat(), "values": [whole(shape(point, other, i)) for i in range(96)]}
        for other in (day - datetime.timedelta(days=7 * n) for n in range(1, 5))]
    row = points()[point - 100001]
    return {"district_id": row["district_id"], "point_id": point, "code": row["code"],
            "name": row["name"], "channel": 1, "unit": "Wh", "interval_s": 900,
            "time_zone": "UTC", "days": [found]}


def versions(words, query):
    made = edits.get((int(words[1]), query["day"]), [])
    rows = [{"version": 1, "at": query["day"] + "T18:30:00Z", "by": "validate", "reason": None,
             "sum": "6032", "n_measured": 84, "n_estimated": 12, "n_missing": 0,
             "hash": "e" * 64}]
    for n, edit in enumerate(made, 2):
        rows.insert(0, dict(rows[0], version=n, by=edit["by"], reason=edit["reason"]))
    return rows


def effect(point, body, is_made, person):
    day = datetime.date.fromisoformat(body["day"])
    values, quality, version = day_of(point, day)
    if body["to_index"] <= body["from_index"]:
        raise Refused(422, "invalid", "at least one interval is expected", "to_index")
    if body["method"] == "check":
        raise Refused(422, "invalid", "this point has no check meter", "method")
    after, after_quality = list(values), list(quality)
    change(after, after_quality, body, point, day)
    if is_made:
        if body["base_version"] != version:
            raise Refused(409, "busy", "A newer version of this day stands.")
        edits.setdefault((point, body["day"]), []).append(dict(body, by=person))
    return {"before": interval_day(point, day, values, quality, version),
            "after": interval_day(point, day, after, after_quality, version + is_made),
            "sum_before": whole(sum(values)), "sum_after": whole(sum(after)),
            "base_version": version,
            "bill_effect": {"currency": "CNY", "minor_digits": 2, "current_minor": "18240",
                            "after_minor": whole(18240 + (sum(after) - sum(values)) // 10)}}


def on_preview(self, words, query, body):
    self.person()
    self.answer(200, effect(int(words[1]), body, False, None))


def on_edit(self, words, query, body):
    person = self.person()
    self.answer(200, effect(int(words[1]), body, True, person))
    tell("validate", body["edit_id"], "done", 1, 1, "")


def plan_job(name, title, calendar, state, depends_on, error=None):
    return {"name": name, "title": title, "calendar": calendar,
            "next_at": "2026-11-25T02:30:00Z", "last_at": "2026-11-24T02:30:00Z",
            "state": state, "progress_done": 0, "progress_total": 0, "last_error": error,
            "depends_on": depends_on, "is_enabled": True, "tries": 1, "max_tries": 3}


def make_plan():
    return [plan_job("collect", "Read the meters", "every 15m", "done", []),
            plan_job("validate", "Close the days", "daily 02:30", "done", ["collect"]),
            plan_job("balance", "Balance the regions", "daily 03:30", "done", ["validate"]),
            plan_job("inbox", "Import files", "every 10m", "failed", [],
                     "inbox: the folder cannot be read"),
            plan_job("settle", "Draft the settlement", "monthly 2 06:00", "idle", ["balance"])]


plan = make_plan()
plan_runs = {}
may_end = threading.Event()  # a test that looks at a running job holds it back
may_end.set()


def find_job(name):
    return [job for job in plan if job["name"] == name][0]


def plan_history(words, query):
    past = [{"due_at": "2026-11-%02dT02:30:00Z" % d, "started_at": "2026-11-%02dT02:30:02Z" % d,
             "finished_at": "2026-11-%02dT02:3%d:41Z" % (d, d % 5), "state": "done", "tries": 1,
             "done": 264, "total": 264, "worker": "settle-1", "asked_by": "",
             "message": ""} for d in range(24, 14, -1)]
    return plan_runs.get(words[0], []) + past


def on_plan(self, words, query, body):
    person = self.person()
    if "plan" not in PEOPLE[person][2]:
        raise Refused(403, "forbidden", "Your role may not do this.")
    job = find_job(words[0])
    if words[1] in ("enable", "disable"):
        job["is_enabled"] = words[1] == "enable"
        self.answer(202, {"job_id": words[0], "kind": "work", "state": "done", "n_done": 0,
                          "n_total": 0, "message": ""})
        return
    is_run = words[1] == "run"
    if not is_run and job["state"] != "running":
        raise Refused(404, "not-found", "%s neither waits nor runs" % words[0])
    accept(self, "work", words[0], 0)
    if not is_run:
        job["state"] = "cancelled"
        tell("work", words[0], "failed", 0, 0, "cancelled")
        return
    job["state"] = "running"
    threading.Thread(target=run_job, args=(job, person), daemon=True).start()


def run_job(job, person):
    for done in range(0, 264, 22):
        if job["state"] != "running":
            break
        job.update(progress_done=done, progress_total=264, last_error=None)
        tell("work", job["name"], "progress", done, 264, "")
        time.sleep(0.4)
    while job["state"] == "running" and not may_end.wait(0.1):
        pass
    if job["state"] == "running":
        job["state"] = "done"
    plan_runs.setdefault(job["name"], []).insert(0, {
        "due_at": "2026-11-24T09:00:00Z", "started_at": "2026-11-24T09:00:00Z",
        "finished_at": "2026-11-24T09:00:05Z", "state": job["state"], "tries": 1,
        "done": job["progress_done"], "total": 264, "worker": "settle-1", "asked_by": person,
        "message": ""})
    tell("work", job["name"], "done", 264, 264, "")


API = "/api/v1"
ROUTES = [
    ("POST", API + "/session", on_sign_in),
    ("DELETE", API + "/session", on_sign_out),
    ("GET", API + "/collection/summary", single(lambda w, q, p: summary(q))),
    ("GET", API + "/collection/heat", by_node(heat)),
    ("GET", API + "/collection/regions", listing(lambda w, q: staff_readings.regions(
        NODES, heat(q["day"]), failing(q["day"]), q))),
    ("GET", API + "/collection/reasons", listing(lambda w, q: staff_readings.reasons(
        staff_readings.of_node(failing(q["day"]), NODES, q)))),
    ("GET", API + "/collection/failing", by_node(failing)),
    ("POST", API + "/collection/reread", on_reread),
    ("GET", API + "/regions/balance", listing(month_balances)),
    ("GET", API + "/regions/([0-9]+)/balance", listing(node_days)),
    ("GET", API + "/bill-runs", listing(lambda w, q: runs)),
    ("GET", API + "/bill-cycles", listing(lambda w, q: cycles)),
    ("POST", API + "/bill-runs", on_start_run),
    ("POST", API + "/bill-runs/([^/]+)/issue", on_issue),
    ("POST", API + "/bill-runs/([^/]+)/cancel", on_cancel),
    ("GET", API + "/bill-runs/([^/]+)/matching",
     single(lambda w, q, p: {"n_bills": len(held_of(w))})),
    ("POST", API + "/bill-runs/([^/]+)/decide", on_decide_bills),
    ("POST", API + "/bills/([^/]+)/(hold|release)", on_bill_decision),
    ("GET", API + "/bill-checks", listing(checks)),
    ("GET", API + "/corrections", listing(lambda w, q: [correction_row()])),
    ("GET", API + "/corrections/([^/]+)", single(lambda w, q, p: correction())),
    ("POST", API + "/corrections/([^/]+)/(approve|refuse)", on_correction),
    ("GET", API + "/to-date", listing(to_date)),
    ("GET", API + "/bills", on_bills),
    ("GET", API + "/bills/([^/]+)", single(lambda w, q, p: bill(w[0]))),
    ("GET", API + "/bills/([^/]+)/lines/([0-9]+)/intervals",
     single(lambda w, q, p: intervals(w[0], int(w[1])))),
    ("GET", API + "/settlements", listing(lambda w, q: settlements)),
    ("POST", API + "/settlements", on_draft),
    ("GET", API + "/settlements/([^/]+)", single(settlement)),
    ("POST", API + "/settlements/([^/]+)/(audit|submit|approve|return|publish)", on_decide),
    ("GET", API + "/exceptions", listing(exception_list)),
    ("POST", API + "/exceptions/([^/]+)/(accept|estimate|reopen)", on_exception),
    ("GET", API + "/points", listing(find_points)),
    ("GET", API + "/points/([0-9]+)/([0-9]+)", single(find_point)),
    ("POST", API + "/points/([0-9]+)/([0-9]+)/exchange", on_exchange),
    ("GET", API + "/points/([0-9]+)/([0-9]+)/manual-readings", listing(manual_server.find)),
    ("POST", API + "/points/([0-9]+)/([0-9]+)/manual-readings", on_read_by_hand),
    ("POST", API + "/points/([0-9]+)/([0-9]+)/manual-readings/([^/]+)/withdraw", on_withdraw),
    ("PUT", API + "/points/([0-9]+)/([0-9]+)/photos",
     lambda self, w, q, b: self.answer(200, manual_server.keep_photo(b))),
    ("GET", API + "/points/([0-9]+)/([0-9]+)/photos/([0-9a-f]+)", on_photo),
    ("GET", API + "/imports",
     listing(lambda w, q: [staff_readings.import_row(f) for f in staff_readings.imports])),
    ("PUT", API + "/imports", on_file),
    ("GET", API + "/imports/([^/]+)/report", single(find_import)),
    ("GET", API + "/parameters", listing(lambda w, q: staff_readings.parameters(q))),
    ("POST", API + "/parameters", on_parameter),
    ("GET", API + "/parameters/([^/]+)/([^/]+)/([^/]+)/history",
     listing(staff_readings.parameter_history)),
    ("GET", API + "/points/([0-9]+)/([0-9]+)/intervals", single(point_intervals)),
    ("GET", API + "/points/([0-9]+)/([0-9]+)/versions", listing(versions)),
    ("POST", API + "/points/([0-9]+)/([0-9]+)/edits/preview", on_preview),
    ("POST", API + "/points/([0-9]+)/([0-9]+)/edits", on_edit),
    ("GET", API + "/plan", listing(lambda w, q: plan)),
    ("GET", API + "/plan/([^/]+)/history", listing(plan_history)),
    ("POST", API + "/plan/([^/]+)/(run|cancel|enable|disable)", on_plan),
    ("GET", API + "/events", on_events),
]

ROUTES += tariff_server.make_routes(sys.modules[__name__])
ROUTES[:0] = bill_server.make_routes(sys.modules[__name__])


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Who is ended in the middle of a question is no fault of the server."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
    print("listening on", server.server_address[1], flush=True)
    server.serve_forever()
