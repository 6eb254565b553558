# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of tests/ui/run about tariffs: the list and its signatures, the editor, what-ifs."""

import staff_server
import tariff_server
from client import until


def open_draft(client, login):
    client.sign_in(login, staff_server.PASSWORD)
    client.go("Tariffs")
    client.expect("large-industrial · version 1")
    client.keys("Down")
    client.expect("residential-tou · Proposed")


def test_tariff_same_person_cannot_sign(client):
    open_draft(client, "chen")  # who wrote and proposed it
    client.expect("Waiting for another person")
    client.press("Sign…")
    client.enter("Your password", staff_server.PASSWORD)
    client.press("Sign")
    client.expect("Refused: two people have to agree")
    assert tariff_server.tariffs[tariff_server.DRAFT]["state"] == "proposed"


def test_tariff_second_person_signs(client):
    open_draft(client, "zhao")
    client.expect("0.598")  # what it changes, beside the version in force
    client.expect("0.568")
    client.press("Sign…")
    client.enter("Your password", staff_server.PASSWORD)
    client.press("Sign")
    client.expect("Signed off")
    assert tariff_server.tariffs[tariff_server.DRAFT]["signed_by"] == "zhao"


def test_tariff_clerk_sees_no_signature(client):
    open_draft(client, "lin")
    client.expect("What if…")
    assert not client.sees("Sign…"), "a clerk must not be offered to sign"


def test_tariff_is_proposed_as_correction(client):
    tariff_server.tariffs[tariff_server.DRAFT].update(state="draft", proposed_by=None)
    client.sign_in("chen", staff_server.PASSWORD)
    client.go("Tariffs")
    client.expect("large-industrial · version 1")
    client.keys("Down")
    client.expect("residential-tou · Draft")
    client.press("Propose as correction…")
    client.expect("It may begin in days that are billed already.")
    client.type("The valley rate was misprinted")
    client.keys("Return")
    client.expect("corrects billed days: The valley rate was misprinted")
    found = tariff_server.tariffs[tariff_server.DRAFT]
    assert (found["state"], found["corrects"]) == ("proposed", "The valley rate was misprinted")


def expect_read_out(client, text):
    until(text, lambda: text in (client.focused_name() or ""))


def test_tariff_is_painted_by_keyboard(client):
    open_draft(client, "lin")
    client.press("Edit")
    client.expect("The document is sound.")
    until("the grid", lambda: [n for n in client.each("image") if "Times on" in n.name])
    for _ in range(12):
        if "Times on" in (client.focused_name() or ""):
            break
        client.keys("Tab")
    assert "00:00 to 01:00, Valley" in client.focused().name, client.focused().name
    client.keys("shift+Right", "shift+Down", "1")
    expect_read_out(client, "January to February, 00:00 to 02:00, Peak")
    client.expect("not saved")
    client.keys("ctrl+z")
    expect_read_out(client, "January to February, 00:00 to 02:00, Valley")
    client.keys("1", "ctrl+s")
    client.expect("The draft is saved.")
    saved = tariff_server.tariffs[tariff_server.DRAFT]
    assert saved["state"] == "draft" and '"months"' in saved["document"]


def test_tariff_preview_follows_the_form(client):
    open_draft(client, "lin")
    client.press("Edit")
    client.enter("Account of the preview", "10002")
    client.expect("of 4")  # two bands, two tiers
    client.press("Components")
    client.enter("Code", "energy-2")
    client.expect("of 8")  # the same lines under another code: old and new apart
    client.enter("Code", "")
    client.expect("$.components[0].id")


def test_what_if_shows_who_gains(client):
    open_draft(client, "lin")
    client.press("What if…")
    client.press("Price it")
    client.expect("44,773.20")  # revenue under the draft
    client.press("Distribution")
    client.expect("Tenths, from who saves most")
    client.press("Winners and losers")
    client.expect("Household 1")


def test_what_if_is_cancelled(client):
    open_draft(client, "lin")
    client.press("What if…")
    client.press("Price it")
    client.expect("Pricing the month twice", 3)
    client.press("Cancel")
    client.expect("Pricing the month twice: ")  # and why it ended
    assert not client.sees("Revenue new"), "a cancelled what-if has no result"
