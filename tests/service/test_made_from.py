# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends to the rest, corrected ones, to the expired, and to who asks."""

import uuid

import pytest

from support import company
from support.ledger import check_send, only, outcomes, states, statuses
from support.mail import links, read_maildir
from support.service import Form, Service, wait_until

FROM = 'office@north.example'


@pytest.fixture
def own(tmp_path, engine):
    service = Service(tmp_path, engine)
    company.fill(service)
    with service:
        yield service
    service.check()


def send_all(api, **options):
    send = api.prepare('north', FROM, **options)['id']
    api.start(send)
    api.wait_for_send(send)
    return check_send(api, send)


def body(made_from, **changes):
    return {'filter': {'division': 'north'}, 'template': 'portal-invitation',
            'email_from': FROM, 'only_without_invitation': True,
            'from': made_from, **changes}


def rest(send):
    return {'send': send, 'set': 'rest'}


def corrected(send):
    return {'send': send, 'set': 'corrected'}


WISHES = {'set': 'wishes'}


def newest_links(service):
    """{recipient: its newest secret}"""
    return {mail['To'].addresses[0].addr_spec: links(mail)[0]
            for mail in read_maildir(service.outbox)}


def check_forecast(api, made_from, **changes):
    """Forecast, its rows and prepare say the same. Returns the send."""
    wanted = body(made_from, **changes)
    forecast = api.ok('POST', '/v1/sends/forecast', body=wanted)['outcomes']
    rows = api.ok('POST', '/v1/sends/forecast/entries', {'limit': 500},
                  body=wanted)
    name = str(uuid.uuid4())
    send = api.ok('PUT', f'/v1/sends/{name}', body=wanted)
    assert api.ok('PUT', f'/v1/sends/{name}', body=wanted) == send
    assert send['outcomes'] == forecast and send['from'] == made_from
    assert sum(forecast.values()) == rows['total']
    assert {row['id']: row['outcome'] for row in rows['items']} == outcomes(
        api, name)
    check_send(api, name)
    return send


def test_the_rest_of_a_stopped_send(own):
    clerk = own.sign_in('clerk')
    first = clerk.prepare('north', FROM)['id']
    clerk.stop(first)
    send = check_forecast(clerk, rest(first))
    # Those whose mail was cancelled, the merged one too, and nobody else.
    assert outcomes(clerk, send['id']) == {
        'n1': 'will_be_sent', 'n2': 'will_be_sent', 'n3': 'merged',
        'n4': 'will_be_sent', 'n5': 'will_be_sent'}
    clerk.start(send['id'])
    done = clerk.wait_for_send(send['id'])
    assert done['deliveries'] == only(sent=4)
    # Nothing is left of it after that.
    again = check_forecast(clerk, rest(send['id']))
    assert sum(again['outcomes'].values()) == 0
    assert clerk.start(again['id'])['state'] == 'finished'


def test_the_rest_is_who_did_not_get_it(relayed, mail_server):
    mail_server.recorder.answers = {
        'nina@example.com': '550 5.1.1 No such user here',
        'li.lei@example.com': '550 5.7.1 Not today'}
    clerk = relayed.sign_in('clerk')
    first = send_all(clerk)
    assert first['deliveries'] == only(sent=2, refused=2)
    # With or without the limit: who got it is not considered.
    for limit in (True, False):
        send = check_forecast(clerk, rest(first['id']),
                              only_without_invitation=limit)
        assert outcomes(clerk, send['id']) == {'n1': 'bounced',
                                               'n5': 'will_be_sent'}
    mail_server.recorder.answers = {}
    clerk.start(send['id'])
    assert clerk.wait_for_send(send['id'])['deliveries'] == only(sent=1)
    got = [to[0] for to, _ in mail_server.mails]
    assert sorted(got) == sorted(set(got)) and len(got) == 3


def test_the_rest_keeps_to_the_filter(own):
    clerk = own.sign_in('clerk')
    first = clerk.prepare('north', FROM)['id']
    clerk.stop(first)
    send = check_forecast(clerk, rest(first), leave_out=['n1'], filter={
        'division': 'north', 'balance_due': True})
    assert outcomes(clerk, send['id']) == {'n1': 'left_out',
                                           'n4': 'will_be_sent'}


def test_a_corrected_one(tmp_path, engine):
    """Whoever got it and has not joined gets another, however soon."""
    service = Service(tmp_path, engine, gap_hours=24)
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        first = send_all(clerk)
        old = newest_links(service)
        assert service.accept(old['nina@example.com']).status == 200
        for limit in (True, False):
            send = check_forecast(clerk, corrected(first['id']),
                                  only_without_invitation=limit)
            assert send['gap_override'] is True
            assert outcomes(clerk, send['id']) == {
                'n2': 'will_be_sent', 'n3': 'merged', 'n4': 'will_be_sent',
                'n5': 'will_be_sent'}
        assert send['previously_invited'] == 4
        clerk.start(send['id'])
        assert clerk.wait_for_send(send['id'])['deliveries'] == only(sent=3)
        check_send(clerk, send['id'])
        new = newest_links(service)
        for address in ('Shared@example.com', 'li.lei@example.com'):
            assert new[address] != old[address]
            assert service.open_link(old[address]).status == 410
            assert service.open_link(new[address]).status == 200
        assert service.query(
            'SELECT count(*) FROM audit WHERE act = ? AND subject = ?',
            'override-gap', send['id']) == [(1,)]
    service.check()


