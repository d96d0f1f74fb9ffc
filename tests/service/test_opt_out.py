# SPDX-License-Identifier: GPL-3.0-or-later
"""List-Unsubscribe of the mails, and the page that it names."""

import re
import urllib.parse

import pytest

from support import company
from support.mail import links, read_maildir
from support.service import Form, Service

FROM = 'office@north.example'
SOUTH = 'hello@south.example'
URLENCODED = 'application/x-www-form-urlencoded'
CLICK = 'List-Unsubscribe=One-Click'
FIELD = re.compile(r'<(https?://[^\s<>]+)/o/([A-Za-z0-9_-]{43})>')
# What the service and its portal ask for anywhere.
FIELDS = ('List-Unsubscribe', 'wish', 'username', 'pass_phrase',
          'pass_phrase_again')


def recipient(mail):
    return mail['To'].addresses[0].addr_spec


def secret_of(mail):
    """The secret of a mail's List-Unsubscribe, which stands as it is."""
    return FIELD.fullmatch(mail['List-Unsubscribe'])[2]


def multipart(fields, boundary='----WebKitFormBoundary7MA4YWxk'):
    """(type, body), as a browser or a mail program posts a form with parts."""
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
             f'\r\n\r\n{value}\r\n' for name, value in fields.items()]
    return (f'multipart/form-data; boundary={boundary}',
            ''.join(parts) + f'--{boundary}--\r\n')


def page(service, secret, method='GET', data=None, kind=URLENCODED, of='o'):
    headers = {} if data is None else {'Content-Type': kind}
    return service.api.call(method, f'/{of}/{secret}', data=data,
                            headers=headers)


def send_to_all(service, api, division, email_from, **options):
    """{recipient: mail} of a new send of its own."""
    before = len(read_maildir(service.outbox))
    send = api.prepare(division, email_from, **options)['id']
    api.start(send)
    api.wait_for_send(send)
    mails = read_maildir(service.outbox)[before:]
    return send, {recipient(m): m for m in mails}


@pytest.fixture
def invited(tmp_path, engine):
    """A service that has sent to north, and {recipient: mail}."""
    service = Service(tmp_path, engine)
    company.fill(service)
    with service:
        head = service.sign_in('head')
        _, mails = send_to_all(service, head, 'north', FROM)
        yield service, head, mails
    service.check()


def standing(head):
    """What no page that is only looked at may change."""
    found = {}
    for division in ('north', 'south'):
        counts = head.counts(division=division)
        found[division] = (counts['accepted'], counts['reasons']['opted_out'],
                           len(head.wishes(division)))
    return found


def status_of(head, division, contact):
    row = {r['id']: r for r in head.contacts(division=division)}[contact]
    return row['status'], row['reason']


def test_every_mail_names_its_own(invited):
    service, _, mails = invited
    secrets = {secret_of(m) for m in mails.values()}
    assert len(secrets) == len(mails) == 4
    for mail in mails.values():
        assert FIELD.fullmatch(mail['List-Unsubscribe'])[1] == service.url
        assert mail['List-Unsubscribe-Post'] is None    # http
        assert secret_of(mail) not in links(mail)
    stored = service.store.bytes
    for secret in secrets:
        assert secret.encode() not in stored
        assert secret not in service.log.read_text()


@pytest.mark.parametrize('url', ['https://portal.example.com',
                                 'https://portal.example.com/' + 'p' * 300])
def test_one_click_over_https(tmp_path, url, engine):
    service = Service(tmp_path, engine, public_url=url)
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        _, mails = send_to_all(service, clerk, 'north', FROM)
    assert len(mails) == 4
    for path in (service.outbox / 'new').iterdir():
        # As it is, on one line: some readers do not unfold.
        lines = path.read_bytes().decode('utf-8').splitlines()
        assert [line for line in lines if re.fullmatch(
            rf'List-Unsubscribe: <{url}/o/[A-Za-z0-9_-]{{43}}>', line)]
        assert 'List-Unsubscribe-Post: List-Unsubscribe=One-Click' in lines


def test_page(invited):
    service, head, mails = invited
    before = standing(head)
    secret = secret_of(mails['Shared@example.com'])
    for method in ('GET', 'HEAD', 'GET', 'HEAD'):
        answer = page(service, secret, method)
        assert answer.status == 200
        assert answer.headers['Cache-Control'] == 'no-store'
        assert answer.headers['Referrer-Policy'] == 'no-referrer'
        policy = answer.headers['Content-Security-Policy']
        assert "default-src 'none'" in policy and 'unsafe' not in policy
        assert 'Set-Cookie' not in answer.headers
        assert bool(answer.body) == (method == 'GET')
    answer = page(service, secret)
    for words in ('example.com', 'North', '1002', '1003', '北京环卫', 'Noé',
                  '<script', secret):
        assert words not in answer.text
    form = Form(answer.text)
    assert form.method == 'post' and not form.passwords
    assert form.fields == {'List-Unsubscribe': 'One-Click'}
    assert standing(head) == before


