# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: every variation of the public case format is read as its makers mean it. A load of 1 kW all
# year (744 kWh in January, 672 in February, 720 in April) makes every figure a product worked out
# by hand; a figure that is a cent off must fail, and a field that is not known must be refused.
# Usage: case-formats.py TARIFF_CASES; prints TAP.
import copy
import json
import os
import subprocess
import sys
import tempfile

DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
HOURS = [24 * days for days in DAYS]
ONE = [[1] * 24] * 12
# Night is period 1, 08:00 to 20:00 period 2, on working days; weekends are all night.
DAY_NIGHT = [[1] * 8 + [2] * 12 + [1] * 4] * 12


def row(period, rate, limit=None, unit="kWh/month", tier=1, sell=0):
    return {"period": period, "tier": tier, "max": limit, "max_unit": unit, "buy": rate,
            "sell": sell}


def tariff(rows, **members):
    return {"metering": "text about it", "metering_option": 0, "fixed_charge_per_month": 0,
            "minimum_per_month": 0, "minimum_per_year": 0, "yearend_credit_rate": 0,
            "trueup_month_0based": 11, "rollover": 0, "nb_credit_expire": 0,
            "nb_apply_credit_current_month": 0,
            "energy": {"schedule_weekday_12x24": ONE, "schedule_weekend_12x24": ONE, "rows": rows},
            "demand": {"enabled": False}, "billing_demand_ratchet": None,
            "ts_buy_rate_enabled": 0, "ts_sell_rate_enabled": 0} | members


def demand(tou=None, flat=None, schedule=None):
    return {"enabled": True, "schedule_weekday_12x24": schedule or ONE,
            "schedule_weekend_12x24": ONE, "tou_rows": tou or [], "flat_rows": flat or []}


def kw(period, rate, limit=None, tier=1):
    return {"period": period, "tier": tier, "max_kw": limit, "per_kw": rate}


def flat_kw(rate):
    return [{"month_0based": m, "tier": 1, "max_kw": None, "per_kw": rate} for m in range(12)]


def ratchet(percent, counts, back, least=0, zero=None):
    return {"minimum_kw": least, "lookback_period_months": back,
            "lookback_percentages": [[percent, counts]] * 12, "periods": [[1, 1]],
            "yearzero_usage_peaks": zero or [0] * 12}


TENTH = [row(1, 0.1)]
SELL = [row(1, 0.1, sell=0.05)]
TIERS = [row(1, 0.1, 500), row(1, 0.2, tier=2)]
STEPS = [row(1, 9, 200, "kWh/kW"), row(1, 0.3, 100, tier=2), row(1, 0.2, tier=3),
         row(1, 0.1, None, "kWh/kW", tier=4)]

