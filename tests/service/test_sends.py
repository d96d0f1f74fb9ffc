# SPDX-License-Identifier: GPL-3.0-or-later
import concurrent.futures
import csv
import io
import time
import uuid

import pytest

from support import company
from support.mail import read_maildir
from support.service import Service, wait_until

FROM = 'office@north.example'
EXPECTED = {'accepted': 2, 'no_address': 1, 'invalid_address': 1, 'bounced': 1,
            'opted_out': 1, 'left_out': 0, 'already_invited': 2, 'too_recent': 0,
            'shared_too_widely': 0, 'merged': 1, 'will_be_sent': 4}


def body(**changes):
    return {'filter': {'division': 'north'}, 'template': 'portal-invitation',
            'email_from': FROM, 'only_without_invitation': True, **changes}


@pytest.fixture
def own(tmp_path, engine):
    """A service of the test's own, with a Maildir."""
    service = Service(tmp_path, engine)
    company.fill(service)
    with service:
        yield service
    service.check()


def test_forecast_is_what_prepare_says(service, clerk):
    before = clerk.ok('GET', '/v1/sends')['total']
    for changes in ({}, {'only_without_invitation': False},
                    {'leave_out': ['n1', 'n2']},
                    {'filter': {'division': 'north', 'balance_due': True}}):
        forecast = clerk.ok('POST', '/v1/sends/forecast', body=body(**changes))
        assert clerk.ok('GET', '/v1/sends')['total'] == before
        send = clerk.ok('PUT', f'/v1/sends/{uuid.uuid4()}', body=body(**changes))
        before += 1
        assert send['outcomes'] == forecast['outcomes']
        for outcome, number in send['outcomes'].items():
            page = clerk.ok('POST', '/v1/sends/forecast/entries',
                            {'outcome': outcome}, body=body(**changes))
            assert page['total'] == number
            rows = clerk.entries(send['id'], outcome=outcome)
            assert [r['id'] for r in rows] == [r['id'] for r in page['items']]


def test_prepare(clerk):
    send = clerk.prepare('north', FROM)
    assert send['state'] == 'prepared' and send['outcomes'] == EXPECTED
    assert sum(send['outcomes'].values()) == company.COUNTS['total']
    assert send['deliveries']['queued'] == 4
    assert sum(send['deliveries'].values()) == 4
    assert send['accepted_contacts'] == 0
    assert send['started_at'] is None and send['finished_at'] is None
    rows = {row['id']: row for row in clerk.entries(send['id'])}
    assert rows['n2']['outcome'] == 'will_be_sent'
    assert rows['n3']['outcome'] == 'merged'
    assert rows['n3']['merged_into'] == 'n2'
    assert rows['n3']['state'] == rows['n2']['state'] == 'queued'
    assert rows['x3']['outcome'] == 'bounced' and rows['x3']['state'] is None


def test_limit_off_sends_again(clerk):
    send = clerk.prepare('north', FROM, only=False)
    assert send['outcomes']['already_invited'] == 0
    assert send['outcomes']['will_be_sent'] == 6


def test_leaving_out(clerk):
    send = clerk.prepare('north', FROM, leave_out=['n2', 'n1', 'n2'])
    assert send['outcomes']['left_out'] == 2
    # With n2 left out, n3 is not merged into anybody.
    rows = {row['id']: row for row in clerk.entries(send['id'])}
    assert rows['n3']['outcome'] == 'will_be_sent'


def test_the_same_put_twice_is_one_send(clerk):
    name = str(uuid.uuid4())
    first = clerk.put(f'/v1/sends/{name}', body(leave_out=['n1', 'n5']))
    again = clerk.put(f'/v1/sends/{name}', {
        'leave_out': ['n5', 'n1', 'n5'], 'only_without_invitation': True,
        'email_from': FROM, 'template': 'portal-invitation',
        'filter': {'balance_due': False, 'division': 'north'}})
    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    for changes in ({}, {'leave_out': ['n1']}, {'only_without_invitation': False},
                    {'email_from': 'other@north.example'},
                    {'filter': {'division': 'north', 'balance_due': True}}):
        other = clerk.put(f'/v1/sends/{name}', body(**changes))
        assert (other.status, other.code) == (409, 'send-differs')
    upper = clerk.put(f'/v1/sends/{name.upper()}', body(leave_out=['n1', 'n5']))
    assert upper.status == 200 and upper.json['id'] == name


