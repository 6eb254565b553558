# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: gridtallyctl price and tariff say what they should in JSON, and end with a status that
# tells success from failure.
# Usage: price-command.py GRIDTALLYCTL; prints TAP.
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "..", "data")
HEAD = {"format": "gridtally-tariff-v1", "id": "t", "currency": "EUR"}
TIERS = {**HEAD, "components": [
    {"id": "e", "name": "Energy", "kind": "energy",
     "tiers": [{"up_to": "31", "rate": "1"}, {"rate": "2"}]}]}
SPOT = {**HEAD, "components": [
    {"id": "e", "kind": "energy", "prices": "by-interval"},
    {"id": "x", "kind": "export", "method": "net-billing", "prices": "by-interval"}]}
ICAL = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20261001\r
DTEND;VALUE=DATE:20261003\r
SUMMARY:National Day\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART;VALUE=DATE:20261010\r
SUMMARY:Working day for National Day\r
END:VEVENT\r
END:VCALENDAR\r
"""


class Commands:
    def __init__(self, program, folder):
        self.program, self.folder, self.results = program, folder, []

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(content if isinstance(content, str) else json.dumps(content))
        return path

    def run(self, *arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, check=False,
                              text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})

    def note(self, name, good, answer):
        self.results.append(bool(good))
        print(f"{'ok' if good else 'not ok'} {len(self.results)} {name}")
        if not good:
            print("# " + (answer.stdout + answer.stderr)[:600].replace("\n", "\n# "))


def test_explain(commands):
    """two hours of 1 kW on one day of January: the first tier is 31 / 31 = 1 kWh"""
    tariff = commands.write("tiers.json", TIERS)
    load = commands.write("load.csv", "kw\n" + "1\n1\n" + "0\n" * 22)
    answer = commands.run("price", "--tariff", tariff, "--load", load, "--start", "2026-01-02",
                          "--interval-minutes", "60", "--explain", "--json")
    period = json.loads(answer.stdout)["periods"][0]
    commands.note("explain", period["total_exact"] == "3" and len(period["explain"]) == 2
                  and period["explain"][1]["tiers"][1]["crossed_at"] == "2026-01-02T01:00:00Z"
                  and period["explain"][1]["text"].startswith("Energy: 1 kWh at 2. Tier 2"),
                  answer)
    answer = commands.run("price", "--tariff", tariff, "--load", load, "--start", "2026-01-02",
                          "--interval-minutes", "60", "--explain")
    commands.note("explain in words", "Tier 2 is what is above 1 kWh." in answer.stdout, answer)


def test_prices(commands):
    tariff = commands.write("spot.json", SPOT)
    load = commands.write("spot.csv", "kw\n2\n-1\n" + "0\n" * 22)
    prices = commands.write("prices.csv", "price\n0.25\n9\n" + "1\n" * 22)
    paid = commands.write("paid.csv", "price\n9\n0.1\n" + "1\n" * 22)
    answer = commands.run("price", "--tariff", tariff, "--load", load, "--start", "2026-01-02",
                          "--interval-minutes", "60", "--prices", prices, "--export-prices", paid,
                          "--json")
    commands.note("prices by interval",
                  json.loads(answer.stdout)["total_exact"] == "0.4", answer)
    answer = commands.run("price", "--tariff", tariff, "--load", load, "--interval-minutes", "60")
    commands.note("prices missing", answer.returncode != 0
                  and "component “e” needs the price of each interval: give --prices"
                  in answer.stderr, answer)
    # the market's file: half an hour at 3 and 5, then hours; 2 kW x 0.25 less 1 x 0.1
    start = "2026-01-02T00:00Z"
    market = commands.write("market.csv", "start,minutes,price\n2026-01-02T00:00Z,60,0.25\n"
                            "2026-01-02T01:00Z,1380,0.1\n")
    arguments = ("price", "--tariff", tariff, "--load", load, "--start", "2026-01-02",
                 "--interval-minutes", "60", "--json")
    answer = commands.run(*arguments, "--prices", market, "--export-prices", market)
    commands.note("prices of the market", json.loads(answer.stdout)["total_exact"] == "0.4", answer)
    for name, text, says in (
            ("finer", f"start,minutes,price\n{start},30,3\n2026-01-02T00:30Z,1410,5\n",
             "no price covers the whole interval from 2026-01-02T00:00:00Z"),
            ("late", "start,minutes,price\n2026-01-02T01:00Z,1380,5\n",
             "no price covers the whole interval from 2026-01-02T00:00:00Z"),
            ("short", f"start,minutes,price\n{start},60,5\n",
             "no price covers the whole interval from 2026-01-02T01:00:00Z"),
            ("wrong", f"start,minutes,price\n{start},60,x\n", "line 2: price: not a number"),
            ("other", "cost\n1\n", "the header must name one column “price”")):
        answer = commands.run(*arguments, "--prices", commands.write("p.csv", text),
                              "--export-prices", market)
        commands.note(f"prices of the market {name}",
                      answer.returncode == 1 and says in answer.stderr and not answer.stdout,
                      answer)
    answer = commands.run(*arguments, "--prices", f"{market}.none", "--export-prices", market)
    commands.note("no such prices", answer.returncode == 1 and ".none" in answer.stderr, answer)


DAY = "kw\n" + "2\n" * 24
ENERGY = {"id": "e", "kind": "energy", "rate": "1"}
PEAKS = "start,minutes\n2026-01-02T01:30Z,60\n"


def hours(column, *values):
    return f"{column}\n" + "\n".join(str(value) for value in values) + "\n"


# One day of January of 24 hours at 2 kW: 48 kWh, and a 31st of what is by the month.
GIVEN = (
    # name, component, files, other options, total or what is said
    ("meters", {"kind": "fixed", "per": "meter-month", "rate": "31"}, {}, ("--meters=3",), "3"),
    ("one meter", {"kind": "fixed", "per": "meter-month", "rate": "31"}, {}, (), "1"),
    ("phases", {"kind": "fixed", "per": "phase-month", "rate": "31"}, {}, ("--phases=3",), "3"),
    ("no meters", {"kind": "fixed", "per": "meter-month", "rate": "31"}, {}, ("--meters=0",),
     "--meters and --phases: at least 1"),
    ("no phases", {"kind": "fixed", "per": "meter-month", "rate": "31"}, {}, ("--phases=-1",),
     "--meters and --phases: at least 1"),
    ("reactive", {"kind": "reactive", "rate": "1"}, {"reactive": hours("kvar", *[1] * 24)}, (),
     "24"),
    ("reactive missing", {"kind": "reactive", "rate": "1"}, {}, (),
     "component “x” needs reactive energy: give --reactive"),
    ("factor missing", {"kind": "power-factor", "standard_hundredths": 90}, {}, (),
     "component “x” needs reactive energy: give --reactive"),
    ("kVA missing", {"kind": "demand", "unit": "kVA", "rate": "31"}, {}, (),
     "component “x” needs reactive energy: give --reactive"),
    ("nothing delivered", {"kind": "export", "method": "net-billing", "rate": "1"}, {}, (), "0"),
    # 3 - 2 kW delivered for 24 hours, nothing bought
    ("export", {"kind": "export", "method": "net-billing", "rate": "1"},
     {"generation": hours("kw", *[3] * 24)}, (), "-24"),
    ("export prices missing", {"kind": "export", "method": "net-billing", "prices": "by-interval"},
     {"generation": hours("kw", *[3] * 24)}, (),
     "component “x” needs the price of each interval’s delivered energy: give --export-prices"),
    ("peaks missing", {"kind": "coincident", "rate": "31"}, {}, (),
     "component “x” needs the system’s peaks: give --peaks"),
    # 01:30 to 02:30 is of the hours from 01:00 and 02:00: 2 kW
    ("peaks", {"kind": "coincident", "rate": "31"}, {"peaks": PEAKS}, (), "2"),
    ("peaks of another day", {"kind": "coincident", "rate": "31"},
     {"peaks": "start,minutes\n2025-12-31T00:00Z,60\n2026-01-05T00:00Z,60\n"}, (), "0"),
    ("peaks of another month", {"kind": "coincident", "rate": "31"},
     {"peaks": "start,minutes\n2026-02-02T01:30Z,60\n"}, (), "peaks.csv: no peak of 2026-01"),
    ("peaks before", {"kind": "coincident", "rate": "31"},
     {"peaks": "start,minutes\n2025-12-02T01:30Z,60\n"}, (), "peaks.csv: no peak of 2026-01"),
    ("peaks twice", {"kind": "coincident", "rate": "31"},
     {"peaks": PEAKS + "2026-01-02T02:00Z,60\n"}, (), "line 3: start: before the end"),
    ("capacity missing", {"kind": "capacity", "rate": "1"}, {}, (),
     "component “x” needs the transformer capacity: give --contracted-kva"),
    ("contract missing", {"kind": "demand", "rate": "31", "contract": {"floor_percent": "40"}}, {}, (),
     "component “x” needs the contracted demand: give --contracted-kw"),
    ("contract", {"kind": "demand", "rate": "31", "contract": {"floor_percent": "40"}}, {},
     ("--contracted-kw=10",), "4"),
    # half of 10 kW of December
    ("past", {"kind": "demand", "rate": "31", "ratchet": {"percent": "50"}},
     {"past": '{"peaks": [{"month": "2025-12", "demand": "10"}]}'}, (), "5"),
    ("past of another kind", {"kind": "demand", "rate": "31", "ratchet": {"percent": "50"}},
     {"past": '{"peaks": [{"month": "2025-12", "demand": 10}]}'}, (), "past.csv: line 1, $.peaks"),
    ("past now", {"kind": "demand", "rate": "31", "ratchet": {"percent": "50"}},
     {"past": '{"peaks": [{"month": "2026-01", "demand": "10"}]}'}, (),
     "the peak of 2026-01 is not of a month before the load"),
)


def test_given(commands):
    load = commands.write("day.csv", DAY)
    for name, component, files, others, expected in GIVEN:
        energy = [ENERGY] if component["kind"] == "power-factor" else []
        tariff = commands.write("given.json",
                                {**HEAD, "components": [*energy, {"id": "x", **component}]})
        paths = [f"--{key}={commands.write(key + '.csv', text)}" for key, text in files.items()]
        answer = commands.run("price", "--tariff", tariff, "--load", load, "--start", "2026-01-02",
                              "--interval-minutes", "60", "--json", *paths, *others)
        if expected.lstrip("-").isdigit():
            good = (answer.returncode == 0
                    and json.loads(answer.stdout)["total_exact"] == expected)
        else:
            good = answer.returncode == 1 and expected in answer.stderr and not answer.stdout
        commands.note(f"given: {name}", good, answer)
    for option in ("past", "peaks"):
        answer = commands.run("price", "--tariff", tariff, "--load", load, "--start", "2026-01-02",
                              "--interval-minutes", "60", f"--{option}", f"{load}.none")
        commands.note(f"given: no such {option}",
                      answer.returncode == 1 and ".none" in answer.stderr, answer)


def test_record(commands):
    """an OpenEI record's loads have neither reactive energy nor peaks: priced, and said"""
    every = [[0] * 24] * 12
    record = commands.write("record.json", {
        "name": "r", "energyratestructure": [[{"rate": 1}]], "energyweekdayschedule": every,
        "energyweekendschedule": every, "demandrateunit": "kVA",
        "demandratestructure": [[{"rate": 31}]], "demandweekdayschedule": every,
        "demandweekendschedule": every, "coincidentrateunit": "kW",
        "coincidentratestructure": [[{"rate": 31}]], "coincidentrateschedule": every,
        "dgrules": "Net Metering"})
    load = commands.write("day.csv", DAY)
    arguments = ("price", "--tariff", record, "--load", load, "--start", "2026-01-02",
                 "--interval-minutes", "60", "--json")
    answer = commands.run(*arguments)  # 48 kWh, 2 kVA
    commands.note("record without", json.loads(answer.stdout)["total_exact"] == "50"
                  and "at a power factor of 1; give --reactive" in answer.stderr
                  and "give --peaks" in answer.stderr, answer)
    answer = commands.run(*arguments, f"--peaks={commands.write('peaks.csv', PEAKS)}",
                          f"--reactive={commands.write('reactive.csv', hours('kvar', *[0] * 24))}")
    commands.note("record with", json.loads(answer.stdout)["total_exact"] == "52"
                  and answer.stderr == "", answer)


