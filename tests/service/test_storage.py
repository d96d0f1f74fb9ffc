# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is full, and one that fails: nothing is sent that could not be
written down, and it goes on when the trouble is over. This is about a file of
SQLite, which the service itself writes; PostgreSQL's are test_server_trouble's.
"""

import contextlib
import os
import signal
import subprocess
import time

import pytest

from support.disk import fill, small_disk
from support.service import wait_until
from support.trial import Trial

CONNECTIONS = 4
SIZE = 300


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / 'disk', '16m') as folder:
        yield folder


def make_trial(folder, notes):
    trial = Trial(folder, seed=5, divisions=1, size=SIZE, notes=notes,
                  engine='sqlite', connections=CONNECTIONS, delay=10)
    trial.service.log = notes / 'service.log'
    return trial


def begin(trial):
    send = trial.prepare('d0')
    trial.api.start(send)
    wait_until(lambda: trial.count(send, 'sent') > 10)
    return send


def show(trial, send):
    return trial.api.ok('GET', f'/v1/sends/{send}')


def wait_for_trouble(trial, send):
    """Until the service says so; then nothing more may go or be reported."""
    def is_told():
        trouble = show(trial, send)['trouble']
        return trouble and trouble['reason'] == 'storage'
    wait_until(is_told, what='the trouble')
    taken = len(trial.recorder.accepted)
    told = show(trial, send)['deliveries']
    assert told['sent'] < SIZE / 2
    time.sleep(1)
    # What was on the wire when it began is all.
    assert len(trial.recorder.accepted) <= taken + CONNECTIONS
    assert show(trial, send)['deliveries']['sent'] == told['sent']
    trial.examine()


def end_well(trial, send):
    trial.finish(send)
    counted = trial.verify(send)
    assert set(counted) == {'sent'}
    assert len(trial.recorder.accepted) == counted['sent']
    assert show(trial, send)['trouble'] is None


def test_full_disk(disk, tmp_path):
    with make_trial(disk, tmp_path) as trial:
        send = begin(trial)
        fill(disk / 'filler')
        wait_for_trouble(trial, send)
        (disk / 'filler').unlink()
        end_well(trial, send)


def test_killed_with_a_full_disk(disk, tmp_path):
    with make_trial(disk, tmp_path) as trial:
        send = begin(trial)
        fill(disk / 'filler')
        wait_for_trouble(trial, send)
        trial.kill()
        (disk / 'filler').unlink()
        trial.restart()
        trial.finish(send)
        counted = trial.verify(send)
        assert set(counted) <= {'sent', 'unknown'}
        assert counted['unknown'] <= CONNECTIONS


@contextlib.contextmanager
def failing_syncs(trial, notes):
    """Every fsync() of the running service fails, as when a disk dies."""
    tracer = subprocess.Popen([
        'strace', '-f', '-p', str(trial.service.process.pid),
        '-e', 'trace=fsync,fdatasync', '-e',
        'inject=fsync,fdatasync:error=EIO', '-o', notes / 'strace'],
        stderr=subprocess.PIPE)
    try:
        assert b'attached' in tracer.stderr.readline()
        yield
    finally:
        tracer.terminate()
        try:
            tracer.wait(timeout=5)
        except subprocess.TimeoutExpired:
            # It waits for threads that were killed with their process.
            tracer.kill()
            tracer.wait()
        tracer.stderr.close()
    assert 'EIO' in (notes / 'strace').read_text()


def test_failing_syncs(tmp_path):
    folder = tmp_path / 'service'
    folder.mkdir()
    with make_trial(folder, tmp_path) as trial:
        send = begin(trial)
        with failing_syncs(trial, tmp_path):
            wait_for_trouble(trial, send)
        end_well(trial, send)


def test_killed_while_syncs_fail(tmp_path):
    folder = tmp_path / 'service'
    folder.mkdir()
    with make_trial(folder, tmp_path) as trial:
        send = begin(trial)
        with failing_syncs(trial, tmp_path):
            wait_for_trouble(trial, send)
            os.kill(trial.service.process.pid, signal.SIGKILL)
        trial.has_died()
        trial.restart()
        trial.finish(send)
        counted = trial.verify(send)
        assert set(counted) <= {'sent', 'unknown'}
        assert counted['unknown'] <= CONNECTIONS
