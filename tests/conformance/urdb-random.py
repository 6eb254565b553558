# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: random OpenEI records are priced by gridtallyctl as a plain reading of the record's own
# fields prices them, hour by hour in exact fractions. Shares nothing with the importer.
# Usage: urdb-random.py GRIDTALLYCTL [RECORDS [SEED]]; prints TAP.
import datetime
import json
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

YEAR = 2018
HOURS = 8760
FIRST = datetime.datetime(YEAR, 1, 1)
MONTH_OF = [(FIRST + datetime.timedelta(hours=h)).month - 1 for h in range(HOURS)]
HOUR_OF = [h % 24 for h in range(HOURS)]
WEEKEND = [(FIRST + datetime.timedelta(hours=h)).weekday() >= 5 for h in range(HOURS)]
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def exact(number):
    return Fraction(str(number))


def table(rng, periods):
    """12 x 24; every month has its hours from a few kinds of day"""
    kinds = [[rng.randrange(periods) for _ in range(24)] for _ in range(2)]
    return [rng.choice(kinds) for _ in range(12)]


def rate(rng):
    return rng.randrange(1, 40000) / 100000


def draw_energy(rng, record):
    periods = rng.randrange(1, 4)
    n_tiers = rng.randrange(1, 4)
    unit = rng.choice(["kWh", "kWh daily", "kWh/kW", "kWh/kW daily"])
    base = {"kWh": 900, "kWh daily": 30, "kWh/kW": 150, "kWh/kW daily": 5}[unit]
    limits = sorted(rng.sample(range(1, 30), n_tiers - 1))
    structure = []
    for _ in range(periods):
        tiers = []
        for i in range(n_tiers):
            tier = {"rate": rate(rng), "unit": unit}
            if rng.random() < 0.5:
                tier["adj"] = round(rate(rng) / 10, 6)
            if rng.random() < 0.7:
                tier["sell"] = rate(rng)
            if i < n_tiers - 1:
                tier["max"] = limits[i] * base / 10
            elif rng.random() < 0.3:
                tier["max"] = 1e38
            tiers.append(tier)
        structure.append(tiers)
    record["energyratestructure"] = structure
    record["energyweekdayschedule"] = table(rng, periods)
    record["energyweekendschedule"] = table(rng, periods)


def draw_demand(rng, record):
    if rng.random() < 0.6:
        periods = rng.randrange(1, 3)
        limit = rng.randrange(2, 9)
        record["demandratestructure"] = [
            [{"rate": 10 * rate(rng), "max": limit}, {"rate": 10 * rate(rng), "adj": rate(rng)}]
            for _ in range(periods)]
        record["demandweekdayschedule"] = table(rng, periods)
        record["demandweekendschedule"] = table(rng, periods)
        record["demandrateunit"] = "kW"
    if rng.random() < 0.6:
        n = rng.randrange(1, 4)
        record["flatdemandstructure"] = [[{"rate": 10 * rate(rng)}] for _ in range(n)]
        record["flatdemandmonths"] = [rng.randrange(n) for _ in range(12)]
        record["flatdemandunit"] = "kW"
    record["demandwindow"] = rng.choice([15, 30.0, 60])
    kind = rng.randrange(4)
    if kind == 1:
        record["lookbackpercent"] = rng.randrange(20, 100) / 100
        record["lookbackrange"] = rng.randrange(1, 12)
    elif kind == 2:
        record["lookbackPercent"] = rng.randrange(20, 100) / 100
        record["lookbackMonths"] = [rng.randrange(2) for _ in range(12)]
    elif kind == 3:
        record["demandratchetpercentage"] = [rng.randrange(20, 100) / 100] * 12


def draw_record(rng):
    record = {"label": "r", "name": "random", "approved": "True", "sector": "Commercial"}
    draw_energy(rng, record)
    draw_demand(rng, record)
    if rng.random() < 0.7:
        record["fixedchargefirstmeter"] = round(100 * rate(rng), 4)
        record["fixedchargeunits"] = rng.choice(["$/month", "$/day", "$/year"])
    if rng.random() < 0.4:
        record["mincharge"] = rng.randrange(1, 900)
        record["minchargeunits"] = rng.choice(["$/month", "$/day"])
    if rng.random() < 0.3:
        record["annualmincharge"] = rng.randrange(1000, 30000)
    if rng.random() < 0.3:
        record["fueladjustmentsmonthly"] = [round(rate(rng) - 0.2, 5) for _ in range(12)]
    record["dgrules"] = rng.choice(["Net Billing Instantaneous", "Net Billing Hourly",
                                    "Buy All Sell All"])
    return record


def ladder(record, values, month, field, kw):
    """what the month's energy comes to, hour by hour through the tiers"""
    structure = record["energyratestructure"]
    unit = structure[0][0]["unit"]
    scale = (DAYS[month] if "daily" in unit else 1) * (kw if "/kW" in unit else 1)
    used = total = Fraction(0)
    for hour, value in values:
        side = "energyweekendschedule" if WEEKEND[hour] else "energyweekdayschedule"
        period = structure[record[side][month][HOUR_OF[hour]]]
        left = value
        low = Fraction(0)
        for number, tier in enumerate(period):
            last = number == len(period) - 1
            high = None if last else exact(tier["max"]) * scale
            room = left if last else max(Fraction(0), min(left, high - max(used, low)))
            price = exact(tier.get(field, 0)) + (exact(tier.get("adj", 0)) if field == "rate"
                                                else 0)
            total += room * price
            used += room
            left -= room
            low = high
            if left == 0:
                break
    return total