# name, tariff, what the months come to without generation (a dictionary by month, January 0),
# and with generation, which is 1.5 kW in January: 1,116 kWh, 372 more than was used
CASES = [
    ("flat", tariff(TENTH, fixed_charge_per_month=5), {0: 79.4, 1: 72.2, 3: 77}, {}),
    ("tiers", tariff(TIERS), {0: 50 + 24.4 * 2, 1: 50 + 17.2 * 2}, {}),
    ("tiers-out-of-order", tariff(TIERS[::-1]), {0: 98.8, 1: 84.4}, {}),
    # 20 kWh a day: 620 in January, 560 in February
    ("tiers-daily", tariff([row(1, 0.1, 20, "kWh/day"), row(1, 0.2, None, "kWh/day", 2)]),
     {0: 62 + 12.4 * 2, 1: 56 + 11.2 * 2}, {}),
    ("tiers-by-kw", tariff([row(1, 0.1, 100, "kWh/kW"), row(1, 0.2, None, "kWh/kW", 2)]),
     {0: 10 + 644 * 0.2, 1: 10 + 572 * 0.2}, {}),
    ("tiers-by-kw-daily",
     tariff([row(1, 0.1, 10, "kWh/kW daily"), row(1, 0.2, None, "kWh/kW daily", 2)]),
     {0: 31 + 434 * 0.2, 1: 28 + 392 * 0.2}, {}),
    # 200 hours of 1 kW: 100 kWh at 0.3 and 100 at 0.2; the rest at 0.1
    ("steps-in-blocks", tariff(STEPS), {0: 50 + 54.4, 1: 50 + 47.2}, {}),
    # winter has plain tiers, where the other months have blocks
    ("blocks-in-some-months",
     tariff(STEPS + [row(2, 0.1, 500), row(2, 0.2, tier=2)]) | {"energy": {
         "schedule_weekday_12x24": [[2] * 24] + [[1] * 24] * 11,
         "schedule_weekend_12x24": [[2] * 24] + [[1] * 24] * 11,
         "rows": STEPS + [row(2, 0.1, 500), row(2, 0.2, tier=2)]}},
     {0: 98.8, 1: 97.2}, {}),
    # a 1st of January that is a Monday: 23 working days of 12 hours in January, 20 in February
    ("bands", tariff(TENTH) | {"energy": {
        "schedule_weekday_12x24": DAY_NIGHT, "schedule_weekend_12x24": ONE,
        "rows": [row(1, 0.1), row(2, 0.3)]}},
     {0: 46.8 + 276 * 0.3, 1: 43.2 + 240 * 0.3}, {}),
    ("demand", tariff(TENTH, demand=demand([kw(1, 10)], flat_kw(2))), {0: 86.4, 1: 79.2}, {}),
    ("demand-tiers", tariff(TENTH, demand=demand([kw(1, 8, tier=2), kw(1, 10, 0.25)])),
     {0: 74.4 + 2.5 + 6}, {}),
    ("demand-off", tariff(TENTH, demand=demand([kw(1, 10)]) | {"enabled": False}), {0: 74.4}, {}),
    ("minimum", tariff(TENTH, minimum_per_month=70), {0: 74.4, 1: 70}, {}),
    # the year comes to 876; the rest of 1,000 is added in December: 74.4 + 124
    ("minimum-year", tariff(TENTH, minimum_per_year=1000), {0: 74.4, 11: 198.4}, {}),
    # kWh credit: 372 kWh of January pay for February's, which has 300 left
    ("net-metering", tariff(TENTH), {0: 74.4}, {0: 0, 1: 30, 2: 74.4}),
    ("net-metering-true-up", tariff(TENTH, trueup_month_0based=0, yearend_credit_rate=0.03), {},
     {0: -372 * 0.03, 1: 67.2}),
    ("net-metering-rolls",
     tariff(TENTH, trueup_month_0based=0, yearend_credit_rate=0.03, rollover=1), {},
     {0: 0, 1: 67.2 - 11.16}),
    ("net-metering-money", tariff(SELL, metering_option=1), {}, {0: 0, 1: 67.2 - 18.6, 2: 74.4}),
    ("net-billing", tariff(SELL, metering_option=2), {}, {0: -18.6, 1: 67.2}),
    ("net-billing-credit", tariff(SELL, metering_option=3), {}, {0: 0, 1: 48.6, 2: 74.4}),
    ("net-billing-true-up", tariff(SELL, metering_option=3, trueup_month_0based=0), {},
     {0: -18.6, 1: 67.2}),
    ("net-billing-expires",
     tariff(SELL, metering_option=3, trueup_month_0based=0, nb_credit_expire=1), {},
     {0: 0, 1: 67.2}),
    ("sell-all", tariff(SELL, metering_option=4), {}, {0: 74.4 - 55.8, 1: 67.2}),
    # the year before had 4 kW in December: half of it, and 3 at least
    ("look-back", tariff(TENTH, demand=demand([], flat_kw(10)),
                         billing_demand_ratchet=ratchet(50, 1, 2, 0, [0] * 11 + [4])),
     {0: 74.4 + 20, 1: 67.2 + 20, 5: 72 + 10}, {}),
    ("least-demand", tariff(TENTH, demand=demand([], flat_kw(10)),
                            billing_demand_ratchet=ratchet(50, 1, 2, 3)), {0: 104.4, 5: 102}, {}),
    # where the month's own peak does not count itself, its share does
    ("share-only", tariff(TENTH, demand=demand([], flat_kw(10)),
                          billing_demand_ratchet=ratchet(50, 0, 2)), {0: 79.4, 5: 77}, {}),
    # a use below zero in the year before is none
    ("year-before-below-zero", tariff(TENTH, demand=demand([], flat_kw(10)),
                                      billing_demand_ratchet=ratchet(50, 1, 2, 0, [-9] * 12)),
     {0: 84.4, 5: 82}, {}),
    # both periods are charged on the month's billing demand: 2 kW x (10 + 3)
    ("billing-demand-by-period",
     tariff(TENTH, demand=demand([kw(1, 10), kw(2, 3)], [], DAY_NIGHT),
            billing_demand_ratchet=ratchet(50, 1, 2, 0, [0] * 11 + [4])),
     {0: 74.4 + 26, 5: 72 + 13}, {}),
    # hours of use count the billing demand: 2 kW x 100
    ("hours-of-billing-demand",
     tariff([row(1, 0.1, 100, "kWh/kW"), row(1, 0.2, None, "kWh/kW", 2)],
            billing_demand_ratchet=ratchet(50, 1, 2, 2)), {0: 20 + 544 * 0.2}, {}),
    ("prices-by-interval",
     tariff(SELL, metering_option=2, ts_buy_rate_enabled=1, ts_sell_rate_enabled=1,
            ts_buy_rate=[0.2] * 744 + [0.3] * 8016, ts_sell_rate=[0.01] * 8760),
     {0: 148.8, 1: 201.6}, {0: -3.72, 1: 201.6}),
]

