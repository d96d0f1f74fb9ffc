# SPDX-License-Identifier: GPL-3.0-or-later
"""Two services work off one PostgreSQL: whatever happens to either, or to the
database, nobody gets two mails and nobody is lost."""

import signal

import pytest

from support.pair import Pair
from support.postgres import Cluster

# Of 20 contacts, 12 get a mail.
SIZE = 8400
MAILS = 5040


@pytest.fixture(scope='module')
def cluster():
    """One that may be ended."""
    with Cluster() as cluster:
        yield cluster


def test_five_thousand(tmp_path, cluster):
    with Pair(tmp_path, cluster, seed=5, size=SIZE, delay=12, jitter=12,
              later=0.01, refuse=0.02) as pair:
        send = pair.prepare('d0')
        pair.api.start(send)
        pair.wait_for_mails(send, 300)
        pair.wait_for_both(send)
        pair.kill_one(send, pair.service)
        pair.stop_one(send, pair.other)
        pair.restart_database(send, signal.SIGINT)
        pair.restart_database(send, signal.SIGQUIT)
        assert not pair.is_ended(send), 'it was over too soon'
        pair.finish(send)
        counted = pair.verify(send)
        assert sum(counted.values()) == MAILS
