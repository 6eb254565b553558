# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window of the desktop client through the accessibility bus."""

import os
import subprocess
import time

from gi.repository import GLib

from accessible import Bus

WAIT_S = 60  # a busy machine under the sanitizers; nobody waits so long for what is right
UNTIL_SENSITIVE_S = 5
PRESSABLE = ("push button", "toggle button", "page tab", "radio button", "menu item", "check box")


def until(what, check, wait_s=WAIT_S):
    """Waits until check() gives something true, and gives that."""
    end = time.monotonic() + wait_s
    while True:
        begin = time.monotonic()
        found = check()
        if found:
            return found
        now = time.monotonic()
        if now > end:
            raise AssertionError("not seen in %d s: %s" % (wait_s, what))
        time.sleep(min(0.5, max(0.1, (now - begin) / 2)))  # looking takes what the program needs


class Client:
    def __init__(self, program, server, environment=None, options=()):
        # A warning of GTK ends the program, and so the test.
        settings = dict(os.environ, G_DEBUG="fatal-warnings", TZ="UTC", **(environment or {}))
        self.bus = Bus()
        self.process = subprocess.Popen([program, "--server", server, *options],
                                        env=settings)
        self.name = None  # on the bus
        try:
            until("the window", self.root)
        except BaseException:
            self.close()
            raise

    def root(self):
        """The program as it is now, or None while it has no window."""
        if self.process.poll() is not None:
            raise AssertionError("the program ended with %d" % self.process.returncode)
        for name in [self.name] if self.name else self.bus.programs():
            root = self.bus.tree(name)
            if root is not None and "gridtally" in root.name.lower() and root.children:
                self.name = name
                return root
        return None

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()  # the next one needs the place on the screen
            self.process.wait()
            raise
        return self.process.returncode

    # -- looking

    def each(self, role=None, name=None, under=None):
        for node in self.showing() if under is None else under.showing():
            if role in (None, node.role) and name in (None, node.name):
                yield node

    def showing(self):
        root = self.root()
        for top in root.children if root else []:
            yield from top.showing()

    def all(self, role=None, name=None, under=None):
        return list(self.each(role, name, under))

    def texts(self, under=None):
        return [node.text() for node in self.each(under=under)]

    def sees(self, text):
        return any(text in node.text() for node in self.showing())

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
            return found and not any(node.is_in_state("sensitive") for node in found)
        until("“%s” switched off" % name, look)

    # -- doing

    def press(self, name):
        """Presses the button of that name, as a screen reader would: once it can be pressed, or,
        when that takes long, in vain."""
        in_vain = time.monotonic() + UNTIL_SENSITIVE_S

        def press():
            node = next((n for n in self.each(name=name) if n.role in PRESSABLE), None)
            is_early = time.monotonic() < in_vain
            if node is None or (not node.is_in_state("sensitive") and is_early):
                return None
            try:
                return "pressed" if node.press() else "by key"
            except GLib.Error:
                return None  # it went before it could be pressed
        if until("a button “%s”" % name, press) == "by key":
            self.press_focused(name)
        else:
            time.sleep(0.3)

    def press_while_there(self, name):
        """Presses the button of that name unless it went meanwhile."""
        for node in self.each("push button", name):
            try:
                node.press()
            except GLib.Error:
                pass

    def press_focused(self, name):
        """GTK 4.8 gives a check box no action: go to it with Tab, and press Space."""
        for _ in range(30):
            focused = self.focused()
            if focused is not None and focused.name == name:
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
            for node in self.showing():
                if node.role in ("entry", "text", "password text") and (
                        node.name == name or name in node.description):
                    return node
            return None
        node = until("a field “%s”" % name, look)
        node.write(text)

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
        return next((node for node in self.showing() if node.is_in_state("focused")), None)

    def focused_name(self):
        """Its name, or None when nothing has the focus."""
        node = self.focused()
        return node and node.name

    def dump(self):
        for top in self.root().children:
            self.dump_node(top, 0)

    def dump_node(self, node, depth):
        text = node.text()
        print("# %s%s “%s” %s" % ("  " * depth, node.role, node.name,
                                  text if text != node.name else ""))
        for child in node.children:
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
        return max(top.width() for top in self.root().children)

    def go(self, place):
        """To a place of work, by its key."""
        def look():
            places = self.all("list", "Places of work")
            names = [n.name for n in self.each("list item", under=places[0])] if places else []
            return [i for i, name in enumerate(names, 1) if name.split(",")[0] == place]
        self.keys("alt+%d" % (until("the place “%s”" % place, look)[0] % 10))  # the tenth is 0

    def list_of(self, title):
        """The table of the list of that title."""
        def look():
            return next((node for role in ("table", "tree table", "list")
                         for node in self.each(role, title)), None)
        return until("the list “%s”" % title, look)

    def rows(self, title):
        """The rows of a list, each as its texts."""
        found = []
        for node in self.list_of(title).showing():
            if node.role in ("table row", "tree item", "list item"):
                cells = [n.text() for n in node.showing() if n.role == "label"]
                if cells:
                    found.append(cells)
        return found

    def open_first_row(self, title):
        """By keyboard: to the list, to its first row, open."""
        self.list_of(title)
        self.keys("ctrl+f")
        until("the search", lambda: self.focused() and self.focused().role in ("entry", "text"))
        for keys in (("Escape",), ("Down", "Up"), ("Return",)):
            self.keys(*keys)
