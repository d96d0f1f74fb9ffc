# SPDX-License-Identifier: GPL-3.0-or-later
"""A session that ends and a service that goes away, in the real window."""

import steps
from support.service import PASSWORD
from window import do_action, wait_for, walk


def test_session_ends_in_mid_work(open_window, service):
    """Signing in again leads back to what was entered, and so does starting
    again."""
    with open_window() as window:
        steps.enter(window)
        window.choose('Account division', 'North')
        steps.wait_for_counts(window, **steps.BEFORE)
        steps.toggle(window, 'Accounts with balance due')
        steps.wait_for_counts(window, total=6)
        # The window learns of it by itself, soon, whatever is done in it.
        service.run('user', 'password', 'clerk', stdin='another pass phrase\n')
        window.wait_says('sign-in has ended', 60)
        window.wait('Password')
        window.fill('Password', 'another pass phrase')
        window.key('Return')
        counts = steps.wait_for_counts(window, total=6)
        assert counts['accepted'] == 1
    # What was chosen is chosen at the next start, too.
    with open_window() as window:
        steps.sign_in(window, 'clerk', 'another pass phrase')
        steps.wait_for_counts(window, total=6)


def end_session_in_ledger(window, service):
    """A list over the question before a send, and the session ends there."""
    steps.enter(window)
    window.choose('Account division', 'North')
    steps.wait_for_counts(window, **steps.BEFORE)
    wait_for(lambda: steps.read_number(
        window, 'Will get an invitation') == 4, 'a forecast of 4')
    window.click('Send Email…')
    window.wait('Confirm Send')
    question = window.find_all('Confirm Send')[0]
    assert any(do_action(node) for node in walk(question)
               if (node.name or '').startswith('Already accepted, '))
    window.wait_says('2 contacts, as of')
    wait_for(lambda: window.focused().name == 'Search', 'the search')
    service.run('user', 'password', 'clerk', stdin='another pass phrase\n')
    window.type('abel')
    window.wait_says('sign-in has ended')
    # The windows stay, and block nothing.
    wait_for(lambda: window.focused().name == 'Password', 'the password')


def test_session_ends_in_windows(open_window, service):
    """They are still good when the same user has signed in again."""
    with open_window() as window:
        end_session_in_ledger(window, service)
        window.fill('Password', 'another pass phrase')
        window.key('Return')

        def reloaded():
            for node in window.find_all('Retry'):
                do_action(node)
            return window.says('1 contact, as of')
        wait_for(reloaded, 'the list of one contact')
        window.click('Send Email')
        window.wait_says('Finished')


def test_session_ends_for_somebody_else(open_window, service):
    """What one user had open is not the next one's to see."""
    with open_window() as window:
        end_session_in_ledger(window, service)
        window.fill('User', 'other')
        window.fill('Password', PASSWORD)
        window.key('Return')
        window.wait_says('Süd & Co, as of')
        window.wait_gone('Portal Invitation Details')
        window.wait_gone('Confirm Send')


def test_offline_and_back(open_window, service):
    with open_window() as window:
        steps.enter(window)
        window.choose('Account division', 'North')
        steps.wait_for_counts(window, **steps.BEFORE)
        port = service.url.rsplit(':', 1)[1]
        service.stop()
        steps.toggle(window, 'Accounts with balance due')
        window.wait('Retry')
        # Once it is back, nobody has to press anything.
        service.start(**service.options, listen=f'127.0.0.1:{port}')
        steps.wait_for_counts(window, total=6)
        window.wait_gone('Retry')


def test_wrong_password(open_window):
    with open_window() as window:
        steps.sign_in(window, 'clerk', 'not the pass phrase')
        window.wait_says('not right')
        window.fill('Password', PASSWORD)
        window.key('Return')
        window.wait('Account division')
