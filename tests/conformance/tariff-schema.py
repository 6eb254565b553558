# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: the JSON Schemas say what the reader takes: the documents of the house, what the importer
# writes of random OpenEI records, and none with a fault.
# Usage: tariff-schema.py GRIDTALLYCTL; prints TAP.
import copy
import glob
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "..", "data")
RECORDS = 12


def load(path):
    with open(path, encoding="utf-8") as stream:
        return json.load(stream)


def validator(name):
    schema = load(f"{DATA}/schemas/{name}-v1.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def ask(program, verb, document):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as stream:
        json.dump(document, stream)
        stream.flush()
        return subprocess.run([program, "tariff", verb, stream.name], capture_output=True,
                              check=False, text=True)


def faults(document):
    """the same document, each time with one thing wrong that both must refuse"""
    for change in ({"currency": "yuan"}, {"surprise": 1}, {"components": []},
                   {"year_begins": 13}, {"rounding": "up"}):
        yield {**document, **change}
    for field, value in (("rate", 0.5), ("per", "week"), ("kind", "bribe"), ("surprise", 1)):
        wrong = copy.deepcopy(document)
        wrong["components"].append({"id": "wrong", "kind": "fixed", "rate": "1", field: value})
        yield wrong
    for key in ("format", "id", "currency", "components"):
        yield {name: value for name, value in document.items() if name != key}


RICH = {"format": "gridtally-tariff-v1", "id": "rich", "currency": "EUR", "components": [
    {"id": "e", "kind": "energy", "tier_basis": "kwh-per-kw", "tier_demand": {
        "unit": "kVA", "window_minutes": 30, "sliding": True, "floor": "1",
        "ratchet": {"percents": [str(n) for n in range(12)], "look_back": 12,
                    "measured_months": [6, 7]}},
     "tiers": [{"up_to": "9", "rate": "1"}, {"rate": "2"}]},
    {"id": "s", "kind": "energy", "prices": "by-interval"},
    {"id": "d", "kind": "demand", "unit": "hp", "ratchet": {"percent": "5", "months": [1]},
     "contract": {"basis": "contracted", "excess_multiple": "2"}, "rate": "1"},
    {"id": "k", "kind": "demand", "unit": "kvar", "rate": "1"},
    {"id": "l", "kind": "levy", "tier_basis": "day", "tiers": [{"up_to": "9", "rate": "1"},
                                                               {"rate": "2"}]},
    {"id": "m", "kind": "discount", "tier_order": "proportional", "rate": "1", "cap": "9"},
    {"id": "c", "kind": "coincident", "rate": "1"},
    {"id": "x", "kind": "export", "method": "sell-all", "prices": "by-interval"}]}


def main():
    program = sys.argv[1]
    tariff, calendar = validator("tariff"), validator("calendar")
    spec = importlib.util.spec_from_file_location("urdb_random", f"{HERE}/urdb-random.py")
    urdb = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(urdb)
    seed = random.randrange(1 << 30)
    rng = random.Random(seed)
    results = []

    def note(name, good, why=""):
        results.append(good)
        print(f"{'ok' if good else 'not ok'} {len(results)} {name}")
        if not good:
            print(f"# {why}")

    print(f"# seed {seed}")
    for path in sorted(glob.glob(f"{DATA}/calendars/*.json")):
        note(os.path.basename(path), calendar.is_valid(load(path)), path)
    documents = [load(path) for path in sorted(glob.glob(f"{DATA}/tariffs/*.json"))] + [RICH]
    for number in range(RECORDS):
        answer = ask(program, "convert", urdb.draw_record(rng))
        documents.append(json.loads(answer.stdout))
        documents[-1]["id"] = f"record-{number}"
    for document in documents:
        fault = jsonschema.exceptions.best_match(tariff.iter_errors(document))
        answer = ask(program, "check", document)
        note(document["id"], fault is None and answer.returncode == 0,
             f"{fault} {answer.stderr}")
    for number, document in enumerate(faults(documents[0])):
        answer = ask(program, "check", document)
        note(f"fault {number}", not tariff.is_valid(document) and answer.returncode != 0,
             json.dumps(document)[:300])
    print(f"1..{len(results)}")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
