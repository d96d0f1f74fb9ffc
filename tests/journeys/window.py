# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window, seen and driven from outside through its accessibility
tree, and by the keys that a person would press."""

import os
import pathlib
import subprocess
import time

import pyatspi

NAME = 'portal-invites'


class NotSeen(AssertionError):
    """What was waited for did not show."""


def is_gone(error):
    """Whether that is what comes of asking something that is no longer there:
    gi.repository.GLib.Error has no fixed base."""
    return (isinstance(error, (LookupError, RuntimeError, AttributeError))
            or 'GLib' in type(error).__module__
            or 'gi.' in type(error).__module__)


def wait_for(check, what, seconds=30):
    """Asks until check() gives something; returns that. Rests as long as it
    takes to look, so that who looks leaves time for what is looked for."""
    deadline = time.monotonic() + seconds
    while True:
        began = time.monotonic()
        try:
            found = check()
        except Exception as error:
            if not is_gone(error):
                raise
            found = None  # The tree changed while it was walked.
        if found:
            return found
        if time.monotonic() > deadline:
            raise NotSeen(what)
        time.sleep(max(0.05, time.monotonic() - began))


def walk(node, depth=0, but=None):
    """Every object below, and the node itself; without `but` and what is below
    that."""
    yield node
    if depth > 60:
        return
    for index in range(node.childCount):
        child = node.getChildAtIndex(index)
        if child is not None and child != but:
            yield from walk(child, depth + 1, but)


def walk_outwards(node):
    """All that `walk` gives of the whole tree, the nearest to a node first."""
    but = None
    while node is not None:
        yield from walk(node, but=but)
        node, but = node.parent, node


def states(node):
    return node.getState()


def is_visible(node):
    """GTK 4 sets SHOWING on frames only; VISIBLE follows the widget."""
    return states(node).contains(pyatspi.STATE_VISIBLE)


def text_of(node):
    try:
        text = node.queryText()
        return text.getText(0, text.characterCount)
    except NotImplementedError:
        return ''


def do_action(node):
    """Presses it, when it is a thing to press and can be pressed now."""
    if not states(node).contains(pyatspi.STATE_SENSITIVE):
        return False
    try:
        action = node.queryAction()
    except NotImplementedError:
        return False
    for index in range(action.nActions):
        if action.getName(index) in ('click', 'activate', 'press'):
            return action.doAction(index)
    return False


class Window:
    """A started application. Use as a context manager."""

    def __init__(self, program, *arguments, environment=None, pictures=None):
        self.pictures = pathlib.Path(pictures) if pictures else None
        self.manager = None
        self.process = None
        self.command = [str(program), *map(str, arguments)]
        self.environment = dict(os.environ, **(environment or {}))
        self.application = None
        self.last_focused = None

    def __enter__(self):
        self.manager = subprocess.Popen(['openbox'], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen(self.command, env=self.environment)
        self.application = wait_for(self.find_application, 'the application')
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.manager.terminate()
        self.manager.wait()

    def find_application(self):
        assert self.process.poll() is None, 'the application has ended'
        desktop = pyatspi.Registry.getDesktop(0)
        for index in range(desktop.childCount):
            child = desktop.getChildAtIndex(index)
            if child is not None and child.get_process_id() == self.process.pid:
                return child
        return None

    # Looking.

    def all(self, role=None):
        for node in walk(self.application):
            if role is None or node.getRole() == role:
                yield node

    def find_all(self, name, role=None, exact=True):
        """The objects with that name; a dialog's come after its parent's."""
        found = []
        for node in self.all(role):
            said = node.name or ''
            if (said == name if exact else name in said) and is_visible(node):
                found.append(node)
        return found

    def find(self, name, role=None, exact=True):
        """The last of them."""
        found = self.find_all(name, role, exact)
        return found[-1] if found else None

    def wait(self, name, role=None, exact=True, seconds=30):
        return wait_for(lambda: self.find(name, role, exact),
                        f'"{name}"', seconds)

    def wait_gone(self, name, role=None, exact=True, seconds=30):
        wait_for(lambda: not self.find(name, role, exact),
                 f'that "{name}" goes', seconds)

    def names(self):
        """Every visible name and text, for messages and for assertions."""
        seen = []
        for node in self.all():
            if is_visible(node):
                for words in (node.name, text_of(node)):
                    if words and words not in seen:
                        seen.append(words)
        return seen

    def says(self, words):
        return any(words in name for name in self.names())

    def wait_says(self, words, seconds=30):
        wait_for(lambda: self.says(words), f'the words "{words}"', seconds)

    def find_focused(self, nodes):
        for node in nodes:
            if states(node).contains(pyatspi.STATE_FOCUSED) \
                    and node.getRole() not in (pyatspi.ROLE_FRAME,
                                               pyatspi.ROLE_WINDOW):
                found = node
                # The innermost one.
                for inner in walk(node):
                    if states(inner).contains(pyatspi.STATE_FOCUSED):
                        found = inner
                return found
        return None

    def focused(self):
        """Where the focus is: most often not far from where it was."""
        found = None
        if self.last_focused is not None:
            try:
                found = self.find_focused(walk_outwards(self.last_focused))
            except Exception as error:
                if not is_gone(error):
                    raise
        if found is None:
            found = self.find_focused(walk(self.application))
        self.last_focused = found
        return found

    # Doing.

    def click(self, name, exact=True, seconds=30):
        """Presses a button or a link by its action."""
        def press():
            # A button's label has its name too, but no action.
            return any(do_action(node)
                       for node in reversed(self.find_all(name, None, exact)))
        wait_for(press, f'a button "{name}" to press', seconds)

    def key(self, *keys):
        """Presses keys, for example key('Tab'), key('ctrl+f')."""
        subprocess.run(['xdotool', 'key', '--clearmodifiers', '--delay', '30',
                        *keys], check=True)

    def type(self, text):
        subprocess.run(['xdotool', 'type', '--clearmodifiers', '--delay', '12',
                        '--', text], check=True)

    def tab_to(self, name, exact=True, back=False, most=90):
        """Goes on with Tab until that control has the focus."""
        seen = []
        for _ in range(most):
            node = self.focused()
            if node is not None:
                said = node.name or ''
                if said == name or (not exact and name in said):
                    return node
                seen.append(said)
            self.key('shift+Tab' if back else 'Tab')
            time.sleep(0.03)
        raise NotSeen(f'"{name}" by Tab; passed {seen}')

    def choose(self, combo, entry, most=40):
        """Opens a combo row by keys and takes the entry of that name."""
        self.tab_to(combo)
        self.key('space')
        self.pick(entry, most)

    def pick(self, entry, most=40):
        """Takes an entry of the list that is open."""
        self.wait(entry)
        for _ in range(most):
            node = self.focused()
            if node is not None and (
                    node.name == entry
                    or any(inner.name == entry for inner in walk(node))):
                self.key('Return')
                return
            self.key('Down')
            time.sleep(0.05)
        raise NotSeen(f'"{entry}" in the open list')

    def fill(self, name, text):
        """Replaces what an entry says, by keys."""
        self.tab_to(name)
        self.key('ctrl+a')
        self.type(text)

    # Showing.

    def fit(self, width, height):
        """Gives the window that has the focus that size, at the corner."""
        subprocess.run(['xdotool', 'getactivewindow', 'windowsize', '--sync',
                        str(width), str(height), 'windowmove', '0', '0'],
                       check=True)

    def scroll_up(self, x, y):
        """Turns the wheel there until the top is reached."""
        subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'click',
                        '--repeat', '30', '--delay', '20', '4',
                        'mousemove', '1', '1'], check=True)

    def picture(self, name, focused=False):
        """A picture of the screen, or of the window that has the focus, once
        it has had time to draw."""
        if self.pictures is None:
            return
        self.pictures.mkdir(parents=True, exist_ok=True)
        time.sleep(0.6)
        which = 'root'
        if focused:
            which = subprocess.run(['xdotool', 'getactivewindow'], check=True,
                                   capture_output=True, text=True).stdout.strip()
        subprocess.run(['import', '-window', which,
                        str(self.pictures / f'{name}.png')], check=True)
