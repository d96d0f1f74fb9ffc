# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending again what was refused, or of which nobody knows."""

from support import company
from support.ledger import check_send, only, statuses
from support.mail import links
from support.service import Service, wait_until

FROM = 'office@north.example'


def prepared(api, **options):
    return api.prepare('north', FROM, **options)['id']


def send_all(api, **options):
    send = prepared(api, **options)
    api.start(send)
    api.wait_for_send(send)
    return check_send(api, send)


def identity(mail):
    return mail['Message-ID'], links(mail)[0]


def row_of(api, send, contact):
    return next(r for r in api.entries(send) if r['id'] == contact)


def test_refused_rows(relayed, mail_server):
    answers = mail_server.recorder.answers
    answers['li.lei@example.com'] = '550 5.7.1 Not today'
    answers['nina@example.com'] = '550 5.1.1 No such user here'
    clerk = relayed.sign_in('clerk')
    first = send_all(clerk)
    send = first['id']
    assert first['deliveries'] == only(sent=2, refused=2)
    row = row_of(clerk, send, 'n5')
    assert (row['reply_code'], row['reply_status']) == (550, '5.7.1')
    assert 'Not today' in row['reply_text'] and row['attempts'] == 1

    # Refused once more; it has a right to its own words each time.
    answers['li.lei@example.com'] = '554 5.7.0 Still not'
    again = clerk.retry(send, 'refused')
    assert again['state'] in ('sending', 'finished')
    done = clerk.wait_for_send(send)
    assert done['deliveries'] == only(sent=2, refused=2)
    row = row_of(clerk, send, 'n5')
    assert row['reply_code'] == 554 and 'Still not' in row['reply_text']
    # The address that has bounced was left alone.
    assert 'No such user' in row_of(clerk, send, 'n1')['reply_text']
    check_send(clerk, send)

    answers.clear()
    clerk.retry(send)
    done = clerk.wait_for_send(send)
    assert done['deliveries'] == only(sent=3, refused=1)
    assert done['finished_at'] and statuses(clerk, 'north')['n5'] == 'pending'
    assert row_of(clerk, send, 'n5')['reply_code'] == 250
    check_send(clerk, send)
    # Nothing is left to try: nothing changes.
    assert clerk.retry(send) == done
    assert clerk.retry(send, 'unknown') == done
    assert len(mail_server.mails) == 3
    mail = next(m for to, m in mail_server.mails if 'li.lei' in to[0])
    assert relayed.open_link(links(mail)[0]).status == 200


def test_retry_after_lifting(relayed, mail_server):
    mail_server.recorder.answers['nina@example.com'] = '550 5.1.1 No such user'
    clerk = relayed.sign_in('clerk')
    send = send_all(clerk)['id']
    mail_server.recorder.answers.clear()
    assert clerk.lift('n1', 'bounced')['status'] == 'not_sent'
    clerk.retry(send)
    assert clerk.wait_for_send(send)['deliveries'] == only(sent=4)
    assert statuses(clerk, 'north')['n1'] == 'pending'
    check_send(clerk, send)


def test_one_kind_at_a_time(tmp_path, mail_server, gate, engine):
    """A crash while the mail system sits after the dot, and a refusal."""
    mail_server.recorder.answers['nina@example.com'] = '550 5.7.1 Not today'
    service = Service(tmp_path, engine, relay=mail_server.url, connections=3)
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        send = prepared(clerk)
        clerk.start(send)
        wait_until(lambda: len(gate.arrived) == 3
                   and clerk.send(send)['deliveries']['refused'] == 1,
                   what='three mails on the wire')
        service.kill()
        gate.is_open.set()
        service.start(relay=mail_server.url, connections=3)
        clerk = service.sign_in('clerk')
        done = clerk.wait_for_send(send)
        assert done['deliveries'] == only(unknown=3, refused=1)
        check_send(clerk, send)
        # They may have got it: pending, and not among the rest.
        assert statuses(clerk, 'north')['n5'] == 'pending'
        rest = clerk.prepare('north', FROM,
                             made_from={'send': send, 'set': 'rest'})
        assert [r['id'] for r in clerk.entries(rest['id'])] == ['n1']
        clerk.retry(send, 'refused')
        done = clerk.wait_for_send(send)
        assert done['deliveries'] == only(unknown=3, refused=1)
        mail_server.recorder.answers.clear()
        clerk.retry(send)
        assert clerk.wait_for_send(send)['deliveries'] == only(sent=4)
        check_send(clerk, send)
    service.check()


