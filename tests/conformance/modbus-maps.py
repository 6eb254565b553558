#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Goal: `gridtallyctl collect probe` reads every meter of the public reference maps, served by
python3-pymodbus, an independent program, with figures that Python packed: each register's value
comes out, in its unit. The reference says where each register is; the map says how it is coded.

Usage: modbus-maps.py GRIDTALLYCTL DATA_FOLDER
"""

import concurrent.futures
import decimal
import json
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest.mock

PACK = {"uint16": ">H", "int16": ">h", "uint32": ">I", "int32": ">i", "uint64": ">Q", "int64": ">q",
        "float32": ">f", "float64": ">d"}
BEGINNINGS = (("cosphi", "power_factor"), ("sum", "import_export"))


def own_name(theirs):
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.sub("^THD(?=.)", "Thd", theirs)).lower()
    for begin, ours in BEGINNINGS:
        if name.startswith(begin):
            name = ours + name[len(begin):]
    return name


def encode(kind, count, order):
    data = struct.pack(PACK[kind], count)
    words = list(struct.unpack(f">{len(data) // 2}H", data))
    return words if order == "big" else words[::-1]


def figures(meter, reference):
    """Words by address, and what the probe must say, by register."""
    words, said = {}, {}
    decimals = decimal.Context(prec=30)
    by_name = {register["name"]: register for register in meter["registers"]}
    first = meter.get("first_address", 0)
    for number, (theirs, address) in enumerate(reference["opcodes_decimal"].items()):
        register = by_name.get(own_name(theirs))
        if register is None:
            continue
        kind = register["type"]
        count = 1234 + 7 * number if kind.endswith("16") else 1234567 + 1001 * number
        if kind.startswith("float"):
            count = struct.unpack(PACK[kind], struct.pack(PACK[kind], count / 64))[0]
        if kind.startswith("int") and number % 3 == 0 and "port" not in theirs:
            count = -count
        for place, word in enumerate(encode(kind, count, meter["word_order"])):
            words[address - first + place] = word
        scale = decimal.Decimal(10) ** register.get("scale", 0)
        said[register["name"]] = decimals.multiply(decimal.Decimal(count), scale)
    return words, said


def serve(meters, port):
    for name in ("serial", "serial_asyncio"):
        sys.modules.setdefault(name, unittest.mock.MagicMock())
    from pymodbus.datastore import (ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock)
    from pymodbus.server import StartTcpServer

    empty = ModbusSparseDataBlock({0: 0})
    slaves = {}
    for unit, (meter, words) in enumerate(meters, 1):
        block = ModbusSparseDataBlock(words)
        is_input = meter["space"] == "input"
        slaves[unit] = ModbusSlaveContext(di=empty, co=empty, hr=empty if is_input else block,
                                          ir=block if is_input else empty, zero_mode=True)
    context = ModbusServerContext(slaves=slaves, single=False)
    threading.Thread(target=StartTcpServer, daemon=True,
                     kwargs={"context": context, "address": ("127.0.0.1", port)}).start()
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit("the server did not start")


def compare(ctl, data, port, unit, key, said):
    run = subprocess.run([ctl, "collect", "probe", "--host", "127.0.0.1", "--port", str(port), "--unit",
                          str(unit), "--map", key, "--maps", data, "--json"],
                         capture_output=True, text=True)
    if run.returncode != 0:
        return [run.stderr.strip()]
    faults = []
    read = {register["name"]: register for register in json.loads(run.stdout)["registers"]}
    for name, value in said.items():
        text = read[name].get("value")
        # What is finer than a thousandth of the smallest stored count is rounded.
        if text is None or abs(decimal.Decimal(text) - value) > decimal.Decimal("0.0005"):
            faults.append(f"{name}: {read[name]} is not {value}")
    return faults


def main(ctl, data):
    path = pathlib.Path(os.environ.get("TALLY_CONFORMANCE", "")) / "modbus" / "register_maps.json"
    try:
        reference = json.loads(path.read_text())
        import pymodbus  # noqa: F401
    except (OSError, ImportError) as reason:
        print(f"1..0 # SKIP {reason}")
        return 0
    maps = {}
    for file in sorted(pathlib.Path(data).glob("*.json")):
        meter = json.loads(file.read_text())
        maps.update({name: meter for name in (meter["name"], *meter.get("also", []))})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keys = sorted(reference)
    cases = [figures(maps[key], reference[key]) for key in keys]
    serve([(maps[key], words) for key, (words, _) in zip(keys, cases)], port)
    print(f"1..{len(keys)}")
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda it: compare(ctl, data, port, it[0] + 1, it[1], cases[it[0]][1]),
                           enumerate(keys))
        for number, (key, faults) in enumerate(zip(keys, results), 1):
            print(f"{'not ok' if faults else 'ok'} {number} {key}: {len(cases[number - 1][1])} registers")
            for fault in faults:
                print(f"# {fault}")
            bad += bool(faults)
    return bad != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
