# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of tests/ui/run about single bills: why a line is what it is, the
paper, taking back, closing an agreement, and the checks before release."""

import os
import pathlib
import time

import bill_server
import staff_server
from client import until


def open_bill(client, login, n=1):
    client.sign_in(login, staff_server.PASSWORD)
    client.go("Billing")
    client.expect("60 of 60")
    client.keys("Down", "Up", "Return")
    client.expect("B202610-000001 · Jianghe Mill 1")
    for i in range(2, n + 1):
        client.keys("alt+Page_Down")
        client.expect("B202610-%06d · Jianghe Mill %d" % (i, i))


def press_and_see(client, button, text):
    """Presses a button and sees its work go on, which is held back until then."""
    staff_server.may_end.clear()
    client.press(button)
    client.expect(text)
    staff_server.may_end.set()


def picture(client):
    found = [n for n in client.each("image") if "load curve" in n.name]
    return found[0] if found else None


def tab_to(client, what, is_it):
    for _ in range(40):
        node = client.focused()
        if node is not None and is_it(node):
            return
        before = node and node.name
        client.keys("Tab")
        until("the next focus", lambda: client.focused_name() not in (None, before))
    raise AssertionError("%s is not reached by Tab" % what)


def select_line(client, no):
    tab_to(client, "the lines", lambda n: n.role == "panel")
    client.keys("Down", "Up", *["Down"] * (no - 1))


def test_bill_line_says_why(client):
    open_bill(client, "audit")
    client.expect("Energy in the band Peak: ")
    until("the picture", lambda: picture(client))
    node = picture(client)
    assert "Energy: load curve, 2026-10-01 to 2026-10-31" in node.name, node.name
    said = node.description
    assert "2976 intervals of 15 minutes." in said, said
    assert "The highest demand was" in said, said
    assert bill_server.asked[-1] == ("B202610-000001", 2), bill_server.asked


def test_bill_picture_is_read_by_keyboard(client):
    open_bill(client, "audit")
    until("the picture", lambda: picture(client))
    tab_to(client, "the picture", lambda n: "load curve" in n.name)
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


def pdf_of(path):
    return path.read_bytes() if path.exists() else b""


def bring_viewer():
    """The desktop's viewer of papers copies what it is shown."""
    shown = pathlib.Path.home() / "shown.pdf"
    applications = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "applications"
    applications.mkdir(parents=True, exist_ok=True)
    (applications / "viewer.desktop").write_text(
        "[Desktop Entry]\nType=Application\nName=Viewer\nMimeType=application/pdf;\n"
        "Exec=cp %%f %s\n" % shown)
    config = pathlib.Path(os.environ["XDG_CONFIG_HOME"])
    config.mkdir(parents=True, exist_ok=True)
    (config / "mimeapps.list").write_text(
        "[Default Applications]\napplication/pdf=viewer.desktop\n")
    return shown


def test_bill_is_opened_as_pdf(client):
    shown = bring_viewer()
    open_bill(client, "audit")
    client.press("Open as PDF (Ctrl+P)")
    until("the paper", lambda: pdf_of(shown) == bill_server.PDF)
    kept = pathlib.Path(os.environ["XDG_RUNTIME_DIR"]) / "gridtally" / "B202610-000001.pdf"
    assert kept.stat().st_mode & 0o077 == 0, "a customer's bill is nobody else's to read"


def test_bill_is_saved_as_pdf(client):
    open_bill(client, "audit")
    saved = pathlib.Path.home() / "bill-of-a-mill.pdf"
    client.press("Save as PDF…")
    client.expect("Save the bill")
    time.sleep(0.8)
    client.keys("ctrl+a")
    client.type(str(saved))
    client.keys("Return")
    until("the paper", lambda: pdf_of(saved) == bill_server.PDF)


def test_bill_without_paper_opens_nothing(client):
    shown = bring_viewer()
    shown.unlink(missing_ok=True)
    open_bill(client, "audit", 3)
    client.keys("ctrl+p")
    until("the question", lambda: bill_server.refused == ["B202610-000003"])
    client.keys("alt+Page_Down")  # nothing is in the way of going on
    client.expect("B202610-000004 · Jianghe Mill 4")
    assert not shown.exists(), "an answer that is no paper was opened"


