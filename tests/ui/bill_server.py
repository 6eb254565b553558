# SPDX-License-Identifier: GPL-3.0-or-later
"""What staff_server.py says of single bills: why a line is what it is."""

import tariff_server

asked = []  # number and line that somebody wanted explained
check_sets = []  # what was said of checks: person, check, message
orders = []  # of corrections: person, message
book_s = [0.1]  # seconds a tenth of a book takes
n_unsent = [0]  # bills of each run that a list of the first ones leaves out
refused = []  # bills without a paper
closed = []  # person, district, agreement, message
books = {}  # run and person of each that was asked for
refusals = []  # of corrections: person, message
BOOK = b"%PDF-1.7\n% all bills of a test\n%%EOF\n" * 40
PDF = b"%PDF-1.7\n% a bill of a test\n%%EOF\n"


def reset():
    asked.clear()
    check_sets.clear()
    orders.clear()
    closed.clear()
    book_s[0] = 0.1
    n_unsent[0] = 0
    refused.clear()
    books.clear()
    refusals.clear()


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
            "contracted_w": "0", "contracted_va": "0", "meters": 1, "phases": 1, "choice": "demand",
            "import_wh": [str(load_wh(i)) for i in range(96 * 31)], "export_wh": [],
            "reactive_varh": [], "month_import_wh": "0",
             "month_reactive_varh": "0", "n_missing": 0, "year_to_date": "0", "export_to_date": "0",
            "net_excess": "0", "charged_to_date": "0", "money_credit": "0", "credits": [],
            "supplied_first": 0, "supplied_end": 0,
            "has_system_peaks": False, "system_peaks": [], "price_series": None,
            "prices_micro": [], "export_price_series": None, "export_prices_micro": [],
            "peaks": [], "holidays": []}


def reason(number, line_no):
    """The tax of every second bill cannot be explained any more."""
    is_same = line_no != 5 or int(number[-1]) % 2 == 1
    return {"number": number, "line_no": line_no, "is_credit": False, "is_kept": is_same,
            "is_same": is_same, "explain": {"rule": "energy"} if is_same else None,
            "part_line": line_no - 1 if line_no < 5 else 5,
            "pricing": pricing() if is_same else None}


def check_rows(first, query):
    """Those of the installation, and what was said since; only the newest without history."""
    rows = [dict(row) for row in first]
    for person, name, said in check_sets:
        now = next(r for r in rows if r["check_name"] == name and r["is_current"])
        now["is_current"] = False
        rows.append(dict(now, version=now["version"] + 1, severity=said["severity"],
                         bound=said["bound"], least=said["least"], set_by=person,
                         reason=said["reason"], is_current=True))
    return [r for r in rows if r["is_current"] or query.get("history") == "1"]


def make_routes(server):
    api = server.API

    def on_check(self, words, query, body):
        person = self.person()
        now = next((r for r in check_rows(server.checks(None, None), {})
                    if r["check_name"] == words[0]), None)
        if "bill-check" not in server.PEOPLE[person][2]:
            raise server.Refused(403, "forbidden", "Your role may not set checks.")
        if now is None or now["version"] != body["base_version"]:
            raise server.Refused(409, "conflict", "Somebody set it meanwhile.")
        if words[0] in ("unpriced", "missing-tariff") and body["severity"] != "hold":
            raise server.Refused(422, "invalid", "What has no price is always held.")
        check_sets.append((person, words[0], body))
        self.answer(200, {"n_bills": 1})

    def on_order(self, words, query, body):
        orders.append((self.person(), body))
        server.accept(self, "correction", body["correction_id"], 1)

    def on_close(self, words, query, body):
        person = self.person()
        if body["last_day"] < "2026-11-01":
            raise server.Refused(409, "conflict", "A bill is issued up to 2026-10-31.")
        closed.append((person, words[0], words[1], body))
        server.accept(self, "bill-run", body["run_id"], 1)

    def on_print(self, words, query, body):
        run, ident = server.find_run(words[0]), body["book_id"]
        if run["n_issued"] == 0:
            raise server.Refused(404, "not-found", "No bill of that run is issued.")
        books[ident] = {"run": words[0], "person": self.person(), "is_whole": False}

        def finish(is_done):
            books[ident]["is_whole"] = is_done
        server.accept(self, "bill-book", ident, 60)
        server.start("bill-book", ident, 60, book_s[0], finish)

    def on_book(self, words, query, body):
        book = books.get(words[0])
        if book is None or book["person"] != self.person():
            raise server.Refused(404, "not-found", "There is no such book any more.")
        if book["is_whole"]:
            send_pdf(self, BOOK)
        else:
            server.accept(self, "bill-book", words[0], 60)

    def on_cancel_book(self, words, query, body):
        self.person()
        server.cancelled.add(words[0])
        server.accept(self, "bill-book", words[0], 0)

    def send_pdf(self, pdf):
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Length", str(len(pdf)))
        self.end_headers()
        self.wfile.write(pdf)

    def on_pdf(self, words, query, body):
        self.person()
        if server.bill(words[0]) is None or words[0].endswith("3"):
            refused.append(words[0])
            raise server.Refused(404, "not-found", "There is no such paper.")
        send_pdf(self, PDF)

    def explain(words, query, person):
        asked.append((words[0], int(words[1])))
        return reason(words[0], int(words[1])) if server.bill(words[0]) else None

    return [
        ("GET", api + "/bills/([^/]+)\\.pdf", on_pdf),
        ("POST", api + "/bill-runs/([^/]+)/book", on_print),
        ("GET", api + "/bill-books/([^/]+)\\.pdf", on_book),
        ("POST", api + "/bill-books/([^/]+)/cancel", on_cancel_book),
        ("GET", api + "/bill-checks", server.listing(
            lambda w, q: check_rows(server.checks(w, q), q))),
        ("POST", api + "/bill-checks/([^/]+)", on_check),
        ("POST", api + "/corrections", on_order),
        ("POST", api + "/agreements/([0-9]+)/([0-9]+)/final", on_close),
        ("GET", api + "/bills/([^/]+)/lines/([0-9]+)/explain", server.single(explain)),
    ]
