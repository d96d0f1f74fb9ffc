# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed Flatpak: what it may do and what is in it, and the main job in
its sandbox.

usage (in a display, with FLATPAK_USER_DIR): sandbox.py ID FOLDER

Leaves a picture of every screen and journey.log in FOLDER/journey; exits with
1 when anything was not as it should be.
"""

import configparser
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'tests'), str(ROOT / 'tests' / 'journeys')]

import pyatspi  # noqa: E402
from demo import Journey  # noqa: E402
from window import Window  # noqa: E402

# As `flatpak info --show-permissions` tells it: nothing else, and no names on
# a bus. Where there is no Wayland, fallback-x11 stands for x11.
ALLOWED = {'Context': {'shared': {'network', 'ipc'},
                       'sockets': {'x11', 'wayland', 'fallback-x11'},
                       'devices': {'dri'}}}
UNWANTED = ['include', 'lib/pkgconfig', 'lib/systemd', 'share/aclocal',
            'share/doc', 'share/info', 'share/man', '**/*.a', '**/*.la']
WANTED = ['bin/portal-invites', 'bin/portal-invites-service',
          'share/portal-invites/help/C/index.html',
          'share/glib-2.0/schemas/gschemas.compiled',
          'share/icons/hicolor/icon-theme.cache',
          'share/applications/mimeinfo.cache']
EXPORTED = ['applications/{}.desktop', 'dbus-1/services/{}.service',
            'icons/hicolor/scalable/apps/{}.svg',
            'icons/hicolor/symbolic/apps/{}-symbolic.svg']


def ask_flatpak(*words):
    return subprocess.run(['flatpak', *words], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def read_permissions(app):
    said = configparser.ConfigParser(interpolation=None)
    said.optionxform = str
    said.read_string(ask_flatpak('info', '--user', '--show-permissions', app))
    return {group: {key: set(value.strip(';').split(';'))
                    for key, value in said[group].items()}
            for group in said.sections()}


class SandboxWindow(Window):
    """A window whose process is behind proxies: it is known by coming."""

    def __init__(self, app, *command, pictures):
        super().__init__(*command, pictures=pictures)
        self.app = app

    def __enter__(self):
        self.before = self.list_applications()
        return super().__enter__()

    def __exit__(self, *_):
        # The process that was started is not the one with the window.
        subprocess.run(['flatpak', 'kill', self.app], check=False)
        super().__exit__(*_)

    @staticmethod
    def list_applications():
        desktop = pyatspi.Registry.getDesktop(0)
        children = [desktop.getChildAtIndex(index)
                    for index in range(desktop.childCount)]
        return [child for child in children if child is not None]

    def find_application(self):
        # Who asks another to start it has ended by then.
        assert self.process.poll() in (None, 0), 'the application has failed'
        return next((child for child in self.list_applications()
                     if child not in self.before and child.childCount > 0), None)


class SandboxJourney(Journey):
    """The demo's journey in the installed Flatpak."""

    def __init__(self, app, folder):
        super().__init__('.', folder)
        self.app = app
        # The sandbox has this folder of the home, and no other.
        self.private = pathlib.Path.home() / '.var/app' / app / 'data/demo'

    def open(self, *arguments):
        return SandboxWindow(
            self.app, 'flatpak', 'run', '--user',
            f'--env=INVITES_DEMO_DIR={self.private}', self.app, *arguments,
            pictures=self.folder)

    def look_at_sign_in(self):
        self.look_inside()
        super().look_at_sign_in()
        with SandboxWindow(self.app, 'gapplication', 'launch', self.app,
                           pictures=self.folder) as window:
            window.wait('Sign In')
            self.log('Started by its name on the bus, as the desktop does')
        with SandboxWindow(self.app, 'gapplication', 'action', self.app, 'demo',
                           pictures=self.folder) as window:
            window.wait('Account division', seconds=120)
            self.log('Try the Demo in the menu of the desktop does')

    def look_inside(self):
        permissions = read_permissions(self.app)
        assert permissions == ALLOWED, permissions
        self.log(f'Permissions, and no others: {permissions}')

        place = pathlib.Path(ask_flatpak('info', '--user', '--show-location',
                                         self.app).strip())
        files = place / 'files'
        for pattern in UNWANTED:
            assert not list(files.glob(pattern)), pattern
        for name in WANTED:
            assert (files / name).exists(), name
        for name in EXPORTED:
            name = name.format(self.app)
            assert (place / 'export' / 'share' / name).exists(), name
        size = sum(path.lstat().st_size for path in files.rglob('*'))
        self.log(f'In it: {size / 1e6:.1f} MB, no header and no static library;'
                 ' to be found by the desktop')


if __name__ == '__main__':
    os.environ.setdefault('LANG', 'C.UTF-8')
    sys.exit(SandboxJourney(sys.argv[1],
                            pathlib.Path(sys.argv[2]) / 'journey').run())