def test_history(commands):
    """With earlier peaks the year is not taken to have been like this one: 365 days of 24 hours"""
    tariff = commands.write("ratchet.json", {**HEAD, "components": [
        {"id": "x", "kind": "demand", "rate": "1", "ratchet": {"percent": "100"}}]})
    load = commands.write("year.csv", "kw\n" + "0\n" * 8759 + "7\n")
    past = commands.write("past.json", '{"peaks": [{"month": "2017-12", "demand": "5"}]}')
    for name, options, total in (("repeats", (), "84"), ("unknown", ("--no-history",), "7"),
                                 ("past", (f"--past={past}",), "62")):
        answer = commands.run("price", "--tariff", tariff, "--load", load, "--json", *options)
        commands.note(f"history {name}", json.loads(answer.stdout)["total_exact"] == total, answer)


def test_check(commands):
    """a new document may not say what means nothing; what was signed off is priced all the same"""
    tariff = commands.write("inert.json", {**HEAD, "components": [ENERGY, {
        "id": "x", "kind": "export", "method": "net-billing", "rate": "1",
        "true_up": {"month": 12}}]})
    answer = commands.run("tariff", "check", tariff)
    commands.note("check of a true-up", answer.returncode == 1
                  and "inert.json: line 1, $.components[1].true_up: “net-billing” pays at once"
                  in answer.stderr, answer)
    load = commands.write("sent.csv", "kw\n" + "-1\n" * 24)
    answer = commands.run("price", "--tariff", tariff, "--load", load, "--start", "2026-01-02",
                          "--interval-minutes", "60", "--json")
    commands.note("price of it", json.loads(answer.stdout)["total_exact"] == "-24", answer)