def test_issued_bill_is_taken_back_by_order(client):
    staff_server.runs[0]["state"] = "issued"
    open_bill(client, "lin")
    client.expect_off("Take back…")  # without a reason
    client.enter("Reason", "billed to the wrong mill")
    client.press("Take back…")
    until("the order", lambda: bill_server.orders)
    person, order = bill_server.orders[0]
    assert (person, order["number"], order["kind"], order["reason"]) == (
        "lin", "B202610-000001", "cancel", "billed to the wrong mill"), order


def test_bill_not_issued_is_not_taken_back(client):
    open_bill(client, "lin")
    client.expect("Hold")
    assert not client.sees("Take back…")


def test_agreement_is_closed(client):
    client.sign_in("lin", staff_server.PASSWORD)
    client.go("Billing")
    client.press("To date")
    client.expect("Close the agreement of A0001000 · Jianghe Mill 1")
    client.enter("Last day", "tomorrow")
    client.expect("a day such as 2026-11-30 is expected")
    client.expect_off("Close and bill")
    client.enter("Last day", "2026-10-20")
    client.enter("Reason", "the mill moves out")
    client.press("Close and bill")
    client.expect("A bill is issued up to 2026-10-31.")
    assert not bill_server.closed
    client.enter("Last day", "2026-11-20")
    client.press("Close and bill")
    client.expect("Closed: the final bill is among the runs, held.")
    person, district, agreement, said = bill_server.closed[0]
    assert (person, district, agreement, said["last_day"]) == ("lin", "101", "1", "2026-11-20")


def test_auditor_closes_no_agreement(client):
    client.sign_in("audit", staff_server.PASSWORD)
    client.go("Billing")
    client.press("To date")
    client.expect("40 of 40")
    assert not client.sees("Close and bill")


def test_check_is_set_with_history(client):
    client.sign_in("chen", staff_server.PASSWORD)
    client.go("Billing")
    client.press("Checks")
    client.expect("10 of 10")
    client.expect("Allowed: missing intervals.")
    client.expect_off("Set the check")  # without a reason
    client.enter("Allowed", "four")
    client.expect("Allowed: that is no such number")
    client.enter("Allowed", "4")
    client.enter("Reason", "one hour may be missing")
    client.press("Set the check")
    client.expect("2 of 2")  # of the history
    person, check, said = bill_server.check_sets[0]
    assert (person, check, said["base_version"], said["bound"], said["severity"]) == (
        "chen", "incomplete", 1, "4", "hold"), said
    client.expect("4 intervals")
    client.expect("one hour may be missing")


def test_clerk_sets_no_check(client):
    client.sign_in("lin", staff_server.PASSWORD)
    client.go("Billing")
    client.press("Checks")
    client.expect("10 of 10")
    assert not client.sees("Set the check")


def save_all(client, name):
    """To a file in the home folder."""
    saved = pathlib.Path.home() / name
    client.press("Save all as PDF…")
    client.expect("Save the issued bills of the run")
    time.sleep(0.8)
    client.keys("ctrl+a")
    client.type(str(saved))
    client.keys("Return")
    return saved


def open_billing(client, login):
    client.sign_in(login, staff_server.PASSWORD)
    client.go("Billing")
    client.expect("60 of 60")


def test_bills_of_a_run_are_saved_as_one_pdf(client):
    staff_server.runs[0].update(state="issued")
    staff_server.total(staff_server.runs[0])
    open_billing(client, "audit")  # who may neither start nor issue a run
    assert not client.sees("Start run") and not client.sees("Issue bills")
    saved = save_all(client, "october.pdf")
    until("the book", lambda: pdf_of(saved) == bill_server.BOOK)
    assert saved.stat().st_mode & 0o077 == 0, "customers' bills are nobody else's to read"
    assert [book["run"] for book in bill_server.books.values()] == [
        staff_server.runs[0]["run_id"]], bill_server.books


def test_bills_not_issued_are_not_saved(client):
    open_billing(client, "chen")
    client.expect_off("Save all as PDF…")


def test_saving_all_bills_is_cancelled(client):
    staff_server.runs[0].update(state="issued")
    staff_server.total(staff_server.runs[0])
    bill_server.book_s[0] = 2.0
    open_billing(client, "chen")
    saved = save_all(client, "cancelled.pdf")
    client.expect("Writing bills into one file")
    client.press("Cancel")
    client.expect_not("Writing bills into one file")
    assert set(bill_server.books) == staff_server.cancelled, "the book, and no run, is cancelled"
    assert not saved.exists(), "what was not written is not saved"


