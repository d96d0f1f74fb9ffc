# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo, pause, resume, stop and revoke, in every state and more than once."""

import datetime
import time
import urllib.parse

import pytest

from support import company
from support.ledger import check_send, only, states, statuses
from support.mail import links, read_maildir
from support.service import Form, Service, wait_until

FROM = 'office@north.example'
TO = ['Shared@example.com', 'li.lei@example.com', 'nina@example.com',
      'δεσποινα@xn--bcher-kva.example']
ACTS = ('start', 'stop', 'pause', 'resume', 'revoke', 'retry')


@pytest.fixture
def gated(tmp_path, mail_server, gate, engine):
    """A service with one connection to a mail server that waits."""
    service = Service(tmp_path, engine, relay=mail_server.url, connections=1)
    company.fill(service)
    with service:
        yield service
    service.check()


@pytest.fixture
def own(tmp_path, engine):
    service = Service(tmp_path, engine)
    company.fill(service)
    with service:
        yield service
    service.check()


@pytest.fixture
def holding(tmp_path, engine):
    """A service that holds a send for longer than any test."""
    service = Service(tmp_path, engine, hold_seconds=600)
    company.fill(service)
    with service:
        yield service
    service.check()


def prepared(api, **options):
    return api.prepare('north', FROM, **options)['id']


def send_all(api, **options):
    send = prepared(api, **options)
    api.start(send)
    api.wait_for_send(send)
    return check_send(api, send)


def secrets_of(service):
    """{recipient: the secrets of its links, oldest first}"""
    found = {}
    for mail in read_maildir(service.outbox):
        address = mail['To'].addresses[0].addr_spec
        found.setdefault(address, []).extend(links(mail))
    return found


def test_held_and_undone(holding):
    clerk = holding.sign_in('clerk')
    before = clerk.counts(division='north')
    send = prepared(clerk)
    begin = datetime.datetime.now(datetime.timezone.utc)
    held = clerk.start(send)
    assert held['state'] == 'held' and held['started_at']
    until = datetime.datetime.fromisoformat(held['held_until'])
    assert 595 <= (until - begin).total_seconds() <= 602
    assert held['deliveries'] == only(queued=4)
    assert clerk.start(send) == held
    check_send(clerk, send)

    undone = clerk.stop(send)
    assert undone['state'] == 'stopped' and undone['held_until'] is None
    assert undone['deliveries'] == only(cancelled=4)
    assert undone['stopping'] is False and undone['finished_at']
    for act in ('stop', 'start', 'pause', 'resume'):
        assert clerk.ok('POST', f'/v1/sends/{send}/{act}') == undone
    check_send(clerk, send)
    after = clerk.counts(division='north')
    assert {**after, 'as_of': None} == {**before, 'as_of': None}
    assert read_maildir(holding.outbox) == []
    # Its addresses are free again.
    again = clerk.start(prepared(clerk))
    assert again['deliveries'] == only(queued=4)


def test_held_then_sent_by_itself(tmp_path, engine):
    service = Service(tmp_path, engine, hold_seconds=2)
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        send = prepared(clerk)
        begin = time.monotonic()
        assert clerk.start(send)['state'] == 'held'
        done = clerk.wait_for_send(send)
        assert time.monotonic() - begin >= 1
        assert done['deliveries'] == only(sent=4)
        assert done['held_until'] is None
        assert len(read_maildir(service.outbox)) == 4
        # With nobody to mail there is nothing to hold.
        assert clerk.start(prepared(clerk))['state'] == 'finished'
    service.check()


def test_held_over_a_crash(tmp_path, engine):
    service = Service(tmp_path, engine, hold_seconds=3)
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        send = prepared(clerk)
        assert clerk.start(send)['state'] == 'held'
        service.kill()
        service.start(hold_seconds=3)
        clerk = service.sign_in('clerk')
        assert clerk.wait_for_send(send)['deliveries'] == only(sent=4)
    service.check()


def test_a_held_send_that_is_paused(holding):
    clerk = holding.sign_in('clerk')
    send = prepared(clerk)
    clerk.start(send)
    paused = clerk.pause(send)
    assert paused['state'] == 'paused' and paused['held_until'] is None
    assert clerk.pause(send) == paused
    check_send(clerk, send)
    # Whoever resumes it has had the time to undo it.
    assert clerk.resume(send)['state'] in ('sending', 'finished')
    assert clerk.wait_for_send(send)['deliveries'] == only(sent=4)


