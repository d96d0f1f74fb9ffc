# SPDX-License-Identifier: GPL-3.0-or-later
"""Double clicks, lost answers, two windows and two users: nobody gets two."""

import collections
import concurrent.futures
import json
import socket
import urllib.parse
import uuid

import pytest

from support import company
from support.ledger import check_send, only
from support.mail import read_maildir
from support.service import Service, wait_until

FROM = 'office@north.example'
BODY = {'filter': {'division': 'north'}, 'template': 'portal-invitation',
        'email_from': FROM, 'only_without_invitation': True}


@pytest.fixture
def own(tmp_path, engine):
    service = Service(tmp_path, engine)
    company.fill(service)
    with service:
        yield service
    service.check()


def check_mails(service, n_mails):
    """Nobody got two."""
    to = collections.Counter(mail['To'].addresses[0].addr_spec.casefold()
                             for mail in read_maildir(service.outbox))
    assert set(to.values()) <= {1} and len(to) == n_mails, to


def lose_answer(api, method, path, body=None):
    """Makes a call and is gone before there is an answer."""
    where = urllib.parse.urlsplit(api.url)
    data = b'' if body is None else json.dumps(body).encode()
    head = [f'{method} {path} HTTP/1.1', f'Host: {where.netloc}',
            f'Authorization: Bearer {api.token}',
            f'Content-Length: {len(data)}']
    if body is not None:
        head.append('Content-Type: application/json')
    with socket.create_connection((where.hostname, where.port)) as connection:
        connection.sendall('\r\n'.join(head).encode() + b'\r\n\r\n' + data)


def at_once(*calls):
    """The answers of calls that are made at the same time."""
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        return [f.result() for f in [pool.submit(c) for c in calls]]


def test_a_lost_answer_to_put(own):
    clerk = own.sign_in('clerk')
    name = str(uuid.uuid4())
    lose_answer(clerk, 'PUT', f'/v1/sends/{name}', BODY)
    wait_until(lambda: clerk.get(f'/v1/sends/{name}').status == 200)
    # The window asks again, as it must, with what it asked for.
    again = clerk.put(f'/v1/sends/{name}', BODY)
    assert again.status == 200 and again.json['state'] == 'prepared'
    assert clerk.ok('GET', '/v1/sends')['total'] == 1
    clerk.start(name)
    assert clerk.wait_for_send(name)['deliveries'] == only(sent=4)
    # And so it does after the start: nothing is prepared anew.
    assert clerk.put(f'/v1/sends/{name}', BODY).json['state'] == 'finished'
    check_mails(own, 4)
    check_send(clerk, name)


def test_a_lost_answer_to_start(own):
    clerk = own.sign_in('clerk')
    send = clerk.prepare('north', FROM)['id']
    for _ in range(3):
        lose_answer(clerk, 'POST', f'/v1/sends/{send}/start')
    wait_until(lambda: clerk.send(send)['state'] != 'prepared')
    clerk.start(send)
    assert clerk.wait_for_send(send)['deliveries'] == only(sent=4)
    check_mails(own, 4)
    check_send(clerk, send)


@pytest.mark.parametrize('act', ['stop', 'pause', 'resume', 'revoke', 'retry'])
def test_a_lost_answer_to_the_rest(own, act):
    clerk = own.sign_in('clerk')
    send = clerk.prepare('north', FROM)['id']
    clerk.start(send)
    for _ in range(3):
        lose_answer(clerk, 'POST', f'/v1/sends/{send}/{act}')
    clerk.ok('POST', f'/v1/sends/{send}/{act}')
    if act == 'pause':
        clerk.resume(send)
    wait_until(lambda: clerk.send(send)['state'] in ('finished', 'stopped'))
    done = check_send(clerk, send)
    check_mails(own, done['deliveries']['sent'])


def test_a_double_click(own):
    """The same PUT and the same start twice, at the same moment."""
    clerk = own.sign_in('clerk')
    name = str(uuid.uuid4())
    answers = at_once(*[lambda: clerk.put(f'/v1/sends/{name}', BODY)] * 6)
    assert sorted(a.status for a in answers) == [200] * 5 + [201]
    assert len({a.json['prepared_at'] for a in answers}) == 1
    at_once(*[lambda: clerk.start(name)] * 6)
    assert clerk.wait_for_send(name)['deliveries'] == only(sent=4)
    assert clerk.ok('GET', '/v1/sends')['total'] == 1
    check_mails(own, 4)
    check_send(clerk, name)


def reasons(api, send):
    return {row['id']: (row['state'], row['reason'])
            for row in api.entries(send) if row['outcome'] == 'will_be_sent'}


