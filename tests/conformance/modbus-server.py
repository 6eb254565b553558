#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Modbus TCP server by python3-pymodbus, written by others: meters of three makers as units 1
(SDM630), 2 (ABB B23) and 3 (iEM3000) with known figures, and SunSpec meters as units 4 (model 203
behind an inverter's at 40000), 5 (213 at 50000), 6 (201 at 0) and 7 (a chain without a meter).
Prints "ready"; ends with its input.

Usage: modbus-server.py PORT
"""

import os
import struct
import sys
import threading
import unittest.mock

# pymodbus imports its serial line with its TCP one; ours needs no serial line.
for name in ("serial", "serial_asyncio"):
    sys.modules.setdefault(name, unittest.mock.MagicMock())

from pymodbus.datastore import (ModbusSequentialDataBlock, ModbusServerContext,  # noqa: E402
                                ModbusSlaveContext, ModbusSparseDataBlock)
from pymodbus.server import StartTcpServer  # noqa: E402


def words(data):
    return list(struct.unpack(f">{len(data) // 2}H", data))


def block(fields):
    values = {address: 0 for address in range(65536)}
    for address, data in fields.items():
        for index, word in enumerate(words(data)):
            values[address + index] = word
    return ModbusSequentialDataBlock(0, [values[address] for address in range(65536)])


empty = ModbusSparseDataBlock({0: 0})
sdm = block({72: struct.pack(">f", 12345.678), 74: struct.pack(">f", 0.5),
             76: struct.pack(">f", 77.25), 0: struct.pack(">f", 230.1)})
abb = block({20480: struct.pack(">Q", 1234567), 20484: struct.pack(">Q", 42),
             23296: struct.pack(">I", 2301), 23316: struct.pack(">i", -150000)})
iem = block({3203: struct.pack(">q", 987654321), 3207: struct.pack(">q", 11),
             3027: struct.pack(">f", 229.5), 3059: struct.pack(">f", 1.5)})


def chain(base, *models):
    """"SunS", the common model, and what follows it, ended as SunSpec says."""
    data = b"SunS" + struct.pack(">HH", 1, 66) + bytes(132)
    for number, body in models:
        data += struct.pack(">HH", number, len(body) // 2) + body
    return block({base: data + struct.pack(">HH", 0xFFFF, 0)})


def integer_model():
    """Models 201 to 204: names and scale factors in the order of the specification."""
    amps = struct.pack(">4hh", 300, 101, 100, 99, -2)
    volts = struct.pack(">8hh", 2301, 2301, 2299, 2300, -32768, 3980, 3981, 3982, -1)
    hertz = struct.pack(">hh", 4998, -2)
    watts = struct.pack(">4hh", -1500, -500, -500, -500, 1)
    volt_amps = struct.pack(">4hh", 1600, 533, 533, 534, 1)
    vars_ = struct.pack(">4hh", 200, 66, 67, 67, 1)
    factor = struct.pack(">4hh", 98, 98, 98, 98, -2)
    energy = struct.pack(">8Ih", 77, 25, 26, 26, 4000000001, 1333333333, 1333333334, 1333333334, 1)
    volt_amp_hours = struct.pack(">8Ih", *range(8), 0)
    var_hours = struct.pack(">16Ih", 500, 0, 0, 0, 50, 0, 0, 0, 7, 0, 0, 0, 3, 0, 0, 0, 2)
    return (amps + volts + hertz + watts + volt_amps + vars_ + factor + energy + volt_amp_hours
            + var_hours + struct.pack(">I", 0))


def float_model():
    """Models 211 to 214: the same figures as floats, without scale factors."""
    figures = [30.0, 10.1, 10.0, 9.9, 230.1, 230.5, 229.9, 230.0, float("nan"), 398.0, 398.1, 398.2,
               49.98, -15000.0, -5000.0, -5000.0, -5000.0, 16000.0, 5333.0, 5333.0, 5334.0,
               2000.0, 660.0, 670.0, 670.0, 0.98, 0.98, 0.98, 0.98,
               1234.5, 400.0, 400.0, 434.5, 8388608.0, 1.0, 2.0, 3.0]
    figures += [0.0] * 8 + [100.0, 0.0, 0.0, 0.0, 20.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0,
                            4.0, 0.0, 0.0, 0.0]
    return struct.pack(f">{len(figures)}f", *figures) + struct.pack(">I", 0)


def holding(data):
    return ModbusSlaveContext(di=empty, co=empty, hr=data, ir=empty, zero_mode=True)


assert len(integer_model()) == 2 * 105 and len(float_model()) == 2 * 124
slaves = {
    1: ModbusSlaveContext(di=empty, co=empty, hr=empty, ir=sdm, zero_mode=True),
    2: ModbusSlaveContext(di=empty, co=empty, hr=abb, ir=empty, zero_mode=True),
    3: ModbusSlaveContext(di=empty, co=empty, hr=iem, ir=empty, zero_mode=True),
    4: holding(chain(40000, (103, bytes(100)), (203, integer_model()))),
    5: holding(chain(50000, (213, float_model()))),
    6: holding(chain(0, (201, integer_model()))),
    7: holding(chain(40000, (103, bytes(100)))),
}


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
print("ready", flush=True)
StartTcpServer(context=ModbusServerContext(slaves=slaves, single=False),
               address=("127.0.0.1", int(sys.argv[1])))
