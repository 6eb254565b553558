# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: every variation of the public file formats reads to figures worked out by hand, strictly and
# leniently, and what the standards forbid is refused. Days of 1 kWh a half-hour make every figure a
# product; a case with a wrong figure must fail, or this test would prove nothing.
# Usage: file-formats.py FILE_CASES; prints TAP.
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile

HEAD = "100,NEM12,202601020000,MDP,RET\n"


def stream(suffix="E1", unit="kWh", minutes=30, nmi="NMI1", end=""):
    return f"200,{nmi},E1B1,1,{suffix},N1,SER1,{unit},{minutes},{end}\n"


def day(date="20260101", value="1", n=48, quality="A", tail=",,20260102000000,"):
    return f"300,{date}," + ",".join([value] * n) + f",{quality},{tail}\n"


def channel(n=48, total=48.0, uom="kWh", first="2026-01-01 00:00:00", end="2026-01-02 00:00:00",
            quality=None):
    return {"n": n, "sum": total, "uom": uom, "first": first, "last_end": end,
            "quality": quality or {"A": n}}


def both(**channels):
    good = {"header": "NEM12", "channels": {name.replace("__", "/"): c for name, c in channels.items()}}
    return {"strict": good, "lenient": good}


REFUSED = {"strict": {"error": "x"}, "lenient": {"error": "x"}}
ONE = both(NMI1__E1=channel())
PLAIN = HEAD + stream() + day() + "900\n"
FIVE = {5: 288, 10: 144, 15: 96, 30: 48, 60: 24}

