# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what, for every call that data/openapi.yaml describes."""

import json
import uuid

import pytest

from support import openapi

SEND = {'filter': {'division': 'north'}, 'template': 'portal-invitation',
        'email_from': 'office@north.example', 'only_without_invitation': True}
ABSENT = '436af36b-9d6d-477c-9e02-a473050220ae'

# method, path, query, body, and whether it only reads.
CALLS = [
    ('GET', '/v1/choices', None, None, True),
    ('GET', '/v1/contacts/counts', {'division': 'north'}, None, True),
    ('GET', '/v1/contacts', {'division': 'north'}, None, True),
    ('GET', '/v1/contacts/n1/why', {'division': 'north'}, None, True),
    ('POST', '/v1/sends/forecast', None, SEND, True),
    ('POST', '/v1/sends/forecast/entries', None, SEND, True),
    ('GET', '/v1/sends', None, None, True),
    ('GET', f'/v1/sends/{ABSENT}', None, None, True),
    ('GET', f'/v1/sends/{ABSENT}/entries', None, None, True),
    ('GET', '/v1/notification-templates/portal-invitation/preview',
     {'contact': 'n1'}, None, True),
    ('PUT', f'/v1/sends/{ABSENT}', None, SEND, False),
    ('POST', f'/v1/sends/{ABSENT}/start', None, None, False),
    ('POST', f'/v1/sends/{ABSENT}/stop', None, None, False),
    ('POST', f'/v1/sends/{ABSENT}/pause', None, None, False),
    ('POST', f'/v1/sends/{ABSENT}/resume', None, None, False),
    ('POST', f'/v1/sends/{ABSENT}/revoke', None, None, False),
    ('POST', f'/v1/sends/{ABSENT}/retry', {'state': 'refused'}, None, False),
    ('POST', '/v1/contacts/x3/lift', None, {'reason': 'bounced'}, False),
    ('GET', '/v1/link-wishes', {'division': 'north'}, None, True),
    ('GET', '/v1/changes', {'division': 'north'}, None, True),
    ('POST', '/v1/link-wishes/n1/dismiss', None, None, False),
    ('POST', '/v1/notification-templates/portal-invitation/test', None,
     {'email_from': 'office@north.example', 'contact': 'n1'}, False),
]
OPEN = {'/v1/sign-in', '/v1/sign-out', '/v1/me', '/healthz', '/i/{secret}',
        '/i/style.css', '/o/{secret}'}


def test_every_described_call_is_here():
    here = {(method, template) for method, path, *_ in CALLS
            for pattern, template in openapi.patterns()
            if pattern.fullmatch(path)
            and method.lower() in openapi.load()['paths'][template]}
    described = {(method.upper(), template)
                 for template, item in openapi.load()['paths'].items()
                 for method in item if method in ('get', 'put', 'post', 'delete')
                 if template not in OPEN}
    assert described <= here


@pytest.mark.parametrize('method, path, query, body, reads', CALLS)
def test_not_signed_in(service, method, path, query, body, reads):
    answer = service.api.call(method, path, query, body)
    assert (answer.status, answer.code) == (401, 'not-signed-in')
    assert 'WWW-Authenticate' in answer.headers


@pytest.mark.parametrize('method, path, query, body, reads', CALLS)
def test_without_permission(service, method, path, query, body, reads):
    api = service.sign_in('visitor')
    answer = api.call(method, path, query, body)
    assert (answer.status, answer.code) == (403, 'permission-required')
    # 403 comes before 400: what is wrong with the call does not show.
    if method != 'GET':
        answer = api.call(method, path, query, data='{', headers={
            'Content-Type': 'application/json'})
    else:
        answer = api.call(method, path, {'nonsense': 'x'})
    assert answer.status == 403


@pytest.mark.parametrize('method, path, query, body, reads', CALLS)
def test_supervisor(service, method, path, query, body, reads):
    answer = service.sign_in('supervisor').call(method, path, query, body)
    if reads:
        assert answer.status == (404 if ABSENT in path else 200)
    else:
        assert (answer.status, answer.code) == (403, 'permission-required')


@pytest.mark.parametrize('method, path, query, body, reads', CALLS)
def test_another_users_division(service, method, path, query, body, reads):
    answer = service.sign_in('other').call(method, path, query, body)
    if path in ('/v1/choices', '/v1/sends'):
        assert answer.status == 200 and 'north' not in answer.text
    elif body is not None and 'email_from' in body:
        # Its sender is another division's too, which may be said first.
        assert answer.status in (400, 404)
    else:
        assert answer.status == 404


