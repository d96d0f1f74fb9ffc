# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail system that is not there, and one that wants no mail of ours."""

import concurrent.futures
import socket

import pytest

from support import company
from support.ledger import check_send, only
from support.mail import MailServer
from support.service import Service, wait_until

FROM = 'office@north.example'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def listen_on(port):
    server = MailServer()
    server.controller.port = port
    server.controller.start()
    return server


@pytest.fixture
def alone(tmp_path, engine):
    """A service whose mail system is not there; with its port."""
    port = free_port()
    service = Service(tmp_path, engine, relay=f'smtp://127.0.0.1:{port}')
    company.fill(service)
    with service:
        yield service, port
    service.check()


def test_a_mail_system_that_is_not_there(alone):
    service, port = alone
    clerk = service.sign_in('clerk')
    assert service.api.get('/healthz').status == 200
    send = clerk.prepare('north', FROM)['id']
    assert clerk.send(send)['trouble'] is None
    clerk.start(send)
    seen = wait_until(lambda: (s := clerk.send(send))['trouble'] and s)
    assert seen['state'] == 'sending'
    assert seen['trouble']['reason'] == 'relay' and seen['trouble']['text']
    # Nobody is to blame for it: nothing was tried, and nothing is lost.
    assert seen['deliveries'] == only(queued=4)
    assert {r['attempts'] for r in clerk.entries(send, state='queued')} == {0}
    check_send(clerk, send)
    in_list, = clerk.ok('GET', '/v1/sends')['items']
    assert in_list['trouble'] == seen['trouble']
    health = wait_until(lambda: (h := service.api.get('/healthz')).status == 503
                        and h, what='the sender to be known as failing')
    assert health.json == {'status': 'failing', 'database': 'ok',
                           'sender': 'failing'}
    # A send that is not on its way has no trouble.
    assert clerk.prepare('north', FROM)['trouble'] is None

    server = listen_on(port)
    try:
        done = clerk.wait_for_send(send)
        assert done['deliveries'] == only(sent=4) and done['trouble'] is None
        wait_until(lambda: service.api.get('/healthz').status == 200)
        assert len(server.mails) == 4
        check_send(clerk, send)
    finally:
        server.controller.stop()


def test_who_waits_is_told_of_trouble(tmp_path, engine):
    """Also of a send of which nothing else has changed."""
    service = Service(tmp_path, engine, relay=f'smtp://127.0.0.1:{free_port()}',
                      hold_seconds=600)
    company.fill(service)
    with service, concurrent.futures.ThreadPoolExecutor(1) as pool:
        clerk = service.sign_in('clerk')
        held = clerk.prepare('north', FROM, leave_out=['n1', 'n4', 'n5'])['id']
        assert clerk.start(held)['state'] == 'held'
        first = clerk.get(f'/v1/sends/{held}')
        assert first.json['trouble'] is None
        waiting = pool.submit(clerk.get, f'/v1/sends/{held}', headers={
            'If-None-Match': first.headers['ETag'], 'Prefer': 'wait=25'})
        # Another one meets it: who resumes it does not wait.
        other = clerk.prepare('north', FROM, leave_out=['n2', 'n3'])['id']
        clerk.start(other)
        clerk.pause(other)
        clerk.resume(other)
        answer = waiting.result(timeout=20)
        assert answer.status == 200
        assert answer.headers['ETag'] != first.headers['ETag']
        assert answer.json['trouble']['reason'] == 'relay'
        assert {**answer.json, 'trouble': None} == first.json
        for send in (held, other):
            clerk.stop(send)
            assert clerk.send(send)['trouble'] is None
    service.check()


@pytest.mark.parametrize('act', ['pause', 'stop', 'revoke'])
def test_taking_back_needs_no_mail_system(alone, act):
    service, _ = alone
    clerk = service.sign_in('clerk')
    send = clerk.prepare('north', FROM)['id']
    clerk.start(send)
    wait_until(lambda: clerk.send(send)['trouble'])
    clerk.ok('POST', f'/v1/sends/{send}/{act}')
    state = 'paused' if act == 'pause' else 'stopped'
    seen = clerk.wait_for_send(send, state)
    assert seen['trouble'] is None
    assert seen['deliveries'] == (only(queued=4) if act == 'pause'
                                  else only(cancelled=4))
    check_send(clerk, send)


def test_a_sender_that_is_refused(relayed, mail_server):
    """The whole send pauses, with the mail system's words."""
    refusing = [True]

    async def handle_MAIL(server, session, envelope, address, options):
        if refusing[0]:
            return '553 5.7.1 Sender address rejected: not owned by user'
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return '250 2.1.0 OK'

    mail_server.recorder.handle_MAIL = handle_MAIL
    clerk = relayed.sign_in('clerk')
    send = clerk.prepare('north', FROM)['id']
    clerk.start(send)
    paused = clerk.wait_for_send(send, 'paused')
    assert paused['pause']['reason'] == 'sender_refused'
    assert paused['pause']['by'] is None and paused['pause']['at']
    assert paused['pause']['code'] == 553
    assert 'not owned' in paused['pause']['text']
    assert paused['deliveries'] == only(queued=4)
    check_send(clerk, send)
    # Resumed too early, it pauses again; and later goes on.
    clerk.resume(send)
    again = clerk.wait_for_send(send, 'paused')
    assert again['pause']['reason'] == 'sender_refused'
    refusing[0] = False
    clerk.resume(send)
    done = clerk.wait_for_send(send)
    assert done['deliveries'] == only(sent=4) and done['pause'] is None
    check_send(clerk, send)