def test_many_puts_at_once_are_one_send(clerk):
    name = str(uuid.uuid4())
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(
            lambda _: clerk.put(f'/v1/sends/{name}', body()), range(8)))
    assert sorted(a.status for a in answers) == [200] * 7 + [201]


@pytest.mark.parametrize('changes, field', [
    ({'filter': {}}, 'division'),
    ({'filter': None}, 'filter'),
    ({'filter': {'division': 'north', 'shoe_size': 4}}, 'shoe_size'),
    ({'filter': {'division': 'north', 'balance_due': 'true'}}, 'balance_due'),
    ({'template': 'no-such-template'}, 'template'),
    ({'template': 7}, 'template'),
    ({'email_from': ''}, 'email_from'),
    ({'email_from': 'office'}, 'email_from'),
    ({'email_from': 'office@south.example'}, 'email_from'),
    ({'email_from': 'office@evil.north.example'}, 'email_from'),
    ({'email_from': 'a@north.example\r\nBcc: b@example.com'}, 'email_from'),
    ({'email_from': 'a@north.example\x00'}, 'email_from'),
    ({'email_from': '"a b"@north.example'}, 'email_from'),
    ({'email_from': 'a@north.example>'}, 'email_from'),
    ({'email_from': 'a\u2028b@north.example'}, 'email_from'),
    ({'only_without_invitation': 'yes'}, 'only_without_invitation'),
    ({'leave_out': 'n1'}, 'leave_out'),
    ({'leave_out': [1]}, 'leave_out'),
    ({'leave_out': ['n 1']}, 'leave_out'),
    ({'leave_out': ['nobody']}, 'leave_out'),
    ({'leave_out': ['n1', 's1']}, 'leave_out'),
    ({'urgent': True}, 'urgent'),
])
def test_wrong_fields(clerk, changes, field):
    for method, path in (('PUT', f'/v1/sends/{uuid.uuid4()}'),
                         ('POST', '/v1/sends/forecast')):
        answer = clerk.call(method, path, body=body(**changes))
        assert (answer.status, answer.field) == (400, field), answer.text


@pytest.mark.parametrize('field', ['filter', 'template', 'email_from',
                                   'only_without_invitation'])
def test_missing_fields(clerk, field):
    incomplete = body()
    del incomplete[field]
    answer = clerk.put(f'/v1/sends/{uuid.uuid4()}', incomplete)
    assert (answer.status, answer.field) == (400, field)


def test_not_a_uuid(clerk):
    for name in ('7', 'x' * 36, str(uuid.uuid4())[:-1], 'a' * 400):
        assert clerk.put(f'/v1/sends/{name}', body()).status in (400, 404)


def test_foreign_division(clerk):
    for division in ('south', 'nowhere'):
        answer = clerk.put(f'/v1/sends/{uuid.uuid4()}',
                           body(filter={'division': division}))
        assert answer.status in (400, 404)
        answer = clerk.put(f'/v1/sends/{uuid.uuid4()}',
                           body(filter={'division': division},
                                email_from='hello@south.example'))
        assert answer.status == 404