def test_pause_and_resume(gated, gate):
    clerk = gated.sign_in('clerk')
    send = prepared(clerk)
    clerk.start(send)
    wait_until(lambda: gate.arrived, what='the first mail')
    paused = clerk.pause(send)
    assert paused['state'] == 'paused'
    assert paused['deliveries'] == only(sending=1, queued=3)
    assert paused['pause']['reason'] == 'by_user'
    assert paused['pause']['by'] == 'Clerk' and paused['pause']['at']
    assert paused['pause']['code'] is None and paused['pause']['text'] is None
    check_send(clerk, send)

    # What is on the wire arrives, and nothing else does.
    gate.is_open.set()
    wait_until(lambda: clerk.send(send)['deliveries'] == only(sent=1, queued=3),
               what='the mail on the wire')
    time.sleep(1)
    assert clerk.send(send)['deliveries'] == only(sent=1, queued=3)
    assert len(gate.arrived) == 1
    check_send(clerk, send)

    resumed = clerk.resume(send)
    assert resumed['state'] in ('sending', 'finished')
    assert resumed['pause'] is None
    done = clerk.wait_for_send(send)
    assert done['deliveries'] == only(sent=4)
    assert sorted(gate.arrived) == TO
    check_send(clerk, send)


def test_a_pause_outlives_the_service(gated, gate, mail_server):
    clerk = gated.sign_in('clerk')
    send = prepared(clerk)
    clerk.start(send)
    wait_until(lambda: gate.arrived, what='the first mail')
    clerk.pause(send)
    gate.is_open.set()
    wait_until(lambda: clerk.send(send)['deliveries']['sent'] == 1)
    gated.stop()
    gated.start(relay=mail_server.url, connections=1)
    clerk = gated.sign_in('clerk')
    time.sleep(0.5)
    seen = check_send(clerk, send)
    assert seen['state'] == 'paused'
    assert seen['deliveries'] == only(sent=1, queued=3)
    clerk.resume(send)
    assert clerk.wait_for_send(send)['deliveries'] == only(sent=4)


def test_the_last_mail_of_a_paused_send(gated, gate):
    clerk = gated.sign_in('clerk')
    send = prepared(clerk, leave_out=['n2', 'n3', 'n4', 'n5'])
    clerk.start(send)
    wait_until(lambda: gate.arrived, what='the only mail')
    assert clerk.pause(send)['state'] == 'paused'
    gate.is_open.set()
    done = clerk.wait_for_send(send)
    assert done['deliveries'] == only(sent=1) and done['pause'] is None


def test_stop_while_sending(gated, gate):
    clerk = gated.sign_in('clerk')
    send = prepared(clerk)
    clerk.start(send)
    wait_until(lambda: gate.arrived, what='the first mail')
    stopping = clerk.stop(send)
    assert stopping['state'] == 'sending' and stopping['stopping']
    assert stopping['deliveries'] == only(sending=1, cancelled=3)
    # Stopping is not undone by what comes after it.
    for act in ('stop', 'pause', 'resume', 'start'):
        seen = clerk.ok('POST', f'/v1/sends/{send}/{act}')
        assert seen['stopping'] and seen['deliveries'] == stopping['deliveries']
    check_send(clerk, send)
    gate.is_open.set()
    stopped = clerk.wait_for_send(send, 'stopped')
    assert stopped['deliveries'] == only(sent=1, cancelled=3)
    assert not stopped['stopping'] and stopped['finished_at']
    assert len(gate.arrived) == 1
    check_send(clerk, send)


def test_stop_while_paused(gated, gate):
    clerk = gated.sign_in('clerk')
    send = prepared(clerk)
    clerk.start(send)
    wait_until(lambda: gate.arrived, what='the first mail')
    clerk.pause(send)
    gate.is_open.set()
    wait_until(lambda: clerk.send(send)['deliveries']['sent'] == 1)
    stopped = clerk.stop(send)
    assert stopped['state'] == 'stopped' and stopped['pause'] is None
    assert stopped['deliveries'] == only(sent=1, cancelled=3)
    check_send(clerk, send)


def test_revoke(own):
    clerk = own.sign_in('clerk')
    before = statuses(clerk, 'north')
    send = send_all(clerk)['id']
    secrets = secrets_of(own)
    assert own.accept(secrets['nina@example.com'][0]).status == 200

    revoked = clerk.revoke(send)
    assert revoked['state'] == 'finished'
    assert revoked['revoked_at'] and revoked['revoked_by'] == 'Clerk'
    assert revoked['deliveries'] == only(sent=4)
    assert revoked['accepted_contacts'] == 1
    assert clerk.revoke(send) == revoked
    # Whoever has joined has joined; everybody else is what they were.
    assert statuses(clerk, 'north') == {**before, 'n1': 'accepted'}
    for address, (secret,) in secrets.items():
        assert own.open_link(secret).status == 410, address
    rows = {row['id']: row for row in clerk.contacts(division='north')}
    assert rows['n2']['last_invite_sent'] is None
    check_send(clerk, send)
    # They can be invited again.
    again = send_all(clerk)
    assert again['deliveries'] == only(sent=3)
    assert all(own.open_link(s[-1]).status == 200
               for a, s in secrets_of(own).items() if a != 'nina@example.com')


