# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the pictures of the README: the window on demo data as it is at
first, dark, on a small screen and with large text.

usage: pictures.py BUILD FOLDER

Opens a display for each by itself.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

DPI_OF_LARGE_TEXT = 96 * 3 // 2

# Name, size of the window, whether it is dark, whether text is at 150 %.
LOOKS = [
    ('', '1180x760', False, False),
    ('-dark', '1180x760', True, False),
    ('-small', '1024x600', False, False),
    ('-large-text', '1024x600', False, True),
    ('-narrow', '480x760', False, False),
]


def take(build, folder, name, size):
    """Inside a display: goes through the screens and takes them."""
    import steps
    from window import Window, wait_for

    width, height = size.split('x')
    with tempfile.TemporaryDirectory() as home:
        if os.environ.get('LARGE_TEXT'):
            subprocess.run(['xprop', '-root', '-f', 'RESOURCE_MANAGER', '8s',
                            '-set', 'RESOURCE_MANAGER',
                            f'Xft.dpi:\t{DPI_OF_LARGE_TEXT}\n'], check=True)
        window = Window(build / 'src/app/portal-invites', '--demo',
                        pictures=folder,
                        environment={'HOME': home, 'XDG_CONFIG_HOME': home})
        with window:
            window.wait('Account division', seconds=60)
            window.fit(width, height)
            window.choose('Account division', 'South')
            wait_for(lambda: steps.read_counts(window), 'counts')
            window.choose('Notification template', 'Portal invitation')
            steps.toggle(window, 'Accounts with balance due')
            window.wait_says('of 1')
            wait_for(lambda: steps.read_number(window, 'Will get an invitation'),
                     'a forecast')
            window.tab_to('Account division')
            for x in (int(width) // 4, int(width) * 3 // 4):
                window.scroll_up(x, int(height) // 2)
            window.picture(f'invite{name}', focused=True)
            window.click(steps.link_name(window, 'Total contacts'))
            window.wait_says('contacts, as of')
            window.fit(width, height)
            window.picture(f'details{name}', focused=True)
            window.key('Escape')
            window.wait_gone('Portal Invitation Details')
            window.click('Send Email…')
            window.wait('Confirm Send')
            window.picture(f'confirm{name}', focused=True)
            window.click('Send Email')
            window.wait_says('Finished', seconds=120)
            window.picture(f'send{name}', focused=True)


def main():
    build, folder = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
    if len(sys.argv) > 3:
        take(build, folder, *sys.argv[3:5])
        return
    shutil.rmtree(folder, ignore_errors=True)
    for name, size, dark, large in LOOKS:
        environment = dict(os.environ, SCREEN=size, LANG='C.UTF-8')
        if dark:
            environment['ADW_DEBUG_COLOR_SCHEME'] = 'prefer-dark'
        if large:
            environment['LARGE_TEXT'] = '1'
        subprocess.run([HERE.parent / 'run-with-display', sys.executable,
                        __file__, build, folder, name, size],
                       env=environment, check=True)


if __name__ == '__main__':
    main()
