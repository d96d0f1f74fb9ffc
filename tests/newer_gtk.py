# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests of what depends on GTK's version, and of what that stands on.

usage: newer_gtk.py BUILD
"""

import pathlib
import sys

import run


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    tally = run.Tally()
    run.run_meson(tally, 'unit tests', build, '--suite', 'app',
                  '--suite', 'client', '--suite', 'core')
    run.run_journeys(tally, build)
    if tally.failed:
        print('\nFailed:', *tally.failed, sep='\n  ')
    print(f'\n{tally.passed} passed, {len(tally.failed)} failed')
    return 1 if tally.failed else 0


if __name__ == '__main__':
    sys.exit(main())
