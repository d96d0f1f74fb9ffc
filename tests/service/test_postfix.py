# SPDX-License-Identifier: GPL-3.0-or-later
"""Through a real Postfix: into mailboxes, over TLS, signed in; and what it
returns comes back to the right row."""

import os
import pathlib
import pwd
import shutil
import tempfile

import pytest

from support import company
from support.mail import links, read_maildir
from support.postfix import (BOUNCES, NOBODY, PASSWORD, PIPED, USER, Postfix,
                             make_certificates)
from support.service import PROGRAM, Service, wait_until

FROM = 'office@north.example'
CONTACTS = [
    ('n1', '1001', 'Nina Nobody', 'nina@example.com', 'true', {}),
    ('n2', '1002', 'Paul Πέτρου', 'paul@example.com', 'true', {}),
    ('n3', '1003', 'Mia Missing', 'missing@example.com', 'true', {}),
]

BOUNCE = '''\
#!/bin/sh
exec {folder}/portal-invites-service bounce --config {folder}/bounce.conf \\
  --recipient "$1"
'''


@pytest.fixture(scope='module')
def postfix():
    """Outside pytest's own folder, which only its user may enter."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix='invites-postfix-'))
    folder.chmod(0o755)
    try:
        shutil.copy2(PROGRAM, folder)
        script = folder / 'bounce'
        script.write_text(BOUNCE.format(folder=folder))
        script.chmod(0o755)
        with Postfix(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def service(postfix, engine):
    """Its files belong to whom Postfix runs commands as."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=postfix.folder))
    service = Service(folder, engine)
    company.fill(service, contacts=CONTACTS)
    service.store.key.write_bytes(os.urandom(32))
    service.store.key.chmod(0o600)
    user = pwd.getpwnam(NOBODY)
    for path in (folder, *folder.glob('service.*')):
        os.chown(path, user.pw_uid, user.pw_gid)
    (postfix.folder / 'bounce.conf').write_text(
        f'[service]\ndatabase={service.database}\n'
        f'key-file={service.store.key}\n')
    yield service
    service.check()
    shutil.rmtree(folder)
    for name in ('nina', 'paul'):
        shutil.rmtree(postfix.maildir(name), ignore_errors=True)


def send(service, *leave_out):
    clerk = service.sign_in('clerk')
    uuid = clerk.prepare('north', FROM, leave_out=list(leave_out))['id']
    clerk.start(uuid)
    return clerk, uuid


def the_mail(postfix, name):
    wait_until(lambda: read_maildir(postfix.maildir(name)),
               what=f'a mail to {name}')
    mails = read_maildir(postfix.maildir(name))
    assert len(mails) == 1
    return mails[0]


def wait_for_bounce(postfix, clerk, uuid):
    def bounced():
        rows = {r['id']: r for r in clerk.entries(uuid)}
        return rows if rows['n3']['state'] == 'bounced' else None
    rows = wait_until(bounced, what=f'a bounce\n{postfix.log}')
    assert {r['state'] for r in rows.values()} == {'sent', 'bounced'}
    assert rows['n3']['reply_status'] == '5.1.1'
    assert 'unknown user' in rows['n3']['reply_text']
    status = {r['id']: (r['status'], r['reason'])
              for r in clerk.contacts(division='north')}
    assert status == {'n1': ('pending', None), 'n2': ('pending', None),
                      'n3': ('cannot_be_invited', 'bounced')}


def test_into_a_maildir_over_tls(postfix, service):
    service.options = dict(relay=postfix.url, relay_ca_file=postfix.authority)
    with service:
        clerk, uuid = send(service, 'n3')
        assert clerk.wait_for_send(uuid)['deliveries']['sent'] == 2
        for name in ('nina', 'paul'):
            mail = the_mail(postfix, name)
            assert mail['Delivered-To'] == f'{name}@example.com'
            assert mail['To'].addresses[0].addr_spec == f'{name}@example.com'
            assert 'with ESMTPS ' in ' '.join(mail['Received'].split())
            assert not mail.defects
        mail = the_mail(postfix, 'paul')
        assert mail['To'].addresses[0].display_name == 'Paul Πέτρου'
        assert service.accept(links(mail)[0]).status == 200
        counts = clerk.counts(division='north')
        assert (counts['accepted'], counts['pending']) == (1, 1)


def test_another_authority_is_not_trusted(postfix, service):
    make_certificates(service.folder / 'tls')
    service.options = dict(relay=postfix.url,
                           relay_ca_file=service.folder / 'tls' / 'ca.pem')
    with service:
        clerk, uuid = send(service, 'n3')
        wait_until(lambda: clerk.ok('GET', f'/v1/sends/{uuid}')['trouble'],
                   what='trouble')
        seen = clerk.ok('GET', f'/v1/sends/{uuid}')
        assert seen['trouble']['reason'] == 'relay'
        assert seen['deliveries']['queued'] == 2
    assert not postfix.maildir('nina').exists()


def write_config(service, password):
    config = service.folder / 'service.conf'
    config.write_text(f'[service]\nrelay-user={USER}\n'
                      f'relay-password={password}\n')
    config.chmod(0o600)
    return config


@pytest.mark.parametrize('how', ['auto', 'plain', 'login'])
def test_signed_in(postfix, service, how):
    service.options = dict(relay=postfix.submission, relay_auth=how,
                           relay_ca_file=postfix.authority,
                           config=write_config(service, PASSWORD))
    with service:
        clerk, uuid = send(service, 'n3')
        assert clerk.wait_for_send(uuid)['deliveries']['sent'] == 2
        mail = the_mail(postfix, 'nina')
        assert 'with ESMTPSA ' in ' '.join(mail['Received'].split())


def test_a_wrong_password_pauses(postfix, service):
    wrong = 'a wrong password'
    service.options = dict(relay=postfix.submission,
                           relay_ca_file=postfix.authority,
                           config=write_config(service, wrong))
    with service:
        clerk, uuid = send(service, 'n3')
        seen = clerk.wait_for_send(uuid, 'paused')
        assert seen['pause']['reason'] == 'sign_in_refused'
        assert seen['pause']['code'] == 535
        assert seen['deliveries']['queued'] == 2
        assert wrong not in service.log.read_text()
    write_config(service, PASSWORD)
    with service:
        clerk = service.sign_in('clerk')
        clerk.ok('POST', f'/v1/sends/{uuid}/resume')
        assert clerk.wait_for_send(uuid)['deliveries']['sent'] == 2
    the_mail(postfix, 'nina')


def test_what_comes_back_is_piped_to_its_row(postfix, service):
    service.options = dict(relay=postfix.url, bounce_domain=PIPED)
    with service:
        clerk, uuid = send(service)
        wait_for_bounce(postfix, clerk, uuid)
        assert service.run('bounce', '--list').stdout == ''
        mail = the_mail(postfix, 'nina')
        assert mail['Return-Path'].endswith(f'@{PIPED}>')
        assert mail['From'].addresses[0].addr_spec == FROM


def test_what_comes_back_to_a_maildir_is_taken_from_there(postfix, service):
    service.options = dict(relay=postfix.url, bounce_domain=BOUNCES,
                           bounce_maildir=postfix.bounces)
    with service:
        clerk, uuid = send(service)
        wait_for_bounce(postfix, clerk, uuid)
        wait_until(lambda: not list((postfix.bounces / 'new').iterdir()),
                   what='an empty new')
        assert all(p.name.endswith(':2,S')
                   for p in (postfix.bounces / 'cur').iterdir())
        assert service.run('bounce', '--list').stdout == ''