def test_revoke_revives_what_was_before(own):
    clerk = own.sign_in('clerk')
    first = send_all(clerk)['id']
    old = {a: s[0] for a, s in secrets_of(own).items()}
    own.let_pass(days=2)
    second = send_all(clerk, only=False)
    assert second['previously_invited'] == 7
    new = {a: s[-1] for a, s in secrets_of(own).items()}
    assert own.open_link(old['nina@example.com']).status == 410
    assert own.open_link(new['nina@example.com']).status == 200

    clerk.revoke(second['id'])
    assert own.open_link(old['nina@example.com']).status == 200
    assert own.open_link(new['nina@example.com']).status == 410
    rows = {row['id']: row for row in clerk.contacts(division='north')}
    assert {i for i, r in rows.items() if r['status'] == 'pending'} == {
        'p1', 'p2', 'n1', 'n2', 'n3', 'n4', 'n5'}
    started = clerk.send(first)['started_at']
    assert rows['n1']['last_invite_sent'][:10] == started[:10]
    # An imported invitation counts again, as long as it lasts.
    assert rows['p1']['last_invite_sent'] < started
    assert rows['p2']['expired'] and not rows['p1']['expired']
    check_send(clerk, second['id'])
    assert own.accept(old['nina@example.com']).status == 200

    clerk.revoke(first)
    assert statuses(clerk, 'north')['n2'] == 'not_sent'
    assert statuses(clerk, 'north')['n1'] == 'accepted'
    assert own.open_link(old['Shared@example.com']).status == 410
    check_send(clerk, first)


def test_revoke_while_sending(gated, gate, mail_server):
    clerk = gated.sign_in('clerk')
    before = statuses(clerk, 'north')
    send = prepared(clerk)
    clerk.start(send)
    wait_until(lambda: gate.arrived, what='the first mail')
    revoked = clerk.revoke(send)
    assert revoked['stopping'] and revoked['revoked_at']
    assert revoked['deliveries'] == only(sending=1, cancelled=3)
    gate.is_open.set()
    done = clerk.wait_for_send(send, 'stopped')
    assert done['deliveries'] == only(sent=1, cancelled=3)
    # It has arrived, with a link that is dead, and makes nobody pending.
    assert statuses(clerk, 'north') == before
    (_, mail), = mail_server.mails
    assert gated.open_link(links(mail)[0]).status == 410
    check_send(clerk, send)


def test_a_revoked_send_is_not_tried_again(relayed, mail_server):
    mail_server.recorder.answers = {
        'li.lei@example.com': '550 5.7.1 Not today'}
    clerk = relayed.sign_in('clerk')
    send = send_all(clerk)['id']
    clerk.revoke(send)
    answer = clerk.post(f'/v1/sends/{send}/retry')
    assert (answer.status, answer.code) == (409, 'conflict')
    assert check_send(clerk, send)['deliveries'] == only(sent=3, refused=1)


def reach(state, clerk, gate):
    """A send in that state, whoever has been invited before."""
    send = prepared(clerk, only=False)
    if state == 'prepared':
        return send
    if state == 'stopped before the start':
        clerk.stop(send)
        return send
    clerk.start(send)
    if state == 'held':
        return send
    if state == 'undone':
        clerk.stop(send)
        return send
    wait_until(lambda: gate.arrived, what='the first mail')
    if state == 'paused':
        clerk.pause(send)
    if state == 'stopping':
        clerk.stop(send)
    if state in ('stopped', 'finished', 'revoked'):
        if state == 'stopped':
            clerk.stop(send)
        gate.is_open.set()
        clerk.wait_for_send(send, 'stopped' if state == 'stopped'
                            else 'finished')
    if state == 'revoked':
        clerk.revoke(send)
    return send


def expected_status(state, act):
    if state == 'prepared' and act in ('pause', 'resume', 'revoke', 'retry'):
        return 409
    if state == 'revoked' and act == 'retry':
        return 409
    return 200


def settled(send):
    """What an act has to leave alone when it is repeated. Mail goes on."""
    return {name: send[name] for name in (
        'stopping', 'started_at', 'revoked_at', 'revoked_by', 'pause',
        'outcomes')}


