# SPDX-License-Identifier: GPL-3.0-or-later
"""The landing page of the link."""

import concurrent.futures
import urllib.parse

import pytest

from support import company
from support.mail import links, read_maildir
from support.service import Form, Service, wait_until

FROM = 'office@north.example'
PHRASE = 'a pass phrase of mine'


@pytest.fixture
def invited(tmp_path, engine):
    """A service that has sent, and {recipient: secret}."""
    service = Service(tmp_path, engine)
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        send = clerk.prepare('north', FROM)['id']
        clerk.start(send)
        clerk.wait_for_send(send)
        secrets = {m['To'].addresses[0].addr_spec: links(m)[0]
                   for m in read_maildir(service.outbox)}
        yield service, clerk, send, secrets
    service.check()


def status_of(clerk, contact):
    return {r['id']: r['status']
            for r in clerk.contacts(division='north')}[contact]


def test_page(invited):
    service, clerk, _, secrets = invited
    page = service.open_link(secrets['Shared@example.com'])
    assert page.status == 200
    for words in ('North', '1002', '1003', '北京环卫'):
        assert words in page.text
    assert page.headers['Cache-Control'] == 'no-store'
    assert page.headers['Referrer-Policy'] == 'no-referrer'
    policy = page.headers['Content-Security-Policy']
    assert "default-src 'none'" in policy and 'unsafe' not in policy
    assert '<script' not in page.text and 'viewport' in page.text
    assert 'Set-Cookie' not in page.headers
    form = Form(page.text)
    assert form.method == 'post' and form.passwords
    head = service.open_link(secrets['Shared@example.com'], 'HEAD')
    assert head.status == 200 and not head.body


def test_looking_is_not_accepting(invited):
    service, clerk, _, secrets = invited
    before = clerk.counts(division='north')['accepted']
    for _ in range(3):
        service.open_link(secrets['nina@example.com'])
    assert clerk.counts(division='north')['accepted'] == before


def test_accepting(invited):
    service, clerk, send, secrets = invited
    answer = service.accept(secrets['Shared@example.com'])
    assert answer.status == 200
    assert status_of(clerk, 'n2') == status_of(clerk, 'n3') == 'accepted'
    counts = clerk.counts(division='north')
    assert (counts['accepted'], counts['pending']) == (4, 5)
    assert clerk.ok('GET', f'/v1/sends/{send}')['accepted_contacts'] == 2
    rows = {r['id']: r['accepted'] for r in clerk.entries(send)}
    assert rows['n2'] and rows['n3'] and not rows['n1']
    # The link is used up.
    for method, data in (('GET', None), ('POST', f'x={PHRASE}')):
        again = service.open_link(secrets['Shared@example.com'], method, data)
        assert again.status == 410 and '1002' not in again.text


def test_two_posts_at_once_accept_once(invited):
    service, clerk, send, secrets = invited
    secret = secrets['nina@example.com']
    data = Form(service.open_link(secret).text).filled(PHRASE)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(
            lambda _: service.open_link(secret, 'POST', data).status, range(4)))
    assert answers.count(200) == 1 and set(answers) <= {200, 409, 410}
    assert clerk.ok('GET', f'/v1/sends/{send}')['accepted_contacts'] == 1


@pytest.mark.parametrize('phrase', ['', 'nine-nine', 'x' * 129, 'a\x00bcdefghijkl'])
def test_bad_pass_phrases(invited, phrase):
    service, clerk, _, secrets = invited
    secret = secrets['nina@example.com']
    data = Form(service.open_link(secret).text).filled(phrase)
    answer = service.open_link(secret, 'POST', data)
    assert answer.status == 400 and Form(answer.text).passwords
    assert phrase == '' or phrase not in answer.text
    assert status_of(clerk, 'n1') == 'pending'


@pytest.mark.parametrize('data', ['', 'nothing=here', '%zz', 'a' * 100000,
                                  b'\xff\xfe=\xff'])
def test_bad_posts(invited, data):
    service, clerk, _, secrets = invited
    answer = service.open_link(secrets['nina@example.com'], 'POST', data)
    assert answer.status in (400, 413)
    assert status_of(clerk, 'n1') == 'pending'


