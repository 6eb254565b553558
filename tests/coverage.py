# SPDX-License-Identifier: GPL-3.0-or-later
# Sums what gcov counted for the rooms of tests/coverage. A branch that only a cleanup or a failed
# assertion takes is none of ours: what the compiler adds for g_return_if_fail, g_assert and the
# macros that free is left out by its line, and so is the way out of a switch that has none.
import glob
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile

ROOMS = ("server/bill", "server/bill/whatif", "server/collect", "server/collect/files",
         "server/collect/modbus", "server/energy", "server/guard", "server/keep", "server/ledger",
         "server/publish/api", "server/publish/files", "server/publish/http",
         "server/publish/pay", "server/publish/web", "server/raw", "server/ref", "server/settle",
         "server/validate", "server/validate/estimate", "server/validate/rules", "server/work",
         "shared/block", "shared/money", "shared/number", "shared/tariff", "shared/time")
LINES, BRANCHES = 100.0, 95.0
# What ends the program, or cannot be said in C but by a macro with a branch in it.
PASSED_OVER = re.compile(r"g_assert|g_return_|g_auto|G_DEFINE_AUTO|g_clear_|switch \(")


def is_pure(path):
    """Of a room that also stores and steps, what only calculates."""
    room, name = os.path.split(path)
    return room in ROOMS and name.endswith(".c" if room.startswith("shared/") else "-calc.c")


def objects(build):
    """An object lies with its library, which may be the folder above"""
    for notes in glob.glob(f"{build}/*/**/*.p/*.gcno", recursive=True):
        folder = os.path.relpath(notes, build)
        is_shared = any(folder.startswith(f"{room}/") for room in ROOMS
                        if room.startswith("shared/"))
        if is_shared or re.search(r"tally-[^/]*-calc\.c\.gcno$", notes):
            yield notes


def counted(build):
    """file -> line -> (count, branches taken and not), the best of all objects"""
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, notes in enumerate(sorted(objects(build))):
            place = os.path.join(folder, str(number))
            os.mkdir(place)
            subprocess.run(["gcov", "--json-format", "--branch-probabilities",
                            os.path.abspath(notes)],
                           cwd=place, check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            for report in glob.glob(f"{place}/*.json.gz"):
                with gzip.open(report, "rt", encoding="utf-8") as stream:
                    merge(files, json.load(stream), build)
    return files


def merge(files, report, build):
    for file in report["files"]:
        path = os.path.normpath(os.path.join(build, file["file"]))
        if not is_pure(path):
            continue
        lines = files.setdefault(path, {})
        for line in file["lines"]:
            count, branches = lines.get(line["line_number"], (0, []))
            taken = [b["count"] for b in line["branches"]]
            if len(branches) == len(taken):  # the same of another program
                taken = [sum(pair) for pair in zip(branches, taken)]
            lines[line["line_number"]] = (count + line["count"], taken or branches)


def main():
    build = sys.argv[1]
    totals = {room: [0, 0, 0, 0] for room in ROOMS}
    missed = []
    files = counted(build)
    unseen = sorted(set(glob.glob("server/**/*-calc.c", recursive=True)) - set(files))
    for path, lines in sorted(files.items()):
        with open(path, encoding="utf-8") as stream:
            source = stream.read().split("\n")
        total = totals[os.path.dirname(path)]
        for number, (count, branches) in sorted(lines.items()):
            text = source[number - 1]
            if "g_assert_not_reached" in text or "g_assert_not_reached" in source[number]:
                continue  # with the label before it
            total[0] += 1
            total[1] += count > 0
            if count == 0:
                missed.append(f"{path}:{number}: {text.strip()}")
            if not PASSED_OVER.search(text):
                total[2] += len(branches)
                total[3] += sum(taken > 0 for taken in branches)
            if "-v" in sys.argv and any(taken == 0 for taken in branches) \
                    and not PASSED_OVER.search(text):
                print(f"{path}:{number}: {sum(t == 0 for t in branches)} of {len(branches)}: "
                      f"{text.strip()}")
    for line in missed:
        print(f"not reached: {line}")
    for path in unseen:
        print(f"not counted, its room or its test is not listed: {path}")
    whole = [sum(total[i] for total in totals.values()) for i in range(4)]
    for room, total in [*totals.items(), ("all", whole)]:
        print(f"{room}: {100 * total[1] / total[0]:.1f} % of {total[0]} lines, "
              f"{100 * total[3] / total[2]:.1f} % of {total[2]} branches")
    good = not unseen and all(100 * t[1] >= LINES * t[0] and 100 * t[3] >= BRANCHES * t[2]
                              for t in totals.values())
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
