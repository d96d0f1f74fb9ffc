# SPDX-License-Identifier: GPL-3.0-or-later
import concurrent.futures

import pytest

from support import company
from support.service import PASSWORD, Service


def test_good_sign_in(service):
    answer = service.api.post('/v1/sign-in',
                              {'username': 'clerk', 'password': PASSWORD})
    assert answer.status == 200
    assert answer.headers['Cache-Control'] == 'no-store'
    assert answer.json['user'] == {
        'name': 'Clerk', 'email': 'clerk@office.example',
        'permissions': [{'id': '390', 'name': 'Send Account Portal Invitations'}]}
    assert len(answer.json['token']) >= 43


@pytest.mark.parametrize('username, password', [
    ('clerk', 'not the pass phrase'), ('nobody', PASSWORD), ('clerk', ''),
    ('', ''), ('Clerk', PASSWORD), ('clerk', PASSWORD + '\n')])
def test_wrong_credentials(service, username, password):
    answer = service.api.post('/v1/sign-in',
                              {'username': username, 'password': password})
    assert (answer.status, answer.code) == (401, 'bad-credentials')


@pytest.mark.parametrize('body, field', [
    ({'username': 'clerk'}, 'password'),
    ({'password': PASSWORD}, 'username'),
    ({'username': 'clerk', 'password': PASSWORD, 'remember': True}, 'remember'),
    ({'username': 1, 'password': PASSWORD}, 'username'),
    ({'username': 'clerk', 'password': None}, 'password'),
    ({'username': ['clerk'], 'password': PASSWORD}, 'username'),
])
def test_wrong_fields(service, body, field):
    answer = service.api.post('/v1/sign-in', body)
    assert (answer.status, answer.field) == (400, field)


@pytest.mark.parametrize('data', [
    '', '{', '[]', 'null', '"clerk"', '{"username":"clerk","username":"x"}',
    "{'username': 'clerk'}", '{"username":"clerk","password":"x"} {}',
    '{"username":"cl\\u0000erk","password":"x"}', '[' * 100000,
    '\ufeff{"username":"clerk","password":"x"}',
    b'{"username":"\xff","password":"x"}'], ids=lambda data: ascii(data)[:20])
def test_not_json(service, data):
    answer = service.api.post('/v1/sign-in', data=data, headers={
        'Content-Type': 'application/json'})
    assert answer.status in (400, 413)


def test_me_and_sign_out(service):
    api = service.sign_in('clerk')
    assert api.ok('GET', '/v1/me')['name'] == 'Clerk'
    assert api.post('/v1/sign-out').status in (200, 204)
    answer = api.get('/v1/me')
    assert (answer.status, answer.code) == (401, 'not-signed-in')


@pytest.mark.parametrize('header', [
    'Bearer', 'Bearer ', 'Bearer x', 'Basic Y2xlcms6eA==', 'bearer ' + 'A' * 43,
    'Bearer ' + 'A' * 43, 'Bearer ' + 'A' * 5000])
def test_bad_tokens(service, header):
    answer = service.api.get('/v1/me', headers={'Authorization': header})
    assert answer.status == 401


def test_password_and_rights_end_sessions(service):
    service.add_user('brief', 'north')
    first = service.sign_in('brief')
    service.run('user', 'password', 'brief', stdin='another pass phrase\n')
    assert first.get('/v1/me').status == 401
    second = service.sign_in('brief', 'another pass phrase')
    service.run('user', 'change', 'brief', '--permission', '391')
    assert second.get('/v1/me').status == 401
    third = service.sign_in('brief', 'another pass phrase')
    service.run('user', 'remove', 'brief')
    assert third.get('/v1/me').status == 401
    answer = service.api.post('/v1/sign-in', {'username': 'brief',
                                              'password': 'another pass phrase'})
    assert answer.status == 401


def test_too_many_attempts(tmp_path, engine):
    service = Service(tmp_path, engine)
    company.fill(service)
    with service:
        wrong = {'username': 'clerk', 'password': 'guess after guess'}
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(
                lambda _: service.api.post('/v1/sign-in', wrong), range(20)))
        refused = [a for a in answers if a.status == 429]
        assert refused and {a.status for a in answers} == {401, 429}
        assert int(refused[0].headers['Retry-After']) > 0
        # Nobody else is locked out by it.
        service.sign_in('other')


def test_nothing_secret_in_the_log(service):
    api = service.sign_in('clerk')
    service.api.post('/v1/sign-in', {'username': 'clerk',
                                     'password': 'a secret slip of the hand'})
    log = service.log.read_text()
    assert api.token not in log
    assert 'slip of the hand' not in log and PASSWORD not in log
    assert '@example.com' not in log