def test_escapes(commands):
    name = 'a"b\\c\td\u0001é'
    tariff = commands.write("escape.json", {**HEAD, "id": name, "components": [
        {**ENERGY, "id": name, "name": name}]})
    load = commands.write("day.csv", DAY)
    answer = commands.run("price", "--tariff", tariff, "--load", load, "--start", "2026-01-02",
                          "--interval-minutes", "60", "--json", "--explain")
    priced = json.loads(answer.stdout)
    line = priced["periods"][0]["lines"][0]
    commands.note("escapes", (priced["tariff"], line["component"], line["name"])
                  == (name, name, name), answer)
    answer = commands.run("tariff", "check", "--json", tariff)
    commands.note("escapes of a check", json.loads(answer.stdout)["tariff"] == name, answer)


def test_diff(commands):
    before = commands.write("before.json", TIERS)
    dearer = json.loads(json.dumps(TIERS).replace('"rate": "2"', '"rate": "2.5"'))
    after = commands.write("after.json", dearer)
    answer = commands.run("tariff", "diff", "--json", before, after)
    changes = json.loads(answer.stdout)["changes"]
    commands.note("diff", answer.returncode == 0 and changes == [
        {"path": "$.components[e].tiers[1].rate", "before": "2", "after": "2.5",
         "component": "Energy", "effect": "dearer", "percent": "25"}], answer)
    answer = commands.run("tariff", "diff", before, after)
    commands.note("diff in words", "Energy: dearer for the customer, by 25 %" in answer.stdout,
                  answer)
    answer = commands.run("tariff", "diff", before, before)
    commands.note("diff of the same", "They say the same." in answer.stdout, answer)
    answer = commands.run("tariff", "diff", before)
    commands.note("diff of one", answer.returncode != 0, answer)