def test_the_same_mail_again(tmp_path, mail_server, gate, engine):
    """Killed after the dot: unknown, and again with what it had."""
    service = Service(tmp_path, engine, relay=mail_server.url, connections=1)
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        send = prepared(clerk, leave_out=['n2', 'n3', 'n4', 'n5'])
        clerk.start(send)
        wait_until(lambda: gate.arrived, what='the mail')
        service.kill()
        assert len(gate.mails) == 1
        gate.is_open.set()
        service.start(relay=mail_server.url, connections=1)
        clerk = service.sign_in('clerk')
        done = clerk.wait_for_send(send)
        assert done['deliveries'] == only(unknown=1)
        # The link works: the mail may have arrived.
        secret = links(gate.mails[0])[0]
        assert service.open_link(secret).status == 200
        # Whoever waits for a decision gets no other invitation meanwhile.
        other = clerk.prepare('north', FROM, only=False)['id']
        clerk.start(other)
        clerk.wait_for_send(other)
        row = row_of(clerk, other, 'n1')
        assert (row['state'], row['reason']) == ('skipped', 'in_another_send')

        before = len(gate.mails)
        assert clerk.retry(send, 'unknown')['deliveries']['unknown'] == 0
        clerk.retry(send, 'unknown')
        assert clerk.wait_for_send(send)['deliveries'] == only(sent=1)
        again, = gate.mails[before:]
        assert identity(again) == identity(gate.mails[0])
        assert service.open_link(secret).status == 200
        check_send(clerk, send)
    service.check()


def test_resend_in_doubt(tmp_path, mail_server, gate, engine):
    """With in-doubt=resend nobody has to decide."""
    service = Service(tmp_path, engine, relay=mail_server.url, connections=1,
                      in_doubt='resend')
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        send = prepared(clerk)
        clerk.start(send)
        wait_until(lambda: gate.arrived, what='the first mail')
        service.kill()
        gate.is_open.set()
        service.start(relay=mail_server.url, connections=1, in_doubt='resend')
        clerk = service.sign_in('clerk')
        assert clerk.wait_for_send(send)['deliveries'] == only(sent=4)
        check_send(clerk, send)
        assert gate.arrived.count(gate.arrived[0]) == 2
        assert len(gate.arrived) == 5
    service.check()


def test_retry_of_a_paused_send(relayed, mail_server):
    mail_server.recorder.answers['li.lei@example.com'] = '550 5.7.1 Not today'
    mail_server.recorder.answers['nina@example.com'] = '451 4.3.0 Later'
    clerk = relayed.sign_in('clerk')
    send = prepared(clerk)
    clerk.start(send)
    wait_until(lambda: clerk.send(send)['deliveries']
               == only(sent=2, refused=1, deferred=1))
    row = row_of(clerk, send, 'n1')
    assert row['next_attempt_at'] and row['attempts'] >= 1
    assert (row['reply_code'], row['reply_status']) == (451, '4.3.0')
    clerk.pause(send)
    mail_server.recorder.answers.clear()
    paused = clerk.retry(send)
    assert paused['state'] == 'paused'
    assert paused['deliveries'] == only(sent=2, queued=1, deferred=1)
    check_send(clerk, send)
    clerk.resume(send)
    wait_until(lambda: clerk.send(send)['deliveries']['sent'] == 3)
    check_send(clerk, send)
    assert clerk.stop(send)['state'] == 'stopped'


def test_retry_when_another_send_has_the_address(relayed, mail_server):
    answers = mail_server.recorder.answers
    answers['li.lei@example.com'] = '550 5.7.1 Not today'
    clerk = relayed.sign_in('clerk')
    first = send_all(clerk)['id']
    answers['li.lei@example.com'] = '451 4.3.0 Later'
    second = prepared(clerk)
    clerk.start(second)
    wait_until(lambda: clerk.send(second)['deliveries'] == only(deferred=1))
    unchanged = clerk.send(first)
    assert clerk.retry(first) == unchanged
    check_send(clerk, first)
    clerk.stop(second)
    answers.clear()
    clerk.retry(first)
    assert clerk.wait_for_send(first)['deliveries'] == only(sent=4)
    check_send(clerk, first)


def test_the_sender_is_checked_again(tmp_path, mail_server, engine):
    mail_server.recorder.answers['li.lei@example.com'] = '550 5.7.1 Not today'
    service = Service(tmp_path, engine, relay=mail_server.url)
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        send = send_all(clerk)['id']
        service.run('import', company.write(
            service.folder / 'moved', divisions=company.DIVISIONS.replace(
                'office@north.example', 'office@moved.example')))
        answer = clerk.post(f'/v1/sends/{send}/retry')
        assert (answer.status, answer.code) == (409, 'sender-not-allowed')
        assert check_send(clerk, send)['deliveries'] == only(sent=3, refused=1)
    service.check()
