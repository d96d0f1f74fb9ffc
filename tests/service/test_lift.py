# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking back a bounce or an opt-out, at the customer's request."""

import pytest

from support import company
from support.ledger import check_counts, statuses
from support.service import Service

FROM = 'office@north.example'


@pytest.fixture
def own(tmp_path, engine):
    service = Service(tmp_path, engine)
    company.fill(service)
    with service:
        yield service
    service.check()


def notes(api, contact, division='north'):
    return [(n['event'], n['by']) for n in api.why(contact, division)['notes']]


def test_lift_a_bounce(own):
    clerk = own.sign_in('clerk')
    before = clerk.counts(division='north')
    assert clerk.why('x3', 'north')['outcome'] == 'bounced'
    lifted = clerk.lift('x3', 'bounced')
    assert lifted['id'] == 'x3' and lifted['reason'] is None
    # Its imported invitation did not arrive.
    assert lifted['status'] == statuses(clerk, 'north')['x3']
    assert lifted['status'] != 'cannot_be_invited'
    assert lifted in clerk.contacts(division='north')
    after = clerk.counts(division='north')
    check_counts(after)
    assert after['reasons'] == {**before['reasons'], 'bounced': 0}
    assert ('bounce_lifted', 'Clerk') in notes(clerk, 'x3')
    # Once is enough.
    assert clerk.lift('x3', 'bounced') == lifted
    assert notes(clerk, 'x3').count(('bounce_lifted', 'Clerk')) == 1
    assert own.query('SELECT count(*) FROM audit WHERE act = ?'
                     ' AND subject = ?', 'lift-bounced', 'x3') == [(1,)]
    send = clerk.prepare('north', FROM, only=False)
    assert {r['id']: r['outcome'] for r in clerk.entries(send['id'])}[
        'x3'] == 'will_be_sent'


def test_lift_an_opt_out(own):
    clerk = own.sign_in('clerk')
    # That it has bounced is another matter.
    assert clerk.lift('x4', 'bounced')['reason'] == 'opted_out'
    assert notes(clerk, 'x4').count(('opt_out_lifted', 'Clerk')) == 0
    assert clerk.lift('x4', 'opted_out')['status'] == 'not_sent'
    assert ('opt_out_lifted', 'Clerk') in notes(clerk, 'x4')
    check_counts(clerk.counts(division='north'))
    assert clerk.why('x4', 'north')['outcome'] == 'will_be_sent'


def test_an_older_import_does_not_undo_it(own):
    clerk = own.sign_in('clerk')
    clerk.lift('x3', 'bounced')
    clerk.lift('x4', 'opted_out')
    own.run('import', company.write(own.folder / 'again'))
    seen = statuses(clerk, 'north')
    assert 'cannot_be_invited' not in (seen['x3'], seen['x4'])
    # Mind the clock: what comes after the lift counts.
    own.let_pass(hours=1)
    contacts = [(*c[:5], {'bounced_at': company.days_ago(0)})
                if c[0] == 'x3' else
                (*c[:5], {'opted_out_at': company.days_ago(0)})
                if c[0] == 'x4' else c for c in company.CONTACTS]
    own.run('import', company.write(own.folder / 'later', contacts=contacts))
    seen = statuses(clerk, 'north')
    assert seen['x3'] == seen['x4'] == 'cannot_be_invited'
    check_counts(clerk.counts(division='north'))


def test_one_address_of_two_divisions(tmp_path, engine):
    contacts = [(*c[:5], {'opted_out_at': company.days_ago(3)})
                if c[0] == 'n1' else c for c in company.CONTACTS]
    service = Service(tmp_path, engine)
    company.fill(service, contacts=contacts)
    with service:
        clerk, other = service.sign_in('clerk'), service.sign_in('other')
        assert statuses(other, 'south')['s2'] == 'cannot_be_invited'
        clerk.lift('n1', 'opted_out')
        assert statuses(other, 'south')['s2'] == 'not_sent'
        assert ('opt_out_lifted', 'Clerk') in notes(other, 's2', 'south')
    service.check()


def test_whoever_cannot_be_lifted(own):
    """Without an address there is nothing to lift."""
    clerk = own.sign_in('clerk')
    for contact in ('x1', 'x2'):
        answer = clerk.post(f'/v1/contacts/{contact}/lift',
                            {'reason': 'bounced'})
        assert (answer.status, answer.code) == (409, 'conflict')
        assert statuses(clerk, 'north')[contact] == 'cannot_be_invited'
    assert clerk.lift('n1', 'bounced')['status'] == 'not_sent'


@pytest.mark.parametrize('body, code, field', [
    ({}, 'missing', 'reason'), ({'reason': None}, 'invalid', 'reason'),
    ({'reason': 'no_address'}, 'invalid', 'reason'),
    ({'reason': 'invalid_address'}, 'invalid', 'reason'),
    ({'reason': 'bounced', 'x': 1}, 'unknown', 'x'),
    ([], 'malformed', None)])
def test_wrong_bodies(service, clerk, body, code, field):
    answer = clerk.post('/v1/contacts/x3/lift', body)
    assert (answer.status, answer.code, answer.field) == (400, code, field)
    assert statuses(clerk, 'north')['x3'] == 'cannot_be_invited'


def test_rights(service, clerk):
    body = {'reason': 'bounced'}
    assert service.sign_in('supervisor').post('/v1/contacts/x3/lift',
                                              body).status == 403
    assert service.sign_in('other').post('/v1/contacts/x3/lift',
                                         body).status == 404
    assert clerk.post('/v1/contacts/nobody/lift', body).status == 404
    assert statuses(clerk, 'north')['x3'] == 'cannot_be_invited'
