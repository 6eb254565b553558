# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader knows of a program, as plain data.

A program gives its whole tree in one answer (GetItems of org.a11y.atspi.Cache). Asking widget by
widget takes thousands of questions, which keep the program from the work that is waited for."""

import functools

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ANSWER_MS = 30000
CACHE = ("/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems")
ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = "/org/a11y/atspi/accessible/root"


class Bus:
    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                    None, None, Gio.DBusCallFlags.NONE, ANSWER_MS, None).unpack()[0]
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)

    def call(self, program, path, interface, method, arguments=None):
        return self.bus.call_sync(program, path, interface, method, arguments, None,
                                  Gio.DBusCallFlags.NONE, ANSWER_MS, None).unpack()

    def programs(self):
        """The bus names of the programs with windows; none while the registry is not there."""
        try:
            found = self.call("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren")[0]
        except GLib.Error:
            return []
        return [name for name, _ in found]

    def tree(self, program):
        """The program with all below it that a person can see, as it is now.
        Returns: its Node, or None when it went."""
        try:
            nodes = self.read(program)
            below = self.enter(program, nodes)
            # GTK names a widget in its cache once somebody has asked for its parent's children.
            if any(path not in nodes for paths in below.values() for path in paths):
                nodes = self.read(program)
        except GLib.Error:
            return None
        if ROOT not in nodes:
            return None  # it is only just coming, or going
        for path in {path for paths in below.values() for path in paths} - nodes.keys():
            nodes[path] = Node(self, program, path)
        for path, paths in below.items():
            nodes[path].children = [nodes[child] for child in paths]
        return nodes[ROOT]

    def read(self, program):
        return {item[0][1]: Node(self, program, item[0][1], item)
                for item in self.call(program, *CACHE)[0]}

    def enter(self, program, nodes):
        """Which widgets are below which: the cache keeps those that were hidden since, too."""
        below = {}
        level = [ROOT]
        while level:
            asked = [path for path in level
                     if path == ROOT or path not in nodes or nodes[path].n_children]
            answers = self.call_all(program, asked, ACCESSIBLE, "GetChildren")
            for path, answer in zip(asked, answers):
                below[path] = [child for _, child in answer]
            level = [path for paths in map(below.get, asked) for path in paths]
        return below

    def call_all(self, program, paths, interface, method):
        """Asks many at once: a program that paints answers little in a while, but all of that."""
        answers = {}

        def take(bus, result, path):
            try:
                answers[path] = bus.call_finish(result).unpack()[0]
            except GLib.Error:  # it may go while we look at it
                answers[path] = []
        for path in paths:
            self.bus.call(program, path, interface, method, None, None, Gio.DBusCallFlags.NONE,
                          ANSWER_MS, None, take, path)
        while len(answers) < len(paths):
            GLib.MainContext.default().iteration(True)
        return [answers[path] for path in paths]


@functools.cache
def role_name(number):
    return Atspi.role_get_name(Atspi.Role(number))


class Node:
    """One widget as it was when its tree was read; what it does, it does now."""

    def __init__(self, bus, program, path, item=None):
        """item: what the cache says of it, or nothing, as of the pages of a stack."""
        self.bus, self.program, self.path = bus, program, path
        self.children = []
        _, _, _, _, self.n_children, self.interfaces, self.name, role, self.description, \
            self.states = item or (None, None, None, 0, 0, [], "", int(Atspi.Role.PANEL), "", [0, 0])
        self.role = role_name(role)

    def is_in_state(self, name):
        """name: as in AT-SPI, small letters: "sensitive", "focused" …"""
        number = int(getattr(Atspi.StateType, name.upper()))
        return bool(self.states[number // 32] >> number % 32 & 1)

    def showing(self):
        """This and what is below it."""
        yield self
        for child in self.children:
            yield from child.showing()

    def ask(self, interface, method, arguments=None):
        return self.bus.call(self.program, self.path, "org.a11y.atspi." + interface, method,
                             arguments)

    def can(self, interface):
        return "org.a11y.atspi." + interface in self.interfaces

    def text(self):
        """What is written there. A label bears its text as its name."""
        if self.can("Text") and not (self.role == "label" and self.name):
            try:
                return self.ask("Text", "GetText", GLib.Variant("(ii)", (0, -1)))[0] or self.name
            except GLib.Error:  # it may go while we look at it
                pass
        return self.name

    def press(self):
        """As a screen reader would. Returns: whether it can be pressed so."""
        if not self.can("Action") or not self.ask("Action", "GetActions")[0]:
            return False
        self.ask("Action", "DoAction", GLib.Variant("(i)", (0,)))
        return True

    def write(self, text):
        """Replaces its text."""
        self.ask("EditableText", "SetTextContents", GLib.Variant("(s)", (text,)))

    def width(self):
        """In pixels of its window."""
        return self.ask("Component", "GetExtents", GLib.Variant("(u)", (1,)))[0][2]
