# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL that goes away in the midst of a send, cuts its connections, or
has a full disk: nothing is sent that could not be written down, and all goes on
by itself. What test_storage is for SQLite's file."""

import contextlib
import os
import signal
import tempfile
import time

import pytest

from support.disk import fill, small_disk
from support.postgres import Cluster
from support.service import wait_until
from support.trial import Trial

CONNECTIONS = 4
SIZE = 300


@pytest.fixture(scope='module')
def cluster():
    with Cluster() as cluster:
        yield cluster


def make_trial(folder, cluster):
    return Trial(folder, seed=5, divisions=1, size=SIZE, engine=cluster,
                 connections=CONNECTIONS, delay=10)


@pytest.fixture
def trial(tmp_path, cluster):
    with make_trial(tmp_path, cluster) as trial:
        yield trial


def begin(trial):
    send = trial.prepare('d0')
    trial.api.start(send)
    wait_until(lambda: trial.count(send, 'sent') > 10)
    return send


def taken(trial):
    return len(trial.recorder.accepted)


def wait_for_silence(trial):
    """Until the mail system hears no more; what was on its way may end."""
    deadline = time.monotonic() + 30
    seen = -1
    while seen != taken(trial):
        assert time.monotonic() < deadline, 'mail goes on'
        seen = taken(trial)
        time.sleep(0.5)
    assert seen < SIZE / 2


def end_well(trial, send, in_doubt):
    """Everybody once, but for who was on the wire when it happened."""
    wait_until(lambda: trial.service.api.get('/healthz').status == 200,
               what='the end of the trouble')
    trial.finish(send)
    counted = trial.verify(send)
    assert set(counted) <= {'sent', 'unknown'}, counted
    assert counted['unknown'] <= in_doubt
    assert trial.api.send(send)['trouble'] is None


@pytest.mark.parametrize('how', [signal.SIGINT, signal.SIGQUIT],
                         ids=['in order', 'at once'])
def test_it_is_away_for_a_while(trial, cluster, how):
    send = begin(trial)
    cluster.stop(how)
    wait_for_silence(trial)
    wait_until(lambda: trial.service.api.get('/healthz').status == 503,
               what='healthz that says so')
    cluster.start()
    end_well(trial, send, CONNECTIONS)


@pytest.mark.parametrize('how', [signal.SIGTERM, signal.SIGKILL],
                         ids=['in order', 'at once'])
def test_connections_that_are_cut(trial, how):
    """As by an administrator: every one of them, again and again. After a kill
    PostgreSQL ends them all by itself, and recovers."""
    send = begin(trial)
    for _ in range(3):
        for pid, in trial.service.query(
                'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid ()'
                ' AND datname = current_database ()'):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
        before = taken(trial)
        wait_until(lambda: taken(trial) > before + 5, what='more mail')
    end_well(trial, send, CONNECTIONS * 3)


def test_it_is_not_there_at_the_start(trial, cluster):
    """Who starts the service is told, and tries again."""
    trial.service.stop()
    cluster.stop()
    done = trial.service.run('serve', '--listen', '127.0.0.1:0', '--outbox',
                             trial.service.outbox, status=1)
    assert done.stderr and trial.service.database not in done.stderr
    cluster.start()
    trial.start()
    end_well(trial, begin(trial), 0)


@pytest.fixture
def disk():
    # Outside pytest's own folder, which only its user may enter.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        with small_disk(f'{folder}/disk', '192m') as disk:
            yield disk


def test_full_disk(disk, tmp_path):
    with Cluster(disk) as cluster, make_trial(tmp_path, cluster) as trial:
        send = begin(trial)
        fill(disk / 'filler')
        wait_until(lambda: (shown := trial.api.send(send)['trouble'])
                   and shown['reason'] == 'storage', what='the trouble')
        wait_for_silence(trial)
        trial.examine()
        (disk / 'filler').unlink()
        end_well(trial, send, 0)
