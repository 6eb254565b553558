# SPDX-License-Identifier: GPL-3.0-or-later
"""Canned data of the staff server about collection by region, points, imports and rules.

Made by rule, like the rest: a test can work every figure out."""

import datetime
import hashlib
import uuid

AREAS = {101: (11111, "Area Garden Road"), 102: (121, "Xishan 110 kV"),
         201: (211, "Beigang 110 kV"), 202: (221, "Nanping 110 kV")}
KINDS = {"customer": "community", "exchange": "gateway", "large": "large"}


def place(row):
    """Where a point hangs."""
    node_id, node_name = AREAS[row["district_id"]]
    return dict(row, node_id=node_id, node_name=node_name)


def below(nodes, node):
    """The node and all under it."""
    found = {node}
    for ident, parent, *_ in nodes:
        if parent in found:
            found.add(ident)
    return found


def of_node(rows, nodes, query):
    node = query.get("node")
    if not node:
        return rows
    wanted = {int(node)} if query.get("direct") == "1" else below(nodes, int(node))
    return [row for row in rows if row["node_id"] in wanted]


def regions(nodes, rows, bad, query):
    """Children of a node, with the hours of all points below each."""
    parent = int(query.get("node") or 0)
    failing = {row["point_id"] for row in bad}
    found = []
    for ident, up, kind, name, *_ in nodes:
        if up != parent:
            continue
        own = [row for row in rows if row["node_id"] in below(nodes, ident)]
        cells = []
        for hour in range(24):
            states = [row["cells"][hour] for row in own]
            cells += [states.count(state) for state in (1, 2, 3, 4)]
        n_bad = sum(row["point_id"] in failing for row in own)
        n = len(own)
        found.append({"node_id": ident, "parent_id": up, "kind": kind, "name": name,
                      "has_children": any(other[1] == ident for other in nodes), "points": n,
                      "points_complete": n - n_bad,
                      "on_time_ppm": (n - n_bad) * 1000000 // n if n else -1,
                      "measured_ppm": (n * 96 - n_bad * 60) * 1000000 // (n * 96) if n else 0,
                      "intervals_estimated": n * 2, "intervals_missing": n_bad * 60,
                      "newest_at": "2026-09-03T12:45:00Z" if n else None, "asked": n,
                      "failing": n_bad, "worst_clock_offset_ms": -74000 if n_bad else 1200,
                      "cells": cells})
    return found


def reasons(bad):
    groups = {}
    for row in bad:
        groups.setdefault((row["reason"], row["node_id"], row["node_name"]), []).append(row)
    return [{"reason": reason, "node_id": node_id, "node_name": name, "meters": len(rows),
             "gateways": len({row["gateway"] for row in rows}),
             "oldest_at": min(row["since"] for row in rows),
             "usual_error": rows[0]["last_error"]}
            for (reason, node_id, name), rows in sorted(groups.items(), key=lambda g: -len(g[1]))]


# -- points

exchanged = {}  # point -> what a clerk said


def point_row(row):
    return {key: row[key] for key in ("district_id", "point_id", "code", "name", "node_id",
                                      "node_name")} | {
        "kind": KINDS[row["kind"]], "meter_serial": serial(row["point_id"]),
        "exceptions_open": 2 if row["point_id"] % 17 == 1 else 0,
        "newest_at": "2026-11-24T12:45:00Z"}


def serial(point_id):
    said = exchanged.get(point_id)
    return said["new_serial"] if said else "SN%07d" % (point_id * 37 % 9999999)


def meter(number, role, start, end, first, last, ct):
    return {"meter_id": 1, "serial": number, "model": "sdm630", "role": role, "digits": 9,
            "ct": ct, "pt": "1/1", "from": start, "to": end, "first_register": str(first),
            "last_register": None if last is None else str(last), "accuracy_ppm": 10000,
            "gateway": "GW-101"}


def point(row):
    found = point_row(row)
    number = "SN%07d" % (row["point_id"] * 37 % 9999999)
    said = exchanged.get(row["point_id"])
    old = [meter("SN0000007", "main", "2024-01-01T00:00:00Z", "2026-03-01T08:00:00Z", 0, 48211350,
                 "100/5")]
    now = [meter(number, "main", "2026-03-01T08:00:00Z", said and said["at"], 0,
                 said and int(said["old_final"]), "100/5")]
    new = [meter(said["new_serial"], "main", said["at"], None, int(said["new_first"]), None,
                 said["ct"])] if said else []
    return found | {
        "schedule": "community", "interval_s": 900, "capacity_w": 20000, "channels": [1],
        "time_zone": "Asia/Shanghai", "valid_from": "2024-01-01", "valid_to": None,
        "meters": new + now + old,
        "agreements": [{"agreement_id": 7, "account_number": "A0001007",
                        "customer_name": "Household 31", "tariff_code": "HOME-TOU",
                        "contracted_w": 8000, "from": "2025-01-01", "to": None},
                       {"agreement_id": 3, "account_number": "A0000311",
                        "customer_name": "Household 30", "tariff_code": "HOME-FLAT",
                        "contracted_w": 8000, "from": "2024-01-01", "to": "2025-01-01"}],
        "registers": [{"channel": 1, "serial": number, "at": "2026-03-01T08:00:00Z", "count": "0"},
                      {"channel": 1, "serial": "SN0000007", "at": "2026-03-01T08:00:00Z",
                       "count": "48211350"}]}


