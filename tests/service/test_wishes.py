# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking for a new link on the page of one that has expired."""

import urllib.parse

import pytest

from support import company
from support.mail import links, read_maildir
from support.service import Form, Service

FROM = 'office@north.example'
WISH = 'wish=new-link'


def send_to(service, api, **options):
    """{recipient: secret} of a new send of its own."""
    before = len(read_maildir(service.outbox))
    send = api.prepare('north', FROM, **options)['id']
    api.start(send)
    api.wait_for_send(send)
    return send, {m['To'].addresses[0].addr_spec: links(m)[0]
                  for m in read_maildir(service.outbox)[before:]}


@pytest.fixture
def expired(tmp_path, engine):
    """A service all whose links have expired: (service, clerk, send, links)."""
    service = Service(tmp_path, engine)
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        send, secrets = send_to(service, clerk)
        service.let_pass(days=31)
        yield service, clerk, send, secrets
    service.check()


def wishing(api):
    return sorted(item['id'] for item in api.wishes('north'))


def test_page(expired):
    service, clerk, _, secrets = expired
    for method in ('GET', 'HEAD', 'GET'):
        page = service.open_link(secrets['Shared@example.com'], method)
        assert page.status == 410
    form = Form(page.text)
    assert form.method == 'post' and not form.passwords
    assert form.fields == {'wish': 'new-link'}
    for words in ('example.com', 'North', '1002', 'Noé'):
        assert words not in page.text
    assert clerk.wishes('north') == []


def test_wish(expired):
    service, clerk, send, secrets = expired
    secret = secrets['Shared@example.com']
    form = Form(service.open_link(secret).text)
    page = service.open_link(secret, 'POST', urllib.parse.urlencode(form.fields))
    assert page.status == 200 and 'passed it on' in page.text
    assert '<form' not in page.text
    for words in ('example.com', 'North', '1002', 'Noé'):
        assert words not in page.text
    assert page.headers['Cache-Control'] == 'no-store'
    assert page.headers['Referrer-Policy'] == 'no-referrer'
    assert "default-src 'none'" in page.headers['Content-Security-Policy']

    # The mail was for both.
    wishes = {item['id']: item for item in clerk.wishes('north')}
    assert sorted(wishes) == ['n2', 'n3']
    assert wishes['n3']['email'] == 'shared@example.com'
    assert wishes['n3']['name'] == 'Noa לוי'
    assert wishes['n3']['account_number'] == '1003'
    assert wishes['n3']['send'] == send
    assert service.sign_in('other').wishes('south') == []
    # It stays what it was.
    assert service.open_link(secret).status == 410
    assert clerk.counts(division='north')['accepted'] == 2


def test_again_is_one_wish(expired):
    service, clerk, _, secrets = expired
    for _ in range(3):
        assert service.open_link(secrets['nina@example.com'], 'POST',
                                 WISH).status == 200
    assert wishing(clerk) == ['n1']
    assert service.query("SELECT count(*) FROM address_events"
                         " WHERE event = 'asked_for_link'") == [(1,)]


OTHERS = (
    '', 'wish=', 'wish', 'wish=new-links', 'Wish=new-link', 'x=new-link',
    'wish=&wish=new-link', 'wish=new-link&%', 'username=&pass_phrase=',
    'pass_phrase=a+pass+phrase+of+mine', 'List-Unsubscribe=One-Click',
)


def test_other_posts_change_nothing(expired):
    service, clerk, _, secrets = expired
    for data in OTHERS:
        page = service.open_link(secrets['nina@example.com'], 'POST', data)
        assert page.status == 410, data
        assert Form(page.text).fields == {'wish': 'new-link'}, data
    assert clerk.wishes('north') == []
    counts = clerk.counts(division='north')
    assert counts['accepted'] == 2 and counts['reasons']['opted_out'] == 1


def test_only_of_expired_links(expired):
    service, clerk, _, old = expired
    send, new = send_to(service, clerk, only=False, leave_out=['n2', 'n3'])
    assert service.accept(new['li.lei@example.com']).status == 200
    cases = {
        'live': (new['nina@example.com'], 400),     # its own form again
        'replaced': (old['nina@example.com'], 410),
        'used': (new['li.lei@example.com'], 410),
        'unknown': ('A' * 43, 404),
    }
    for kind, (secret, status) in cases.items():
        assert service.open_link(secret, 'POST', WISH).status == status, kind
    clerk.revoke(send)
    assert service.open_link(new['petra@example.com'], 'POST',
                             WISH).status == 410
    assert clerk.wishes('north') == []
    assert clerk.counts(division='north')['accepted'] == 3


def test_who_has_joined_meanwhile_wishes_nothing(expired):
    service, clerk, _, secrets = expired
    service.open_link(secrets['nina@example.com'], 'POST', WISH)
    service.open_link(secrets['li.lei@example.com'], 'POST', WISH)
    assert wishing(clerk) == ['n1', 'n5']
    # Invited in the same second, they would not count as invited since.
    service.let_pass(minutes=1)
    _, new = send_to(service, clerk, made_from={'set': 'wishes'})
    assert sorted(new) == ['li.lei@example.com', 'nina@example.com']
    assert wishing(clerk) == []
    assert service.accept(new['nina@example.com']).status == 200
    assert service.open_link(secrets['nina@example.com'], 'POST',
                             WISH).status == 410
    assert wishing(clerk) == []


def test_a_wish_that_was_dismissed_can_be_made_again(expired):
    service, clerk, _, secrets = expired
    service.open_link(secrets['nina@example.com'], 'POST', WISH)
    clerk.dismiss('n1')
    assert wishing(clerk) == []
    service.open_link(secrets['nina@example.com'], 'POST', WISH)
    assert wishing(clerk) == ['n1']


def test_the_secret_is_nowhere(expired):
    service, _, _, secrets = expired
    service.open_link(secrets['nina@example.com'], 'POST', WISH)
    stored = service.store.bytes
    assert secrets['nina@example.com'].encode() not in stored
    assert secrets['nina@example.com'] not in service.log.read_text()