NEM12 = {
    "plain": (PLAIN, ONE),
    "crlf": (PLAIN.replace("\n", "\r\n"), ONE),
    "mark": ("\ufeff" + PLAIN, ONE),
    "blank-first-line": ("\n" + PLAIN, ONE),
    "commas-at-the-end": (PLAIN.replace("\n", ",,,,,\n"), ONE),
    "blanks": (PLAIN.replace(",1,1,", ", 1,1 ,"), ONE),
    "quotes": (PLAIN.replace("NMI1", '"NMI1"'), ONE),
    "no-next-read-date": (PLAIN.replace(",30,\n", ",30\n"), ONE),
    "lower-case-header": (PLAIN.replace("NEM12", "nem12"), ONE),
    "no-end": (HEAD + stream() + day(), ONE),
    "no-newline-at-the-end": (PLAIN[:-1], ONE),
    "two-files-in-one": (PLAIN + HEAD + stream("B1") + day() + "900\n",
                         both(NMI1__E1=channel(), NMI1__B1=channel())),
    "behind-the-end": (PLAIN + stream("B1") + day() + "900\n",
                       both(NMI1__E1=channel(), NMI1__B1=channel())),
    "b2b-record": (HEAD + stream() + day() + "500,O,S01009,20260101120000,\n900\n", ONE),
    "unknown-record": (HEAD + stream() + day() + "600,what\n900\n", ONE),
    "no-record": (HEAD + stream() + day() + "hello\n900\n", REFUSED),
    "no-header": (stream() + day() + "900\n", {"strict": {"error": "x"}, "lenient": ONE["lenient"]}),
    "other-header": (PLAIN.replace("NEM12", "NEM11"), REFUSED),
    "nothing-in-it": (HEAD + "900\n", both()),
    "stream-without-day": (HEAD + stream("B1") + stream() + day() + "900\n",
                           both(NMI1__E1=channel(), NMI1__B1={"n": 0})),
    "day-without-stream": (HEAD + day() + "900\n", REFUSED),
    "no-day": (PLAIN.replace("20260101", "20260231"), REFUSED),
    "a-value-too-few": (HEAD + stream() + day(n=47) + "900\n", REFUSED),
    "no-values": (HEAD + stream() + "300,20260101,V,,,20260102000000,\n" + day("20260102") + "900\n",
                       both(NMI1__E1=channel(first="2026-01-02 00:00:00", end="2026-01-03 00:00:00"))),
    "quality-of-a-short-day": (HEAD + stream() + day(n=40, quality="V", tail="") + "400,1,48,A,,\n900\n",
                               REFUSED),
    "no-number": (HEAD + stream() + day(value="one") + "900\n", REFUSED),
    "exponent": (HEAD + stream() + day(value="1e3") + "900\n", REFUSED),
    "empty-values": (HEAD + stream() + day(value="") + "900\n", both(NMI1__E1=channel(total=0.0))),
    "negative": (HEAD + stream() + day(value="-1.5") + "900\n", both(NMI1__E1=channel(total=-72.0))),
    "decimals": (HEAD + stream() + day(value=".123456789") + "900\n",
                 both(NMI1__E1=channel(total=5.925925872))),
    "many-points": (HEAD + stream() + day() + stream(nmi="NMI2") + day(value="2") + "900\n",
                    both(NMI1__E1=channel(), NMI2__E1=channel(total=96.0))),
    "days": (HEAD + stream() + day() + day("20260102", "2") + "900\n",
             both(NMI1__E1=channel(96, 144.0, end="2026-01-03 00:00:00"))),
    "leap-day": (PLAIN.replace("20260101", "20240229"),
                 both(NMI1__E1=channel(first="2024-02-29 00:00:00", end="2024-03-01 00:00:00"))),
    "qualities": (HEAD + stream() + day(quality="V") + "400,1,20,A,,\n400,21,40,S14,1,note\n"
                  "400,41,48,N,,\n900\n",
                  both(NMI1__E1=channel(quality={"A": 20, "S14": 20, "N": 8}))),
    "qualities-overlap": (HEAD + stream() + day(quality="V") + "400,1,48,A,,\n400,5,8,F16,79,\n900\n",
                          both(NMI1__E1=channel(quality={"A": 44, "F16": 4}))),
    "qualities-not-all": (HEAD + stream() + day(quality="V") + "400,1,40,A,,\n900\n",
                          both(NMI1__E1=channel(quality={"A": 40, "V": 8}))),
    "quality-over-the-day": (HEAD + stream() + day(quality="V") + "400,1,49,A,,\n900\n", REFUSED),
    "quality-backwards": (HEAD + stream() + day(quality="V") + "400,9,8,A,,\n900\n", REFUSED),
    "quality-from-zero": (HEAD + stream() + day(quality="V") + "400,0,48,A,,\n900\n", REFUSED),
    "quality-unknown": (HEAD + stream() + day(quality="V") + "400,1,48,X,,\n900\n", REFUSED),
    "quality-without-day": (HEAD + stream() + "400,1,48,A,,\n900\n", REFUSED),
    "estimated": (HEAD + stream() + day(quality="E52") + "900\n",
                  both(NMI1__E1=channel(quality={"E52": 48}))),
    "no-interval": (HEAD + stream(minutes=7) + day() + "900\n", REFUSED),
}
for minutes, n in FIVE.items():
    NEM12[f"{minutes}-minutes"] = (HEAD + stream(minutes=minutes) + day(n=n) + "900\n",
                                   both(NMI1__E1=channel(n, float(n))))
for unit in ("KWH", "kwh", "Wh", "MWh", "kVArh", "KVARH", "VArh", "kVAh", ""):
    NEM12[f"unit-{unit}"] = (HEAD + stream(unit=unit) + day() + "900\n",
                             both(NMI1__E1=channel(uom=unit)))

READ13 = ("250,NMI1,1141,01,11,11,MET1,E,000021.2,20251001103230,A,,,000534.5,20260101100030,{},77,,"
          "513.3,kWh,20260401, 20260102125010,20260103000130\n")
SPAN13 = {"n": 1, "sum": 513.3, "uom": "kWh", "first": "2025-10-01 10:32:30",
          "last_end": "2026-01-01 10:00:30"}


