# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /v1/changes: held until contacts of a division have changed."""

import concurrent.futures
import csv
import io
import pathlib
import time
import urllib.parse

import pytest

from support import company
from support import mail as mails
from support.service import Service, wait_until

FROM = 'office@north.example'


@pytest.fixture
def own(request, tmp_path, engine):
    """With the contacts in memory, or as the test says."""
    service = Service(tmp_path, engine, index=getattr(request, 'param', 'on'))
    company.fill(service)
    with service:
        yield service
    service.check()


either = pytest.mark.parametrize('own', ['on', 'off'], indirect=True)


@pytest.fixture
def pool():
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        yield pool


def ask(api, division='north', etag=None, wait=None, **options):
    headers = {}
    if etag:
        headers['If-None-Match'] = etag
    if wait is not None:
        headers['Prefer'] = f'wait={wait}'
    return api.get('/v1/changes', {'division': division}, headers=headers,
                   **options)


def settle(api, division='north'):
    """The entity tag, once nothing changes it any more."""
    answer = ask(api, division)
    while True:
        later = ask(api, division, answer.headers['ETag'], wait=2)
        if later.status == 304:
            return answer.headers['ETag']
        answer = later


def hold(pool, api, division='north', etag=None):
    """A held request; it waits already, as far as one can tell."""
    etag = etag or settle(api, division)
    return etag, pool.submit(ask, api, division, etag, 25)


def has_taken_a_connection(service):
    """Whether the kernel has handed it one: before, it would be refused."""
    local = f':{urllib.parse.urlsplit(service.url).port:04X}'
    rows = pathlib.Path('/proc/net/tcp').read_text().splitlines()[1:]
    return any(row[1].endswith(local) and row[3] == '01' and row[9] != '0'
               for row in map(str.split, rows))


def assert_woken(etag, held, seconds=10):
    begun = time.monotonic()
    answer = held.result(timeout=seconds)
    assert answer.status == 200, answer.status
    assert answer.headers['ETag'] != etag
    assert time.monotonic() - begun < seconds
    return answer


def links(service):
    return {mail['To'].addresses[0].addr_spec: mails.links(mail)[0]
            for mail in mails.read_maildir(service.outbox)}


def opt_out(service, address, at=1800000000):
    """As if it had been imported, by no program of ours."""
    service.query('UPDATE addresses SET opted_out_at = ? WHERE key = ?',
                  at, address)


def send_all(clerk):
    send = clerk.prepare('north', FROM)['id']
    clerk.start(send)
    clerk.wait_for_send(send)
    return send


def test_at_once(own):
    clerk = own.sign_in('clerk')
    answer = ask(clerk)
    assert answer.status == 200
    assert answer.json['division'] == 'north'
    etag = settle(clerk)
    assert ask(clerk, etag=etag).status == 304
    assert ask(clerk, etag='"another"').status == 200
    assert ask(clerk, etag=f'"another", W/{etag}').status == 304


def test_the_time_is_over(own):
    clerk = own.sign_in('clerk')
    etag = settle(clerk)
    begun = time.monotonic()
    answer = ask(clerk, etag=etag, wait=1)
    assert answer.status == 304
    assert answer.headers['ETag'] == etag
    assert answer.headers['Preference-Applied'] == 'wait=1'
    assert 0.9 < time.monotonic() - begun < 10


@either
def test_an_acceptance(own, pool):
    clerk = own.sign_in('clerk')
    send_all(clerk)
    before = clerk.counts(division='north')
    held = hold(pool, clerk)
    assert own.accept(links(own)['nina@example.com']).status == 200
    # It is in what is seen next, and whoever waits is told.
    assert clerk.counts(division='north')['accepted'] == before['accepted'] + 1
    assert_woken(*held)


def test_a_send(own, pool):
    clerk = own.sign_in('clerk')
    held = hold(pool, clerk)
    before = clerk.counts(division='north')
    send_all(clerk)
    assert clerk.counts(division='north')['pending'] > before['pending']
    assert_woken(*held)


@either
def test_an_import_by_another_process(own, pool):
    clerk = own.sign_in('clerk')
    held = hold(pool, clerk)
    more = [*company.CONTACTS,
            ('new1', '1001', 'Newly There', 'new@example.com', 'true', {})]
    own.run('import', company.write(own.folder / 'more', contacts=more))
    assert clerk.counts(division='north')['total'] \
        == company.COUNTS['total'] + 1
    assert [row['id'] for row in clerk.contacts(division='north',
                                                search='newly')] == ['new1']
    assert_woken(*held)
    assert len(clerk.contacts(division='north')) == company.COUNTS['total'] + 1


