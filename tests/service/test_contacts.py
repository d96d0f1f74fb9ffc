# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import io
import itertools

import pytest

from support import company
from support.service import Service, wait_until

GROUPS = ['accepted', 'pending', 'not_sent', 'cannot_be_invited']
REASONS = ['no_address', 'invalid_address', 'bounced', 'opted_out']
FLAGS = ['active_service', 'balance_due', 'billing_contacts', 'without_auto_pay']


@pytest.fixture(scope='module', params=['on', 'off'])
def service(request, tmp_path_factory, engine):
    """With all contacts in memory, and with the database alone."""
    service = Service(tmp_path_factory.mktemp('service'), engine,
                      index=request.param)
    company.fill(service)
    with service:
        if request.param == 'on':
            wait_until(lambda: 'are in memory' in service.log.read_text())
        yield service
    service.check()


def assert_adds_up(counts):
    for part in (counts, counts['division']):
        assert part['total'] == sum(part[group] for group in GROUPS)
        assert part['cannot_be_invited'] == sum(part['reasons'].values())
        assert part['pending_expired'] <= part['pending']


def assert_equals_lists(api, counts, **filters):
    assert len(api.contacts(**filters)) == counts['total']
    for group in GROUPS:
        assert len(api.contacts(group=group, **filters)) == counts[group]
    for reason in REASONS:
        rows = api.contacts(group='cannot_be_invited', reason=reason, **filters)
        assert len(rows) == counts['reasons'][reason]
        assert all(row['reason'] == reason for row in rows)
    expired = api.contacts(group='pending', expired='true', **filters)
    assert len(expired) == counts['pending_expired']


def test_the_company(clerk):
    counts = clerk.counts(division='north')
    assert {k: counts[k] for k in company.COUNTS} == company.COUNTS
    assert counts['division'] == company.COUNTS
    assert_adds_up(counts)
    assert_equals_lists(clerk, counts, division='north')


def every_filter(choices):
    options = {
        'account_class': choices['account_classes'],
        'bill_group': choices['bill_groups'],
        'account_source': choices['account_sources'],
        'site_source': choices['site_sources'],
    }
    for name, entries in options.items():
        for entry in entries:
            yield {name: entry['id']}
    for length in range(1, len(FLAGS) + 1):
        for flags in itertools.combinations(FLAGS, length):
            yield dict.fromkeys(flags, 'true')
    yield {name: entries[0]['id'] for name, entries in options.items()} \
        | dict.fromkeys(FLAGS, 'true')


def test_every_filter_adds_up_and_equals_its_list(clerk):
    whole = clerk.counts(division='north')['division']
    for filters in every_filter(clerk.ok('GET', '/v1/choices')):
        counts = clerk.counts(division='north', **filters)
        assert_adds_up(counts)
        assert counts['division'] == whole
        assert_equals_lists(clerk, counts, division='north', **filters)


@pytest.mark.parametrize('filters, ids', [
    ({'balance_due': 'true'}, 'a1 n1 n4 p1 x1 x4'),
    ({'without_auto_pay': 'true'}, 'a1 n1 n3 p1 p2 x1 x3'),
    ({'active_service': 'true'}, 'a1 n1 n3 p1 p2 x1 x3'),
    ({'billing_contacts': 'true'}, 'a1 n1 n2 n5 p1 x1'),
    ({'site_source': 'Phone'}, 'a1 a2 n1 n2 p1 x1 x2'),
    ({'account_class': 'Residential'}, 'a1 n1 n4 p1 x1 x4'),
    ({'bill_group': 'Cycle 2'}, 'a2 n2 n5 x2'),
    ({'account_source': 'Müller & Söhne'}, 'n3 p2 x3'),
    ({'site_source': 'Phone', 'active_service': 'true'}, 'a1 n1 p1 x1'),
    ({'account_class': 'Commercial', 'balance_due': 'true'}, ''),
    ({'balance_due': 'false', 'billing_contacts': 'false'},
     'a1 a2 n1 n2 n3 n4 n5 p1 p2 x1 x2 x3 x4'),
])
def test_filters_mean_what_they_say(clerk, filters, ids):
    choices = clerk.ok('GET', '/v1/choices')
    known = {c['name']: c['id'] for entries in choices.values() for c in entries}
    rows = clerk.contacts(division='north', sort='email',
                          **{k: known.get(v, v) for k, v in filters.items()})
    assert sorted(row['id'] for row in rows) == ids.split()


