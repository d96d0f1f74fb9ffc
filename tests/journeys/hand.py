# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the window by keys, in whatever language it is.

A thing is called by its English words, which are looked up in the same
catalogue that the program has them from."""

import gettext
import time

from gi.repository import GLib
from tree import ACCESSIBLE, PROPERTIES, Node, Reader
from window import NotSeen, is_gone

DOMAIN = 'portal-invites'
BUTTONS = ('push-button', 'toggle-button', 'link')
ENTRIES = ('text', 'entry', 'password-text')
# Seconds in which the focus has followed a key.
FOCUS_FOLLOWS = 0.3


def is_seen(node):
    """Whether that is on a page that is shown: GTK 4.8 lists the others, too,
    as not visible."""
    return node.has('visible') or node.role == 'application'


def walk_seen(node):
    if is_seen(node):
        yield node
        for child in node.children:
            yield from walk_seen(child)


class Hand:
    """What a person at the keyboard does. With `jump`, what is to be pressed is
    pressed at once; without, the focus goes there first, as a person has to."""

    def __init__(self, window, build, language=None, jump=True):
        self.window = window
        self.jump = jump
        self.words = gettext.translation(
            DOMAIN, build / 'po', [language] if language else [],
            fallback=language is None or language.startswith('en'))
        self.reader = Reader()
        self.root = None
        self.tree = None
        self.told = None       # Where the focus went last, as it was told.
        self.reader.follow_focus(self.focus_moved)

    def focus_moved(self, bus, path):
        self.told = Node(bus, path)

    # Words.

    def say(self, words):
        """As the window says it."""
        return self.words.gettext(words).replace('_', '')

    def say_number(self, one, many, number):
        return self.words.ngettext(one, many, number)

    def say_part(self, words):
        """The longest piece of a sentence with gaps: what stands in the gaps is
        not known, and the order of pieces is the language's."""
        return max(self.say(words).replace('%u', '%s').split('%s'), key=len)

    # Looking.

    def look(self, relations=False):
        """Reads what there is."""
        if self.root is None:
            self.root = self.reader.find(self.window.process.pid)
        self.tree = self.reader.read(self.root, relations=relations)
        return self.tree

    def top(self):
        """The window in front, as it was when somebody looked."""
        frames = [child for child in self.tree.children if is_seen(child)]
        return frames[-1] if frames else self.tree

    def find(self, words, roles=None, part=False, top=True):
        """The last thing that is called so, of that was last looked at."""
        wanted = self.say_part(words) if part else self.say(words)
        found = None
        for node in walk_seen(self.top() if top else self.tree):
            if roles is not None and node.role not in roles:
                continue
            if (wanted in node.name or wanted in node.text) if part \
                    else wanted in (node.name, node.text):
                found = node
        return found

    def wait(self, words, roles=None, part=False, top=True, seconds=30):
        return self.wait_for(lambda: self.find(words, roles, part, top),
                             f'"{self.say(words)}"', seconds)

    def wait_gone(self, words, roles=None, part=False, top=False, seconds=30):
        self.wait_for(lambda: not self.find(words, roles, part, top),
                      f'that "{self.say(words)}" goes', seconds)

    def wait_for(self, check, what, seconds=30):
        """Looks until check() gives something."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.look()
                found = check()
            except Exception as error:
                if not is_gone(error):
                    raise
                found = None
            if found:
                return found
            if time.monotonic() > deadline:
                raise NotSeen(what + '; there is\n'
                              + '\n'.join(self.top().draw()))
            time.sleep(0.05)

    # The focus.

    def listen(self, seconds):
        """Takes in what is told, until the focus has moved."""
        deadline = time.monotonic() + seconds
        while self.told is None and time.monotonic() < deadline:
            if not self.reader.context.iteration(False):
                time.sleep(0.005)

    def focus_of(self, node):
        """What the focus is on, with its name and its inner words."""
        return self.reader.read(node)

    def focused(self):
        """The innermost thing that has the focus, by looking."""
        self.look()
        found = None
        for node in walk_seen(self.top()):
            if node.has('focused') and node.role not in ('frame', 'dialog'):
                found = node
        return found

    def step(self, key):
        """Presses a key that moves the focus; gives what it came to, or None
        where it did not move."""
        while self.reader.context.iteration(False):
            pass
        self.told = None
        self.window.key(key)
        self.listen(FOCUS_FOLLOWS)
        return self.focus_of(self.told) if self.told is not None else None

    def go_to(self, words, roles=None, part=False, keys=('Tab',), most=60):
        """Moves the focus to what is called so."""
        wanted = self.say_part(words) if part else self.say(words)

        def is_it(node):
            said = [node.name] if node.name else [inner.name for inner
                                                  in node.walk()]
            return ((roles is None or node.role in roles)
                    and any(wanted in name if part else wanted == name
                            for name in said))

        passed = []
        node = self.focused()
        for _ in range(most):
            if node is not None and is_it(node):
                return node
            node = next((node for node in map(self.step, keys) if node), None)
            passed.append(node)
        raise NotSeen(f'"{wanted}" by {keys}; passed {passed}')

    def focus(self, words, roles=None, part=False):
        """Moves the focus there by Tab, the way that looks shorter."""
        node = self.wait_ready(words, roles, part)
        there = self.focused()
        order = [node.path for node in walk_seen(self.top())]
        back = (there is not None and node.path in order
                and order.index(node.path) < order.index(there.path))
        return self.go_to(words, roles, part, ('shift+Tab' if back else 'Tab',))

    def wait_ready(self, words, roles=None, part=False):
        def ready():
            node = self.find(words, roles, part)
            return node if node and node.has('sensitive') else None
        return self.wait_for(ready, f'"{self.say(words)}" to be had')

    # Doing.

    def key(self, *keys):
        self.window.key(*keys)

    def type(self, text):
        self.window.type(text)

    def press(self, words, part=False, roles=BUTTONS):
        if self.jump:
            self.reader.press(self.wait_ready(words, roles, part))
        else:
            self.focus(words, roles, part)
            self.key('space')

    def fill(self, words, text):
        self.focus(words, ENTRIES)
        self.key('ctrl+a')
        self.type(text)

    def toggle(self, words):
        """A check row, by its check."""
        self.focus(words, ('check-box',))
        self.key('space')

    def open_list(self, words):
        self.focus(words, ('combo-box',))
        self.key('space')

    def choose(self, words, entry):
        """Takes an entry of a combo row; what is data is in no catalogue."""
        self.open_list(words)
        self.wait(entry)
        self.go_to(entry, keys=('Down',))
        self.key('Return')

    def open_menu(self, key='F10'):
        """Opens the main menu; waits for its first entry."""
        self.key(key)
        self.wait_for(lambda: self.find_role('menu-item'), 'a menu')

    def choose_in_menu(self, words, key='F10'):
        self.open_menu(key)
        self.go_to(words, ('menu-item', 'check-menu-item', 'radio-menu-item'),
                   keys=('Down',))
        self.key('Return')

    def find_role(self, *roles):
        return next((node for node in walk_seen(self.top())
                     if node.role in roles), None)
