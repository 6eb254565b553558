# SPDX-License-Identifier: GPL-3.0-or-later
"""What staff_server.py says of single bills: why a line is what it is."""

import tariff_server

asked = []  # number and line that somebody wanted explained


def reset():
    asked.clear()


def load_wh(i):
    """A shop's quarter-hour: open by day, with an evening peak and quiet Sundays."""
    day, hour = i // 96, i % 96 / 4
    open_wh = 60000 * (8 <= hour < 20) + 45000 * (18 <= hour < 21)
    return 20000 + (open_wh if day % 7 != 3 else 9000) + (day * 7 + i * 13) % 17 * 1000


def pricing():
    """October under small-commercial: service, peak, flat, valley, levy and tax."""
    return {"district_id": 101, "point_id": 100031, "agreement_id": 1,
            "tariff_code": "small-commercial", "tariff_version": 1,
            "document": tariff_server.document("small-commercial"),
            "period_start": "2026-10-01", "period_end": "2026-11-01", "days_full": 0,
            "time_zone": "Asia/Shanghai", "currency": "CNY", "interval_s": 900,
            "contracted_w": "0", "contracted_va": "0", "phases": 1, "choice": "demand",
            "import_wh": [str(load_wh(i)) for i in range(96 * 31)], "export_wh": [],
            "reactive_varh": [], "n_missing": 0, "year_to_date": "0", "export_to_date": "0",
            "net_excess": "0", "charged_to_date": "0", "money_credit": "0", "credits": [],
            "peaks": [], "holidays": []}


def reason(number, line_no):
    """The tax of every second bill cannot be explained any more."""
    is_same = line_no != 5 or int(number[-1]) % 2 == 1
    return {"number": number, "line_no": line_no, "is_credit": False, "is_kept": is_same,
            "is_same": is_same, "explain": {"rule": "energy"} if is_same else None,
            "part_line": line_no - 1 if line_no < 5 else 5,
            "pricing": pricing() if is_same else None}


def make_routes(server):
    api = server.API

    def explain(words, query, person):
        asked.append((words[0], int(words[1])))
        return reason(words[0], int(words[1])) if server.bill(words[0]) else None

    return [
        ("GET", api + "/bills/([^/]+)/lines/([0-9]+)/explain", server.single(explain)),
    ]