def test_convert(commands):
    answer = commands.run("tariff", "convert", commands.write("XX.ics", ICAL))
    calendar = json.loads(answer.stdout)
    commands.note("calendar", calendar["id"] == "XX"
                  and [day["day"] for day in calendar["days"]]
                  == ["2026-10-01", "2026-10-02", "2026-10-10"]
                  and calendar["days"][2]["worked"] is True, answer)
    for words in (("show", commands.write("t.json", "{}")), ("convert", commands.write("r.json", "{}"))):
        answer = commands.run("tariff", words[0], "--until", "2030", words[1])
        commands.note("until of %s" % words[0], answer.returncode == 1 and "--until is for" in answer.stderr,
                      answer)
    answer = commands.run("tariff", "convert", commands.write("none.ics", "BEGIN:VCALENDAR\n"))
    commands.note("no calendar", answer.returncode != 0, answer)
    answer = commands.run("tariff", "show", "--json", f"{DATA}/tariffs/exchange.json")
    commands.note("show", json.loads(answer.stdout)["id"] == "exchange", answer)
    answer = commands.run("tariff", "check", commands.write("bad.json", {**HEAD,
                                                                         "components": []}))
    commands.note("check", answer.returncode != 0 and "$.components" in answer.stderr, answer)


SEASONS = [{"id": "w", "name": "Winter", "from": "11-01", "to": "03-31"},
           {"id": "s", "name": "Summer", "from": "06-01", "to": "08-31"},
           {"id": "m", "name": "Mild", "months": [4, 5, 9, 10]}]