def tiers_of_demand(period, kw):
    total = before = Fraction(0)
    for number, tier in enumerate(period):
        last = number == len(period) - 1
        end = kw if last else min(kw, exact(tier["max"]))
        total += max(Fraction(0), end - before) * (exact(tier["rate"]) + exact(tier.get("adj", 0)))
        before = max(before, end)
    return total


def share(number):
    number = exact(number)
    return number if number <= 1 else number / 100


def ratchet(record, peaks, month, kw):
    """peaks: of the year, which the year before was like"""
    percent = record.get("lookbackpercent", record.get("lookbackPercent"))
    months = record.get("lookbackMonths")
    if percent is None and "demandratchetpercentage" in record:
        percent = record["demandratchetpercentage"][0]
    if percent is None:
        return kw
    if months is not None:
        counted = [peaks[m] for m in range(12) if months[m] and m != month]
        own = kw if months[month] else Fraction(0)
    else:
        back = record.get("lookbackrange", 11)
        counted = [peaks[(month - i) % 12] for i in range(1, back + 1)]
        own = kw
    if months is not None and months[month]:
        counted.append(peaks[month])  # the same month of the year before
    return max([kw, share(percent) * own] + [share(percent) * peak for peak in counted])


def price(record, load, made):
    """month by month, exactly"""
    sells_all = record["dgrules"] == "Buy All Sell All"
    bought = [use if sells_all else max(Fraction(0), use - own) for use, own in zip(load, made)]
    sold = [own if sells_all else max(Fraction(0), own - use) for use, own in zip(load, made)]
    peaks = [max(b for h, b in enumerate(bought) if MONTH_OF[h] == m) for m in range(12)]
    bills = []
    for month in range(12):
        hours = [h for h in range(HOURS) if MONTH_OF[h] == month]
        total = ladder(record, [(h, bought[h]) for h in hours], month, "rate", peaks[month])
        total -= ladder(record, [(h, sold[h]) for h in hours], month, "sell", peaks[month])
        total += exact(record.get("fueladjustmentsmonthly", [0] * 12)[month]) * sum(
            bought[h] for h in hours)
        for number, period in enumerate(record.get("demandratestructure", [])):
            inside = [bought[h] for h in hours
                      if record["demandweekendschedule" if WEEKEND[h] else
                                "demandweekdayschedule"][month][HOUR_OF[h]] == number]
            if inside:
                total += tiers_of_demand(period, ratchet(record, peaks, month, max(inside)))
        if "flatdemandstructure" in record:
            period = record["flatdemandstructure"][record["flatdemandmonths"][month]]
            total += tiers_of_demand(period, ratchet(record, peaks, month, peaks[month]))
        fixed = exact(record.get("fixedchargefirstmeter", 0))
        total += fixed * {"$/month": 1, "$/day": DAYS[month], "$/year": Fraction(DAYS[month], 365)}[
            record.get("fixedchargeunits", "$/month")]
        least = exact(record.get("mincharge", 0))
        least *= DAYS[month] if record.get("minchargeunits") == "$/day" else 1
        charged = max(Fraction(0), total)
        total += max(Fraction(0), least - charged) if "mincharge" in record else 0
        if month == 11 and "annualmincharge" in record:
            so_far = sum(max(Fraction(0), bill) for bill in bills) + max(Fraction(0), total)
            total += max(Fraction(0), exact(record["annualmincharge"]) - so_far)
        bills.append(total)
    return bills


def ask(program, record, load, made):
    with tempfile.TemporaryDirectory() as folder:
        for name, values in (("load", load), ("made", made)):
            with open(f"{folder}/{name}.csv", "w", encoding="ascii") as stream:
                stream.write("kw\n" + "".join(f"{v}\n" for v in values))
        with open(f"{folder}/record.json", "w", encoding="ascii") as stream:
            json.dump(record, stream)
        answer = subprocess.run([program, "price", "--tariff", f"{folder}/record.json", "--load",
                                 f"{folder}/load.csv", "--generation", f"{folder}/made.csv",
                                 "--json"], capture_output=True, check=False, text=True)
    if answer.returncode != 0:
        raise RuntimeError(answer.stderr)
    return [exact(period["total_exact"]) for period in json.loads(answer.stdout)["periods"]]


def main():
    program = sys.argv[1]
    records = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 30)
    rng = random.Random(seed)
    print(f"# seed {seed}\n1..{records}")
    failed = 0
    for number in range(1, records + 1):
        record = draw_record(rng)
        load = [f"{rng.randrange(0, 12000)}e-3" if rng.random() < 0.95 else "0"
                for _ in range(HOURS)]
        made = [f"{rng.randrange(0, 9000)}e-3" if 8 <= HOUR_OF[h] < 17 else "0"
                for h in range(HOURS)]
        wanted = price(record, [Fraction(v) for v in load], [Fraction(v) for v in made])
        got = ask(program, record, load, made)
        worst = max(abs(w - g) for w, g in zip(wanted, got))
        good = len(got) == 12 and worst < Fraction(1, 100000)
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} largest difference {float(worst):.12f}",
              flush=True)
        if not good:
            print("# " + json.dumps({k: v for k, v in record.items() if "schedule" not in k}))
            for month, (w, g) in enumerate(zip(wanted, got)):
                print(f"# {month + 1}: {float(w)} {float(g)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
