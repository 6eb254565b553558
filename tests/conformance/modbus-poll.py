#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Goal: mbpoll, an independent reader (libmodbus), and `gridtallyctl collect probe` read the same
figures out of gridtally-sim's meters, one of each model. A counter that goes on must show mbpoll a
figure between those of a probe before it and one after it.

Usage: modbus-poll.py GRIDTALLY-SIM GRIDTALLYCTL UTILITY MAPS
"""

import decimal
import json
import random
import re
import shutil
import struct
import subprocess
import sys

WORDS = {"uint16": 1, "uint32": 2, "int32": 2, "float32": 2, "uint64": 4, "int64": 4}
PACK = {"uint16": ">H", "uint32": ">I", "int32": ">i", "float32": ">f", "uint64": ">Q", "int64": ">q"}
MODELS = ("generic-profile", "sdm630", "abb-b23", "iem3000")


def start_sim(sim, utility, maps):
    for _ in range(5):
        base = random.randrange(20000, 60000, 20)
        process = subprocess.Popen([sim, "meters", "--utility", utility, "--maps", maps, "--port-base",
                                    str(base), "--now", "2026-11-20T10:05:00+08:00"],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if process.stdout.readline() != "":
            return process, base
        process.wait()
    sys.exit("gridtally-sim did not start")


def probe(ctl, port, unit, model, maps):
    run = subprocess.run([ctl, "collect", "probe", "--host", "127.0.0.1", "--port", str(port), "--unit",
                          str(unit), "--map", model, "--maps", maps, "--json"],
                         capture_output=True, text=True, check=True)
    return {register["name"]: decimal.Decimal(register["value"])
            for register in json.loads(run.stdout)["registers"] if "value" in register}


def poll(port, unit, meter, register):
    table = "3:hex" if meter["space"] == "input" else "4:hex"
    run = subprocess.run(["mbpoll", "-0", "-1", "-q", "-m", "tcp", "-p", str(port), "-a", str(unit), "-t",
                          table, "-r", str(register["address"]), "-c", str(WORDS[register["type"]]),
                          "127.0.0.1"], capture_output=True, text=True, check=True)
    words = [int(word, 16) for word in re.findall(r"^\[\d+\]:\s+0x([0-9A-Fa-f]+)", run.stdout, re.M)]
    (count,) = struct.unpack(PACK[register["type"]], struct.pack(f">{len(words)}H", *words))
    return decimal.Decimal(count) * decimal.Decimal(10) ** register.get("scale", 0)


def compare(ctl, maps, port, unit, model):
    with open(f"{maps}/{model}.json", encoding="utf-8") as file:
        meter = json.load(file)
    faults, n = [], 0
    before = probe(ctl, port, unit, model, maps)
    polled = {r["name"]: poll(port, unit, meter, r) for r in meter["registers"]
              if r["name"] in before and r.get("channel") in ("A+", "A-", "R+", "R-")}
    after = probe(ctl, port, unit, model, maps)
    for name, value in polled.items():
        n += 1
        least, most = sorted((before[name], after[name]))
        if not least - decimal.Decimal("0.001") <= value <= most + decimal.Decimal("0.001"):
            faults.append(f"{name}: mbpoll {value}, probe {least} to {most}")
    return n, faults


def main(sim, ctl, utility, maps):
    if shutil.which("mbpoll") is None:
        print("1..0 # SKIP mbpoll is not here")
        return 0
    with open(utility, encoding="utf-8") as file:
        sample = json.load(file)
    places = {(g["district_id"], g["gateway_id"]): i for i, g in enumerate(sample["gateways"])}
    models = {(m["district_id"], m["meter_id"]): m["model"] for m in sample["meters"]}
    process, base = start_sim(sim, utility, maps)
    bad = 0
    print(f"1..{len(MODELS)}")
    try:
        for number, model in enumerate(MODELS, 1):
            hung = next(i for i in sample["installations"] if i["valid_to"] is None
                        and models[i["district_id"], i["meter_id"]] == model)
            port = base + places[hung["district_id"], hung["gateway_id"]]
            n, faults = compare(ctl, maps, port, hung["unit_id"], model)
            is_bad = bool(faults) or n == 0
            print(f"{'not ok' if is_bad else 'ok'} {number} {model}: {n} counters")
            for fault in faults:
                print(f"# {fault}")
            bad += is_bad
    finally:
        process.terminate()
        process.wait()
    return bad != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