def span(begin, end, band):
    return {"from": begin, "to": end, "band": band}


# The day has a joint at 12:00 that is none; Friday differs; holidays go with Sundays.
SCHEDULE = {"id": "s", "bands": [{"id": "p", "name": "Peak"}, {"id": "l", "name": "Low"}], "rules": [
    {"days": ["monday", "tuesday", "wednesday", "thursday"], "spans": [
        span("00:00", "08:00", "l"), span("08:00", "12:00", "p"), span("12:00", "20:00", "p"),
        span("20:00", "24:00", "l")]},
    {"days": ["friday"], "spans": [span("00:00", "12:00", "p"), span("12:00", "24:00", "l")]},
    {"days": ["weekend"], "spans": [span("00:00", "24:00", "l")]}]}
SHOWN = {**HEAD, "name": "Shown\x1b[2J", "valid_from": "2026-01-01", "valid_until": "2027-01-01",
         "time_zone": "Asia/Shanghai", "calendar": "CN", "year_begins": 7, "seasons": SEASONS,
         "description": "One\nTwo", "offered_to": {
             "customers": ["person", "organisation"], "points": ["large"]},
         "schedules": [SCHEDULE]}
SHOWN_HEAD = """t: Shown\ufffd[2J
    Currency           EUR with 2 decimals
    Rounding           each line once, halves away from zero
    Valid from         2026-01-01
    Valid until        2027-01-01, that day not included
    Time zone          Asia/Shanghai
    Holiday calendar   CN
    Billing year       begins in month 7
    Description        One
                       Two
    Offered to         person, organisation
    At points          large
  Seasons
    Winter             11-01–03-31
    Summer             06-01–08-31
    Mild               04-01–05-31, 09-01–10-31
  Schedule s
    Bands              Peak (p), Low (l)
      All year:
        Monday, Tuesday, Wednesday, Thursday, made-up working days  """ + (
    "00:00–08:00 Low, 08:00–20:00 Peak, 20:00–24:00 Low\n"
    "        Friday" + " " * 54 + "00:00–12:00 Peak, 12:00–24:00 Low\n"
    "        Saturday, Sunday, holidays" + " " * 34 + "00:00–24:00 Low\n"
    "  Components\n"
    "  1. a (a): Fixed charge\n"
    "    Rate               2 EUR per month\n")
