# SPDX-License-Identifier: GPL-3.0-or-later
"""From start to first drawn window, and the memory that it takes, beside a bare
window of as many rows and beside GTK's own gtk4-demo.

usage (in a display): start_time.py BUILD
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 15
OURS, BARE, DEMO = 'portal-invites', 'bare window', 'gtk4-demo'
# What is measured, its unit, and how many times the peer's it may be.
TIME, OWN, ALL = 'first drawn window', 'memory of its own', 'memory in all'
UNITS = {TIME: 'ms', OWN: 'MB', ALL: 'MB'}
GOALS = [(TIME, BARE, 1.15), (TIME, DEMO, 1.0), (OWN, DEMO, 1.2),
         (ALL, DEMO, 1.2)]


def measure(meter, *command):
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home,
                           XDG_DATA_HOME=home, XDG_CACHE_HOME='/var/tmp')
        done = subprocess.run([meter, *command], env=environment, check=True,
                              capture_output=True, text=True)
    _, drawn, own, everything = map(float, done.stdout.split())
    return {TIME: drawn, OWN: own / 1024, ALL: everything / 1024}


def main():
    build = pathlib.Path(sys.argv[1])
    meter = build / 'tests/bench/start-time'
    programs = {BARE: [build / 'tests/bench/bare-window'],
                DEMO: ['gtk4-demo'],
                OURS: [build / 'src/app/portal-invites']}
    seen = {name: [] for name in programs}
    # Turn by turn, so that all meet the same machine; the first warms up.
    for turn in range(ROUNDS + 1):
        for name, command in programs.items():
            numbers = measure(meter, *command)
            if turn:
                seen[name].append(numbers)

    medians = {}
    for what, unit in UNITS.items():
        for name, rounds in seen.items():
            values = [numbers[what] for numbers in rounds]
            medians[what, name] = statistics.median(values)
            print(f'{what:20} {name:16} median {medians[what, name]:6.0f} '
                  f'{unit}   least {min(values):6.0f}   most {max(values):6.0f}')

    missed = False
    for what, peer, goal in GOALS:
        ratio = medians[what, OURS] / medians[what, peer]
        missed |= ratio > goal
        print(f'{what:20} {ratio:.2f} × {peer} (goal: at most {goal})'
              + ('   MISSED' if ratio > goal else ''))
    return missed


if __name__ == '__main__':
    sys.exit(main())