def test_a_known_address_uses_its_pass_phrase(invited):
    service, clerk, _, secrets = invited
    assert service.accept(secrets['nina@example.com']).status == 200
    # The same address in the other division, by another send.
    other = service.sign_in('other')
    send = other.prepare('south', 'hello@south.example')['id']
    other.start(send)
    other.wait_for_send(send)
    mail = [m for m in read_maildir(service.outbox)
            if m['To'].addresses[0].addr_spec == 'nina@example.com'
            and 'south' in str(m['From'])][0]
    secret = links(mail)[0]
    assert len(Form(service.open_link(secret).text).passwords) == 1
    assert service.accept(secret, 'a wrong one, sorry').status == 403
    assert other.counts(division='south')['accepted'] == 0
    assert service.accept(secret).status == 200
    assert other.counts(division='south')['accepted'] == 1


@pytest.mark.parametrize('secret', ['x', 'A' * 43, 'A' * 42, 'A' * 44,
                                    '%2e%2e', 'A' * 42 + '%00'])
def test_unknown_links(service, secret):
    answer = service.open_link(secret)
    assert answer.status in (400, 404)
    answer = service.open_link(secret, 'POST', urllib.parse.urlencode({'p': PHRASE}))
    assert answer.status in (400, 404)


def test_a_newer_link_replaces_the_older(invited):
    service, clerk, _, secrets = invited
    old = secrets['nina@example.com']
    send = clerk.prepare('north', FROM, only=False)['id']
    assert service.open_link(old).status == 200
    clerk.start(send)
    clerk.wait_for_send(send)
    answer = service.open_link(old)
    assert answer.status == 410 and '1001' not in answer.text
    new = links([m for m in read_maildir(service.outbox)
                 if m['To'].addresses[0].addr_spec == 'nina@example.com'][-1])[0]
    assert new != old and service.accept(new).status == 200


def test_a_changed_address_ends_the_link(invited):
    service, clerk, _, secrets = invited
    contacts = [list(row) for row in company.CONTACTS]
    for row in contacts:
        if row[0] == 'n1':
            row[3] = 'nina.new@example.com'
    service.run('import', company.write(service.folder / 'csv', contacts=contacts))
    assert service.open_link(secrets['nina@example.com']).status == 410
    assert status_of(clerk, 'n1') == 'not_sent'
    service.run('import', company.write(service.folder / 'csv'))
    assert service.open_link(secrets['nina@example.com']).status == 410
    # A mere respelling changes nothing.
    for row in contacts:
        if row[0] == 'n5':
            row[3] = 'LI.lei@EXAMPLE.com'
    service.run('import', company.write(service.folder / 'csv', contacts=contacts))
    assert service.open_link(secrets['li.lei@example.com']).status == 200
    assert status_of(clerk, 'n5') == 'pending'


def test_an_expired_link(tmp_path, engine):
    """A link of one day, and a day that has passed behind its back."""
    service = Service(tmp_path, engine, link_days=1)
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        send = clerk.prepare('north', FROM)['id']
        clerk.start(send)
        clerk.wait_for_send(send)
        secret = links(read_maildir(service.outbox)[0])[0]
        service.query('UPDATE deliveries SET sent_at = sent_at - 90000,'
                      ' first_attempt_at = first_attempt_at - 90000')
        service.query('UPDATE contacts SET last_invite_sent ='
                      ' last_invite_sent - 90000 WHERE pending = 1')
        answer = service.open_link(secret)
        assert answer.status == 410 and 'expired' in answer.text.lower()
        # What another program writes is seen within a fifth of a second.
        wait_until(lambda: clerk.counts(division='north')['pending_expired']
                   == 7, what='all seven')


def test_tokens_are_not_in_the_database(invited):
    service, _, _, secrets = invited
    stored = service.store.bytes
    for secret in secrets.values():
        assert secret.encode() not in stored
        assert secret not in service.log.read_text()
    assert PHRASE.encode() not in stored