# A component, shown as the second, after a fixed charge "a" and, where it is named, energy "b".
SHOWN_KINDS = (
    ({"kind": "fixed", "per": "phase-month", "rate": "3.5"},
     "Fixed charge", ["Rate 3.5 EUR per phase and month"]),
    ({"kind": "energy", "schedule": "s", "tier_basis": "kwh-per-kw", "tier_order": "proportional",
      "tier_demand": {"window_minutes": 30, "sliding": True}, "rates": [
          {"bands": ["p"], "seasons": ["w", "s"],
           "tiers": [{"up_to": "200", "rate": "0.5"}, {"rate": "0.4"}]},
          {"bands": ["l"], "seasons": ["w", "s"],
           "tiers": [{"up_to": "200", "rate": "0.3"}, {"rate": "0.2"}]},
          {"seasons": ["m"], "rate": "0.1"}]},
     "Energy", ["By schedule s", "Tiers every band has the same share of each tier",
                "Tiers' demand in kW", "Window 30 minutes, beginning at every interval",
                "Rates EUR per kWh", "Winter, Summer:", "Peak up to 200 kWh per kW 0.5",
                "above that 0.4", "Low up to 200 kWh per kW 0.3", "above that 0.2",
                "Mild:", "Peak 0.1", "Low 0.1"]),
    ({"kind": "energy", "blocks": [
        {"up_to": "100", "tiers": [{"up_to": "500", "rate": "1"}, {"rate": "2"}]},
        {"tiers": [{"rate": "3"}]}]},
     "Energy", ["Tiers filled as the hours come", "Tiers' demand in kW, of the highest interval",
                "Rates EUR per kWh", "All year:",
                "all hours block up to 100 kWh per kW, up to 500 kWh a month 1",
                "block up to 100 kWh per kW, above that 2", "block above that, all of it 3"]),
    ({"kind": "energy", "prices": "by-interval", "series": "spot"},
     "Energy", ["Rates EUR per kWh, each interval its own, of series spot"]),
    ({"kind": "demand", "unit": "kVA", "choice": "demand", "floor": "10", "schedule": "s",
      "least_applies_to": "each-band",
      "ratchet": {"look_back": 12, "percent": "80", "months": [6, 7, 8],
                  "measured_months": [1, 2]},
      "contract": {"floor_percent": "40", "tolerance_percent": "5", "excess_multiple": "2"},
      "tiers": [{"up_to": "50", "rate": "30"}, {"rate": "25"}]},
     "Demand", ["Charged only when the customer chose demand", "Demand in kVA",
                "Window 15 minutes", "Ratchet looks 12 months back",
                "80 % of the demand of each of the months 6, 7, 8",
                "the measured demand itself counts in months 1, 2", "Floor at least 10 kVA",
                "Contract at least 40 % of the contracted demand",
                "Excess more than 5 % above the contracted demand: 2 times the rate",
                "Least holds in each band", "By schedule s", "Rates EUR per kVA", "All year:",
                "Peak up to 50 kVA 30", "above that 25", "Low up to 50 kVA 30",
                "above that 25"]),
    ({"kind": "demand", "unit": "hp", "window_minutes": 30, "sliding": True,
      "ratchet": {"percent": "90", "replaces_measured": True},
      "contract": {"basis": "contracted"}, "rate": "7"},
     "Demand", ["Demand in hp", "Window 30 minutes, beginning at every interval",
                "Ratchet looks 11 months back", "90 % of the demand of each",
                "in place of the measured demand",
                "Contract charged on the contracted demand, not the measured",
                "Rates EUR per hp", "All year:", "all hours 7"]),
    ({"kind": "capacity", "choice": "capacity", "per": "year", "rate": "24"},
     "Capacity", ["Charged only when the customer chose capacity",
                  "Rate 24 EUR per contracted kVA and year"]),
    ({"kind": "power-factor", "standard_hundredths": 90, "of": ["b"],
      "below": [{"to_hundredths": 70, "percent": "0.5"}, {"to_hundredths": 0, "percent": "2"}],
      "above": [{"to_hundredths": 95, "percent": "-0.15"}]},
     "Power factor", ["Standard 0.90", "Below from 0.90 to 0.70: 0.5 % for each 0.01",
                      "from 0.70 to 0.00: 2 % for each 0.01",
                      "Above from 0.90 to 0.95: -0.15 % for each 0.01", "Counts on b (b)"]),
    ({"kind": "reactive", "free_percent": "48.4", "rate": "0.05"},
     "Reactive energy", ["Rate 0.05 EUR per kvarh beyond 48.4 % of the active energy"]),
    ({"kind": "levy", "tier_basis": "year", "tiers": [{"up_to": "9", "rate": "1"}, {"rate": "2"}]},
     "Levy", ["Tiers filled as the hours come", "Rates EUR per kWh", "All year:",
              "all hours up to 9 kWh a year 1", "above that 2"]),
    ({"kind": "levy", "percent": "1.5", "of": ["a"]}, "Levy", ["Rate 1.5 %", "Counts on a (a)"]),
    ({"kind": "tax", "percent": "13"}, "Tax", ["Rate 13 %", "Counts on a (a), b (b)"]),
    ({"kind": "minimum", "amount": "20", "per": "day", "of": ["b"]},
     "Minimum bill", ["Amount 20 EUR per day", "Counts on b (b)"]),
    ({"kind": "maximum", "amount": "9000", "of": ["b"]},
     "Maximum bill", ["Amount 9000 EUR per month", "Counts on b (b)"]),
    ({"kind": "discount", "percent": "10", "of": ["b"], "cap": "50"},
     "Discount", ["Rate 10 %", "Counts on b (b)", "Cap 50 EUR"]),
    ({"kind": "coincident", "rate": "11"},
     "Demand at the system's peaks", ["Demand in kW, at the system's peaks", "Rates EUR per kW",
                                      "All year:", "all hours 11"]),
    ({"kind": "export", "method": "credit-billing", "rate": "0.4", "credit_at_once": True,
      "true_up": {"month": 3, "credit_expires": True}, "of": ["b"]},
     "Delivered energy", ["Method credit billing: each interval's surplus as credit",
                          "Rates EUR per kWh", "All year:", "all hours 0.4",
                          "Credit pays for b (b)", "Credit set off in the month it is earned",
                          "True-up at the end of month 3", "what is left of the credit is lost"]),
    ({"kind": "export", "method": "net-metering", "credit_moves_by_clock": ["10:00", "22:00"],
      "true_up": {"month": 12, "rate": "0.03"}, "of": ["b"]},
     "Delivered energy", ["Method net metering: kWh credits by band", "Set off against b",
                          "Credit moves to the bands of the next month at 10:00, 22:00",
                          "True-up at the end of month 12", "0.03 EUR per kWh left over",
                          "paid out"]),
)


