#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the service during sends, and holds what the mail system took against
what the service believes.

usage: crash.py BUILD [--seed N] [--kills N] [--mails N]
"""

import argparse
import collections
import os
import pathlib
import sys
import tempfile
import time
import traceback
import uuid

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

KILLS = 100
SIZE = 400
# Of two services on one PostgreSQL.
MAILS = 100_000
# Kept small, so that every step of its life can be met in minutes.
SMALL = {'size': 24, 'connections': 2, 'hold_seconds': 1, 'delay': 8,
         'jitter': 8, 'later': 0.08, 'refuse': 0.08}
MOST_STEPS = 200
WANTED = {('send', state) for state in (
    'preparing', 'prepared', 'held', 'sending', 'paused', 'stopping', 'stopped',
    'finished', 'revoked')} | {('delivery', state) for state in (
        'queued', 'sending', 'deferred', 'sent', 'refused', 'unknown',
        'cancelled')}


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('--seed', type=int, default=int(time.time()) % 100000)
    parser.add_argument('--kills', type=int, default=KILLS)
    parser.add_argument('--mails', type=int, default=MAILS)
    return parser.parse_args()


options = read_options()
os.environ['INVITES_BUILD'] = str(pathlib.Path(options.build).resolve())

from support.pair import Pair  # noqa: E402
from support.postgres import Cluster  # noqa: E402
from support.service import wait_until  # noqa: E402
from support.trial import GONE, Trial  # noqa: E402


def kill_at_random(folder, in_doubt, seed, kills, **recorder):
    """Sends of one division after another, until it was killed so often."""
    divisions = 1 + kills // 2
    with Trial(folder, seed, divisions=divisions, size=SIZE, in_doubt=in_doubt,
               **recorder) as trial:
        for number in range(divisions):
            meddles = number % 3 == 2
            done, counted = trial.play(f'd{number}', min(8, kills - trial.kills),
                                       meddle=meddles)
            print(f'  send {number + 1}: {done} kills'
                  f'{", a user meddles" if meddles else ""}: '
                  + ', '.join(f'{n} {k}' for k, n in sorted(counted.items())),
                  flush=True)
            if trial.kills >= kills:
                break
        assert trial.kills >= kills, f'only {trial.kills} kills'
        return f'{trial.kills} kills, {len(trial.recorder.accepted)} mails taken'


class Died(Exception):
    """The service is no more."""


def live(trial, division, names):
    """A send with everything that can happen to it, and a second one of those
    whom it left out. Every act may be repeated, and is, after a kill."""
    first, second = names

    def settle(send, until):
        def check():
            if trial.service.process.poll() is not None:
                raise Died
            return until() or trial.is_ended(send)
        wait_until(check, 60, f'the next state of {send}')

    def is_quiet(send):
        return trial.count(send, 'queued', 'sending') == 0

    try:
        trial.prepare(division, uuid=first)
        shown = trial.api.ok('GET', f'/v1/sends/{first}')
        if shown['revoked_at'] is not None:
            # That was the last act.
            return
        if shown['state'] == 'prepared':
            trial.api.start(first)
        settle(first, lambda: trial.count(first, 'sent') > 2)
        trial.act(first, 'pause')
        settle(first, lambda: trial.count(first, 'sending') == 0)
        trial.act(first, 'resume')
        settle(first, lambda: trial.count(first, 'sent') > 6)
        trial.act(first, 'stop')
        settle(first, lambda: False)
        trial.n_retried += trial.count(first, 'unknown')
        trial.act(first, 'retry')
        settle(first, lambda: is_quiet(first))
        trial.act(first, 'stop')
        settle(first, lambda: False)
        trial.prepare(division, uuid=second)
        trial.api.start(second)
        settle(second, lambda: trial.state_of(second) == 'sending'
               and is_quiet(second))
        trial.act(second, 'stop')
        settle(second, lambda: False)
        trial.act(first, 'revoke')
    except GONE as error:
        raise Died from error


def kill_at_every_step(folder, seed):
    """The same life again and again, killed one step later each time."""
    with Trial(folder, seed, divisions=MOST_STEPS, **SMALL) as trial:
        for step in range(1, MOST_STEPS):
            names = [str(uuid.UUID(int=trial.random.getrandbits(128), version=4))
                     for _ in range(2)]
            division = f'd{step}'
            trial.service.stop()
            try:
                try:
                    trial.start(kill_at=step)
                except AssertionError as error:
                    raise Died from error
                live(trial, division, names)
                break
            except Died:
                trial.has_died()
            trial.restart()
            live(trial, division, names)
            for name in names:
                trial.verify(name)
            if step % 10 == 0:
                print(f'  killed at step {step}', flush=True)
        missed = WANTED - trial.seen
        assert not missed, f'never killed in {missed}'
        return f'{trial.kills} kills, one at each step of every commit'


def send_together(folder, seed, mails, **recorder):
    """Two services on one PostgreSQL; one thing after the other happens to
    them and to it, until the send has ended."""
    # Of 20 contacts, 12 get a mail.
    size = -(-mails // 12) * 20
    with Cluster() as cluster, \
            Pair(folder, cluster, seed, size=size, **recorder) as pair:
        send = pair.prepare('d0')
        pair.api.start(send)
        pair.wait_for_both(send)
        done = collections.Counter()
        while not pair.is_ended(send) and not pair.is_nearly_done(send):
            done[pair.disturb(send)] += 1
            pair.wait_for_mails(send, 1000)
        pair.finish(send, 1800)
        counted = pair.verify(send)
        assert len(done) == 4, f'only {dict(done)}'
        return (', '.join(f'{n} times {act}' for act, n in sorted(done.items()))
                + ': ' + ', '.join(f'{n} {k}' for k, n in sorted(counted.items())))


def run(title, function, *arguments, **keywords):
    print(f'== {title}', flush=True)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            print(f'  {function(pathlib.Path(folder), *arguments, **keywords)}, '
                  f'{time.monotonic() - begin:.0f} s', flush=True)
            return True
        except AssertionError:
            traceback.print_exc()
            log = pathlib.Path(folder) / 'service.log'
            print(log.read_text()[-2000:])
            return False


def main():
    print(f'seed {options.seed}')
    faults = {'delay': 2, 'jitter': 6, 'later': 0.02, 'refuse': 0.04,
              'drop': 0.003, 'vanish': 0.003}
    done = [run(f'{options.kills} kills, what is in doubt is {word}',
                kill_at_random, in_doubt, options.seed, options.kills, **faults)
            for in_doubt, word in (('hold', 'held'), ('resend', 'sent again'))]
    done.append(run('a kill at every change of state', kill_at_every_step,
                    options.seed))
    done.append(run(f'{options.mails} mails by two services', send_together,
                    options.seed, options.mails, delay=2, jitter=4, later=0.005,
                    refuse=0.02))
    print(f'{sum(done)} passed, {len(done) - sum(done)} failed')
    return 0 if all(done) else 1


if __name__ == '__main__':
    sys.exit(main())
