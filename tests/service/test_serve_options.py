# SPDX-License-Identifier: GPL-3.0-or-later
"""What serve is told on its command line and in a key file."""

import pytest

from support import company
from support.ledger import only
from support.mail import read_maildir
from support.service import Service, command

FROM = 'office@north.example'


@pytest.fixture
def empty(tmp_path, engine):
    return Service(tmp_path, engine)


def refuse(service, *words, status=2, relay=False):
    """What serve says on standard error, when it does not begin to serve."""
    where = ['--relay', 'smtp://127.0.0.1:9'] if relay else [
        '--outbox', service.outbox]
    done = service.run('serve', '--listen', '127.0.0.1:0', *where, *words,
                       status=status)
    assert done.stdout == ''
    return done.stderr


@pytest.mark.parametrize('name, wrong', [
    ('gap-hours', ('-1', '8761', 'x', '1.5', '99999999999')),
    ('hold-seconds', ('-1', '601', '')),
    ('give-up-hours', ('0', '8761')), ('link-days', ('0', '3651')),
    ('shared-limit', ('0', '1000001')), ('connections', ('0', '501')),
    ('relay-rate', ('-1', '1000001')), ('domain-rate', ('-1', '1000001')),
    ('domain-connections', ('-1', '501'))])
def test_numbers_out_of_range(empty, name, wrong):
    for value in wrong:
        said = refuse(empty, f'--{name}={value}')
        assert f'--{name}' in said
    assert ' from ' in refuse(empty, f'--{name}={wrong[0]}')


@pytest.mark.parametrize('name, wrong, words', [
    ('in-doubt', 'perhaps', ('hold', 'resend')),
    ('relay-tls', 'never', ('auto', 'required')),
    ('relay-auth', 'PLAIN', ('auto', 'plain', 'login', 'xoauth2')),
    ('bounce-domain', 'no domain', ('no domain',)),
    ('bounce-domain', 'bounces', ('bounces',)),
    ('allow-sender-domain', 'x@y.example', ('x@y.example',))])
def test_words_that_nobody_knows(empty, name, wrong, words):
    said = refuse(empty, f'--{name}', wrong, relay=name.startswith('relay'))
    assert f'--{name}' in said and all(word in said for word in words)


@pytest.mark.parametrize('words', [
    ('--relay-ca-file', 'ca.pem'), ('--relay-tls', 'required'),
    ('--relay-auth', 'plain'), ('--relay-token-file', 'token')])
def test_options_of_a_relay_without_one(empty, words):
    assert '--relay' in refuse(empty, *words)


def test_files_that_are_not_there(empty):
    company.fill(empty)
    for name in ('relay-ca-file', 'relay-token-file'):
        assert refuse(empty, f'--{name}', empty.folder / 'none', relay=True,
                      status=1)


def test_secrets_do_not_stand_on_the_command_line(empty):
    for name in ('relay-user', 'relay-password'):
        assert f'--{name}' in refuse(empty, f'--{name}', 'secret', relay=True)


def write(service, text):
    path = service.folder / 'service.conf'
    path.write_text(f'[service]\n{text}', encoding='utf-8')
    return path


def test_everything_may_stand_in_the_key_file(empty):
    company.fill(empty)
    config = write(empty, 'gap-hours=0\nhold-seconds=0\nconnections=3\n'
                   'relay-rate=6000\ndomain-rate=6000\ndomain-connections=2\n'
                   'give-up-hours=1\nlink-days=1\nshared-limit=1\n'
                   'in-doubt=resend\nbounce-domain=bounces.example\n'
                   'allow-sender-domain=other.example;third.example\n'
                   'relay-user=user\nrelay-password=secret\n')
    empty.options = {'config': config}
    with empty:
        clerk = empty.sign_in('clerk')
        send = clerk.prepare('north', 'me@third.example')
        # n1 and s2 of the south share an address, and so do n2 and n3.
        assert send['outcomes']['shared_too_widely'] == 3
        clerk.start(send['id'])
        done = clerk.wait_for_send(send['id'])
        assert done['deliveries'] == only(sent=2)
        assert len(read_maildir(empty.outbox)) == 2
        empty.let_pass(days=2)
        # p1's is of five days ago, and a link lasts one.
        assert clerk.counts(division='north')['pending_expired'] == 4
    empty.check()


def test_the_command_line_goes_first(empty):
    config = write(empty, 'gap-hours=x\nhold-seconds=700\n')
    assert '--hold-seconds' in refuse(empty, '--config', config,
                                      '--gap-hours', '0')


@pytest.mark.parametrize('text, word', [
    ('gap-hour=1\n', 'gap-hour'), ('Connections=1\n', 'Connections'),
    ('relay-pass=x\n', 'relay-pass'), ('outbox=x\nname=y\n', 'name')])
def test_keys_that_nothing_knows(empty, text, word):
    said = refuse(empty, '--config', write(empty, text))
    assert f'“{word}”' in said and 'service.conf' in said
    assert 'relay-pass=x' not in said


def test_one_file_for_every_command(empty):
    """What serve knows is no mistake in another command's file."""
    config = write(empty, f'database={empty.database}\ngap-hours=1\n'
                   'relay-user=user\nrelay-password=secret\n')
    folder = company.write(empty.folder / 'csv')
    command('import', '--config', config, folder)
    command('check', '--config', config)
    done = command('check', '--config', write(empty, 'gap-days=1\n'), status=2)
    assert '“gap-days”' in done.stderr


def test_another_domain_is_allowed_by_the_administrator(tmp_path, engine):
    service = Service(tmp_path, engine, allow_sender_domain='bücher.example')
    company.fill(service)
    with service:
        clerk = service.sign_in('clerk')
        for domain in ('bücher.example', 'xn--bcher-kva.example',
                       'north.example'):
            clerk.prepare('north', f'me@{domain}')
        answer = clerk.post('/v1/sends/forecast', {
            'filter': {'division': 'north'}, 'template': 'portal-invitation',
            'email_from': 'me@evil.example', 'only_without_invitation': True})
        assert (answer.status, answer.field) == (400, 'email_from')
    service.check()
