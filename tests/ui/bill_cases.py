# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of tests/ui/run about single bills: why a line is what it is."""

import bill_server
import staff_server
from client import name_of, role_of, until


def open_bill(client, login, n=1):
    client.sign_in(login, staff_server.PASSWORD)
    client.go("Billing")
    client.expect("60 of 60")
    client.keys("Down", "Up", "Return")
    client.expect("B202610-000001 · Jianghe Mill 1")
    for i in range(2, n + 1):
        client.keys("alt+Page_Down")
        client.expect("B202610-%06d · Jianghe Mill %d" % (i, i))


def picture(client):
    found = [n for n in client.each("image") if "load curve" in name_of(n)]
    return found[0] if found else None


def tab_to(client, what, is_it):
    for _ in range(40):
        node = client.focused()
        if node is not None and is_it(node):
            return
        before = node and name_of(node)
        client.keys("Tab")
        until("the next focus", lambda: (
            client.focused() and name_of(client.focused()) != before))
    raise AssertionError("%s is not reached by Tab" % what)


def select_line(client, no):
    tab_to(client, "the lines", lambda n: role_of(n) == "panel")
    client.keys("Down", "Up", *["Down"] * (no - 1))


def test_bill_line_says_why(client):
    open_bill(client, "audit")
    client.expect("Energy in the band Peak: ")
    until("the picture", lambda: picture(client))
    node = picture(client)
    assert "Energy: load curve, 2026-10-01 to 2026-10-31" in name_of(node), name_of(node)
    said = node.get_description()
    assert "2976 intervals of 15 minutes." in said, said
    assert "The highest demand was" in said, said
    assert bill_server.asked[-1] == ("B202610-000001", 2), bill_server.asked


def test_bill_picture_is_read_by_keyboard(client):
    open_bill(client, "audit")
    until("the picture", lambda: picture(client))
    tab_to(client, "the picture", lambda n: "load curve" in name_of(n))
    client.keys("Right")
    client.expect("2026-10-01 00:00 · 80 kW · Valley · not in this line")
    client.keys("Right", "ctrl+Right")
    client.expect("2026-10-02 00:15 · ")
    client.keys("End")
    client.expect("2026-10-31 23:45 · ")
    client.keys("Escape")
    client.expect("Arrow keys or pointer read values out")


def test_bill_line_without_intervals_or_reason(client):
    open_bill(client, "audit", 2)
    client.expect("Energy in the band Peak: ")
    select_line(client, 1)
    client.expect("This line is not made of intervals.")
    assert picture(client) is None
    client.keys(*["Down"] * 4)
    client.expect("The bill did not keep what it was made from")
    assert not client.sees("Energy in the band"), "what explains another line is gone"
