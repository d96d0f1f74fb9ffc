# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL goes away, and comes back: the service says so, and recovers."""

import signal
import time

import pytest

from support import company
from support.databases import Postgresql
from support.ledger import check_send
from support.postgres import Cluster
from support.service import Service, wait_until

FROM = 'office@north.example'


@pytest.fixture(scope='module')
def cluster():
    with Cluster() as cluster:
        yield cluster


@pytest.fixture
def own(tmp_path, cluster):
    service = Service(tmp_path)
    service.store = Postgresql(tmp_path, cluster)
    company.fill_anew(service)
    with service:
        yield service
    service.check()


def assert_unavailable(answer):
    assert answer.status == 503
    assert answer.code == 'unavailable'
    # Neither where the database is, nor who signs in there.
    assert 'postgresql' not in answer.text.casefold()
    assert 'invites@' not in answer.text


def database_of(service):
    return service.api.get('/healthz').json['database']


@pytest.mark.parametrize('how', [signal.SIGINT, signal.SIGQUIT])
def test_it_goes_away_and_comes_back(own, cluster, how):
    clerk = own.sign_in('clerk')
    before = clerk.counts(division='north')
    cluster.stop(how)

    for path, query in (('/v1/contacts/counts', {'division': 'north'}),
                        ('/v1/contacts', {'division': 'north'}),
                        ('/v1/changes', {'division': 'north'}),
                        ('/v1/me', None), ('/v1/sends', None)):
        begun = time.monotonic()
        assert_unavailable(clerk.get(path, query))
        assert time.monotonic() - begun < 5
    assert_unavailable(own.api.post('/v1/sign-in', {
        'username': 'clerk', 'password': 'wrong or right'}))
    assert_unavailable(clerk.put(
        '/v1/sends/0f0f0f0f-0000-4000-8000-000000000001', {
            'filter': {'division': 'north'}, 'template': 'portal-invitation',
            'email_from': FROM, 'only_without_invitation': True}))
    wait_until(lambda: database_of(own) == 'failing',
               what='the database to be known as failing')

    cluster.start()
    wait_until(lambda: database_of(own) == 'ok')
    again = wait_until(
        lambda: (a := clerk.get('/v1/contacts/counts', {'division': 'north'}))
        .status == 200 and a.json)
    assert {**again, 'as_of': None} == {**before, 'as_of': None}


def test_a_send_goes_on(own, cluster):
    clerk = own.sign_in('clerk')
    send = clerk.prepare('north', FROM)['id']
    cluster.stop(signal.SIGQUIT)
    assert clerk.post(f'/v1/sends/{send}/start').status == 503
    cluster.start()
    wait_until(lambda: clerk.post(f'/v1/sends/{send}/start').status == 200)
    clerk.wait_for_send(send)
    done = check_send(clerk, send)
    assert done['state'] == 'finished'
    assert clerk.counts(division='north')['not_sent'] == 0


def test_what_changed_meanwhile_is_seen(own, cluster):
    """By another service, while this one's connections were all broken."""
    clerk = own.sign_in('clerk')
    before = clerk.counts(division='north')
    etag = clerk.get('/v1/changes', {'division': 'north'}).headers['ETag']
    cluster.restart(signal.SIGQUIT)
    own.query('UPDATE addresses SET opted_out_at = 1800000000 WHERE key = ?',
              'li.lei@example.com')
    seen = wait_until(
        lambda: (a := clerk.get('/v1/changes', {'division': 'north'},
                                headers={'If-None-Match': etag,
                                         'Prefer': 'wait=10'})).status == 200
        and a)
    assert seen.headers['ETag'] != etag
    wait_until(lambda: clerk.counts(division='north')['reasons']['opted_out']
               == before['reasons']['opted_out'] + 1)