def assert_refused(send, act, clerk, supervisor, other):
    """To whoever may not, and to whoever says it wrongly."""
    before = clerk.send(send)
    path = f'/v1/sends/{send}/{act}'
    answer = supervisor.post(path)
    assert (answer.status, answer.code) == (403, 'permission-required')
    assert other.post(path).status == 404
    assert clerk.post(path, data='x').status == 400
    assert clerk.call('POST', path, {'x': '1'}).status == 400
    assert clerk.send(send) == before


def do_twice(send, act, status, clerk):
    """The second time changes nothing more."""
    before = clerk.send(send)
    first, second = (clerk.post(f'/v1/sends/{send}/{act}') for _ in range(2))
    assert first.status == second.status == status, f'{act}: {first.text}'
    if status == 409:
        assert first.code == 'conflict' and clerk.send(send) == before
    else:
        assert settled(second.json) == settled(first.json)
    check_send(clerk, send)


def end(send, clerk):
    """Whatever was done, all its mails are what it says; then it lets go of
    whom it still holds."""
    done = wait_until(lambda: ended(clerk.send(send)), what='its end')
    check_send(clerk, send)
    clerk.stop(send)
    wait_until(lambda: ended(clerk.send(send)), what='its last end')
    return done['deliveries']['sent']


@pytest.mark.parametrize('state', [
    'prepared', 'stopped before the start', 'held', 'undone', 'sending',
    'paused', 'stopping', 'stopped', 'finished', 'revoked'])
def test_every_act_in_every_state(tmp_path, engine, mail_server, gate, state):
    service = Service(tmp_path, engine, relay=mail_server.url, connections=1,
                      hold_seconds=600 if state in ('held', 'undone') else 0)
    company.fill(service)
    with service:
        clerk, supervisor, other = map(service.sign_in,
                                       ('clerk', 'supervisor', 'other'))
        for act in ACTS:
            n_before = len(mail_server.mails)
            gate.arrived.clear()
            gate.is_open.clear()
            send = reach(state, clerk, gate)
            assert_refused(send, act, clerk, supervisor, other)
            do_twice(send, act, expected_status(state, act), clerk)
            gate.is_open.set()
            n_sent = end(send, clerk)
            recipients = [r[0] for r, _ in mail_server.mails[n_before:]]
            assert len(recipients) == len(set(recipients)) == n_sent, act
    service.check()


def ended(send):
    """The send, when nothing more will happen by itself."""
    waits = send['state'] in ('prepared', 'held', 'paused', 'stopped',
                              'finished')
    return send if waits and send['deliveries']['sending'] == 0 else None


def test_a_colleague_takes_back(own):
    """Whoever has the permission and the division, not only who prepared."""
    clerk, head = own.sign_in('clerk'), own.sign_in('head')
    send = send_all(clerk)['id']
    assert head.revoke(send)['revoked_by'] == 'Head'
    assert clerk.revoke(send)['revoked_by'] == 'Head'


def test_unknown_parameters(own):
    clerk = own.sign_in('clerk')
    send = send_all(clerk)['id']
    for query, field in (({'state': 'sent'}, 'state'), ({'state': ''}, 'state'),
                         ({'states': 'refused'}, 'states')):
        answer = clerk.call('POST', f'/v1/sends/{send}/retry', query)
        assert (answer.status, answer.field) == (400, field)
    for act in ACTS:
        assert clerk.post(f'/v1/sends/{act}/{act}').status == 404


def test_who_did_what_is_recorded(holding):
    clerk = holding.sign_in('clerk')
    send = prepared(clerk)
    for act in ('start', 'pause', 'pause', 'resume', 'revoke', 'revoke'):
        clerk.ok('POST', f'/v1/sends/{send}/{act}')
    acts = [act for act, in holding.query(
        'SELECT act FROM audit WHERE subject = ? ORDER BY audit_id', send)]
    assert [a for a in acts if a != 'stop-send'] == [
        'prepare-send', 'start-send', 'pause-send', 'resume-send',
        'revoke-send']


def test_posting_empty_fields_changes_nothing(own):
    """What a scanner may do with the forms that it finds."""
    clerk = own.sign_in('clerk')
    send_all(clerk)
    before = statuses(clerk, 'north')
    for (secret,) in secrets_of(own).values():
        page = own.open_link(secret)
        fields = dict.fromkeys(Form(page.text).fields, '')
        own.open_link(secret, 'HEAD')
        answer = own.open_link(secret, 'POST', urllib.parse.urlencode(fields))
        assert answer.status in (400, 403), answer.status
    assert statuses(clerk, 'north') == before
    assert states(clerk, clerk.ok('GET', '/v1/sends')['items'][0]['id'])