def test_show(commands):
    """the whole head once, and a line for every word of a component, of every kind"""
    first = {"id": "a", "kind": "fixed", "rate": "2"}
    answer = commands.run("tariff", "show", commands.write("head.json", {**SHOWN, "components":
                                                                         [first]}))
    commands.note("show of the head", answer.stdout == SHOWN_HEAD, answer)
    for i, (component, kind, lines) in enumerate(SHOWN_KINDS):
        needs_energy = component["kind"] == "export" or "b" in component.get("of", "b")
        before = [first, {**ENERGY, "id": "b"}] if needs_energy else [first]
        tariff = commands.write(f"kind-{i}.json", {
            **SHOWN, "components": [*before, {"id": "c", **component}]})
        answer = commands.run("tariff", "show", tariff)
        shown = [" ".join(line.split()) for line in answer.stdout.splitlines()]
        title = f"{len(before) + 1}. c (c): {kind}"
        found = shown[shown.index(title) + 1:] if title in shown else None
        commands.note(f"show of {component['kind']} {i}", found == lines, answer)
    every = [[0] * 24] * 12
    record = commands.write("shown.json", {
        "name": "r", "energyratestructure": [[{"rate": 0.125}]], "energyweekdayschedule": every,
        "energyweekendschedule": every})
    answer = commands.run("tariff", "show", record)
    shown = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    commands.note("show of a record", "Rates USD per kWh" in shown
                  and any(line.endswith(" 0.125") for line in shown), answer)


def test_places(commands):
    """a zone that the system does not know is found before anything is priced in it"""
    for name, good in (("Asia/Shanghai", True), ("Asia/Shangai", False), ("", False)):
        tariff = commands.write("zone.json", {**HEAD, "time_zone": name, "components": [ENERGY]})
        answer = commands.run("tariff", "check", tariff)
        commands.note(f"zone “{name}”", (answer.returncode == 0) == good
                      and (good or "line 1, $.time_zone: " in answer.stderr), answer)


def main():
    with tempfile.TemporaryDirectory() as folder:
        commands = Commands(sys.argv[1], folder)
        for test in (test_explain, test_prices, test_given, test_record, test_history, test_check,
                     test_escapes,
                     test_diff, test_convert, test_show, test_places):
            test(commands)
    print(f"1..{len(commands.results)}")
    return 0 if all(commands.results) else 1


if __name__ == "__main__":
    sys.exit(main())
