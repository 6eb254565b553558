# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window of the desktop client through the accessibility bus."""

import os
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

WAIT_S = 60  # a busy machine under the sanitizers; nobody waits so long for what is right
UNTIL_SENSITIVE_S = 5
PRESSABLE = ("push button", "toggle button", "page tab", "radio button", "menu item", "check box")


def children(node):
    try:
        return [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except Exception:  # a widget may go while we look at it
        return []


def walk(node):
    yield node
    for child in children(node):
        if child is not None:
            yield from walk(child)


def is_showing(node):
    try:
        return node.get_state_set().contains(Atspi.StateType.VISIBLE)
    except Exception:
        return False


def showing(node):
    """The widgets a person can see: hidden ones are not entered."""
    if node is None or not is_showing(node):
        return
    yield node
    for child in children(node):
        yield from showing(child)


def name_of(node):
    try:
        return node.get_name() or ""
    except Exception:
        return ""


def role_of(node):
    try:
        return node.get_role_name()
    except GLib.Error:
        return ""


def has_state(node, name):
    try:
        return any(state.value_nick == name for state in node.get_state_set().get_states())
    except GLib.Error:
        return False


def text_of(node):
    try:
        text = node.get_text_iface()
        if text is not None:
            return Atspi.Text.get_text(text, 0, -1) or name_of(node)
    except Exception:
        pass
    return name_of(node)


def until(what, check, wait_s=WAIT_S):
    """Waits until check() gives something true, and gives that."""
    end = time.monotonic() + wait_s
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError("not seen in %d s: %s" % (wait_s, what))
        time.sleep(0.1)


class Client:
    def __init__(self, program, server, environment=None, options=()):
        # A warning of GTK ends the program, and so the test.
        settings = dict(os.environ, G_DEBUG="fatal-warnings", TZ="UTC", **(environment or {}))
        self.process = subprocess.Popen([program, "--server", server, *options],
                                        env=settings)
        self.root = until("the window", self.find_root, 30)

    def find_root(self):
        if self.process.poll() is not None:
            raise AssertionError("the program ended with %d" % self.process.returncode)
        for app in children(Atspi.get_desktop(0)):
            if app is not None and "gridtally" in name_of(app).lower() and app.get_child_count():
                return app
        return None

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        return self.process.returncode

    # -- looking

    def each(self, role=None, name=None, under=None):
        tops = [under] if under is not None else children(self.root)
        for top in tops:
            for node in showing(top):
                if role is not None and role_of(node) != role:
                    continue
                if name is not None and name_of(node) != name:
                    continue
                yield node

    def all(self, role=None, name=None, under=None):
        return list(self.each(role, name, under))

    def texts(self, under=None):
        return [text_of(node) for node in self.all(under=under)]

    def sees(self, text):
        for top in children(self.root):
            for node in showing(top):
                if text in text_of(node):
                    return True
        return False

    def expect(self, text, wait_s=WAIT_S):
        until("“%s”" % text, lambda: self.sees(text), wait_s)

    def expect_not(self, text, wait_s=WAIT_S):
        until("no “%s”" % text, lambda: not self.sees(text), wait_s)

    def find(self, role, name, wait_s=WAIT_S):
        return until("%s “%s”" % (role, name), lambda: self.all(role, name), wait_s)[0]

    def expect_off(self, name):
        """The button is there and cannot be pressed."""
        def look():
            found = self.all("push button", name)
            return found and not any(has_state(node, "sensitive") for node in found)
        until("“%s” switched off" % name, look)

    # -- doing

    def press(self, name):
        """Presses the button of that name, as a screen reader would: once it can be pressed, or,
        when that takes long, in vain."""
        in_vain = time.monotonic() + UNTIL_SENSITIVE_S

        def press():
            found = (node for node in self.each(name=name) if role_of(node) in PRESSABLE)
            node = next(found, None)
            if node is None or (not has_state(node, "sensitive") and time.monotonic() < in_vain):
                return None
            try:
                if node.get_action_iface().get_n_actions() == 0:
                    return "by key"
                node.get_action_iface().do_action(0)
            except GLib.Error:
                return None  # it went before it could be pressed
            return "pressed"
        if until("a button “%s”" % name, press) == "by key":
            self.press_focused(name)
        else:
            time.sleep(0.3)

    def press_focused(self, name):
        """GTK 4.8 gives a check box no action: go to it with Tab, and press Space."""
        for _ in range(30):
            focused = self.focused()
            if focused is not None and name_of(focused) == name:
                self.keys("space")
                return
            self.keys("Tab")
        raise AssertionError("the focus does not come to “%s”" % name)

    def keys(self, *names):
        """Types keys into the window that has the focus."""
        subprocess.run(["xdotool", "key", "--delay", "40", "--clearmodifiers", *names], check=True)
        time.sleep(0.15)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)
        time.sleep(0.15)

    def enter(self, name, text):
        """Replaces the text of the field of that name."""
        def look():
            for role in ("entry", "text", "password text"):
                for node in self.all(role):
                    if name_of(node) == name or name in (node.get_description() or ""):
                        return node
            return None
        node = until("a field “%s”" % name, look)
        node.get_editable_text_iface().set_text_contents(text)

    def sign_in(self, login, password, place="Collection"):
        self.sign_in_try(login, password)
        self.expect(place)

    def sign_in_try(self, login, password):
        self.expect("Sign in")
        self.fill_sign_in(login, password)

    def fill_sign_in(self, login, password):
        """By keyboard alone: who never signed in here has the focus on the login."""
        time.sleep(0.4)
        self.type(login)
        self.keys("Tab")
        self.type(password)
        self.keys("Return")

    def focused(self):
        for top in children(self.root):
            for node in showing(top):
                if has_state(node, "focused"):
                    return node
        return None

    def dump(self):
        for top in children(self.root):
            self.dump_node(top, 0)

    def dump_node(self, node, depth):
        if node is None or not is_showing(node):
            return
        print("# %s%s “%s” %s" % ("  " * depth, role_of(node), name_of(node),
                                  text_of(node) if text_of(node) != name_of(node) else ""))
        for child in children(node):
            self.dump_node(child, depth + 1)

    def resize(self, width, height):
        """Fills the screen; there is no window manager to do it."""
        found = until("the window on the screen", lambda: subprocess.run(
            ["xdotool", "search", "--pid", str(self.process.pid), "--name", "Gridtally"],
            capture_output=True, text=True).stdout.split())
        for window in found:
            subprocess.run(["xdotool", "windowmove", window, "0", "0", "windowsize", window,
                            str(width), str(height)], check=True)
        time.sleep(0.5)

    def width(self):
        """What the window takes, which is more than it was given when something does not fit."""
        return max(top.get_extents(Atspi.CoordType.WINDOW).width for top in children(self.root))

    def go(self, place):
        """To a place of work, by its key."""
        def look():
            rows = [n for n in self.all("list item", under=self.all("list", "Places of work")[0])]
            names = [name_of(n) for n in rows]
            return [i for i, name in enumerate(names, 1) if name.split(",")[0] == place]
        self.keys("alt+%d" % (until("the place “%s”" % place, look)[0] % 10))  # the tenth is 0

    def list_of(self, title):
        """The table of the list of that title."""
        def look():
            for role in ("table", "tree table", "list"):
                for node in self.all(role, title):
                    return node
            return None
        return until("the list “%s”" % title, look)

    def rows(self, title):
        """The rows of a list, each as its texts."""
        found = []
        for node in showing(self.list_of(title)):
            if role_of(node) in ("table row", "tree item", "list item"):
                cells = [text_of(n) for n in showing(node) if role_of(n) == "label"]
                if cells:
                    found.append(cells)
        return found

    def open_first_row(self, title):
        """By keyboard: to the list, to its first row, open."""
        self.list_of(title)
        self.keys("ctrl+f", "Escape", "Down", "Up", "Return")
