# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of a send and its division at every moment."""

GROUPS = ('accepted', 'pending', 'not_sent', 'cannot_be_invited')
DELIVERIES = ('queued', 'sending', 'deferred', 'sent', 'refused', 'unknown',
              'bounced', 'cancelled', 'skipped')


def check_counts(counts):
    """The five numbers add up."""
    for part in (counts, counts['division']):
        assert part['total'] == sum(part[group] for group in GROUPS)
        assert part['cannot_be_invited'] == sum(part['reasons'].values())


def read_now(api, send):
    """The send as it stands in the history: what is said of a running one
    alone may be a second old."""
    sends = api.ok('GET', '/v1/sends', {'limit': 500})['items']
    return next(item for item in sends if item['id'] == send.lower())


def check_send(api, send):
    """Its numbers sum, and are those of its rows. Returns the send."""
    while True:
        seen = read_now(api, send)
        rows = api.entries(send)
        if read_now(api, send) == seen:
            break
    assert sum(seen['outcomes'].values()) == len(rows)
    assert sum(seen['deliveries'].values()) == seen['outcomes']['will_be_sent']
    for outcome, number in seen['outcomes'].items():
        assert number == sum(row['outcome'] == outcome for row in rows)
    for state in DELIVERIES:
        leading = [row for row in rows if row['outcome'] == 'will_be_sent'
                   and row['state'] == state]
        assert seen['deliveries'][state] == len(leading), state
    states = {row['id']: row['state'] for row in rows}
    for row in rows:
        if row['outcome'] == 'merged':
            assert row['state'] == states[row['merged_into']]
    check_counts(api.counts(division=seen['division']))
    return seen


def only(**deliveries):
    """All numbers of deliveries, these and otherwise zero."""
    assert set(deliveries) <= set(DELIVERIES)
    return {**dict.fromkeys(DELIVERIES, 0), **deliveries}


def statuses(api, division):
    """{contact: its group}"""
    return {row['id']: row['status'] for row in api.contacts(division=division)}


def outcomes(api, send):
    """{contact: its outcome}"""
    return {row['id']: row['outcome'] for row in api.entries(send)}


def states(api, send):
    """{contact: its delivery's state}, without those who have none."""
    return {row['id']: row['state'] for row in api.entries(send)
            if row['state'] is not None}
