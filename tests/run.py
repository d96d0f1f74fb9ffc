#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every test there is and ends with one line: N passed, N failed.

usage: run.py BUILD SANITIZED-BUILD
"""

import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

from support.postgres import VARIABLE, for_all

ROOT = pathlib.Path(__file__).resolve().parent.parent
# How the name of a test says what it was run on.
ENGINE = re.compile(r'[\[-](sqlite|postgresql)(?=[]-])')
# Octets that all temporary files together do not reach.
ROOM = 4 << 30
# Memory that was freed is kept for that long, so that its use is found. The
# default of 256 MB makes every page of a short life a new one: half its time.
SANITIZERS = {'ASAN_OPTIONS': 'quarantine_size_mb=16'}


def read_cases(path):
    """The cases of a JUnit report; none when it cannot be read."""
    try:
        return list(ElementTree.parse(path).getroot().iter('testcase'))
    except ElementTree.ParseError as error:
        print(f'{path}: {error}', flush=True)
        return []


class Tally:
    """What has passed and failed so far."""

    def __init__(self):
        self.passed = 0
        self.failed = []
        self.engines = collections.Counter()

    def add(self, name, ok):
        if ok:
            self.passed += 1
        else:
            self.failed.append(name)

    def add_report(self, suite, path, status):
        """Counts a JUnit report; a run that failed without one that says so
        counts as one failure."""
        before = len(self.failed)
        seen = 0
        if path.exists():
            for case in read_cases(path):
                seen += 1
                bad = [e for e in case if e.tag in ('failure', 'error', 'skipped')]
                self.add(f"{suite}: {case.get('classname', '')} "
                         f"{case.get('name')}", not bad)
                self.engines.update(ENGINE.findall(case.get('name')))
        if seen == 0 or (status != 0 and len(self.failed) == before):
            self.add(f'{suite}: ended with status {status}', False)


def run(title, command, **options):
    print(f'\n== {title}', flush=True)
    start = time.monotonic()
    status = subprocess.run(command, cwd=ROOT, **options).returncode
    print(f'== {title}: status {status}, '
          f'{time.monotonic() - start:.0f} s', flush=True)
    return status


def run_meson(tally, title, build, *arguments):
    report = build / 'meson-logs' / 'testlog.junit.xml'
    report.unlink(missing_ok=True)
    status = run(title, ['meson', 'test', '-C', str(build), '--no-rebuild',
                         '--print-errorlogs', *arguments])
    tally.add_report(title, report, status)


def run_pytest(tally, title, build, paths, *arguments, before=(), **settings):
    """Runs the tests in files or folders, with options for pytest, behind the
    words of `before`."""
    report = build / f'{title.replace(" ", "-").replace(",", "")}.xml'
    report.unlink(missing_ok=True)
    # The seed: several processes have to find the same cases in one order.
    environment = dict(os.environ, **settings, INVITES_BUILD=str(build),
                       PYTHONDONTWRITEBYTECODE='1', PYTHONHASHSEED='0',
                       SCREEN='1400x900')
    status = run(title, [*before, '/usr/bin/python3', '-m', 'pytest', '-q', '-p',
                         'no:cacheprovider', f'--junitxml={report}',
                         *arguments, *paths], env=environment)
    tally.add_report(title, report, status)


def run_journeys(tally, build):
    """Three files at a time, the longest first, each in a screen and a session
    bus of its own: much of their time they wait for what is to be seen."""
    files = sorted((ROOT / 'tests' / 'journeys').glob('test_*.py'),
                   key=lambda path: path.stat().st_size, reverse=True)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for lane in [pool.submit(run_pytest, tally,
                                 f'journeys, {path.stem.removeprefix("test_")}',
                                 build, [path], before=['tests/run-with-display'])
                     for path in files]:
            lane.result()


def run_all(tally, build, sanitized):
    tally.add('openapi lint', run('openapi lint', ['./dev', 'lint-openapi']) == 0)
    # Each once: under the sanitizers, but for what the window is made of, and
    # for most on PostgreSQL, which they would make twice as long. Those of two
    # services, and of a server in trouble, are theirs.
    # Half of their time they wait, for the server or for a display.
    run_meson(tally, 'unit tests', build, '--suite', 'app',
              '--suite', 'postgresql', '--num-processes', '4')
    run_meson(tally, 'unit tests, sanitized', sanitized, '--no-suite', 'app',
              '--no-suite', 'postgresql')
    # Half of their time they wait for what goes once a second.
    checker = build / 'src' / 'service' / 'portal-invites-service'
    run_pytest(tally, 'service over HTTP', sanitized, ['tests/service'],
               '-n', '4', '-k', 'not postgresql', '--durations=10',
               INVITES_CHECKER=str(checker), **SANITIZERS)
    run_pytest(tally, 'service over HTTP, PostgreSQL', build,
               ['tests/service'], '-n', '4', '-k', 'postgresql',
               '--durations=10')
    run_journeys(tally, build)


def find_room():
    """A folder for thousands of small databases of short lives: in memory where
    there is some, for each of them is synced to its disk many times."""
    memory = pathlib.Path('/dev/shm')
    in_memory = (os.access(memory, os.W_OK)
                 and shutil.disk_usage(memory).free > ROOM)
    return memory if in_memory else None


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    sanitized = pathlib.Path(sys.argv[2]).resolve()
    tally = Tally()

    with tempfile.TemporaryDirectory(prefix='invites-', dir=find_room()) as room:
        # A server of one's own, that is not root's, has its files in there too.
        os.chmod(room, 0o755)
        os.environ['TMPDIR'] = tempfile.tempdir = room
        # One for everything: meson's tests and pytest's find it here.
        with for_all() as cluster:
            os.environ[VARIABLE] = cluster.url
            run_all(tally, build, sanitized)

    print('\nService over HTTP: ' + ', '.join(
        f'{n} on {engine}' for engine, n in sorted(tally.engines.items())))
    if tally.failed:
        print('\nFailed:')
        for name in tally.failed:
            print(f'  {name}')
    print(f'\n{tally.passed} passed, {len(tally.failed)} failed')
    return 1 if tally.failed else 0


if __name__ == '__main__':
    sys.exit(main())