def nem13(quality):
    good = {"header": "NEM13", "channels": {"NMI1/11": SPAN13 | {"quality": {quality: 1}}}}
    return {"strict": good, "lenient": good}


NEM13 = {
    "actual": (f"100,NEM13,202601020000,MDP,RET\n{READ13.format('A')}550,N,,A,\n900\n", nem13("A")),
    "forward-estimate": (f"100,NEM13,202601020000,MDP,RET\n{READ13.format('E64')}900\n", nem13("E64")),
    "no-quality": (f"100,NEM13,202601020000,MDP,RET\n{READ13.format('Q')}900\n", REFUSED),
}

FEED = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:e="http://naesb.org/espi">'
POINT = ('<entry><link rel="self" href="/UsagePoint/1"/><link rel="related" href="/UsagePoint/1/MeterReading"/>'
         "<title>C-1</title><content><e:UsagePoint/></content></entry>")
METER = ('<entry><link rel="self" href="/UsagePoint/1/MeterReading/1"/><link rel="up" href="/UsagePoint/1/MeterReading"/>'
         '<link rel="related" href="/ReadingType/1"/><content><e:MeterReading/></content></entry>')
TYPE = {"accumulationBehaviour": "4", "flowDirection": "1", "powerOfTenMultiplier": "-3", "uom": "72"}


def reading_type(fields):
    inner = "".join(f"<e:{name}>{value}</e:{name}>" for name, value in fields.items())
    return f'<entry><link rel="self" href="/ReadingType/1"/><content><e:ReadingType>{inner}</e:ReadingType></content></entry>'


def block(readings, lengths="<e:interval/>", n=1):
    inner = "".join(
        f"<e:IntervalReading>{cost}<e:timePeriod><e:duration>{duration}</e:duration><e:start>{start}</e:start>"
        f"</e:timePeriod><e:value>{value}</e:value></e:IntervalReading>" for start, duration, value, cost in readings)
    return ('<entry><link rel="up" href="/UsagePoint/1/MeterReading/1/IntervalBlock"/><content>'
            + f"<e:IntervalBlock>{lengths}{inner}</e:IntervalBlock>" * n + "</content></entry>")


def quality(code, cost=""):
    return f"{cost}<e:ReadingQuality><e:quality>{code}</e:quality></e:ReadingQuality>"


T0 = 1767225600
TWO = [(T0, 900, 10, "<e:cost>5</e:cost>"), (T0 + 900, 900, 20, quality(8))]
SUMS = {"blocks": 1, "readings": 2, "sum_value_raw": 30, "sum_cost_raw_1e-5": 5, "first_start_epoch": T0,
        "last_end_epoch": T0 + 1800, "duplicate_starts": 0, "reading_types": [TYPE], "quality": {"8": 1}}