MUST_BE_REFUSED = [
    ("no-such-option", tariff(TENTH, metering_option=5)),
    ("no-such-month", tariff(SELL, metering_option=3, trueup_month_0based=12)),
    ("period-without-rates", tariff([row(2, 0.1)])),
    ("tiers-end-elsewhere", tariff(TIERS) | {"energy": {
        "schedule_weekday_12x24": DAY_NIGHT, "schedule_weekend_12x24": ONE,
        "rows": TIERS + [row(2, 0.1, 400), row(2, 0.2, tier=2)]}}),
    ("fewer-tiers", tariff(TIERS) | {"energy": {
        "schedule_weekday_12x24": DAY_NIGHT, "schedule_weekend_12x24": ONE,
        "rows": TIERS + [row(2, 0.1)]}}),
]

# A case that is priced must not be when it says more than is known.
NOT_KNOWN = [
    ("tariff", "tariff.demand_single_peak"), ("energy", "tariff.energy.loss_factor"),
    ("row", "tariff.energy.rows[0].adjustment"), ("unit", "MWh"), ("demand", "weekend_free"),
    ("period", "does not count"), ("mixed", "by day and by month"),
]


def case(rates, without, with_generation):
    outputs = {"monthly_bill_without_system": without}
    if with_generation:
        outputs["monthly_bill_with_system"] = with_generation
    series = {"column": "kw", "intervals": 8760, "minutes": 60}
    return {"name": "own", "currency": "USD", "load": {"file": "series/load.csv"} | series,
            "generation": {"file": "series/gen.csv"} | series, "must_be_rejected": False,
            "tariff": rates, "engine_outputs_year1": outputs}


def run(program, documents):
    with tempfile.TemporaryDirectory() as top:
        os.mkdir(f"{top}/cases")
        os.mkdir(f"{top}/series")
        with open(f"{top}/series/load.csv", "w", encoding="ascii") as stream:
            stream.write("kw\n" + "1\n" * 8760)
        with open(f"{top}/series/gen.csv", "w", encoding="ascii") as stream:
            stream.write("kw\n" + "1.5\n" * 744 + "0\n" * 8016)
        for name, document in documents.items():
            with open(f"{top}/cases/{name}.json", "w", encoding="utf-8") as stream:
                json.dump(document, stream)
        return subprocess.run([program, f"{top}/cases"], capture_output=True, check=False,
                              text=True)


def line_of(output, name):
    return next(line for line in output.splitlines() if f" {name}.json" in line)


def months_of(line, part):
    section = line.split(f"; {part}:")[1].split("; ")[0]
    return [float(word.split(" got ")[1].split()[0]) for word in section.split(", ")]


def wrong_months(line, part, expected):
    got = months_of(line, part)
    return [f"{part} month {m + 1}: expected {value}, got {got[m]}"
            for m, value in expected.items() if abs(got[m] - value) > 0.000001]


