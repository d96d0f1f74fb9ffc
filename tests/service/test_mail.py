# SPDX-License-Identifier: GPL-3.0-or-later
"""What arrives at a real SMTP server."""

import email.utils

import pytest

from support import company
from support.mail import MailServer, links, part
from support.service import Service

FROM = 'office@north.example'
IDN = 'δεσποινα@xn--bcher-kva.example'


def send_all(service, **options):
    clerk = service.sign_in('clerk')
    send = clerk.prepare('north', FROM, **options)['id']
    clerk.start(send)
    return clerk, clerk.wait_for_send(send)


def test_every_mail_arrives_once_and_well_formed(relayed, mail_server):
    clerk, done = send_all(relayed)
    assert done['deliveries']['sent'] == 4
    mails = mail_server.mails
    assert sorted(r for rcpts, _ in mails for r in rcpts) == sorted([
        'nina@example.com', 'Shared@example.com', IDN, 'li.lei@example.com'])
    seen = set()
    for recipients, message in mails:
        assert len(recipients) == 1 and not message.defects
        assert email.utils.parsedate_to_datetime(message['Date']) is not None
        assert message['Message-ID'] not in seen
        assert message['Message-ID'].endswith('@north.example>')
        seen.add(message['Message-ID'])
        assert message['From'].addresses[0].addr_spec == FROM
        assert message['From'].addresses[0].display_name == 'North'
        assert message['To'].addresses[0].addr_spec == recipients[0]
        assert message['Subject']
        assert message.get_content_type() == 'multipart/alternative'
        assert len(links(message)) == 1
        assert f'{relayed.url}/i/{links(message)[0]}' in part(message, 'text/html')
        seen.add(links(message)[0])
    assert len(seen) == 8


def test_one_mail_for_one_address_names_both_accounts(relayed, mail_server):
    send_all(relayed)
    mail = next(m for r, m in mail_server.mails if 'Shared@' in r[0])
    for kind in ('text/plain', 'text/html'):
        text = part(mail, kind)
        assert '1002' in text and '1003' in text and '北京环卫' in text
    assert 'O&#39;Neil' in part(mail, 'text/html') \
        or 'O&apos;Neil' in part(mail, 'text/html') \
        or "O'Neil" in part(mail, 'text/html')
    assert mail['To'].addresses[0].display_name == 'Noé Nguyễn'


def test_unicode_needs_smtputf8(tmp_path, engine):
    with MailServer(smtputf8=False) as server:
        service = Service(tmp_path, engine, relay=server.url)
        company.fill(service)
        with service:
            clerk, done = send_all(service)
            assert done['deliveries']['sent'] == 3
            assert done['deliveries']['refused'] == 1
            row = clerk.entries(done['id'], state='refused')[0]
            assert row['id'] == 'n4' and row['reply_text']
        service.check()


def test_refusals(relayed, mail_server):
    mail_server.recorder.answers = {
        'nina@example.com': '550 5.1.1 No such user here',
        'li.lei@example.com': '554 5.7.1 Go away'}
    clerk, done = send_all(relayed)
    assert done['deliveries']['refused'] == 2 and done['deliveries']['sent'] == 2
    rows = {r['id']: r for r in clerk.entries(done['id'], state='refused')}
    assert rows['n1']['reply_code'] == 550
    assert 'No such user here' in rows['n1']['reply_text']
    status = {r['id']: (r['status'], r['reason'])
              for r in clerk.contacts(division='north')}
    assert status['n1'] == ('cannot_be_invited', 'bounced')
    assert status['n5'] == ('not_sent', None)
    # s2 has the same address: it has bounced there too.
    assert relayed.sign_in('other').contacts(
        division='south', group='cannot_be_invited')[0]['id'] == 's2'


def test_later_is_deferred_and_stop_ends_it(relayed, mail_server):
    mail_server.recorder.answers = {'nina@example.com': '451 4.3.0 Later'}
    clerk = relayed.sign_in('clerk')
    send = clerk.prepare('north', FROM)['id']
    clerk.start(send)
    from support.service import wait_until

    def settled():
        deliveries = clerk.ok('GET', f'/v1/sends/{send}')['deliveries']
        return deliveries['sent'] == 3 and deliveries['deferred'] == 1
    wait_until(settled, what='one deferred, three sent')
    assert clerk.ok('GET', f'/v1/sends/{send}')['state'] == 'sending'
    stopped = clerk.ok('POST', f'/v1/sends/{send}/stop')
    assert stopped['state'] == 'stopped'
    assert stopped['deliveries']['cancelled'] == 1
    rows = {r['id']: r for r in clerk.contacts(division='north')}
    assert rows['n1']['status'] == 'not_sent'


def test_no_relay_loses_nothing(tmp_path, engine):
    """Nothing is sent while the relay is away, and all once it is there."""
    import socket
    from support.service import wait_until
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    service = Service(tmp_path, engine, relay=f'smtp://127.0.0.1:{port}')
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        send = clerk.prepare('north', FROM)['id']
        clerk.start(send)
        wait_until(lambda: service.api.get('/healthz').status == 503,
                   what='healthz says that the sender is not working')
        seen = clerk.ok('GET', f'/v1/sends/{send}')
        assert seen['deliveries']['queued'] == 4
        server = MailServer()
        server.controller.port = port
        server.controller.start()
        try:
            done = clerk.wait_for_send(send)
            assert done['deliveries']['sent'] == 4 and len(server.mails) == 4
            assert service.api.get('/healthz').status == 200
        finally:
            server.controller.stop()


def test_names_are_escaped_for_where_they_stand(tmp_path, engine):
    names = ['<script>alert(1)</script>', 'A\u202eB', '=?utf-8?q?x?=',
             'Comma, "Quote" (Paren)']
    with MailServer() as server:
        service = Service(tmp_path, engine, relay=server.url)
        company.fill(service, contacts=[
            (f'n{i}', '1001', name, f'n{i}@example.com', 'true', {})
            for i, name in enumerate(names)])
        with service:
            send_all(service)
        assert len(server.mails) == len(names)
        for recipients, message in server.mails:
            assert [a.addr_spec for a in message['To'].addresses] == recipients
            html = part(message, 'text/html')
            assert '<script>' not in html and '\u202e' not in html
            assert '\u202e' not in part(message, 'text/plain')
