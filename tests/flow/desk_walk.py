# SPDX-License-Identifier: GPL-3.0-or-later
"""A clerk and a supervisor close a month at the real window. Called by desk."""

import argparse
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "ui"))
from client import Client, until  # noqa: E402

NARROW_PX = 390
SLOW_S = 180.0  # a run of the whole utility, under the sanitizers, on a busy machine


class Desk:
    """The window, and the database to hold it against."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.passwords = dict(line.split() for line in open(arguments.logins, encoding="utf-8"))
        self.client = None
        self.meters = None

    def start_meters(self):
        """They were away when the walk began."""
        self.meters = subprocess.Popen(self.arguments.meters.split(), stdout=subprocess.DEVNULL)

        def answers():
            with socket.socket() as one:
                return one.connect_ex(("127.0.0.1", self.arguments.last_gateway)) == 0
        until("the meters", answers)

    def stop_meters(self):
        if self.meters is not None:
            self.meters.terminate()
            self.meters.wait(20)

    def open(self, certificates=None):
        self.close()
        if certificates is None:
            certificates = self.arguments.certificates
        self.client = Client(self.arguments.program, self.arguments.server,
                             options=["--certificates", certificates])
        self.client.resize(1280, 860)
        return self.client

    def open_as(self, login):
        client = self.open()
        client.sign_in(login, self.passwords[login])
        return client

    def close(self):
        if self.client is not None:
            self.client.close()
            self.client = None

    def tell(self, *words):
        return subprocess.run([self.arguments.ctl, *words], check=True, capture_output=True,
                              text=True).stdout.strip()

    def report(self, item):
        """One figure of the table that the quick start prints."""
        return self.tell("report", "--item", item)


def test_a_certificate_nobody_vouches_for_is_refused(desk):
    client = desk.open(certificates="")
    client.sign_in_try("clerk", desk.passwords["clerk"])
    client.expect("is not trusted")
    assert not client.sees("Collection")


def test_collection_counts_what_the_database_counts(desk):
    client = desk.open_as("clerk")
    for item in ("Meters asked", "Meters that answered"):
        client.expect(desk.report(item))


def test_clerk_reads_the_failing_meters_again(desk):
    """No meter answered the last round; they come back when that was seen."""
    client = desk.open_as("clerk")
    client.expect("294 of 294")
    assert not client.sees("Every meter answers")
    desk.start_meters()
    client.press("Re-read now")
    client.expect("Every meter answers", SLOW_S)


def test_regions_show_the_balance_of_the_database(desk):
    client = desk.open_as("clerk")
    client.go("Regions")
    client.expect("Jiangnan Grid Company")
    grid = next(row for row in json.loads(desk.tell("report", "--json"))["regions"]
                if row["kind"] == "grid")
    client.press("Month before")
    client.expect(grid["period"])
    for field in ("in_wh", "sold_wh", "loss_wh"):
        client.expect("{:,.3f}".format(int(grid[field]) / 1e6))
    client.expect(grid["loss_percent"])


def test_clerk_runs_the_bills(desk):
    client = desk.open_as("clerk")
    client.go("Billing")
    client.expect("1 of 1")
    before = desk.report("Bills issued")
    client.press("Start run")
    client.press("Start")
    client.expect("2 of 2", SLOW_S)
    client.expect("Computed", SLOW_S)
    client.expect_not("Computing bills", SLOW_S)
    client.expect("01-%s-" % desk.arguments.month.replace("-", ""))
    client.expect("Ready")
    assert desk.report("Bills issued") == before, "computing issues nothing"


def test_supervisor_issues_the_bills(desk):
    client = desk.open_as("supervisor")
    client.go("Billing")
    client.expect("Computed")
    client.expect("Ready")
    before = int(desk.report("Bills issued"))
    client.press("Issue bills")
    until("issued bills", lambda: int(desk.report("Bills issued")) > before, SLOW_S)


def test_clerk_submits_the_settlement(desk):
    client = desk.open_as("clerk")
    client.go("Settlement")
    client.press("Draft settlement")
    client.press("Draft")
    client.expect("%s · Draft" % desk.arguments.month, SLOW_S)
    client.press("Check")
    client.expect("%s · Audited" % desk.arguments.month, SLOW_S)
    client.press("Submit")
    client.expect("%s · Submitted" % desk.arguments.month, SLOW_S)
    assert not client.all("push button", "Approve…"), "a clerk decides nothing"


def test_supervisor_approves_it(desk):
    client = desk.open_as("supervisor")
    client.go("Settlement")
    client.expect("%s · Submitted" % desk.arguments.month)
    client.expect("The balance closes")
    client.press("Approve…")
    client.expect("Enter your password")
    client.type(desk.passwords["supervisor"])
    client.keys("Return")
    client.expect("%s · Approved" % desk.arguments.month, SLOW_S)
    client.press("Publish")
    client.expect("%s · Published" % desk.arguments.month, SLOW_S)
    assert desk.report("Settlements approved or published") == "2"


def test_every_place_fits_a_narrow_window(desk):
    """With the names and figures of a real utility."""
    client = desk.open_as("clerk")
    client.expect("Re-read")
    client.resize(NARROW_PX, 844)
    for key in "1234567890":
        client.keys("alt+" + key)
        time.sleep(1.5)  # until it is filled; too short would only make the test easier
        assert client.width() <= NARROW_PX, "place %s takes %d px" % (key, client.width())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("program", "server", "certificates", "logins", "ctl", "month", "meters"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--last-gateway", type=int, required=True)
    parser.add_argument("wanted", nargs="*")
    arguments = parser.parse_args()
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith("test_")]
    tests = [t for t in tests if not arguments.wanted or t[0] in arguments.wanted]
    desk = Desk(arguments)
    failed = 0
    print("1..%d" % len(tests), flush=True)
    for number, (name, test) in enumerate(tests, 1):
        try:
            test(desk)
            print("ok %d %s" % (number, name), flush=True)
        except Exception:
            failed += 1
            print("not ok %d %s" % (number, name))
            print("\n".join("# " + line for line in traceback.format_exc().split("\n")))
            if desk.client is not None:
                desk.client.dump()
            sys.stdout.flush()
        finally:
            if os.environ.get("TALLY_DESK_PICTURES") and desk.client is not None:
                subprocess.run(["import", "-window", "root", os.path.join(
                    os.environ["TALLY_DESK_PICTURES"], name + ".png")], check=False)
            desk.close()
    desk.stop_meters()
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
