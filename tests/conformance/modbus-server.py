#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Modbus TCP server by python3-pymodbus, written by others: meters of three makers as units 1
(SDM630), 2 (ABB B23) and 3 (iEM3000) with known figures. Prints "ready"; ends with its input.

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
slaves = {
    1: ModbusSlaveContext(di=empty, co=empty, hr=empty, ir=sdm, zero_mode=True),
    2: ModbusSlaveContext(di=empty, co=empty, hr=abb, ir=empty, zero_mode=True),
    3: ModbusSlaveContext(di=empty, co=empty, hr=iem, ir=empty, zero_mode=True),
}


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
print("ready", flush=True)
StartTcpServer(context=ModbusServerContext(slaves=slaves, single=False),
               address=("127.0.0.1", int(sys.argv[1])))
