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
                  and "needs the price of each interval" in answer.stderr, answer)


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
    answer = commands.run("tariff", "convert", commands.write("none.ics", "BEGIN:VCALENDAR\n"))
    commands.note("no calendar", answer.returncode != 0, answer)
    answer = commands.run("tariff", "show", "--json", f"{DATA}/tariffs/exchange.json")
    commands.note("show", json.loads(answer.stdout)["id"] == "exchange", answer)
    answer = commands.run("tariff", "check", commands.write("bad.json", {**HEAD,
                                                                         "components": []}))
    commands.note("check", answer.returncode != 0 and "$.components" in answer.stderr, answer)


def main():
    with tempfile.TemporaryDirectory() as folder:
        commands = Commands(sys.argv[1], folder)
        for test in (test_explain, test_prices, test_diff, test_convert):
            test(commands)
    print(f"1..{len(commands.results)}")
    return 0 if all(commands.results) else 1


if __name__ == "__main__":
    sys.exit(main())
