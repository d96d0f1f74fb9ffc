# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in the real window: sign in, counts, details, send, mail
arrived, accept, counts. Once as anybody would, once by the keyboard alone."""

import steps
from support import company
from support.mail import links
from support.service import PASSWORD, wait_until
from window import wait_for

# Two of the five have one address, and so one mail.
SHARED = ('5 contacts will receive this invitation, in 4 mails: '
          '1 shares an address.')
AFTER = {**steps.BEFORE, 'pending': 7, 'not_sent': 0}


def assert_mails(mail_server, number=4):
    wait_until(lambda: len(mail_server.mails) == number, what=f'{number} mails')
    recipients = [r for rcpts, _ in mail_server.mails for r in rcpts]
    assert len(set(recipients)) == number


def accept_first(service, mail_server):
    mail = next(m for rcpts, m in mail_server.mails
                if rcpts == ['nina@example.com'])
    assert service.accept(links(mail)[0]).status == 200


def test_main_job(open_window, service, mail_server):
    with open_window() as window:
        steps.sign_in(window, 'clerk', PASSWORD)
        window.wait('Account division')
        window.choose('Account division', 'North')
        steps.wait_for_counts(window, **steps.BEFORE)

        for group, title in steps.LABELS.items():
            window.click(steps.link_name(window, title))
            window.wait('Portal Invitation Details')
            window.wait_says(f'{steps.BEFORE[group]} contacts, as of')
            window.key('Escape')
            window.wait_gone('Portal Invitation Details')

        wait_for(lambda: steps.read_number(
            window, 'Will get an invitation') == 4, 'a forecast of 4')
        window.wait_says('4 invitations will be sent')
        window.wait_says(SHARED)
        window.click('Send Email…')
        window.wait('Confirm Send')
        window.wait_says('Send 4 invitations?')
        window.wait_says(SHARED)
        assert mail_server.mails == []
        window.click('Send Email')
        assert_mails(mail_server)
        window.wait_says('Finished')

        steps.show_invite(window)
        steps.wait_for_counts(window, **AFTER)
        accept_first(service, mail_server)
        window.key('ctrl+r')
        steps.wait_for_counts(window, accepted=3, pending=6)


def test_main_job_by_keyboard(open_window, service, mail_server):
    """No action of the accessibility tree is used, only keys."""
    with open_window() as window:
        steps.sign_in(window, 'clerk', PASSWORD)
        window.wait('Account division')
        window.choose('Account division', 'North')
        steps.wait_for_counts(window, **steps.BEFORE)

        window.tab_to(steps.link_name(window, steps.LABELS['not_sent']))
        window.key('Return')
        window.wait('Portal Invitation Details')
        window.wait_says('5 contacts, as of')
        window.key('ctrl+f')
        window.type('nina')
        window.wait_says('1 contact, as of')
        window.key('Escape')
        window.wait_says('5 contacts, as of')
        window.key('Escape')
        window.wait_gone('Portal Invitation Details')
        # Back at the count that was opened.
        focused = wait_for(window.focused, 'the focus')
        assert focused.name.startswith(steps.LABELS['not_sent'])

        wait_for(lambda: steps.read_number(
            window, 'Will get an invitation') == 4, 'a forecast of 4')
        window.key('ctrl+Return')
        window.wait('Confirm Send')
        window.tab_to('Send Email')
        window.key('Return')
        assert_mails(mail_server)
        window.wait_says('Finished')

        steps.show_invite(window)
        steps.wait_for_counts(window, **AFTER)
        accept_first(service, mail_server)
        window.key('ctrl+r')
        steps.wait_for_counts(window, accepted=3, pending=6)


def test_stop(open_window, service, mail_server):
    """Stop while a slow mail server takes them one after the other."""
    mail_server.recorder.seconds = 4
    many = [(f'm{i:03}', '1001', f'Contact {i}', f'm{i}@example.com', '', {})
            for i in range(100)]
    service.run('import', company.write(service.folder / 'csv', contacts=many))
    with open_window() as window:
        steps.sign_in(window, 'clerk', PASSWORD)
        window.wait('Account division')
        window.click('Send Email…')
        window.wait('Confirm Send')
        window.click('Send Email')
        window.click('Stop…')
        window.wait_says('Stop This Send?')
        window.tab_to('Stop')
        window.key('Return')
        window.wait_says('Stopped', seconds=60)
        sent = steps.read_number(window, 'Sent')
        cancelled = steps.read_number(window, 'Cancelled')
        assert sent == len(mail_server.mails) < 104
        assert sent + cancelled == 104 and cancelled > 0


def test_demo_that_fails(open_window):
    """It leads back to signing in."""
    with open_window('--demo', INVITES_SERVICE_PROGRAM='/bin/false') as window:
        window.wait('The Demo Could Not Start')
        window.click('Sign In With Password')
        window.wait('Service address')


def test_without_permission(open_window):
    with open_window() as window:
        steps.sign_in(window, 'visitor', PASSWORD)
        window.wait_says('permission')
        assert not window.says('Account division')


def test_supervisor_reads_only(open_window):
    with open_window() as window:
        steps.sign_in(window, 'supervisor', PASSWORD)
        window.wait('Account division')
        window.choose('Account division', 'North')
        steps.wait_for_counts(window, **steps.BEFORE)
        assert window.find('Send Email…') is None
        assert window.find('Notification template') is None