ALL = POINT + METER + reading_type(TYPE) + block(TWO)
ESPI = {
    "plain": (FEED + ALL + "</feed>", SUMS),
    "any-order": (FEED + block(TWO) + reading_type(TYPE) + METER + POINT + "</feed>", SUMS),
    "other-prefixes": ((FEED + ALL + "</feed>").replace("e:", "espi:").replace("xmlns:espi:", "xmlns:espi:")
                       .replace("xmlns:e=", "xmlns:espi="), SUMS),
    "default-namespace": (FEED.replace(' xmlns:e="http://naesb.org/espi"', "")
                          + ALL.replace("<e:", '<x:').replace("</e:", "</x:")
                          .replace("<content>", '<content xmlns:x="http://naesb.org/espi">') + "</feed>", SUMS),
    "twice-the-same": (FEED + POINT + METER + reading_type(TYPE) + block(TWO, n=2) + "</feed>",
                       SUMS | {"blocks": 2, "readings": 4, "sum_value_raw": 60, "sum_cost_raw_1e-5": 10,
                               "duplicate_starts": 2, "quality": {"8": 2}}),
    "lengths-differ": (FEED + POINT + METER + reading_type(TYPE)
                       + block([(T0, 82800, 1, ""), (T0 + 82800, 90000, 2, "")]) + "</feed>",
                       SUMS | {"sum_value_raw": 3, "sum_cost_raw_1e-5": 0,
                               "last_end_epoch": T0 + 82800 + 90000, "quality": {}}),
    "parts-of-seconds": (FEED + POINT + METER + reading_type({})
                         + block([(f"{T0}.66136", 2505600, 12000, quality(0))]) + "</feed>",
                         {"blocks": 1, "readings": 1, "sum_value_raw": 12000, "first_start_epoch": T0,
                          "last_end_epoch": T0 + 2505600, "reading_types": [{}], "quality": {"0": 1}}),
    "negative": (FEED + POINT + METER + reading_type(TYPE | {"flowDirection": "19"})
                 + block([(T0, 900, -7, "")]) + "</feed>",
                 {"blocks": 1, "readings": 1, "sum_value_raw": -7, "reading_types":
                  [TYPE | {"flowDirection": "19"}]}),
    "document-type": ("<!DOCTYPE x [<!ENTITY y 'z'>]>" + FEED + ALL + "</feed>", {"error": "x"}),
    "cut-off": (FEED + ALL, {"error": "x"}),
}

WRONG = {
    "wrong-count": (PLAIN, both(NMI1__E1=channel(n=47, total=48.0, quality={"A": 48}))),
    "wrong-sum": (PLAIN, both(NMI1__E1=channel(total=48.001))),
    "wrong-quality": (PLAIN, both(NMI1__E1=channel(quality={"A": 47, "N": 1}))),
    "wrong-unit": (PLAIN, both(NMI1__E1=channel(uom="Wh"))),
    "wrong-end": (PLAIN, both(NMI1__E1=channel(end="2026-01-02 00:30:00"))),
    "wrong-refusal": (PLAIN, REFUSED),
    "wrong-channel": (PLAIN, both(NMI1__E2=channel())),
    "wrong-feed": (FEED + ALL + "</feed>", SUMS | {"sum_value_raw": 31}),
    "wrong-type": (FEED + ALL + "</feed>", SUMS | {"reading_types": [TYPE | {"uom": "73"}]}),
}


def zipped(text, members=1):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(members):
            archive.writestr(f"NEM12#{i}.csv", text)
    return out.getvalue()


def run(runner, cases):
    with tempfile.TemporaryDirectory() as folder:
        for name, (text, _) in cases.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(text if isinstance(text, bytes) else text.encode())
        with open(os.path.join(folder, "expected.json"), "w") as file:
            json.dump({name: expected for name, (_, expected) in cases.items()}, file)
        return subprocess.run([runner, folder], capture_output=True, text=True, check=False).stdout


def main(runner):
    cases = {f"nem12-{name}": case for name, case in NEM12.items()}
    cases |= {f"nem13-{name}": case for name, case in NEM13.items()}
    cases |= {f"espi-{name}": case for name, case in ESPI.items()}
    cases |= {"zip": (zipped(PLAIN), ONE), "zip-of-two": (zipped(PLAIN, 2), REFUSED),
              "zip-damaged": (zipped(PLAIN)[:-40], REFUSED)}
    lines = run(runner, cases | WRONG).splitlines()
    verdicts = {line.split(" ", 1)[1].split(":", 1)[0]: line for line in lines
                if line.startswith(("ok ", "FAILED "))}
    print(f"1..{len(cases) + len(WRONG)}")
    n_bad = 0
    for n, name in enumerate(cases | WRONG, 1):
        line = verdicts.get(name, "")
        is_good = line.startswith("ok ") != (name in WRONG) and line != ""
        n_bad += not is_good
        print(f"{'ok' if is_good else 'not ok'} {n} - {name}{'' if is_good else ' # ' + line}")
    return n_bad != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
