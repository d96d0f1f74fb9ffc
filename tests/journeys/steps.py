# SPDX-License-Identifier: GPL-3.0-or-later
"""What a clerk reads off the window, and steps that several journeys share."""

import re

from support import company
from support.mail import links
from support.service import PASSWORD
from window import wait_for

BEFORE = {k: v for k, v in company.COUNTS.items() if isinstance(v, int)
          and k != 'pending_expired'}
NOT_SENT = 4  # mails; two of the five contacts share an address

LABELS = {
    'total': 'Total contacts',
    'accepted': 'Portal invite accepted',
    'pending': 'Invite acceptance pending',
    'not_sent': 'Portal invite not sent',
    'cannot_be_invited': 'Cannot be invited',
}
GROUPS = [name for name in LABELS if name != 'total']


def link_name(window, title):
    """The whole name of a count link, "Total contacts, 31 contacts, …"."""
    for node in window.all():
        if (node.name or '').startswith(f'{title}, '):
            return node.name
    return None


def read_number(window, title):
    name = link_name(window, title)
    if name is None:
        return None
    found = re.search(r', ([\d,. \u00a0\u202f]+) ', name)
    return int(re.sub(r'\D', '', found.group(1))) if found else None


def read_counts(window):
    """The five counts; they have to add up, whenever they are looked at."""
    counts = {name: read_number(window, title) for name, title in LABELS.items()}
    if None in counts.values():
        return None
    return counts


def wait_for_counts(window, **expected):
    """Waits until those counts are shown, and returns all five."""
    def shown():
        counts = read_counts(window)
        if counts and all(counts[k] == v for k, v in expected.items()):
            return counts
        return None
    counts = wait_for(shown, f'counts {expected}, not {read_counts(window)}')
    assert counts['total'] == sum(counts[group] for group in GROUPS), counts
    return counts


def sign_in(window, username, password):
    """Fills the sign-in page in by keys; its address is there already."""
    window.wait('User')
    window.fill('User', username)
    window.fill('Password', password)
    window.key('Return')


def toggle(window, name):
    """Presses a check row by keys."""
    window.tab_to(name)
    window.key('space')


def show_sends(window):
    window.key('alt+2')


def show_invite(window):
    window.key('alt+1')


def restart(service, **options):
    """Ends the service, and starts it with those options as well."""
    service.stop()
    service.options.update(options)
    service.start(**service.options)


def enter(window, name='clerk'):
    """Signs in, and waits for the invite page."""
    sign_in(window, name, PASSWORD)
    window.wait('Account division')


def choose_north(window):
    window.choose('Account division', 'North')
    wait_for(lambda: read_counts(window), 'counts')


def send(window, number=NOT_SENT):
    """Chooses the division and confirms."""
    enter(window)
    choose_north(window)
    wait_for(lambda: read_number(window, 'Will get an invitation')
             == number, f'a forecast of {number}')
    confirm(window)


def confirm(window):
    window.click('Send Email…')
    window.wait('Confirm Send')
    window.click('Send Email')
    window.wait_says('Contacts considered')


def confirm_follow_up(window, question):
    window.click('Continue…')
    window.wait_says(question)
    window.click('Send Email')


def answer_alert(window, heading, label):
    window.wait_says(heading)
    window.tab_to(label)
    window.key('Return')


def links_to(mail_server, address):
    return [links(mail)[0] for to, mail in mail_server.mails if to == [address]]


def recipients(mail_server):
    return sorted(r for to, _ in mail_server.mails for r in to)