def test_the_button_works_at_once_for_every_division(invited):
    service, head, mails = invited
    # Frozen already, and not yet on its way.
    frozen = head.prepare('south', SOUTH)['id']
    answer = page(service, secret_of(mails['nina@example.com']), 'POST',
                  urllib.parse.urlencode({'List-Unsubscribe': 'One-Click'}))
    assert answer.status == 200 and 'nina' not in answer.text
    assert status_of(head, 'north', 'n1') \
        == status_of(head, 'south', 's2') == ('cannot_be_invited', 'opted_out')
    head.start(frozen)
    head.wait_for_send(frozen)
    rows = {r['id']: r for r in head.entries(frozen)}
    assert rows['s2']['state'] == 'skipped'
    assert rows['s2']['reason'] == 'opted_out'
    assert rows['s1']['state'] == 'sent'
    again = head.prepare('north', FROM, only=False)
    assert again['outcomes']['opted_out'] == 2      # and x4, by the import


@pytest.mark.parametrize('kind,data', [
    (URLENCODED, CLICK),
    ('application/x-www-form-urlencoded; charset=UTF-8', CLICK),
    multipart({'List-Unsubscribe': 'One-Click'}),
    multipart({'List-Unsubscribe': 'One-Click'}, 'x'),
    multipart({'a': 'b', 'List-Unsubscribe': 'One-Click', 'c': ''}),
])
def test_one_click(invited, kind, data):
    service, head, mails = invited
    secret = secret_of(mails['Shared@example.com'])
    assert page(service, secret, 'POST', data, kind).status == 200
    for contact in ('n2', 'n3'):
        assert status_of(head, 'north', contact) \
            == ('cannot_be_invited', 'opted_out')
    assert status_of(head, 'north', 'n1')[0] == 'pending'


def test_again(invited):
    service, head, mails = invited
    secret = secret_of(mails['nina@example.com'])
    first = page(service, secret, 'POST', CLICK)
    after = standing(head)
    answers = [page(service, secret, 'POST', CLICK), page(service, secret),
               page(service, secret, 'POST', CLICK)]
    for answer in answers:
        assert answer.status == 200 and 'already' in answer.text
        assert '<form' not in answer.text
    assert 'already' not in first.text
    assert standing(head) == after and after['north'][1] == 2
    events = service.query("SELECT count(*) FROM address_events"
                           " WHERE event = 'opted_out'")
    assert events == [(1,)]


def test_lifted_at_the_customer_s_wish(invited):
    service, head, mails = invited
    secret = secret_of(mails['nina@example.com'])
    page(service, secret, 'POST', CLICK)
    head.lift('n1', 'opted_out')
    assert status_of(head, 'north', 'n1')[0] == 'pending'
    assert Form(page(service, secret).text).method == 'post'
    page(service, secret, 'POST', CLICK)
    assert status_of(head, 'south', 's2') == ('cannot_be_invited', 'opted_out')


def test_it_does_not_expire(invited):
    service, head, mails = invited
    service.let_pass(days=3000)
    secret = secret_of(mails['nina@example.com'])
    assert page(service, secret).status == 200
    assert page(service, secret, 'POST', CLICK).status == 200
    assert status_of(head, 'north', 'n1') == ('cannot_be_invited', 'opted_out')


def test_unknown(invited):
    service, head, mails = invited
    before = standing(head)
    mail = mails['nina@example.com']
    secret = secret_of(mail)
    other = secret_of(mails['li.lei@example.com'])
    sample = 'sample-link-of-a-preview-it-opens-no-portal'
    forged = [
        'x', 'A' * 43, secret[:-1], secret + 'A', secret[::-1], sample,
        links(mail)[0],                             # the link's
        secret[:11] + other[11:],                   # another's proof
        other[:11] + secret[11:],
        ('B' if secret[20] == 'A' else 'A').join((secret[:20], secret[21:])),
        urllib.parse.quote(secret[:-1] + '/'), '%2e%2e', 'A' * 42 + '%00',
    ]
    for bad in forged:
        for method, data in (('GET', None), ('HEAD', None), ('POST', CLICK)):
            answer = page(service, bad, method, data)
            assert answer.status in (400, 404), (bad, method, answer.status)
    assert 'no such page' in page(service, sample).text
    # Nor does this one join anybody.
    assert page(service, secret, of='i').status == 404
    assert page(service, secret, 'POST', 'pass_phrase=a+pass+phrase+of+mine',
                of='i').status == 404
    assert standing(head) == before