def test_another_users_send(service):
    api = service.sign_in('clerk')
    send = api.prepare('north', 'office@north.example')['id']
    other = service.sign_in('other')
    for method, path, body in [
            ('GET', f'/v1/sends/{send}', None),
            ('GET', f'/v1/sends/{send}/entries', None),
            ('POST', f'/v1/sends/{send}/start', None),
            *(('POST', f'/v1/sends/{send}/{act}', None) for act in (
                'stop', 'pause', 'resume', 'revoke', 'retry'))]:
        assert other.call(method, path, body=body).status == 404
    assert other.ok('GET', '/v1/sends')['total'] == 0
    answer = other.get('/v1/sends', {'division': 'north'})
    assert answer.status == 404
    # A colleague with the division sees it and may stop it.
    head = service.sign_in('head')
    assert head.ok('GET', f'/v1/sends/{send}')['prepared_by'] == 'Clerk'
    assert head.ok('POST', f'/v1/sends/{send}/stop')['state'] == 'stopped'


def test_visitors_keep_their_own_session(service):
    api = service.sign_in('visitor')
    assert api.get('/v1/me').status == 200
    assert api.post('/v1/sign-out').status in (200, 204)


def test_unknown_calls(service, clerk):
    assert clerk.get('/v1/nothing').status == 404
    assert clerk.get('/').status == 404
    assert clerk.call('DELETE', '/v1/me').status == 405
    assert 'GET' in clerk.call('DELETE', '/v1/me').headers['Allow']
    assert clerk.get('/v1/contacts/../me').status in (400, 404)
    assert clerk.get('/v1/contacts/%00/why', {'division': 'north'}).status \
        in (400, 404)


@pytest.mark.parametrize('method, path, query, body', [
    ('GET', '/v1/contacts/{}/why', {'division': 'north'}, None),
    ('GET', '/v1/notification-templates/portal-invitation/preview',
     {'contact': '{}'}, None),
    ('POST', '/v1/notification-templates/portal-invitation/test', None,
     {'email_from': 'office@north.example', 'contact': '{}'}),
    ('PUT', f'/v1/sends/{ABSENT}', None, {**SEND, 'leave_out': ['{}']}),
    ('POST', '/v1/sends/forecast', None, {**SEND, 'leave_out': ['{}']}),
    ('POST', '/v1/contacts/{}/lift', None, {'reason': 'opted_out'}),
    ('POST', '/v1/link-wishes/{}/dismiss', None, None),
])
def test_a_foreign_contact_looks_like_none(clerk, method, path, query, body):
    """s1 is of a division that is not the clerk's; s9 is nobody."""
    def call(contact):
        def fill(value):
            return json.loads(json.dumps(value).replace('{}', contact))
        return clerk.call(method, fill(path), fill(query), fill(body))

    foreign, absent = call('s1'), call('s9')
    assert foreign.status in (400, 404)
    assert (foreign.status, foreign.json) == (absent.status, absent.json)


def test_a_foreign_send_looks_like_none(service, clerk):
    other = service.sign_in('other')
    send = other.prepare('south', 'hello@south.example')['id']
    other.stop(send)

    def call(send, where):
        answer = clerk.call(*where, body={
            **SEND, 'from': {'send': send, 'set': 'rest'}})
        return answer.status, answer.json

    for where in (('PUT', f'/v1/sends/{ABSENT}'), ('POST', '/v1/sends/forecast'),
                  ('POST', '/v1/sends/forecast/entries')):
        assert call(send, where) == call(str(uuid.uuid4()), where)
        assert call(send, where)[0] == 404


def test_the_sender_of_another_domain(clerk):
    """Refused with the reason, before anything is prepared."""
    name = str(uuid.uuid4())
    for email_from in ('hello@south.example', 'me@evil.example',
                       'me@sub.north.example', 'me@north.example.evil.example'):
        for method, path in (('PUT', f'/v1/sends/{name}'),
                             ('POST', '/v1/sends/forecast')):
            answer = clerk.call(method, path,
                                body={**SEND, 'email_from': email_from})
            assert (answer.status, answer.code, answer.field) == (
                400, 'invalid', 'email_from')
            assert 'north.example' in answer.json['detail']
            assert 'administrator' in answer.json['detail']
    assert clerk.get(f'/v1/sends/{name}').status == 404


@pytest.mark.parametrize('method, path, query, body, field', [
    ('GET', '/v1/sends', {'division': ''}, None, 'division'),
    ('GET', '/v1/sends', {'division': 'no id'}, None, 'division'),
    ('GET', '/v1/notification-templates/portal-invitation/preview',
     {'contact': ''}, None, 'contact'),
    ('POST', '/v1/notification-templates/portal-invitation/test', None,
     {'email_from': 'office@north.example', 'contact': ''}, 'contact'),
])
def test_no_ids(clerk, method, path, query, body, field):
    answer = clerk.call(method, path, query, body)
    assert (answer.status, answer.code, answer.field) == (400, 'invalid', field)
