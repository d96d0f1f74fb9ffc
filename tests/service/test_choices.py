# SPDX-License-Identifier: GPL-3.0-or-later


def names(choices):
    return [choice['name'] for choice in choices]


def test_only_what_occurs_in_my_divisions(service, clerk):
    choices = clerk.ok('GET', '/v1/choices')
    assert choices['divisions'] == [
        {'id': 'north', 'name': 'North', 'email_from': 'office@north.example',
         'time_zone': 'America/New_York'}]
    assert names(choices['account_classes']) == ['Commercial', 'Industrial',
                                                 'Residential']
    assert names(choices['bill_groups']) == ['Cycle 1', 'Cycle 2']
    assert names(choices['account_sources']) == ['Müller & Söhne', 'Referral',
                                                 'Web']
    assert names(choices['site_sources']) == ['Field sales', 'Phone', 'Web form']
    assert names(choices['notification_templates']) == ['Portal invitation']


def test_ids_are_url_safe(service):
    choices = service.sign_in('head').ok('GET', '/v1/choices')
    for entries in choices.values():
        for entry in entries:
            assert entry['id'].isascii()
            assert all(c.isalnum() or c in '-._~' for c in entry['id'])


def test_both_divisions(service):
    choices = service.sign_in('head').ok('GET', '/v1/choices')
    assert [d['id'] for d in choices['divisions']] == ['north', 'south']
    assert 'Fax' in names(choices['account_sources'])
