#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an installation puts where: all that a desktop looks for, and nothing
else; and that what a distribution then does with it works.

usage: install.py BUILD PREFIX WITH-SERVICE
"""

import os
import pathlib
import subprocess
import sys
import tempfile

ID = 'io.github.portalinvites.PortalInvites'
ROOT = pathlib.Path(__file__).resolve().parent.parent


def list_expected(with_service):
    languages = [line for line in
                 (ROOT / 'po' / 'LINGUAS').read_text().splitlines()
                 if line and not line.startswith('#')]
    expected = {
        'bin/portal-invites',
        f'share/applications/{ID}.desktop',
        f'share/dbus-1/services/{ID}.service',
        f'share/glib-2.0/schemas/{ID}.gschema.xml',
        f'share/icons/hicolor/scalable/apps/{ID}.svg',
        f'share/icons/hicolor/symbolic/apps/{ID}-symbolic.svg',
        f'share/metainfo/{ID}.metainfo.xml',
        *(f'share/locale/{language}/LC_MESSAGES/portal-invites.mo'
          for language in languages),
        *(f'share/help/{path.parent.name}/portal-invites/{path.name}'
          for path in (ROOT / 'help').glob('*/*.page')),
    }
    if with_service:
        expected |= {'bin/portal-invites-service',
                     'lib/systemd/system/portal-invites@.service'}
    return expected


def list_installed(root):
    return {str(path.relative_to(root)) for path in root.rglob('*')
            if not path.is_dir()}


def verify_links(root, prefix):
    """What names the program names it where it is."""
    desktop = (root / f'share/applications/{ID}.desktop').read_text()
    assert '\nDBusActivatable=true\n' in desktop
    assert '\nExec=portal-invites\n' in desktop
    assert f'\nIcon={ID}\n' in desktop
    service = (root / f'share/dbus-1/services/{ID}.service').read_text()
    assert f'\nName={ID}\n' in service
    assert f'\nExec={prefix}/bin/portal-invites --gapplication-service\n' \
        in service, service


def run(*command, **options):
    return subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE, **options).stdout


def do_triggers(share):
    """As a package's triggers do, and as installing without DESTDIR does."""
    hicolor = share / 'icons' / 'hicolor'
    run('glib-compile-schemas', '--strict', share / 'glib-2.0' / 'schemas')
    run('update-desktop-database', share / 'applications')
    run('gtk-update-icon-cache', '--ignore-theme-index', '--force', hicolor)
    assert (share / 'glib-2.0' / 'schemas' / 'gschemas.compiled').exists()
    assert ID.encode() in (hicolor / 'icon-theme.cache').read_bytes()


def verify_search(root):
    """The overview of the desktop asks GIO, for names and for keywords."""
    script = ('import sys\n'
              'from gi.repository import Gio\n'
              'for word in sys.argv[1:]:\n'
              '    print(Gio.DesktopAppInfo.search(word))\n')
    words = ['Portal Invites', 'invit', 'customer', 'mail']
    answers = run(sys.executable, '-c', script, *words, env=dict(
        os.environ, LC_ALL='C.UTF-8', XDG_DATA_HOME=str(root / 'none'),
        XDG_DATA_DIRS=str(root / 'share'),
        PATH=f'{root / "bin"}:{os.environ["PATH"]}')).splitlines()
    for word, answer in zip(words, answers, strict=True):
        assert f'{ID}.desktop' in answer, f'{word}: {answer}'


def main():
    build, prefix, with_service = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        run('meson', 'install', '-C', build, '--no-rebuild', '--quiet',
            '--destdir', folder)
        root = pathlib.Path(folder + prefix)
        expected = list_expected(with_service == 'true')
        installed = list_installed(root)
        assert installed == expected, installed ^ expected
        assert len(list_installed(pathlib.Path(folder))) == len(installed)
        assert run(root / 'bin/portal-invites', '--version').startswith(
            'portal-invites ')
        verify_links(root, prefix)
        do_triggers(root / 'share')
        verify_search(root)


if __name__ == '__main__':
    main()
