# SPDX-License-Identifier: GPL-3.0-or-later
"""The tariffs of staff_server.py: versions, drafts and their signatures, the inputs of a preview
and what-ifs, kept in memory. Documents are those of data/tariffs."""

import json
import math
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
TARIFFS = HERE.parent.parent / "data" / "tariffs"
DRAFT = "5d0f6f3c-0000-4000-8000-000000000001"
tariffs = {}
what_ifs = {}


def document(code, **changes):
    text = (TARIFFS / (code + ".json")).read_text("utf-8")
    for old, new in changes.get("swap", []):
        assert old in text, old
        text = text.replace(old, new)
    return text


def deed(at, person, action, reason=""):
    return {"at": at, "person": person, "action": action, "reason": reason}


def entry(key, code, version, state, valid_from, text, **more):
    found = {"key": key, "tariff_code": code, "version": version, "revision": 0, "name": code,
             "state": state, "valid_from": valid_from, "valid_to": None, "fault": "",
             "document": text, "drafted_by": "lin", "proposed_by": None, "signed_by": None,
             "reason": "", "corrects": "", "history": [], "n_agreements": 0}
    found.update(more)
    found["name"] = json.loads(text)["name"]["en"]
    return found


def reset():
    what_ifs.clear()
    tariffs.clear()
    history = [deed("2026-09-14T01:10:00Z", "lin", "tariff-save"),
               deed("2026-09-14T01:20:00Z", "lin", "tariff-propose"),
               deed("2026-09-15T02:00:00Z", "zhao", "tariff-sign")]
    dearer = document("residential-tou", swap=[('"0.568"', '"0.598"'), ('"0.868"', '"0.968"'),
                                               ('"2026-01-01"', '"2027-01-01"')])
    for one in (
            entry("residential-tou@1", "residential-tou", 1, "in-force", "2026-01-01",
                  document("residential-tou"), valid_to=None, signed_by="zhao", n_agreements=240,
                  proposed_by="lin", history=history),
            entry("large-industrial@1", "large-industrial", 1, "in-force", "2026-01-01",
                  document("large-industrial"), signed_by="zhao", n_agreements=12),
            entry("small-commercial@1", "small-commercial", 1, "in-force", "2026-01-01",
                  document("small-commercial"), signed_by="zhao", n_agreements=31),
            entry(DRAFT, "residential-tou", 0, "proposed", "2027-01-01", dearer, revision=2,
                  drafted_by="chen", proposed_by="chen", history=history[:2])):
        tariffs[one["key"]] = one


def rows(words, query):
    order = sorted(tariffs.values(), key=lambda t: (t["tariff_code"], t["version"]))
    kept = ("key", "tariff_code", "version", "name", "state", "valid_from", "valid_to",
            "n_agreements", "drafted_by", "proposed_by", "signed_by", "fault", "corrects")
    return [{k: t[k] for k in kept} for t in order]


def shown(found):
    return {k: v for k, v in found.items() if k != "n_agreements"}


def load_wh(i):
    """A home's quarter-hour: a hundred watts at night, a kilowatt in the evening."""
    hour = i % 96 / 4
    return int(40 + 30 * math.sin((hour - 6) / 24 * 2 * math.pi) ** 2
               + (220 if 18 <= hour < 22 else 0))


def pricing(words, query):
    if query["account"] != "10002":
        return []
    n_days = 30
    return [{"district_id": 101, "point_id": 100002, "agreement_id": 2,
             "tariff_code": "residential-tou", "tariff_version": 1,
             "document": document("residential-tou"), "period_start": query["month"] + "-01",
             "period_end": "2026-%02d-01" % (int(query["month"][5:]) + 1), "days_full": 0,
             "time_zone": "Asia/Shanghai", "currency": "CNY", "interval_s": 900,
             "contracted_w": "0", "contracted_va": "0", "meters": 1, "phases": 1, "choice": "demand",
             "import_wh": [str(load_wh(i)) for i in range(96 * (
                 31 if query["month"] in ("2026-10", "2026-12") else n_days))],
             "export_wh": [], "reactive_varh": [], "month_import_wh": "0",
             "month_reactive_varh": "0", "n_missing": 0, "year_to_date": "2700000",
             "export_to_date": "0", "net_excess": "0", "charged_to_date": "0",
             "money_credit": "0", "credits": [],
             "supplied_first": 0, "supplied_end": 0,
             "has_system_peaks": False, "system_peaks": [], "price_series": None,
             "prices_micro": [], "export_price_series": None, "export_prices_micro": [],
             "peaks": [], "holidays": []}]


def component(kind, name, before, after):
    return {"point_kind": "community", "tariff_code": "residential-tou", "kind": kind,
            "component": name, "before_minor": str(before), "after_minor": str(after)}


STEPS = [-50, -30, -20, -15, -10, -5, -2, 0]
COUNTS = [0, 0, 0, 2, 5, 11, 24, 38, 6, 52, 61, 24, 9, 5, 2, 1, 0]


def groups():
    ends = [(None, -50)] + list(zip(STEPS, STEPS[1:])) + [(0, 0)]
    ends += [(-b, -a) for a, b in reversed(list(zip(STEPS, STEPS[1:])))] + [(50, None)]
    return [{"from_ppm": str(-2**63 if a is None else a * 10000),
             "to_ppm": str(2**63 - 1 if b is None else b * 10000), "n": n,
             "before_minor": str(n * 18000),
             "after_minor": str(n * 18000 + n * 180 * (i - 8))}
            for i, ((a, b), n) in enumerate(zip(ends, COUNTS))]