def test_an_account_that_moved(own):
    head = own.sign_in('head')
    before = head.counts(division='south')['total']
    accounts = list(csv.DictReader(io.StringIO(company.ACCOUNTS)))
    moved = [row | {'division': 'south'} if row['account_number'] == '1001'
             else row for row in accounts]
    text = io.StringIO()
    writer = csv.DictWriter(text, accounts[0])
    writer.writeheader()
    writer.writerows(moved)
    own.run('import', company.write(own.folder / 'moved',
                                    accounts=text.getvalue()))
    n_moved = sum(contact[1] == '1001' for contact in company.CONTACTS)
    assert n_moved > 0
    assert head.counts(division='south')['total'] == before + n_moved
    assert head.counts(division='north')['total'] \
        == company.COUNTS['total'] - n_moved
    assert len(head.contacts(division='south')) == before + n_moved


@either
def test_a_change_of_another_kind(own, pool):
    """Whoever changes the database, and however."""
    clerk = own.sign_in('clerk')
    held = hold(pool, clerk)
    opt_out(own, 'li.lei@example.com')
    assert_woken(*held)
    wait_until(lambda: clerk.counts(division='north')['reasons']['opted_out']
               == company.COUNTS['reasons']['opted_out'] + 1)


def test_only_the_division(own, pool):
    head = own.sign_in('head')
    north = settle(head, 'north')
    south, held = hold(pool, head, 'south')
    opt_out(own, 'sam@example.com')
    assert_woken(south, held)
    assert ask(head, 'north', north).status == 304


def test_at_most_once_a_second(own):
    clerk = own.sign_in('clerk')
    etag = settle(clerk)
    tags = set()
    begun = time.monotonic()
    for number in range(60):
        opt_out(own, 'li.lei@example.com', 1700000000 + number)
        tags.add(ask(clerk).headers['ETag'])
    seconds = time.monotonic() - begun
    assert 1 <= len(tags - {etag}) <= seconds + 2
    last = settle(clerk)
    assert last != etag


def test_many_wait(own, pool):
    clerk = own.sign_in('clerk')
    etag = settle(clerk)
    held = [pool.submit(ask, clerk, 'north', etag, 25) for _ in range(12)]
    opt_out(own, 'li.lei@example.com')
    woken = {assert_woken(etag, one).headers['ETag'] for one in held}
    assert len(woken) <= 2


def test_who_may_ask(own):
    assert own.api.get('/v1/changes', {'division': 'north'}).status == 401
    visitor = ask(own.sign_in('visitor'))
    assert (visitor.status, visitor.code) == (403, 'permission-required')
    assert ask(own.sign_in('supervisor')).status == 200
    clerk = own.sign_in('clerk')
    foreign, unknown = ask(clerk, 'south'), ask(clerk, 'nowhere')
    assert foreign.status == unknown.status == 404
    assert foreign.json['detail'] == unknown.json['detail']


@pytest.mark.parametrize('query, field', [
    ({}, 'division'), ({'division': ''}, 'division'),
    ({'division': 'a b'}, 'division'),
    ({'division': 'north', 'since': '1'}, 'since'),
])
def test_wrong_parameters(own, query, field):
    answer = own.sign_in('clerk').get('/v1/changes', query)
    assert (answer.status, answer.field) == (400, field)


def test_rights_end_while_it_is_held(own, pool):
    clerk = own.sign_in('clerk')
    _, held = hold(pool, clerk)
    assert clerk.post('/v1/sign-out').status == 204
    opt_out(own, 'li.lei@example.com')
    assert held.result(timeout=10).status == 401


def test_the_service_stops(own, pool):
    clerk = own.sign_in('clerk')
    etag, held = hold(pool, clerk)
    wait_until(lambda: has_taken_a_connection(own))
    begun = time.monotonic()
    own.stop()
    assert held.result(timeout=10).status in (304, 503)
    assert time.monotonic() - begun < 10
    # The next one cannot know what has changed meanwhile.
    own.start(**own.options)
    assert ask(own.sign_in('clerk'), etag=etag).status == 200