OTHERS = (
    (URLENCODED, ''), (URLENCODED, 'List-Unsubscribe='),
    (URLENCODED, 'List-Unsubscribe'), (URLENCODED, 'list-unsubscribe=one-click'),
    (URLENCODED, 'nothing=here'), (URLENCODED, '%zz'), (URLENCODED, 'a' * 100000),
    (URLENCODED, 'List-Unsubscribe=&' + CLICK), (URLENCODED, b'\xff\xfe=\xff'),
    (URLENCODED, CLICK + '\0'),
    ('application/json', '{"List-Unsubscribe": "One-Click"}'),
    ('text/plain', CLICK), ('multipart/form-data', CLICK),
    multipart({'List-Unsubscribe': ''}), multipart({}),
    multipart({'a': 'List-Unsubscribe=One-Click'}),
)


def test_other_posts_change_nothing(invited):
    service, head, mails = invited
    before = standing(head)
    for kind, data in OTHERS:
        answer = page(service, secret_of(mails['nina@example.com']), 'POST',
                      data, kind)
        if len(data) > 16384:
            assert answer.status == 413
            continue
        assert answer.status == 400, (kind, data)
        assert Form(answer.text).fields == {'List-Unsubscribe': 'One-Click'}
        assert answer.headers['Cache-Control'] == 'no-store'
    assert standing(head) == before


def test_test_mails_opt_nobody_out(invited):
    service, head, _ = invited
    before = standing(head)
    answer = head.post('/v1/notification-templates/portal-invitation/test',
                       {'email_from': FROM, 'contact': 'n1'})
    assert answer.status == 204
    mail = [m for m in read_maildir(service.outbox)
            if recipient(m) == 'head@office.example'][0]
    for of, secret in (('o', secret_of(mail)), ('i', links(mail)[0])):
        assert page(service, secret, of=of).status == 404
        assert page(service, secret, 'POST', CLICK, of=of).status == 404
    assert standing(head) == before


@pytest.fixture
def every_kind(tmp_path, engine):
    """{what it is: (i or o, secret)}, of every kind of link that there is."""
    service = Service(tmp_path, engine)
    company.fill(service)
    with service:
        head = service.sign_in('head')
        _, old = send_to_all(service, head, 'north', FROM)
        assert service.accept(links(old['li.lei@example.com'])[0]).status == 200
        service.let_pass(days=31)
        _, new = send_to_all(service, head, 'north', FROM, only=False,
                             leave_out=['n2', 'n3'])
        _, south = send_to_all(service, head, 'south', SOUTH)
        assert service.accept(links(new['nina@example.com'])[0]).status == 200
        revoked, gone = send_to_all(service, head, 'south', SOUTH, only=False,
                                    leave_out=['s2'])
        head.revoke(revoked)
        page(service, secret_of(old['li.lei@example.com']), 'POST', CLICK)
        links_of = {
            'live': links(new['petra@example.com']),
            'live, with a pass phrase': links(south['nina@example.com']),
            'used': links(old['li.lei@example.com']),
            'expired': links(old['Shared@example.com']),
            'replaced': links(old['nina@example.com']),
            'revoked': links(gone['sam@example.com']),
            'unknown': ['A' * 43],
        }
        kinds = {kind: ('i', found[0]) for kind, found in links_of.items()}
        kinds['opting out'] = ('o', secret_of(new['petra@example.com']))
        kinds['opted out'] = ('o', secret_of(old['li.lei@example.com']))
        kinds['unknown to opt out'] = ('o', 'A' * 43)
        yield service, head, kinds
    service.check()


STATUS = {'live': 200, 'live, with a pass phrase': 200, 'used': 410,
          'expired': 410, 'replaced': 410, 'revoked': 410, 'unknown': 404,
          'opting out': 200, 'opted out': 200, 'unknown to opt out': 404}


def test_whoever_only_looks_or_posts_empty_fields(every_kind):
    """Scanners open links, press Enter, and fill nothing in."""
    service, head, kinds = every_kind
    before = standing(head)
    for kind, (of, secret) in kinds.items():
        assert page(service, secret, 'HEAD', of=of).status == STATUS[kind], kind
        opened = page(service, secret, of=of)
        assert opened.status == STATUS[kind], kind
        own = Form(opened.text).fields
        for names in (own, FIELDS, [*own, *FIELDS], ()):
            empty = {name: '' for name in names}
            for type_, data in ((URLENCODED, urllib.parse.urlencode(empty)),
                                multipart(empty), ('text/plain', '')):
                answer = page(service, secret, 'POST', data, type_, of)
                assert answer.status in (400, 404, 410), (kind, names)
    assert standing(head) == before
