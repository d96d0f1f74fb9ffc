# SPDX-License-Identifier: GPL-3.0-or-later
"""Two services work off one PostgreSQL: whatever happens to either, or to the
database, nobody gets two mails and nobody is lost."""

import signal

import pytest

from support.pair import Pair
from support.postgres import Cluster

# In each of four divisions: of 20 contacts, 12 get a mail.
SIZE = 2100
MAILS = 1260


@pytest.fixture(scope='module')
def cluster():
    """One that may be ended."""
    with Cluster() as cluster:
        yield cluster


def begin(pair, division):
    """A send that both have a part in, most of which is still to come."""
    send = pair.prepare(division)
    pair.api.start(send)
    pair.wait_for_mails(send, 100)
    pair.wait_for_both(send)
    assert not pair.has_gone(send)
    return send


def end(pair, send):
    pair.finish(send)
    assert sum(pair.verify(send).values()) == MAILS


def test_five_thousand(tmp_path, cluster):
    with Pair(tmp_path, cluster, seed=5, divisions=4, size=SIZE, delay=24,
              jitter=12, later=0.01, refuse=0.02) as pair:
        send = begin(pair, 'd0')
        pair.kill_one(send, pair.service)
        end(pair, send)
        send = begin(pair, 'd1')
        pair.stop_one(send, pair.other)
        end(pair, send)
        send = begin(pair, 'd2')
        pair.restart_database(send, signal.SIGINT)
        end(pair, send)
        send = begin(pair, 'd3')
        pair.restart_database(send, signal.SIGQUIT)
        end(pair, send)