def test_what_a_send_cannot_be_made_from(own):
    clerk, head = own.sign_in('clerk'), own.sign_in('head')
    other = own.sign_in('other')
    prepared = clerk.prepare('north', FROM)['id']
    foreign = other.prepare('south', 'hello@south.example')['id']
    other.stop(foreign)
    ended = clerk.prepare('north', FROM)['id']
    clerk.stop(ended)

    def status(api, made_from, **changes):
        answers = [
            api.put(f'/v1/sends/{uuid.uuid4()}', body(made_from, **changes)),
            api.post('/v1/sends/forecast', body(made_from, **changes)),
            api.post('/v1/sends/forecast/entries', body(made_from, **changes))]
        assert len({(a.status, a.code, a.field) if a.status >= 400
                    else a.status // 100 for a in answers}) == 1
        return (answers[0].status, answers[0].json.get('code'),
                answers[0].json.get('field'))

    # One that has not ended, none, and another user's, which is none.
    assert status(clerk, rest(prepared))[:2] == (409, 'conflict')
    assert status(clerk, rest(str(uuid.uuid4()))) == (404, 'not-found', 'from')
    assert status(clerk, rest(foreign)) == (404, 'not-found', 'from')
    # Of both divisions, but one a time.
    assert status(head, rest(foreign)) == (400, 'invalid', 'from')
    for wrong, code, field in [
            ({'set': 'rest'}, 'missing', 'send'),
            ({'send': ended}, 'missing', 'set'),
            ({'send': ended, 'set': 'all'}, 'invalid', 'set'),
            ({'send': 'x', 'set': 'rest'}, 'invalid', 'send'),
            ({'send': ended, 'set': 'wishes'}, 'invalid', 'send'),
            ({'send': ended, 'set': 'rest', 'x': 1}, 'unknown', 'x'),
            ('rest', 'invalid', 'from'), (None, 'invalid', 'from')]:
        assert status(clerk, wrong) == (400, code, field), wrong
    # What is wrong with the sender is said before anything about the other.
    assert status(clerk, rest(foreign), email_from='x@evil.example') == (
        400, 'invalid', 'email_from')
    assert status(clerk, rest(ended))[0] == 201


def test_another_from_is_another_send(own):
    clerk = own.sign_in('clerk')
    ended = clerk.prepare('north', FROM)['id']
    clerk.stop(ended)
    name = str(uuid.uuid4())
    assert clerk.put(f'/v1/sends/{name}', body(rest(ended))).status == 201
    assert clerk.put(f'/v1/sends/{name}',
                     body(rest(ended.upper()))).status == 200
    for other in (body(WISHES), body(corrected(ended)),
                  body(rest(ended), gap_override=True),
                  {k: v for k, v in body(rest(ended)).items() if k != 'from'}):
        answer = clerk.put(f'/v1/sends/{name}', other)
        assert (answer.status, answer.code) == (409, 'send-differs')
    assert clerk.put(f'/v1/sends/{name}', body(
        rest(ended), gap_override=False, only_expired=False)).status == 200


def test_only_the_expired(own):
    clerk = own.sign_in('clerk')
    answer = clerk.put(f'/v1/sends/{uuid.uuid4()}', {
        **body(WISHES), 'only_expired': True})
    assert (answer.status, answer.code, answer.field) == (
        400, 'invalid', 'only_expired')
    send = clerk.prepare('north', FROM, only=False, only_expired=True)
    assert send['only_expired'] is True
    assert outcomes(clerk, send['id']) == {'p2': 'will_be_sent'}
    clerk.start(send['id'])
    assert clerk.wait_for_send(send['id'])['deliveries'] == only(sent=1)
    check_send(clerk, send['id'])
    assert clerk.counts(division='north')['pending_expired'] == 0
    # Time passes, and it is so for those of this service's own mails too.
    send_all(clerk)
    own.let_pass(days=31)
    again = clerk.prepare('north', FROM, only=False, only_expired=True)
    assert outcomes(clerk, again['id']) == {
        'p1': 'will_be_sent', 'p2': 'will_be_sent', 'n1': 'will_be_sent',
        'n2': 'will_be_sent', 'n3': 'merged', 'n4': 'will_be_sent',
        'n5': 'will_be_sent'}
    assert check_send(clerk, again['id'])['previously_invited'] == 7


def ask(service, secret):
    """Asks for a new link, as a person does on the page."""
    page = service.open_link(secret)
    assert page.status == 410
    form = Form(page.text)
    assert form.method == 'post' and form.fields.get('wish') == 'new-link'
    return service.open_link(secret, 'POST', 'wish=new-link')


def test_wishes(own):
    clerk, supervisor = own.sign_in('clerk'), own.sign_in('supervisor')
    first = send_all(clerk)['id']
    secrets = newest_links(own)
    assert clerk.wishes('north') == []
    # A link that works is not asked for anew.
    assert own.open_link(secrets['nina@example.com'], 'POST',
                         'wish=new-link').status != 200
    own.let_pass(days=31)
    assert clerk.wishes('north') == []
    for address in ('nina@example.com', 'Shared@example.com'):
        assert own.open_link(secrets[address]).status == 410
        assert ask(own, secrets[address]).status == 200
    wishes = supervisor.wishes('north')
    # Of the shared address, both.
    assert {w['id'] for w in wishes} == {'n1', 'n2', 'n3'}
    nina = next(w for w in wishes if w['id'] == 'n1')
    assert nina['send'] == first and nina['email'] == 'nina@example.com'
    assert (nina['account_number'], nina['account_name']) == (
        '1001', 'Residential Customer')
    assert nina['name'] == 'Nina "New" Nobody' and nina['asked_at']
    assert [w['asked_at'] for w in wishes] == sorted(
        (w['asked_at'] for w in wishes), reverse=True)
    page = clerk.ok('GET', '/v1/link-wishes', {'division': 'north', 'limit': 1,
                                               'offset': 1})
    assert page['total'] == 3 and page['items'] == [wishes[1]]
    notes = clerk.why('n1', 'north')['notes']
    assert [n['event'] for n in notes] == ['asked_for_link']
    # The same person under an address of the south is no wish of the south.
    assert own.sign_in('other').wishes('south') == []

    # Asking and looking twice is one wish; dismissed, it is none.
    assert ask(own, secrets['nina@example.com']).status == 200
    assert len(clerk.wishes('north')) == 3
    for _ in range(2):
        clerk.dismiss('n3')
    assert clerk.post('/v1/link-wishes/n5/dismiss').status == 404
    assert {w['id'] for w in clerk.wishes('north')} == {'n1', 'n2'}
    assert supervisor.post('/v1/link-wishes/n1/dismiss').status == 403
    assert own.sign_in('other').post(
        '/v1/link-wishes/n1/dismiss').status == 404

    for limit in (True, False):
        send = check_forecast(clerk, WISHES, only_without_invitation=limit)
        assert outcomes(clerk, send['id']) == {'n1': 'will_be_sent',
                                               'n2': 'will_be_sent'}
    clerk.start(send['id'])
    assert clerk.wait_for_send(send['id'])['deliveries'] == only(sent=2)
    check_send(clerk, send['id'])
    assert clerk.wishes('north') == []
    assert own.open_link(newest_links(own)['nina@example.com']).status == 200


def test_whose_wish_is_open(own):
    """Not who has joined meanwhile, and not who must not be written to."""
    clerk = own.sign_in('clerk')
    send_all(clerk)
    secrets = newest_links(own)
    own.let_pass(days=31)
    for address in ('nina@example.com', 'li.lei@example.com'):
        assert ask(own, secrets[address]).status == 200
    assert {w['id'] for w in clerk.wishes('north')} == {'n1', 'n5'}
    contacts = [(*c[:5], {**c[5], 'opted_out_at': company.days_ago(0)})
                if c[0] == 'n5' else
                (*c[:5], {**c[5], 'accepted_at': company.days_ago(0)})
                if c[0] == 'n1' else c for c in company.CONTACTS]
    own.run('import', company.write(own.folder / 'again', contacts=contacts))
    assert statuses(clerk, 'north')['n1'] == 'accepted'
    assert clerk.wishes('north') == []
    send = check_forecast(clerk, WISHES)
    assert sum(send['outcomes'].values()) == 0


@pytest.mark.parametrize('query, field', [
    ({}, 'division'), ({'division': ''}, 'division'),
    ({'division': 'north', 'limit': '0'}, 'limit'),
    ({'division': 'north', 'offset': '-1'}, 'offset'),
    ({'division': 'north', 'search': 'x'}, 'search')])
def test_wrong_lists_of_wishes(service, clerk, query, field):
    answer = clerk.get('/v1/link-wishes', query)
    assert (answer.status, answer.field) == (400, field)


def test_a_merged_row_whose_leader_joined(own):
    """Who was not named in a mail that was shared did not get it."""
    clerk = own.sign_in('clerk')
    first = clerk.prepare('north', FROM)['id']
    contacts = [(*c[:5], {'accepted_at': company.days_ago(0)})
                if c[0] == 'n3' else c for c in company.CONTACTS]
    own.run('import', company.write(own.folder / 'again', contacts=contacts))
    clerk.start(first)
    wait_until(lambda: clerk.send(first)['state'] == 'finished')
    check_send(clerk, first)
    assert states(clerk, first)['n3'] == 'sent'
    send = check_forecast(clerk, rest(first), only_without_invitation=False)
    assert outcomes(clerk, send['id']) == {'n3': 'accepted'}