def test_a_row(clerk):
    rows = {row['id']: row for row in clerk.contacts(division='north')}
    assert rows['a1'] == {
        'id': 'a1', 'email': 'ann@example.com', 'name': 'Ann Accepted',
        'account_number': '1001', 'account_name': 'Residential Customer',
        'status': 'accepted', 'reason': None, 'expired': False,
        'last_invite_sent': company.days_ago(22),
        'last_login': company.days_ago(1), 'auto_pay': False}
    assert rows['x4']['auto_pay'] is None
    assert rows['x4']['reason'] == 'opted_out'
    assert rows['p2']['expired'] is True
    assert rows['n2']['email'] == 'Shared@Example.com'


SORTS = {
    'email': lambda r: r['email'].casefold(),
    'name': lambda r: r['name'].casefold(),
    'account_number': lambda r: r['account_number'],
    'account_name': lambda r: r['account_name'].casefold(),
    'last_invite_sent': lambda r: r['last_invite_sent'] or '',
    'last_login': lambda r: r['last_login'] or '',
}


@pytest.mark.parametrize('field', SORTS)
@pytest.mark.parametrize('sign', ['', '-'])
def test_sorted_with_empty_last(clerk, field, sign):
    rows = clerk.contacts(division='north', sort=sign + field)
    keys = [SORTS[field](row) for row in rows]
    filled = [key for key in keys if key]
    assert keys[len(filled):] == [''] * (len(keys) - len(filled))
    assert filled == sorted(filled, reverse=bool(sign))
    for _, ties in itertools.groupby(rows, key=SORTS[field]):
        ids = [row['id'] for row in ties]
        assert ids == sorted(ids)


@pytest.mark.parametrize('sort', ['status', '-status', 'auto_pay', '-auto_pay'])
def test_other_sorts_keep_everybody(clerk, sort):
    rows = clerk.contacts(division='north', sort=sort)
    assert len({row['id'] for row in rows}) == company.COUNTS['total']


@pytest.mark.parametrize('search, ids', [
    ('nina', 'n1'), ('NINA', 'n1'), ('shared', 'n2 n3'), ('ελένη', 'n4'),
    ('Παππά ΕΛΈΝΗ', 'n4'), ('北京', 'n3 p2 x3'), ('павел', 'p2'),
    ('1001 petra', 'p1'), ("o'neil", 'a2 n2 x2'), ('🌻', 'n5'), ('%', ''),
    ('_', ''), ('nina nobody zzz', ''), ('  ', 'all'), ('NOE\u0301', 'n2'),
    ('לוי', 'n3')])
def test_search(clerk, search, ids):
    rows = clerk.contacts(division='north', search=search)
    found = sorted(row['id'] for row in rows)
    if ids == 'all':
        assert len(found) == company.COUNTS['total']
    else:
        assert found == ids.split()


def test_paging(clerk):
    everybody = [r['id'] for r in clerk.contacts(division='north', sort='name')]
    for limit in (1, 4, 13, 500):
        seen = []
        while len(seen) < len(everybody):
            page = clerk.ok('GET', '/v1/contacts',
                            {'division': 'north', 'sort': 'name',
                             'offset': len(seen), 'limit': limit})
            assert page['total'] == len(everybody)
            seen += [row['id'] for row in page['items']]
        assert seen == everybody
    beyond = clerk.ok('GET', '/v1/contacts', {'division': 'north', 'offset': 999})
    assert (beyond['total'], beyond['items']) == (len(everybody), [])


