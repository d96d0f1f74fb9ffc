# SPDX-License-Identifier: GPL-3.0-or-later
"""From start to first drawn window, beside a bare window of as many rows.

usage (in a display): start_time.py BUILD
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 15
GOAL = 1.15


def measure(meter, *command):
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home,
                           XDG_DATA_HOME=home, XDG_CACHE_HOME='/var/tmp')
        done = subprocess.run([meter, *command], env=environment, check=True,
                              capture_output=True, text=True)
    return float(done.stdout.split()[1])


def main():
    build = pathlib.Path(sys.argv[1])
    meter = build / 'tests/bench/start-time'
    programs = {'bare window': [build / 'tests/bench/bare-window'],
                'portal-invites': [build / 'src/app/portal-invites']}
    times = {name: [] for name in programs}
    # Turn by turn, so that both meet the same machine; the first warms up.
    for turn in range(ROUNDS + 1):
        for name, command in programs.items():
            spent = measure(meter, *command)
            if turn:
                times[name].append(spent)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    for name, spent in times.items():
        print(f'{name:16} median {medians[name]:6.0f} ms   '
              f'least {min(spent):6.0f}   most {max(spent):6.0f}')
    ratio = medians['portal-invites'] / medians['bare window']
    print(f'ratio {ratio:.2f} (goal: at most {GOAL})')
    return ratio > GOAL


if __name__ == '__main__':
    sys.exit(main())