def test_two_windows_of_one_user(own):
    """Each prepares, and each starts; with the limit on."""
    windows = own.sign_in('clerk'), own.sign_in('clerk')
    sends = [window.prepare('north', FROM)['id'] for window in windows]
    at_once(*[lambda w=w, s=s: w.start(s) for w, s in zip(windows, sends)])
    done = [w.wait_for_send(s) for w, s in zip(windows, sends)]
    assert sum(d['deliveries']['sent'] for d in done) == 4
    assert sum(d['deliveries']['skipped'] for d in done) == 4
    for send in sends:
        check_send(windows[0], send)
        for state, reason in reasons(windows[0], send).values():
            assert (state, reason) in (
                ('sent', None), ('skipped', 'in_another_send'),
                ('skipped', 'already_invited'))
    check_mails(own, 4)


def test_two_users_of_one_division(own):
    clerk, head = own.sign_in('clerk'), own.sign_in('head')
    first = clerk.prepare('north', FROM)['id']
    second = head.prepare('north', FROM)['id']
    clerk.start(first)
    head.start(second)
    assert clerk.wait_for_send(first)['deliveries'] == only(sent=4)
    done = head.wait_for_send(second)
    assert done['deliveries'] == only(skipped=4)
    assert {reason for _, reason in reasons(head, second).values()} <= {
        'in_another_send', 'already_invited'}
    assert done['prepared_by'] == 'Head'
    check_send(head, second)
    check_mails(own, 4)
    # Each sees what the other has done.
    assert {s['id'] for s in clerk.ok('GET', '/v1/sends')['items']} == {
        first, second}


def test_while_the_first_is_held(tmp_path, engine):
    """A held send has its addresses already."""
    service = Service(tmp_path, engine, hold_seconds=600)
    company.fill(service)
    with service:
        clerk, head = service.sign_in('clerk'), service.sign_in('head')
        first = clerk.prepare('north', FROM)['id']
        second = head.prepare('north', FROM, only=False)['id']
        assert clerk.start(first)['state'] == 'held'
        started = head.start(second)
        assert started['deliveries'] == only(queued=2, skipped=4)
        rows = reasons(head, second)
        assert {c for c, row in rows.items()
                if row == ('skipped', 'in_another_send')} == {
                    'n1', 'n2', 'n4', 'n5'}
        check_send(head, second)
        clerk.stop(first)
        head.stop(second)
        assert read_maildir(service.outbox) == []
    service.check()


def test_two_users_of_two_divisions(own):
    """n1 of the north and s2 of the south are one person."""
    clerk, other = own.sign_in('clerk'), own.sign_in('other')
    north = clerk.prepare('north', FROM)['id']
    south = other.prepare('south', 'hello@south.example')['id']
    at_once(lambda: clerk.start(north), lambda: other.start(south))
    done = clerk.wait_for_send(north), other.wait_for_send(south)
    n_sent = sum(d['deliveries']['sent'] for d in done)
    # Without a gap the second may follow the first, but not beside it.
    assert n_sent in (5, 6)
    mails = read_maildir(own.outbox)
    assert len(mails) == n_sent
    for api, send in ((clerk, north), (other, south)):
        check_send(api, send)
        for state, reason in reasons(api, send).values():
            assert (state, reason) in (('sent', None),
                                       ('skipped', 'in_another_send'))


def test_one_starts_and_one_stops(own):
    clerk, head = own.sign_in('clerk'), own.sign_in('head')
    for _ in range(5):
        send = clerk.prepare('north', FROM, only=False)['id']
        at_once(lambda: clerk.start(send), lambda: head.stop(send),
                lambda: clerk.start(send), lambda: head.stop(send))
        wait_until(lambda: clerk.send(send)['state'] in ('stopped', 'finished'))
        done = check_send(clerk, send)
        open_rows = sum(done['deliveries'][s]
                        for s in ('queued', 'sending', 'deferred'))
        assert open_rows == 0


def test_one_revokes_while_the_other_tries_again(own):
    clerk, head = own.sign_in('clerk'), own.sign_in('head')
    send = clerk.prepare('north', FROM)['id']
    clerk.start(send)
    clerk.wait_for_send(send)
    answers = at_once(lambda: clerk.post(f'/v1/sends/{send}/revoke'),
                      lambda: head.post(f'/v1/sends/{send}/retry'),
                      lambda: clerk.post(f'/v1/sends/{send}/revoke'),
                      lambda: head.post(f'/v1/sends/{send}/retry'))
    assert [a.status for a in answers[::2]] == [200, 200]
    assert {a.status for a in answers[1::2]} <= {200, 409}
    assert check_send(clerk, send)['revoked_at']
    assert clerk.counts(division='north')['not_sent'] == 5
    check_mails(own, 4)