def mover(i, change):
    before = 18000 + 700 * i
    return {"district_id": 101, "agreement_id": i, "account_number": str(10000 + i),
            "customer_name": "Household %d" % i, "point_kind": "community",
            "tariff_code": "residential-tou", "energy_wh": str(310000 + 9000 * i),
            "before_minor": str(before), "after_minor": str(before + change),
            "change_ppm": str(round(change * 1000000 / before))}


def what_if(words, query, person):
    return what_ifs.get(words[0])


def result(body):
    movers = [mover(i, -2400 + 110 * i) for i in range(1, 19)]
    movers += [mover(100 - i, 3900 - 170 * i) for i in range(1, 21)]
    deciles = [{"from_ppm": str(-150000 + 30000 * i), "to_ppm": str(-120000 + 30000 * i), "n": 24,
                "before_minor": str(430000 + 2000 * i), "after_minor": str(400000 + 12000 * i)}
               for i in range(10)]
    return {"whatif_id": body["whatif_id"], "month": body["month"], "currency": "CNY",
            "n_scope": 243, "n_unpriced": 3, "reasons": ["before: incomplete 3"],
            "before_minor": "4320000", "after_minor": "4477320", "n_winners": 80,
            "saved_minor": "61000", "n_losers": 154, "lost_minor": "218320", "n_same": 6,
            "n_no_base": 0,
            "classes": [{"kind": "community", "tariff_code": "residential-tou", "n": 240,
                         "energy_wh": "71450000", "before_minor": "4320000",
                         "after_minor": "4477320"}],
            "components": [component("energy", "energy", 4190000, 4347320),
                           component("fixed", "meter", 130000, 130000)],
            "bins": groups(), "deciles": deciles, "movers": movers}


def make_routes(server):
    api = "/api/v1"

    def refuse(*arguments):
        raise server.Refused(*arguments)

    def change(self, words, body, state):
        login = self.person()
        found = tariffs.get(words[0]) or refuse(404, "not-found", "there is no such draft")
        if body["revision"] != found["revision"]:
            refuse(409, "exists", "somebody changed the draft meanwhile: load it again")
        found["state"] = state
        found["revision"] += 1
        found["reason"] = body.get("reason") or ""
        found["history"] = found["history"] + [deed("2026-11-24T09:00:00Z", login, {
            "proposed": "tariff-propose", "draft": "tariff-return", "signed": "tariff-sign",
            "withdrawn": "tariff-withdraw"}[state], found["reason"])]
        return found, login

    def on_save(self, words, query, body):
        login = self.person()
        text = json.loads(body["document"])
        found = tariffs.setdefault(words[0], entry(
            words[0], text["id"], 0, "draft", text.get("valid_from"), body["document"]))
        found.update(document=body["document"], revision=found["revision"] + 1, state="draft",
                     tariff_code=text["id"], valid_from=text.get("valid_from"), drafted_by=login)
        found["history"] = found["history"] + [deed("2026-11-24T09:00:00Z", login, "tariff-save")]
        self.answer(200, shown(found))

    def on_move(self, words, query, body):
        state = {"propose": "proposed", "return": "draft", "withdraw": "withdrawn"}[words[1]]
        found, login = change(self, words, body, state)
        found["proposed_by"] = login if state == "proposed" else None
        found["corrects"] = body.get("corrects") or ""
        self.answer(200, shown(found))

    def on_sign(self, words, query, body):
        login = self.person()
        found = tariffs[words[0]]
        if body["password"] != server.PASSWORD:
            refuse(403, "forbidden", "the password or code is wrong", "password")
        if login in (found["drafted_by"], found["proposed_by"]):
            refuse(403, "forbidden",
                   "who proposed a tariff cannot sign it: a second person must")
        found, login = change(self, words, body, "signed")
        found.update(version=2, signed_by=login)
        self.answer(200, shown(found))

    def on_try(self, words, query, body):
        self.person()
        ident = body["whatif_id"]

        def finish(is_done):
            if is_done and ident not in server.cancelled:
                what_ifs[ident] = result(body)

        server.accept(self, "what-if", ident, 240)
        server.start("what-if", ident, 240, 0.35, finish)

    def on_cancel(self, words, query, body):
        self.person()
        server.cancelled.add(words[0])
        server.accept(self, "what-if", words[0], 0)

    return [
        ("GET", api + "/tariffs", server.listing(rows)),
        ("GET", api + "/tariffs/([^/]+)", server.single(
            lambda w, q, p: shown(tariffs[w[0]]) if w[0] in tariffs else None)),
        ("PUT", api + "/tariff-drafts/([^/]+)", on_save),
        ("POST", api + "/tariff-drafts/([^/]+)/(propose|return|withdraw)", on_move),
        ("POST", api + "/tariff-drafts/([^/]+)/sign", on_sign),
        ("GET", api + "/pricing", server.listing(pricing)),
        ("POST", api + "/what-ifs", on_try),
        ("GET", api + "/what-ifs/([^/]+)", server.single(what_if)),
        ("POST", api + "/what-ifs/([^/]+)/cancel", on_cancel),
        ("GET", api + "/regions", server.listing(lambda w, q: [
            {"node_id": n[0], "parent_id": n[1], "kind": n[2], "code": "N%d" % n[0],
             "name": n[3], "district_id": n[4], "voltage_v": 10000} for n in server.NODES])),
    ]


reset()