@pytest.mark.parametrize('path', ['/v1/contacts', '/v1/contacts/counts'])
@pytest.mark.parametrize('query, field', [
    ({}, 'division'),
    ({'division': ''}, 'division'),
    ({'division': 'north', 'colour': 'red'}, 'colour'),
    ({'division': 'north', 'balance_due': 'yes'}, 'balance_due'),
    ({'division': 'north', 'balance_due': '1'}, 'balance_due'),
    ({'division': 'north', 'active_service': ''}, 'active_service'),
    ({'division': 'north', 'account_class': 'a b'}, 'account_class'),
    ({'division': 'no\x00rth'}, 'division'),
])
def test_wrong_filters(clerk, path, query, field):
    answer = clerk.get(path, query)
    assert (answer.status, answer.field) == (400, field)


@pytest.mark.parametrize('query, field', [
    ({'group': 'everybody'}, 'group'), ({'reason': 'shy'}, 'reason'),
    ({'expired': 'maybe'}, 'expired'), ({'sort': 'shoe_size'}, 'sort'),
    ({'sort': '--email'}, 'sort'), ({'offset': '-1'}, 'offset'),
    ({'offset': 'x'}, 'offset'), ({'limit': '0'}, 'limit'),
    ({'limit': '501'}, 'limit'), ({'limit': '1e2'}, 'limit'),
    ({'offset': '99999999999999999999999'}, 'offset'),
])
def test_wrong_list_parameters(clerk, query, field):
    answer = clerk.get('/v1/contacts', {'division': 'north', **query})
    assert (answer.status, answer.field) == (400, field)


def test_a_repeated_parameter_is_refused(clerk):
    answer = clerk.get('/v1/contacts/counts?division=north&division=north')
    assert answer.status == 400


def test_foreign_and_unknown_divisions_look_alike(clerk):
    for path in ('/v1/contacts', '/v1/contacts/counts'):
        foreign = clerk.get(path, {'division': 'south'})
        unknown = clerk.get(path, {'division': 'nowhere'})
        assert foreign.status == unknown.status == 404
        assert foreign.json['detail'] == unknown.json['detail']


def test_csv(clerk):
    answer = clerk.get('/v1/contacts', {'division': 'north', 'sort': 'name'},
                       headers={'Accept': 'text/csv'})
    assert answer.headers['Content-Type'].startswith('text/csv')
    rows = list(csv.DictReader(io.StringIO(answer.text, newline='')))
    assert [row['id'] for row in rows] == [
        row['id'] for row in clerk.contacts(division='north', sort='name')]
    assert answer.text.count('\r\n') == len(rows) + 1


def test_csv_tames_formulas(tmp_path, engine):
    service = Service(tmp_path, engine)
    contacts = [('f1', '1001', '=1+1', '+x@example.com', 'true', {}),
                ('f2', '1001', '@SUM(A1)', '', 'true', {}),
                ('f3', '1001', '-2', 'plain@example.com', 'true', {})]
    company.fill(service, contacts=contacts)
    with service:
        answer = service.sign_in('clerk').get(
            '/v1/contacts', {'division': 'north'}, headers={'Accept': 'text/csv'})
        rows = list(csv.DictReader(io.StringIO(answer.text, newline='')))
        assert [row['name'] for row in rows] == ["'=1+1", "'@SUM(A1)", "'-2"]
        assert rows[0]['email'] == "'+x@example.com"


def test_why(clerk):
    why = clerk.ok('GET', '/v1/contacts/n2/why', {'division': 'north'})
    assert why['matches'] is True and why['outcome'] in ('will_be_sent', 'merged')
    why = clerk.ok('GET', '/v1/contacts/x3/why',
                   {'division': 'north', 'balance_due': 'true'})
    assert why['matches'] is False and why['outcome'] is None
    verdicts = {v['rule']: v['holds'] for v in why['filters']}
    assert verdicts['balance_due'] is False
    rules = {v['rule']: v['holds'] for v in why['rules']}
    assert rules['bounced'] is True and rules['accepted'] is False


def test_why_of_strangers(clerk):
    for contact in ('s1', 'nobody', '~AAAA'):
        answer = clerk.get(f'/v1/contacts/{contact}/why', {'division': 'north'})
        assert answer.status == 404