def test_bills_released_late_are_issued(client):
    staff_server.runs[0].update(state="issued")
    staff_server.total(staff_server.runs[0])
    open_billing(client, "chen")
    client.expect_off("Issue bills")
    client.press("Release held…")
    client.expect("2 held bills of this run have a price.")
    client.type("prices rose")
    client.keys("Return")
    until("a run to issue", lambda: any(
        "Billing, 1 open" in n.name for n in client.each("list item")))
    press_and_see(client, "Issue bills", "Issuing bills")
    client.expect_not("Issuing bills")
    client.expect_off("Issue bills")
    assert staff_server.bill_states == {"B202610-000006": "issued", "B202610-000043": "issued"}


def test_a_password_is_no_reason(client):
    open_billing(client, "chen")
    client.press("Corrections")
    client.expect("374.45")
    client.enter("Your password to issue", staff_server.PASSWORD)
    client.press("Refuse")
    time.sleep(1)
    assert not bill_server.refusals, "what is no reason was kept as one"
    client.enter("Reason to refuse", "the old reading was right")
    client.press("Refuse")
    until("the refusal", lambda: bill_server.refusals)
    assert bill_server.refusals == [("chen", {"reason": "the old reading was right"})]


def test_district_staff_bill_their_district(client):
    open_billing(client, "wang")
    client.press("Start run")
    client.expect("Bill all accounts for the month")
    assert not client.sees("All districts"), "there is nothing to choose"
    press_and_see(client, "Start", "Computing bills")
    assert staff_server.runs[0]["district_id"] == 101, staff_server.runs[0]


def test_head_office_chooses_a_district(client):
    open_billing(client, "chen")
    client.press("Start run")
    client.expect("All districts")
    client.keys("Tab", "Tab", "Tab", "space")
    client.expect("Xishan District")
    client.keys("Down", "Down", "Return")
    press_and_see(client, "Start", "Computing bills")
    assert staff_server.runs[0]["district_id"] == 102, staff_server.runs[0]


def test_a_cycle_is_billed_alone(client):
    staff_server.cycles += [
        {"district_id": 101, "code": "N1", "name": "North side", "name_zh": "北片", "n_accounts": 40},
        {"district_id": 102, "code": "W1", "name": "West side", "name_zh": "西片", "n_accounts": 7}]
    open_billing(client, "wang")
    client.press("Start run")
    client.expect("Bill the accounts of a cycle for the month")
    client.expect("Accounts in no cycle")
    client.keys("Tab", "Tab", "Tab", "space")
    client.expect("N1 · North side")
    assert not client.sees("West side"), "a cycle of another district"
    client.keys("Down", "Return")
    press_and_see(client, "Start", "Computing bills")
    assert staff_server.runs[0]["cycle"] == "N1", staff_server.runs[0]
    client.expect("· N1")


def test_a_run_that_stopped_goes_on(client):
    staff_server.runs[0].update(state="failed", n_done=20, district_id=101)
    ident = staff_server.runs[0]["run_id"]
    open_billing(client, "wang")
    press_and_see(client, "Resume run", "Computing bills")
    client.expect_not("Computing bills")
    client.expect("Computed")
    assert not client.sees("Resume run")
    assert [run["run_id"] for run in staff_server.runs].count(ident) == 1
    assert len(staff_server.runs) == 2, "another run was made"
    assert staff_server.runs[0]["district_id"] == 101


def test_a_list_that_is_cut_off_says_so(client):
    bill_server.n_unsent[0] = 27251
    client.sign_in("lin", staff_server.PASSWORD)
    client.go("Billing")
    client.expect("60 of the first 60 of 27,311")
    client.open_first_row("Bills")
    client.expect("B202610-000006 · Jianghe Mill 6")  # the first that is held


def test_a_run_is_cancelled_and_goes_on(client):
    open_billing(client, "chen")
    client.press("Start run")
    staff_server.may_end.clear()
    client.press("Start")
    client.expect("Computing bills")
    ident = staff_server.runs[0]["run_id"]
    client.press("Cancel")
    until("the run to end", lambda: staff_server.runs[0]["state"] == "cancelled")
    staff_server.may_end.set()
    assert staff_server.cancelled == {ident}, "a run, and no book, is cancelled"
    client.press("Resume run")
    until("the run to end", lambda: staff_server.runs[0]["state"] == "computed")
    assert staff_server.runs[0]["run_id"] == ident and len(staff_server.runs) == 3
