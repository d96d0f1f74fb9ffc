# SPDX-License-Identifier: GPL-3.0-or-later
"""Who did not get it, in the real window: refused and retried, left out by a
filter, a bounce or the gap, or asking for a new link."""

import steps
from support.service import wait_until
from window import wait_for


def test_refused_and_retried(open_window, service, mail_server):
    mail_server.recorder.answers['nina@example.com'] \
        = '552 5.2.2 Over quota'
    with open_window() as window:
        steps.send(window)
        window.wait_says('Finished')
        assert steps.read_number(window, 'Refused') == 1
        window.click(steps.link_name(window, 'Refused'))
        window.wait('Portal Invitation Details')
        window.wait_says('The mailbox is full (552 5.2.2)')
        window.wait('Export to CSV')
        window.picture('ledger-refused')
        window.key('Escape')
        window.wait_gone('Portal Invitation Details')

        del mail_server.recorder.answers['nina@example.com']
        window.click('Retry Refused')
        wait_until(lambda: len(mail_server.mails) == steps.NOT_SENT,
                   what='the retried mail')
        wait_for(lambda: steps.read_number(window, 'Sent') == steps.NOT_SENT,
                 'all to be sent')
        assert len(steps.links_to(mail_server, 'nina@example.com')) == 1


def ask_for_link(service, secret):
    assert service.open_link(secret).status == 410
    assert service.open_link(secret, 'POST', 'wish=new-link').status == 200


def test_wishes(open_window, service, mail_server):
    """Who asks for a new link is invited again, or the wish is put aside."""
    head = service.sign_in('head')
    first = head.prepare('north', 'office@north.example')['id']
    head.start(first)
    head.wait_for_send(first)
    service.let_pass(days=31)
    for address in ('nina@example.com', 'li.lei@example.com'):
        ask_for_link(service, steps.links_to(mail_server, address)[0])

    with open_window() as window:
        steps.enter(window)
        steps.choose_north(window)
        window.wait_says('2 customers ask for a new link')
        window.picture('wishes-number')
        window.click('2 customers ask for a new link, show them')
        window.wait_says('Nina "New" Nobody')
        window.picture('wishes')
        window.click('Dismiss, 李雷 🌻')
        window.wait_gone('Dismiss, 李雷 🌻')
        window.click('Invite These…')
        window.wait_says('asked for another')
        window.picture('wishes-invite')
        steps.confirm_follow_up(window, 'Send 1 invitation?')
        window.wait_says('Those who asked for a new link')
        wait_until(lambda: len(mail_server.mails) == steps.NOT_SENT + 1,
                   what='the new link')
        assert service.open_link(
            steps.links_to(mail_server, 'nina@example.com')[1]).status == 200
        steps.show_invite(window)
        window.wait_gone('2 customers ask for a new link', exact=False)


def find(window, words, name):
    window.key('ctrl+f')
    window.wait('Find a Contact')
    wait_for(lambda: window.focused().name == 'Find contact', 'the search')
    window.type(words)
    window.wait(name)


def test_why_and_lift(open_window, service, mail_server):
    """A name is typed; all that is known follows, and a bounce is lifted."""
    with open_window() as window:
        steps.enter(window)
        steps.choose_north(window)
        steps.toggle(window, 'Restrict to billing contacts')
        find(window, 'xi bounced', 'Xi Bounced')
        window.picture('find')
        window.key('Return')
        window.wait_says('Cannot be invited: Bounced.')
        window.wait_says('“Restrict to billing contacts” leaves it out')
        window.picture('why')
        window.click('Lift Bounce…')
        steps.answer_alert(window, 'Lift This Bounce?', 'Lift Bounce')
        window.wait_says('Bounce lifted')
        window.wait_gone('Lift Bounce…')
        window.picture('lifted')
        window.key('Escape')
        window.wait_gone('Past sends')
        # The first one clears the name, ready for another.
        window.key('Escape', 'Escape')
        window.wait_gone('Find a Contact')
        steps.toggle(window, 'Restrict to billing contacts')
        window.key('ctrl+r')
        steps.wait_for_counts(window, cannot_be_invited=3)

        find(window, 'xerxes', 'Xerxes Out')
        window.key('Return')
        window.click('Lift Opt-Out…')
        steps.answer_alert(window, 'Lift This Opt-Out?', 'Lift Opt-Out')
        window.wait_says('Opt-out lifted')
    contact = service.sign_in('clerk').why('x4', 'north')
    assert contact['outcome'] == 'will_be_sent'
    assert contact['notes'][0]['by'] == 'Clerk'


def test_gap(open_window, service, mail_server):
    """Who was invited a moment ago is left out, unless the user insists."""
    steps.restart(service, gap_hours=24)
    with open_window() as window:
        steps.send(window)
        window.wait_says('Finished')
        steps.show_invite(window)
        steps.toggle(window, 'Limit to contacts without an existing invitation')
        wait_for(lambda: steps.read_number(window, 'Invited too recently')
                 == steps.NOT_SENT + 1, 'those who are too recent')
        window.picture('gap')
        steps.toggle(window,
                     'Also invite people who were invited very recently')
        wait_for(lambda: steps.read_number(window, 'Will get an invitation')
                 == steps.NOT_SENT + 2, 'everybody again')
        steps.toggle(window, 'Only those whose invitation has expired')
        wait_for(lambda: steps.read_number(window, 'Will get an invitation')
                 == 1, 'the one that has expired')
        window.click('Send Email…')
        window.wait('Confirm Send')
        window.wait_says('Not kept for this send')
        window.picture('gap-confirm')
        window.click('Send Email')
        wait_until(lambda: len(mail_server.mails) == steps.NOT_SENT + 1,
                   what='the expired one')
        steps.show_invite(window)
        # Neither is remembered.
        window.wait_gone('Also invite people who were invited very recently')
        assert 'pavel@example.com' in steps.recipients(mail_server)