def broken(what):
    rates = copy.deepcopy(tariff(TENTH))
    if what == "tariff":
        rates["demand_single_peak"] = 1
    elif what == "energy":
        rates["energy"]["loss_factor"] = 1.05
    elif what == "row":
        rates["energy"]["rows"][0]["adjustment"] = 0.01
    elif what == "unit":
        rates["energy"]["rows"][0]["max_unit"] = "MWh"
    elif what == "demand":
        rates["demand"] = demand([kw(1, 10)]) | {"weekend_free": True}
    elif what == "period":
        rates["demand"] = demand([kw(1, 10)])
        rates["billing_demand_ratchet"] = ratchet(50, 1, 2) | {"periods": [[1, 0]]}
    else:
        rates["energy"]["rows"] = [row(1, 0.1, 20, "kWh/day"), row(1, 0.2, tier=2)]
    return rates


def lookback(members, billed, cost):
    return {"year": 2022, "minutes": 60,
            "load_rule": "100 kW every hour except 1-based hour 22=200, 2403=400, 4088=500, "
                         "8333=300",
            "tariff": members, "expected": {"billing_kw_by_month": billed,
                                            "annual_demand_cost": cost}}


def main(program):
    results = []
    blank = {name: case(rates, [0] * 12, [0] * 12 if with_generation else None)
             for name, rates, _, with_generation in CASES}
    priced = run(program, blank).stdout
    whole, off = {}, {}
    for name, rates, without, with_generation in CASES:
        line = line_of(priced, name)
        wrong = wrong_months(line, "without", without)
        if with_generation:
            wrong += wrong_months(line, "with", with_generation)
        results.append((name, not wrong, "; ".join(wrong)))
        right = months_of(line, "without")
        whole[name] = case(rates, right, None)
        if len(off) < 6:
            off[name] = case(rates, right[:-1] + [right[-1] + 0.01], None)
    answer = run(program, whole)
    results.append(("all-pass", answer.returncode == 0
                    and answer.stdout.endswith(f"{len(CASES)} passed, 0 failed\n"), answer.stdout))
    answer = run(program, off)
    results.append(("a-cent-off-fails", answer.returncode == 1
                    and answer.stdout.endswith(f"0 passed, {len(off)} failed\n"), answer.stdout))

    refused = {name: {"must_be_rejected": True, "tariff": rates} for name, rates in MUST_BE_REFUSED}
    accepted = {"accepted": {"must_be_rejected": True, "tariff": tariff(TENTH)}}
    answer = run(program, refused)
    results.append(("rejections", answer.returncode == 0, answer.stdout))
    answer = run(program, accepted)
    results.append(("missing-rejection", answer.returncode == 1, answer.stdout))
    strange = {what: case(broken(what), [0] * 12, None) for what, _ in NOT_KNOWN}
    output = run(program, strange).stdout
    for what, says in NOT_KNOWN:
        line = line_of(output, what)
        results.append((f"not-known-{what}", line.startswith("FAILED") and says in line, line))

    # Worked out by hand: 3/4 of the highest of the six months before, those of the year before
    # being like this year's; and of two named months
    rates = [10, 10, 20, 50, 20, 10, 20, 20, 20, 20, 20, 5]
    by_range = [225, 225, 225, 400, 300, 500, 375, 375, 375, 375, 375, 375]
    cost = sum(rate * billed for rate, billed in zip(rates, by_range))
    demands = {
        "range": lookback({"monthly_demand_rates_per_kw": rates, "lookback_percent": 0.75,
                           "lookback_range": 6}, by_range, cost),
        "months": lookback({"demand_rate": 1, "lookback_percent": 0.5, "lookback_months": ["Jun"]},
                           [250, 250, 250, 400, 250, 500, 250, 250, 250, 250, 250, 300], 3450),
        "none": lookback({"demand_rate": 2, "energy_rate": 0.01},
                         [200, 100, 100, 400, 100, 500, 100, 100, 100, 100, 100, 300], 4400),
    }
    answer = run(program, demands)
    results.append(("look-back-demand", answer.returncode == 0, answer.stdout))
    demands["range"]["tariff"]["excess_rate"] = 3
    answer = run(program, {"range": demands["range"]})
    results.append(("look-back-not-known", "excess_rate" in answer.stdout, answer.stdout))

    print(f"1..{len(results)}")
    for number, (name, is_right, why) in enumerate(results, 1):
        print(f"{'ok' if is_right else 'not ok'} {number} /case-formats/{name}")
        if not is_right:
            print("\n".join(f"# {line}" for line in why.splitlines()))
    return 0 if all(is_right for _, is_right, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
