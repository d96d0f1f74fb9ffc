# SPDX-License-Identifier: GPL-3.0-or-later
"""Two services on one PostgreSQL: what a user does at one of them is in what
that user sees next at the other, and whoever waits there is told."""

import concurrent.futures

import pytest

from support import company
from support import mail as mails
from support.service import Api, Service, wait_until

FROM = 'office@north.example'


@pytest.fixture(params=['on', 'off'])
def two(request, tmp_path):
    """Each with the contacts in memory, and each without."""
    first = Service(tmp_path, 'postgresql', index=request.param)
    company.fill(first)
    second = Service(tmp_path, 'postgresql', index=request.param)
    second.store = first.store
    second.log = tmp_path / 'second.log'
    with first, second:
        if request.param == 'on':
            for service in (first, second):
                wait_until(lambda: 'are in memory' in service.log.read_text())
        yield first, second
    first.check()


@pytest.fixture
def pool():
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        yield pool


def at(service, api):
    """The same session at another service."""
    return Api(service.url, api.token)


def send_all(clerk, **options):
    send = clerk.prepare('north', FROM, **options)['id']
    clerk.start(send)
    clerk.wait_for_send(send)
    return send


def secrets(service):
    return [mails.links(mail)[0] for mail in mails.read_maildir(service.outbox)]


def test_the_next_thing_seen(two):
    first, second = two
    clerk = first.sign_in('clerk')
    there = at(second, clerk)
    send_all(clerk)
    accepted = there.counts(division='north')['accepted']
    for number, secret in enumerate(secrets(first)):
        before, after = (first, there) if number % 2 else (second, clerk)
        counts = after.counts(division='north')
        assert before.accept(secret).status == 200
        now = after.counts(division='north')
        assert now['accepted'] > counts['accepted']
        assert len(after.contacts(division='north', group='accepted')) \
            == now['accepted']
    assert there.counts(division='north')['accepted'] >= accepted + 4


def test_lift_and_import(two):
    first, second = two
    clerk = first.sign_in('clerk')
    there = at(second, clerk)
    clerk.lift('x4', 'opted_out')
    assert there.counts(division='north')['reasons']['opted_out'] == 0
    more = [*company.CONTACTS,
            ('new1', '1001', 'Newly There', 'new@example.com', 'true', {})]
    first.run('import', company.write(first.folder / 'more', contacts=more))
    for api in (clerk, there):
        assert api.counts(division='north')['total'] \
            == company.COUNTS['total'] + 1


def settle(api, path, query=None):
    answer = api.get(path, query)
    while True:
        later = api.get(path, query, headers={
            'If-None-Match': answer.headers['ETag'], 'Prefer': 'wait=2'})
        if later.status == 304:
            return later.headers['ETag']
        answer = later


def hold(pool, api, path, query=None):
    etag = settle(api, path, query)
    return pool.submit(api.get, path, query, headers={
        'If-None-Match': etag, 'Prefer': 'wait=25'})


def test_whoever_waits_at_the_other(two, pool):
    first, second = two
    clerk = first.sign_in('clerk')
    there = at(second, clerk)
    send = clerk.prepare('north', FROM)['id']
    held = hold(pool, there, f'/v1/sends/{send}')
    changes = hold(pool, there, '/v1/changes', {'division': 'north'})
    clerk.start(send)
    assert held.result(timeout=10).json['state'] != 'prepared'
    assert changes.result(timeout=10).status == 200
    assert there.wait_for_send(send)['state'] == 'finished'

    held = hold(pool, there, f'/v1/sends/{send}')
    assert first.accept(secrets(first)[0]).status == 200
    assert held.result(timeout=10).json['accepted_contacts'] > 0


def test_sessions_and_rights(two):
    first, second = two
    clerk = first.sign_in('clerk')
    there = at(second, clerk)
    send = '/v1/sends/0f0f0f0f-0000-4000-8000-000000000001'
    assert there.put(send, {}).status == 400
    # Whose rights change has to sign in again.
    first.run('user', 'change', 'clerk', '--permission', '391')
    assert there.get('/v1/me').status == 401
    clerk = second.sign_in('clerk')
    here = at(first, clerk)
    assert here.put(send, {}).status == 403
    assert here.counts(division='north')['total'] == company.COUNTS['total']
    assert clerk.post('/v1/sign-out').status == 204
    assert here.get('/v1/me').status == 401
    assert here.get('/v1/changes', {'division': 'north'}).status == 401
