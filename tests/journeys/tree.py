# SPDX-License-Identifier: GPL-3.0-or-later
"""The accessibility tree of an application, read whole and at once.

pyatspi asks one thing of one object and waits for the answer; here everything
is asked of a whole generation before the first answer is read, which takes a
tenth of the time."""

from gi.repository import Atspi, Gio, GLib

ACCESSIBLE = 'org.a11y.atspi.Accessible'
PROPERTIES = 'org.freedesktop.DBus.Properties'
ROOT = '/org/a11y/atspi/accessible/root'
CACHE = '/org/a11y/atspi/cache'
REGISTRY = 'org.a11y.atspi.Registry'
MOST_GENERATIONS = 60

ROLES = {int(value): value.value_nick
         for value in Atspi.Role.__enum_values__.values()}
STATES = {int(value): value.value_nick
          for value in Atspi.StateType.__enum_values__.values()}
RELATIONS = {int(value): value.value_nick
             for value in Atspi.RelationType.__enum_values__.values()}


class Node:
    """One object, as it was when it was read."""

    def __init__(self, bus, path, parent=None):
        self.bus = bus
        self.path = path
        self.parent = parent
        self.children = []
        self.name = ''
        self.description = ''
        self.role = 'invalid'
        self.states = frozenset()
        self.interfaces = frozenset()
        self.relations = {}
        self.text = ''

    def walk(self):
        """The node itself and everything below."""
        yield self
        for child in self.children:
            yield from child.walk()

    def above(self):
        """Everything that it stands in, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def has(self, *states):
        return all(state in self.states for state in states)

    def can(self, interface):
        return f'org.a11y.atspi.{interface}' in self.interfaces

    def __repr__(self):
        return f'{self.role} "{self.name or self.text}"'

    def where(self):
        """How to find it on the screen."""
        names = [node.name or node.role for node in self.above()]
        return ' < '.join([repr(self), *(name for name in names if name)][:6])

    def draw(self, depth=0):
        """The tree as lines, for a look at it."""
        words = [f'{"  " * depth}{self.role} "{self.name}"']
        if self.description:
            words.append(f'({self.description})')
        if self.text and self.text != self.name:
            words.append(f'text "{self.text}"')
        for state in ('focused', 'focusable', 'checked', 'expanded', 'modal'):
            if state in self.states:
                words.append(state)
        if 'sensitive' not in self.states:
            words.append('off')
        if 'visible' not in self.states:
            words.append('hidden')
        yield ' '.join(words)
        for child in self.children:
            yield from child.draw(depth + 1)


class Reader:
    """Reads the tree of the application with that process id."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync(
            'org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None,
            None, 0, -1, None).unpack()[0]
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.connection = Gio.DBusConnection.new_for_address_sync(
            address, flags, None, None)
        self.context = GLib.MainContext.default()
        self.waiting = 0

    def call_sync(self, bus, path, interface, method, arguments=None):
        return self.connection.call_sync(bus, path, interface, method,
                                         arguments, None, 0, 5000,
                                         None).unpack()

    def press(self, node):
        self.call_sync(node.bus, node.path, 'org.a11y.atspi.Action', 'DoAction',
                       GLib.Variant('(i)', (0,)))

    def ask(self, node, interface, method, arguments, answered):
        """Asks; `answered` gets the answer, unless the object has gone."""
        def done(connection, result):
            self.waiting -= 1
            try:
                answer = connection.call_finish(result)
            except GLib.Error:
                return
            answered(answer.unpack())

        self.waiting += 1
        self.connection.call(node.bus, node.path, interface, method, arguments,
                             None, 0, 5000, None, done)

    def settle(self):
        while self.waiting:
            self.context.iteration(True)

    def follow_focus(self, moved):
        """Calls moved(bus, path) whenever something gets the focus."""
        def told(connection, bus, path, interface, signal, answer):
            kind, gained = answer.unpack()[:2]
            if kind == 'focused' and gained:
                moved(bus, path)

        self.connection.signal_subscribe(
            None, 'org.a11y.atspi.Event.Object', 'StateChanged', None, None, 0,
            told)
        self.call_sync(REGISTRY, '/org/a11y/atspi/registry', REGISTRY,
                       'RegisterEvent',
                       GLib.Variant('(sass)', ('object:state-changed:focused',
                                               [], '')))

    def find(self, pid):
        """The root object of the process, or None while it has none."""
        for bus, path in self.call_sync(REGISTRY, ROOT, ACCESSIBLE,
                                        'GetChildren')[0]:
            try:
                theirs = self.call_sync('org.freedesktop.DBus',
                                        '/org/freedesktop/DBus',
                                        'org.freedesktop.DBus',
                                        'GetConnectionUnixProcessID',
                                        GLib.Variant('(s)', (bus,)))[0]
            except GLib.Error:
                continue
            if theirs == pid:
                return Node(bus, path)
        return None

    def ask_for_children(self, node):
        def above(answer):
            node.children = [Node(bus, path, node) for bus, path in answer[0]]

        self.ask(node, ACCESSIBLE, 'GetChildren', None, above)

    def ask_for_words(self, node):
        def saying(answer):
            node.text = answer[0]

        if node.can('Text'):
            self.ask(node, 'org.a11y.atspi.Text', 'GetText',
                     GLib.Variant('(ii)', (0, -1)), saying)

    def ask_for_relations(self, node):
        def related(answer):
            node.relations = {RELATIONS.get(kind, kind): targets
                              for kind, targets in answer[0]}

        self.ask(node, ACCESSIBLE, 'GetRelationSet', None, related)

    def fill_in(self, everybody):
        """The cache of the application holds whoever was asked for."""
        kept = {item[0][1]: item for item in self.call_sync(
            everybody[0].bus, CACHE, 'org.a11y.atspi.Cache', 'GetItems')[0]}
        for node in everybody:
            item = kept.get(node.path)
            if item is None:
                continue
            _, _, _, _, _, interfaces, name, role, description, states = item
            node.interfaces = frozenset(interfaces)
            node.name, node.description = name, description
            node.role = ROLES.get(role, 'invalid')
            bits = states[0] | states[1] << 32
            node.states = frozenset(name for bit, name in STATES.items()
                                    if bits >> bit & 1)

    def read(self, root, words=True, relations=False):
        """Everything below `root`, which is read anew: with the text of what
        has some, and with what belongs to what."""
        root = Node(root.bus, root.path)
        generation = [root]
        everybody = []
        for _ in range(MOST_GENERATIONS):
            everybody += generation
            for node in generation:
                self.ask_for_children(node)
            self.settle()
            generation = [child for node in generation
                          for child in node.children]
            if not generation:
                break
        self.fill_in(everybody)
        for node in everybody:
            if words:
                self.ask_for_words(node)
            if relations:
                self.ask_for_relations(node)
        self.settle()
        return root