def test_the_whole_job(own):
    clerk = own.sign_in('clerk')
    send = clerk.prepare('north', FROM)
    clerk.start(send['id'])
    for _ in range(3):
        assert clerk.start(send['id'])['id'] == send['id']
    done = clerk.wait_for_send(send['id'])
    assert done['deliveries'] == {**dict.fromkeys(done['deliveries'], 0),
                                  'sent': 4}
    assert done['outcomes'] == EXPECTED
    assert done['started_at'] and done['finished_at']
    assert clerk.start(send['id'])['state'] == 'finished'
    assert len(read_maildir(own.outbox)) == 4
    counts = clerk.counts(division='north')
    assert (counts['pending'], counts['not_sent']) == (7, 0)
    # Nobody is left for a second one.
    second = clerk.prepare('north', FROM)
    assert second['outcomes']['will_be_sent'] == 0
    assert clerk.start(second['id'])['state'] == 'finished'
    history = clerk.ok('GET', '/v1/sends', {'division': 'north'})
    assert [s['id'] for s in history['items']] == [second['id'], send['id']]


def test_two_starts_at_once_send_once(own):
    clerk = own.sign_in('clerk')
    send = clerk.prepare('north', FROM)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: clerk.start(send['id']), range(16)))
    clerk.wait_for_send(send['id'])
    assert len(read_maildir(own.outbox)) == 4


def test_two_sends_to_the_same_people(own):
    clerk = own.sign_in('clerk')
    sends = [clerk.prepare('north', FROM, only=False)['id'] for _ in range(2)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(clerk.start, sends))
    done = [clerk.wait_for_send(send) for send in sends]
    assert sum(s['deliveries']['sent'] for s in done) == len(
        read_maildir(own.outbox))


def test_limited_sends_drop_who_was_invited_meanwhile(own):
    clerk = own.sign_in('clerk')
    first, second = (clerk.prepare('north', FROM)['id'] for _ in range(2))
    clerk.start(first)
    clerk.wait_for_send(first)
    clerk.start(second)
    done = clerk.wait_for_send(second)
    assert done['deliveries']['skipped'] == 4
    assert {r['reason'] for r in clerk.entries(second, state='skipped')} == {
        'already_invited'}
    assert len(read_maildir(own.outbox)) == 4


def test_stop_before_start(clerk):
    send = clerk.prepare('north', FROM)['id']
    stopped = clerk.ok('POST', f'/v1/sends/{send}/stop')
    assert stopped['state'] == 'stopped'
    assert stopped['deliveries']['cancelled'] == 4
    assert clerk.start(send)['state'] == 'stopped'
    assert clerk.ok('POST', f'/v1/sends/{send}/stop')['state'] == 'stopped'


def test_history(clerk):
    for query, field in (({'offset': 'x'}, 'offset'),
                         ({'limit': '0'}, 'limit'), ({'what': '1'}, 'what')):
        answer = clerk.get('/v1/sends', query)
        assert (answer.status, answer.field) == (400, field)


def test_entries(clerk):
    send = clerk.prepare('north', FROM)['id']
    rows = clerk.entries(send, search='1001', sort='-name')
    names = [row['name'].casefold() for row in rows]
    assert names == sorted(names, reverse=True) and len(rows) == 4
    for query, field in (({'outcome': 'x'}, 'outcome'), ({'state': 'x'}, 'state'),
                         ({'sort': 'x'}, 'sort'), ({'group': 'x'}, 'group')):
        answer = clerk.get(f'/v1/sends/{send}/entries', query)
        assert (answer.status, answer.field) == (400, field)
    answer = clerk.get(f'/v1/sends/{send}/entries', headers={'Accept': 'text/csv'})
    table = list(csv.DictReader(io.StringIO(answer.text, newline='')))
    assert len(table) == 13
    assert list(table[0]) == list(rows[0])


def test_posts_take_no_body(clerk):
    send = clerk.prepare('north', FROM)['id']
    assert clerk.post(f'/v1/sends/{send}/start', {'now': True}).status == 400
    assert clerk.ok('GET', f'/v1/sends/{send}')['state'] == 'prepared'


