# SPDX-License-Identifier: GPL-3.0-or-later
"""The minimum gap between invitations to one address."""

import pytest

from support import company
from support.ledger import check_send, only, outcomes
from support.mail import read_maildir
from support.service import Service

NORTH = 'office@north.example'
SOUTH = 'hello@south.example'


@pytest.fixture
def own(tmp_path, engine):
    """A service with the gap that it has when nobody says anything."""
    service = Service(tmp_path, engine, gap_hours=24)
    company.fill(service)
    with service:
        yield service
    service.check()


def send_all(api, division='north', email_from=NORTH, **options):
    send = api.prepare(division, email_from, **options)['id']
    api.start(send)
    api.wait_for_send(send)
    return check_send(api, send)


def test_across_divisions(own):
    """s2 of the south has the address of n1 of the north."""
    clerk, other = own.sign_in('clerk'), own.sign_in('other')
    send_all(clerk)
    send = other.prepare('south', SOUTH)
    assert outcomes(other, send['id']) == {'s1': 'will_be_sent',
                                           's2': 'too_recent'}
    check_send(other, send['id'])
    rules = {v['rule']: v['holds'] for v in other.why('s2', 'south')['rules']}
    assert rules['too_recent'] is True
    assert other.why('s2', 'south')['outcome'] == 'too_recent'
    own.let_pass(hours=23)
    assert other.why('s2', 'south')['outcome'] == 'too_recent'
    own.let_pass(hours=2)
    assert other.why('s2', 'south')['outcome'] == 'will_be_sent'
    assert send_all(other, 'south', SOUTH)['deliveries'] == only(sent=2)


def test_with_the_limit_off(own):
    clerk = own.sign_in('clerk')
    send_all(clerk)
    send = clerk.prepare('north', NORTH, only=False)
    assert outcomes(clerk, send['id'])['n1'] == 'too_recent'
    # Imported invitations are older.
    assert outcomes(clerk, send['id'])['p1'] == 'will_be_sent'
    assert send['outcomes']['too_recent'] == 5
    # With the limit, that they are invited comes first.
    limited = clerk.prepare('north', NORTH)
    assert limited['outcomes']['too_recent'] == 0
    assert limited['outcomes']['already_invited'] == 7


def test_override(own):
    clerk, other = own.sign_in('clerk'), own.sign_in('other')
    send_all(clerk)
    n_mails = len(read_maildir(own.outbox))
    send = send_all(other, 'south', SOUTH, gap_override=True)
    assert send['gap_override'] is True
    assert send['deliveries'] == only(sent=2)
    assert len(read_maildir(own.outbox)) == n_mails + 2
    assert own.query('SELECT count(*) FROM audit WHERE act = ?'
                     ' AND subject = ?', 'override-gap', send['id']) == [(1,)]
    # It holds for the send that says it, and for no other.
    again = other.prepare('south', SOUTH, only=False)
    assert again['gap_override'] is False
    assert again['outcomes']['too_recent'] == 2


def test_at_the_start(own):
    """Who was written to after the ledger was frozen drops out."""
    clerk, other = own.sign_in('clerk'), own.sign_in('other')
    late = other.prepare('south', SOUTH)
    bold = other.prepare('south', SOUTH, gap_override=True)
    assert late['outcomes']['will_be_sent'] == 2
    # Times are whole seconds: what goes out is to be later than the prepares.
    own.let_pass(seconds=2)
    send_all(clerk)
    other.start(late['id'])
    done = other.wait_for_send(late['id'])
    assert done['deliveries'] == only(sent=1, skipped=1)
    row, = other.entries(late['id'], state='skipped')
    assert (row['id'], row['reason']) == ('s2', 'too_recent')
    check_send(other, late['id'])
    other.start(bold['id'])
    done = other.wait_for_send(bold['id'])
    rows = {r['id']: (r['state'], r['reason'])
            for r in other.entries(bold['id'])}
    # An override waives what was there when it was given, not what a colleague
    # has sent since.
    assert rows == {'s1': ('skipped', 'already_invited'),
                    's2': ('skipped', 'too_recent')}
    check_send(other, bold['id'])


def test_an_imported_invitation_counts(tmp_path, engine):
    service = Service(tmp_path, engine, gap_hours=24)
    contacts = [(*c[:5], {'last_invite_sent': company.days_ago(0)})
                if c[0] == 'n1' else c for c in company.CONTACTS]
    company.fill(service, contacts=contacts)
    with service:
        other = service.sign_in('other')
        send = other.prepare('south', SOUTH)
        assert outcomes(other, send['id'])['s2'] == 'too_recent'
    service.check()


def test_a_revoked_invitation_counts(own):
    """The person has got it, whatever has become of its link."""
    clerk = own.sign_in('clerk')
    clerk.revoke(send_all(clerk)['id'])
    assert clerk.counts(division='north')['not_sent'] == 5
    send = clerk.prepare('north', NORTH)
    assert send['outcomes']['too_recent'] == 5
    assert send['outcomes']['will_be_sent'] == 0
    again = send_all(clerk, gap_override=True)
    assert again['deliveries'] == only(sent=4)


def test_the_rest_of_one_that_was_too_soon(own):
    clerk = own.sign_in('clerk')
    clerk.revoke(send_all(clerk)['id'])
    soon = send_all(clerk)
    assert soon['state'] == 'finished' and soon['deliveries'] == only()
    own.let_pass(hours=25)
    rest = clerk.prepare('north', NORTH,
                         made_from={'send': soon['id'], 'set': 'rest'})
    assert outcomes(clerk, rest['id']) == {
        'n1': 'will_be_sent', 'n2': 'will_be_sent', 'n3': 'merged',
        'n4': 'will_be_sent', 'n5': 'will_be_sent'}


def test_the_default_is_a_day(tmp_path, engine):
    """What serve does when nobody says anything."""
    service = Service(tmp_path, engine, hold_seconds=None, gap_hours=None)
    company.fill(service)
    with service:
        clerk, other = service.sign_in('clerk'), service.sign_in('other')
        send = clerk.prepare('north', NORTH)['id']
        held = clerk.start(send)
        assert held['state'] == 'held'
        clerk.pause(send)
        clerk.resume(send)
        clerk.wait_for_send(send)
        south = other.prepare('south', SOUTH)
        assert south['outcomes']['too_recent'] == 1
    service.check()