# -- imports

def report(name, state, rejected):
    return {"name": name, "state": state, "rejected": rejected, "doubted": [], "forgiven": [],
            "channels": [] if rejected else [
                {"point": "P-%05d" % n, "channel": "A+", "kept_as": "A+", "count": 96,
                 "sum": "%d.%03d" % (12 + n, n * 7), "unit": "kWh",
                 "first": "2026-11-23T00:00", "end": "2026-11-24T00:00"} for n in range(1, 9)]}


def import_of(n):
    is_bad = n % 4 == 1
    name = ("linhai-2026-11-%02d.csv", "nem12-2026-11-%02d.csv", "mscons-2026-11-%02d.edi")[n % 3]
    name %= 24 - n
    rejected = [{"line": 17 + k, "field": "value", "message": "“12,5” is no number"}
                for k in range(3)] if is_bad else []
    return {"import_id": str(uuid.UUID(int=n + 1)), "name": name,
            "format": ("csv", "nem12", "mscons")[n % 3],
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
            "state": "refused" if is_bad else "known" if n % 7 == 3 else "imported",
            "at": "2026-11-%02dT06:10:00Z" % (24 - n), "by": "inbox" if n % 5 else "lin",
            "readings": 0 if is_bad else 96 * 8, "new_frames": 0 if is_bad else 8,
            "refused": len(rejected), "report": report(name, "", rejected)}


imports = [import_of(n) for n in range(12)]


def import_row(found):
    issues = found["report"]["rejected"]
    row = {key: value for key, value in found.items() if key not in ("report", "sha256")}
    return row | {"text": issues[0]["message"] if issues else ""}


def take_file(name, content, is_dry_run, person):
    """A file whose every line has three fields is good."""
    lines = content.decode(errors="replace").splitlines()
    rejected = [{"line": n, "field": "value", "message": "three fields are expected"}
                for n, line in enumerate(lines, 1) if len(line.split(",")) != 3]
    state = "refused" if rejected else "checked" if is_dry_run else "imported"
    found = {"import_id": str(uuid.uuid4()), "name": name, "format": "csv",
             "sha256": hashlib.sha256(content).hexdigest(), "state": state,
             "at": datetime.datetime.utcnow().strftime("%Y-%m-%dT%H:%M:%SZ"), "by": person,
             "readings": 0 if rejected else len(lines), "new_frames": 0 if rejected else 1,
             "refused": len(rejected), "report": report(name, state, rejected)}
    if not is_dry_run:
        imports.insert(0, found)
    return {key: found[key] for key in ("name", "format", "sha256", "state", "readings",
                                        "new_frames", "refused", "report")}


# -- rules

PARAMETERS = [("spike", "ratio_ppm", 1800000), ("spike", "severity", -1),
              ("gap", "deadline_s", 86400), ("clock", "limit_ms", 60000),
              ("high-usage", "ratio_ppm", 4000000), ("high-usage", "year_before", 1),
              ("zero-run", "intervals", 48), ("linear", "intervals", 8), ("like-days", "days", 28)]
said = []


def parameter(kind, rule, name, value, day, who, reason, state):
    return {"point_kind": kind, "rule": rule, "name": name, "value": value, "valid_from": day,
            "state": state, "set_by": who, "set_at": "2026-11-20T08:00:00Z", "reason": reason,
            "next_from": None, "n_changes": 1}


def parameters(query):
    rows = []
    for kind in ("community", "large"):
        for rule, name, value in PARAMETERS:
            row = parameter(kind, rule, name, value, "2000-01-01", "installation", "", "in-force")
            later = [s for s in said if (s["point_kind"], s["rule"], s["name"])
                     == (kind, rule, name)]
            for change in later:
                row["n_changes"] += 1
                if change["valid_from"] <= query["day"]:
                    row.update(value=change["value"], valid_from=change["valid_from"],
                               set_by=change["set_by"])
                else:
                    row["next_from"] = change["valid_from"]
            rows.append(row)
    return sorted(rows, key=lambda row: (row["rule"], row["name"], row["point_kind"]))


def parameter_history(words, query):
    kind, rule, name = words
    rows = [parameter(kind, rule, name, value, "2000-01-01", "installation", "", "in-force")
            for r, n, value in PARAMETERS if (r, n) == (rule, name)]
    for change in said:
        if (change["point_kind"], change["rule"], change["name"]) == (kind, rule, name):
            is_coming = change["valid_from"] > query["day"]
            rows.insert(0, parameter(kind, rule, name, change["value"], change["valid_from"],
                                     change["set_by"], change["reason"],
                                     "coming" if is_coming else "in-force"))
            if not is_coming:
                rows[1]["state"] = "past"
    return rows


def reset():
    exchanged.clear()
    said.clear()
    imports[:] = [import_of(n) for n in range(12)]