def test_held_answers(own):
    clerk = own.sign_in('clerk')
    send = clerk.prepare('north', FROM)['id']
    first = clerk.get(f'/v1/sends/{send}')
    etag = first.headers['ETag']
    same = clerk.get(f'/v1/sends/{send}', headers={'If-None-Match': etag})
    assert same.status == 304 and same.headers['ETag'] == etag
    begin = time.monotonic()
    same = clerk.get(f'/v1/sends/{send}', headers={'If-None-Match': etag,
                                                   'Prefer': 'wait=1'})
    assert same.status == 304 and time.monotonic() - begin >= 0.9
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        held = pool.submit(clerk.get, f'/v1/sends/{send}', headers={
            'If-None-Match': etag, 'Prefer': 'wait=25'})
        begin = time.monotonic()
        clerk.start(send)
        answer = held.result(timeout=20)
        assert answer.status == 200 and answer.json['state'] != 'prepared'
        assert time.monotonic() - begin < 10


def test_many_held_requests_leave_room(own):
    clerk = own.sign_in('clerk')
    send = clerk.prepare('north', FROM)['id']
    etag = clerk.get(f'/v1/sends/{send}').headers['ETag']
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        held = [pool.submit(clerk.get, f'/v1/sends/{send}', headers={
            'If-None-Match': etag, 'Prefer': 'wait=25'}) for _ in range(50)]
        for _ in range(10):
            clerk.counts(division='north')
            assert own.api.get('/healthz').status == 200
        assert not any(f.done() for f in held)
        clerk.start(send)
        assert all(f.result(timeout=20).status == 200 for f in held)


def test_killed_while_sending(own):
    """Whatever was on the wire is unknown; the rest goes on by itself."""
    clerk = own.sign_in('clerk')
    send = clerk.prepare('north', FROM)['id']
    clerk.start(send)
    own.kill()
    own.start()
    clerk = own.sign_in('clerk')
    done = clerk.wait_for_send(send)
    sent, unknown = done['deliveries']['sent'], done['deliveries']['unknown']
    assert sent + unknown == 4
    assert sent <= len(read_maildir(own.outbox)) <= 4


def test_health(service):
    answer = service.api.get('/healthz')
    assert answer.status == 200


def test_preview_and_test_mail(own):
    clerk = own.sign_in('clerk')
    where = '/v1/notification-templates/portal-invitation'
    preview = clerk.ok('GET', f'{where}/preview', {'contact': 'n2'})
    assert 'Noé Nguyễn' in preview['text'] and '1002' in preview['text']
    assert '{{' not in preview['text'] + preview['html'] + preview['subject']
    answer = clerk.post(f'{where}/test', {'email_from': FROM, 'contact': 'n2'})
    assert answer.status in (200, 204)
    mail = wait_until(lambda: read_maildir(own.outbox))[0]
    assert 'clerk@office.example' in mail['To']
    from support.mail import links
    assert own.open_link(links(mail)[0]).status == 404
    for contact in ('s1', 'nobody'):
        assert clerk.get(f'{where}/preview', {'contact': contact}).status == 404
        assert clerk.post(f'{where}/test', {'email_from': FROM,
                                            'contact': contact}).status == 404
    for query, field in (({}, 'contact'), ({'contact': 'n1', 'x': '1'}, 'x')):
        answer = clerk.get(f'{where}/preview', query)
        assert (answer.status, answer.field) == (400, field)
    for wrong, field in (({'contact': 'n1'}, 'email_from'),
                         ({'email_from': FROM}, 'contact'),
                         ({'email_from': 'x@y.example', 'contact': 'n1'},
                          'email_from'),
                         ({'email_from': FROM, 'contact': 'n1', 'to': 'x'}, 'to'),
                         ({'email_from': FROM + '\r\nX: y', 'contact': 'n1'},
                          'email_from')):
        answer = clerk.post(f'{where}/test', wrong)
        assert (answer.status, answer.field) == (400, field)
    missing = '/v1/notification-templates/none'
    assert clerk.get(f'{missing}/preview', {'contact': 'n1'}).status == 404
