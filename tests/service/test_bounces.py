# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail that comes back: noted where the service can prove its own address, and
kept for a look where it cannot."""

import fcntl
import re
import shutil

import pytest

from support import company
from support.mail import MailServer
from support.service import Service, command, wait_until

FROM = 'office@north.example'
DOMAIN = 'bounces.north.example'
NINA = 'nina@example.com'
LI = 'li.lei@example.com'

REPORT = '''\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: {to}
Subject: Undelivered Mail Returned to Sender
{headers}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

It could not be delivered.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {reply}
--x--
'''

VACATION = '''\
From: Nina <nina@example.com>
To: {to}
Subject: I am away
Auto-Submitted: auto-replied
Content-Type: text/plain

550 5.1.1 User unknown
'''


def report(to, recipient=NINA, action='failed', status='5.1.1',
           reply='550 5.1.1 No such user', headers=''):
    return REPORT.format(to=to, recipient=recipient, action=action,
                         status=status, reply=reply, headers=headers)


class Office:
    """A service whose mails went to four recipients, and what came of them."""

    def __init__(self, service, server):
        self.service = service
        self.server = server
        self.clerk = service.sign_in('clerk')

    def send(self):
        self.uuid = self.clerk.prepare('north', FROM)['id']
        self.clerk.start(self.uuid)
        self.clerk.wait_for_send(self.uuid)
        with self.server.recorder.lock:
            self.addresses = {e.rcpt_tos[0]: e.mail_from
                              for e in self.server.recorder.envelopes}
            self.mails = {e.rcpt_tos[0]: e.original_content.decode('utf-8')
                          for e in self.server.recorder.envelopes}
        return self

    def bounce(self, message, *words):
        """Pipes a message in; gives what it was taken for."""
        done = self.service.run('bounce', *words, stdin=message)
        return done.stderr.strip().removeprefix('bounce: ')

    def kept(self):
        lines = self.service.run('bounce', '--list').stdout.splitlines()
        return [line.split('\t')[2] for line in lines]

    def row(self, contact):
        return next(r for r in self.clerk.entries(self.uuid)
                    if r['id'] == contact)

    def deliveries(self):
        seen = self.clerk.ok('GET', f'/v1/sends/{self.uuid}')
        assert sum(seen['deliveries'].values()) \
            == seen['outcomes']['will_be_sent']
        return {k: n for k, n in seen['deliveries'].items() if n}

    def contact(self, contact):
        row = next(r for r in self.clerk.contacts(division='north')
                   if r['id'] == contact)
        return row['status'], row['reason']

    def notes(self, contact):
        why = self.clerk.ok('GET', f'/v1/contacts/{contact}/why',
                            {'division': 'north'})
        return [(n['event'], n['send']) for n in why['notes']]

    def assert_untouched(self):
        assert self.deliveries() == {'sent': 4}
        assert self.contact('n1') == ('pending', None)
        assert self.notes('n1') == []


def run_office(folder, engine, **options):
    with MailServer() as server:
        service = Service(folder, engine, relay=server.url,
                          bounce_domain=DOMAIN, **options)
        company.fill(service)
        with service:
            yield Office(service, server).send()
        service.check()


@pytest.fixture
def office(tmp_path, engine):
    yield from run_office(tmp_path, engine)


def test_each_mail_has_a_sender_address_of_its_own(office):
    assert len(office.addresses) == 4
    assert len(set(office.addresses.values())) == 4
    for address in office.addresses.values():
        assert re.fullmatch(r'b-[a-z2-7]{39}@' + re.escape(DOMAIN), address)
        assert len(address.split('@')[0]) <= 64
    for mail in office.mails.values():
        assert f'<{FROM}>' in mail and DOMAIN not in mail


def test_a_hard_bounce_ends_up_at_its_row_and_its_address(office):
    assert office.bounce(report(office.addresses[NINA])) == 'failed'
    row = office.row('n1')
    assert row['state'] == 'bounced'
    assert (row['reply_code'], row['reply_status']) == (550, '5.1.1')
    assert row['reply_text'] == '550 5.1.1 No such user'
    assert office.deliveries() == {'sent': 3, 'bounced': 1}
    assert office.contact('n1') == ('cannot_be_invited', 'bounced')
    assert office.notes('n1') == [('bounced', office.uuid)]
    counts = office.clerk.counts(division='north')
    assert counts['reasons']['bounced'] == 2
    assert counts['total'] == sum(counts[k] for k in (
        'accepted', 'pending', 'not_sent', 'cannot_be_invited'))
    # The address is another contact's too, in another division.
    other = office.service.sign_in('other').contacts(division='south')
    assert {r['id']: r['reason'] for r in other}['s2'] == 'bounced'
    assert office.kept() == []


def test_a_soft_bounce_leaves_the_address_alone(office):
    message = report(office.addresses[NINA], status='5.2.2',
                     reply='552 5.2.2 Mailbox full')
    assert office.bounce(message) == 'failed'
    assert office.row('n1')['state'] == 'bounced'
    assert office.deliveries() == {'sent': 3, 'bounced': 1}
    assert office.contact('n1') == ('not_sent', None)


def test_a_delay_is_only_noted(office):
    message = report(office.addresses[NINA], action='delayed', status='4.4.1',
                     reply='connection timed out')
    assert office.bounce(message) == 'delayed'
    assert office.deliveries() == {'sent': 4}
    assert office.contact('n1') == ('pending', None)
    assert office.notes('n1') == [('delayed', office.uuid)]
    # And then it fails.
    assert office.bounce(report(office.addresses[NINA])) == 'failed'
    assert office.deliveries() == {'sent': 3, 'bounced': 1}


def test_said_twice_it_counts_once(office):
    for _ in range(3):
        assert office.bounce(report(office.addresses[NINA])) == 'failed'
    assert office.deliveries() == {'sent': 3, 'bounced': 1}
    assert office.notes('n1') == [('bounced', office.uuid)]


def test_only_an_address_of_ours_counts(office):
    mine, other = office.addresses[NINA], office.addresses[LI]
    forged = [
        mine.replace('b-', 'b-a', 1),
        mine[:20] + ('b' if mine[20] == 'a' else 'a') + mine[21:],
        # The number of one and the MAC of another.
        mine[:15] + other[15:], 'b-' + 'a' * 39 + '@' + DOMAIN, FROM]
    for address in forged:
        assert address not in (mine, other)
        assert office.bounce(report(address)) == 'forged'
    assert office.bounce(report(mine), '--recipient',
                         forged[1]) == 'forged'
    office.assert_untouched()
    assert office.kept() == ['forged'] * 6


def test_case_does_not_matter(office):
    assert office.bounce(report(office.addresses[NINA].upper())) == 'failed'
    assert office.row('n1')['state'] == 'bounced'


def test_the_envelope_decides(office):
    message = report(office.addresses[LI])
    assert office.bounce(message, '--recipient',
                         office.addresses[NINA]) == 'failed'
    assert office.row('n1')['state'] == 'bounced'
    assert office.row('n5')['state'] == 'sent'


@pytest.mark.parametrize('header', ['Delivered-To', 'X-Original-To',
                                    'Envelope-To'])
def test_what_the_mail_system_adds_decides_before_to(office, header):
    message = report(office.addresses[LI])
    assert office.bounce(f'{header}: {office.addresses[NINA]}\n{message}') \
        == 'failed'
    assert office.row('n1')['state'] == 'bounced'
    assert office.row('n5')['state'] == 'sent'


def test_what_is_no_report_changes_nothing_and_is_kept(office):
    address = office.addresses[NINA]
    hops = 'Received: from a by b; Mon, 2 Nov 2026 09:00:00 +0000\n' * 60
    messages = [
        ('auto-reply', VACATION.format(to=address)),
        ('loop', report(address, headers=hops)),
        ('loop', report(address, recipient=address)),
        ('loop', office.mails[NINA]),
        ('unreadable', f'From: Nina <{NINA}>\nTo: {address}\n\nWho are you?\n'),
        ('unreadable', ''),
        ('unreadable', 'no mail at all'),
        ('delivered', report(address, action='delivered', status='2.0.0')),
    ]
    for verdict, message in messages:
        assert office.bounce(message, '--recipient', address) == verdict
    office.assert_untouched()
    assert office.kept() == [verdict for verdict, _ in reversed(messages)]

    lines = office.service.run('bounce', '--list').stdout.splitlines()
    number, at, _ = lines[-1].split('\t')
    assert re.fullmatch(r'20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ', at)
    shown = office.service.run('bounce', '--show', number).stdout
    assert shown == messages[0][1]
    office.service.run('bounce', '--show', '999999', status=1)


def test_an_older_form_counts_too(office):
    message = f'''\
Return-Path: <>
From: MAILER-DAEMON@mx.example.com
To: {office.addresses[NINA]}
Subject: failure notice

Hi. This is the qmail-send program at mx.example.com.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{NINA}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{office.mails[NINA]}'''
    assert office.bounce(message) == 'failed'
    assert office.row('n1')['reply_status'] == '5.1.1'
    assert office.contact('n1') == ('cannot_be_invited', 'bounced')


def test_a_very_large_message_is_taken(office):
    message = report(office.addresses[NINA]) + 'x' * 5_000_000
    assert office.bounce(message) == 'failed'
    assert office.row('n1')['state'] == 'bounced'


def test_what_cannot_be_used_now_is_to_come_again(tmp_path, engine):
    service = Service(tmp_path, engine)
    company.fill(service)
    message = report('b-' + 'a' * 39 + '@' + DOMAIN)
    key = service.store.key
    # No key yet: none is made, for it would know no mail.
    service.run('bounce', stdin=message, status=75)
    assert not key.exists()
    key.write_bytes(b'k' * 32)
    key.chmod(0o644)
    service.run('bounce', stdin=message, status=75)
    key.chmod(0o600)
    service.run('bounce', stdin=message)
    elsewhere = tmp_path / 'elsewhere.db'
    command('bounce', '--database', f'sqlite:{elsewhere}', '--key-file', key,
            stdin=message, status=75)
    assert not elsewhere.exists()
    elsewhere.write_text('This is no database. ' * 100)
    command('bounce', '--database', f'sqlite:{elsewhere}', '--key-file', key,
            stdin=message, status=75)


@pytest.mark.parametrize('words', [
    [], ['--database', 'sqlite:x', '--list', '--show', '1'],
    ['--database', 'sqlite:x', 'word'], ['--database', 'sqlite:x', '--no'],
    ['--database', 'sqlite:x', '--show', '-1']])
def test_wrong_usage(words, tmp_path):
    assert command('bounce', *words, status=2).stderr


@pytest.fixture
def maildir(tmp_path):
    folder = tmp_path / 'maildir'
    for name in ('tmp', 'new', 'cur'):
        (folder / name).mkdir(parents=True)
    return folder


def deliver(folder, name, message):
    (folder / 'tmp' / name).write_text(message)
    (folder / 'tmp' / name).rename(folder / 'new' / name)


@pytest.fixture
def watching(tmp_path, engine, maildir):
    yield from run_office(tmp_path, engine, bounce_maildir=maildir,
                          bounce_mailbox=tmp_path / 'mbox')


def wait_for_bounced(office, number):
    wait_until(lambda: office.deliveries().get('bounced') == number,
               what=f'{number} bounced')


def test_a_maildir_is_watched(watching, maildir):
    office = watching
    answer = office.clerk.get(f'/v1/sends/{office.uuid}')
    deliver(maildir, 'one', report(office.addresses[NINA]))
    deliver(maildir, 'two', VACATION.format(to=office.addresses[LI]))
    # Who waits is told.
    held = office.clerk.get(f'/v1/sends/{office.uuid}', headers={
        'If-None-Match': answer.headers['ETag'], 'Prefer': 'wait=25'})
    assert held.status == 200 and held.json['deliveries']['bounced'] == 1
    wait_until(lambda: not list((maildir / 'new').iterdir()), what='an empty new')
    assert sorted(p.name for p in (maildir / 'cur').iterdir()) \
        == ['one:2,S', 'two:2,S']
    assert office.kept() == ['auto-reply']

    # As if it had been killed before it could mark it.
    (maildir / 'cur' / 'one:2,S').rename(maildir / 'new' / 'one')
    wait_until(lambda: not list((maildir / 'new').iterdir()), what='an empty new')
    assert office.deliveries() == {'sent': 3, 'bounced': 1}
    assert office.notes('n1') == [('bounced', office.uuid)]


def test_what_came_while_nobody_watched_is_not_lost(watching, maildir):
    office = watching
    office.service.kill()
    deliver(maildir, 'one', report(office.addresses[NINA]))
    (maildir / 'cur' / 'two:2,').write_text(
        report(office.addresses[LI], recipient=LI))
    office.service.start(**office.service.options)
    office.clerk = office.service.sign_in('clerk')
    wait_for_bounced(office, 2)
    assert office.deliveries() == {'sent': 2, 'bounced': 2}


MARK = 'From MAILER-DAEMON Mon Nov  2 09:00:00 2026\n'


def append(mbox, *messages):
    """As a mail system does."""
    with mbox.open('a') as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        file.writelines(f'{MARK}{m}\n' for m in messages)


def test_a_mailbox_is_emptied(watching, tmp_path):
    office = watching
    mbox = tmp_path / 'mbox'
    append(mbox, report(office.addresses[NINA]), VACATION.format(to='someone'),
           report(office.addresses[LI], recipient=LI))
    wait_for_bounced(office, 2)
    wait_until(lambda: mbox.stat().st_size == 0, what='an empty mailbox')
    assert not (tmp_path / 'mbox.lock').exists()
    append(mbox, report(office.addresses[NINA]))
    wait_until(lambda: mbox.stat().st_size == 0, what='an empty mailbox')
    assert office.deliveries() == {'sent': 2, 'bounced': 2}


def test_killed_in_between_it_loses_nothing(watching, tmp_path, maildir):
    office = watching
    mbox = tmp_path / 'mbox'

    def kept():
        return {bytes(m).split(b'No. ')[1].strip() for m, in
                office.service.query('SELECT message FROM kept_reports')}

    office.service.kill()
    append(mbox, *(f'To: someone\n\nNo. {n}\n' for n in range(150)),
           report(office.addresses[LI], recipient=LI))
    for number in range(150, 300):
        deliver(maildir, str(number), f'To: someone\n\nNo. {number}\n')
    deliver(maildir, 'one', report(office.addresses[NINA]))
    for many in (30, 200):
        office.service.start(**office.service.options)
        wait_until(lambda: len(kept()) >= many, what=f'{many} kept')
        office.service.kill()
    office.service.start(**office.service.options)
    office.clerk = office.service.sign_in('clerk')
    wait_until(lambda: not mbox.stat().st_size, what='an empty mailbox')
    wait_until(lambda: not list((maildir / 'new').iterdir()),
               what='an empty new')
    assert kept() == {str(n).encode() for n in range(300)}
    assert office.deliveries() == {'sent': 2, 'bounced': 2}
    assert office.notes('n1') == [('bounced', office.uuid)]


def test_a_locked_mailbox_is_left_alone(watching, tmp_path, maildir):
    office = watching
    mbox = tmp_path / 'mbox'
    with mbox.open('a') as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        file.write(MARK + report(office.addresses[NINA]))
        file.flush()
        # The watcher has looked at both when it has taken this.
        for number in range(2):
            deliver(maildir, str(number), VACATION.format(to='someone'))
            wait_until(lambda: not list((maildir / 'new').iterdir()),
                       what='an empty new')
        office.assert_untouched()
        assert mbox.stat().st_size > 0
    wait_for_bounced(office, 1)


def test_no_folder_yet_is_no_trouble(tmp_path, engine, maildir):
    shutil.rmtree(maildir)
    offices = run_office(tmp_path, engine, bounce_maildir=maildir)
    office = next(offices)
    for name in ('tmp', 'cur', 'new'):
        (maildir / name).mkdir(parents=True)
    deliver(maildir, 'one', report(office.addresses[NINA]))
    wait_for_bounced(office, 1)
    assert list(offices) == []
