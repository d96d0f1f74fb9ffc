# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking back in the real window: undo, pause, resume, stop, revoke, the rest,
a corrected one, wishes for a new link, and why somebody did not get it."""

import steps
from support import company
from support.mail import links
from support.service import PASSWORD, wait_until
from window import do_action, wait_for

NOT_SENT = 4  # mails; two of the five contacts share an address


def restart(service, **options):
    service.stop()
    service.options.update(options)
    service.start(**service.options)


def sign_in(window, name='clerk'):
    steps.sign_in(window, name, PASSWORD)
    window.wait('Account division')


def choose_north(window):
    window.choose('Account division', 'North')
    wait_for(lambda: steps.read_counts(window), 'counts')


def send(window, number=NOT_SENT):
    """Chooses the division and confirms."""
    sign_in(window)
    choose_north(window)
    wait_for(lambda: steps.read_number(window, 'Will get an invitation')
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


def add_many(service, number):
    contacts = [(f'm{i:03}', '1001', f'Contact {i}', f'm{i}@example.com', '',
                 {}) for i in range(number)]
    service.run('import', company.write(service.folder / 'csv',
                                        contacts=contacts))
    return number + NOT_SENT


def links_to(mail_server, address):
    return [links(mail)[0] for to, mail in mail_server.mails if to == [address]]


def recipients(mail_server):
    return sorted(r for to, _ in mail_server.mails for r in to)


def test_undo(open_window, service, mail_server):
    """Undo in the held time, by the keyboard: nobody is mailed."""
    restart(service, hold_seconds=60)
    with open_window() as window:
        send(window)
        window.wait_says('Goes out in ')
        window.picture('held')
        # It has the focus: there is little time to find it.
        wait_for(lambda: window.focused().name == 'Undo', 'the focus on Undo')
        window.key('Return')
        window.wait_says('Stopped, nobody was mailed')
        assert steps.read_number(window, 'Cancelled') == NOT_SENT
        window.picture('undone')
        assert mail_server.mails == []

        # The rest is everybody, and goes out when its time is over.
        restart_at = service.url.rsplit(':', 1)[1]
        restart(service, hold_seconds=2, listen=f'127.0.0.1:{restart_at}')
        window.click('Send to the Rest…')
        window.wait_says('did not get the first')
        window.picture('rest')
        confirm_follow_up(window, f'Send {NOT_SENT} invitations?')
        wait_until(lambda: len(mail_server.mails) == NOT_SENT, what='mails')
        window.wait_says('Finished')
        window.wait('Show That Send')
    assert len(set(recipients(mail_server))) == NOT_SENT


def test_pause_resume_stop(open_window, service, mail_server):
    mail_server.recorder.seconds = 3
    number = add_many(service, 400)
    with open_window() as window:
        send(window, number)
        window.wait_says('will arrive')
        window.picture('running')
        window.click('Pause')
        window.wait('Resume')
        window.wait_says('What has been handed over already will arrive.')
        # What was on the wire is through, and nothing follows.
        wait_for(lambda: not steps.read_number(window, 'Being sent'),
                 'the wire to be free')
        window.picture('paused')
        paused = len(mail_server.mails)
        assert steps.read_number(window, 'Sent') == paused < number

        window.click('Resume')
        wait_until(lambda: len(mail_server.mails) > paused, what='more mails')
        window.click('Stop…')
        answer_alert(window, 'Stop This Send?', 'Stop')
        window.wait_says('Stopped', seconds=60)
        sent = steps.read_number(window, 'Sent')
        assert sent == len(mail_server.mails) < number
        assert sent + steps.read_number(window, 'Cancelled') == number
        window.picture('stopped')

        # Exactly those who were left.
        mail_server.recorder.seconds = 0
        window.click('Send to the Rest…')
        confirm_follow_up(window, f'Send {number - sent} invitations?')
        wait_until(lambda: len(mail_server.mails) == number, what='the rest')
        window.wait_says('Finished')
    assert len(set(recipients(mail_server))) == number


def test_revoke_and_correct(open_window, service, mail_server):
    with open_window() as window:
        send(window)
        window.wait_says('Finished')
        first = links_to(mail_server, 'nina@example.com')[0]
        kept = links_to(mail_server, 'li.lei@example.com')[0]
        assert service.accept(kept).status == 200
        assert service.open_link(first).status == 200

        window.click('Revoke Send…')
        window.wait_says('Who has accepted stays accepted')
        window.picture('revoke')
        answer_alert(window, 'Revoke This Send?', 'Revoke')
        window.wait_says('Revoked · ')
        window.picture('revoked')
        assert service.open_link(first).status == 410
        steps.show_invite(window)
        steps.wait_for_counts(window, accepted=3, pending=2, not_sent=4)

        # A corrected one has new links, and leaves out who has accepted.
        steps.show_sends(window)
        window.click('Send a Corrected One…')
        window.wait_says('that is recorded')
        window.picture('corrected')
        confirm_follow_up(window, 'Send 3 invitations?')
        wait_until(lambda: len(mail_server.mails) == NOT_SENT + 3,
                   what='the corrected mails')
        window.wait_says('Not kept for this send')
        second = links_to(mail_server, 'nina@example.com')[1]
        assert second != first
        assert service.open_link(second).status == 200
        assert service.open_link(first).status == 410


def test_refused_and_retried(open_window, service, mail_server):
    mail_server.recorder.answers['nina@example.com'] \
        = '552 5.2.2 Over quota'
    with open_window() as window:
        send(window)
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
        wait_until(lambda: len(mail_server.mails) == NOT_SENT,
                   what='the retried mail')
        wait_for(lambda: steps.read_number(window, 'Sent') == NOT_SENT,
                 'all to be sent')
        assert len(links_to(mail_server, 'nina@example.com')) == 1


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
        ask_for_link(service, links_to(mail_server, address)[0])

    with open_window() as window:
        sign_in(window)
        choose_north(window)
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
        confirm_follow_up(window, 'Send 1 invitation?')
        window.wait_says('Those who asked for a new link')
        wait_until(lambda: len(mail_server.mails) == NOT_SENT + 1,
                   what='the new link')
        assert service.open_link(
            links_to(mail_server, 'nina@example.com')[1]).status == 200
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
        sign_in(window)
        choose_north(window)
        steps.toggle(window, 'Restrict to billing contacts')
        find(window, 'xi bounced', 'Xi Bounced')
        window.picture('find')
        window.key('Return')
        window.wait_says('Cannot be invited: Bounced.')
        window.wait_says('“Restrict to billing contacts” leaves it out')
        window.picture('why')
        window.click('Lift Bounce…')
        answer_alert(window, 'Lift This Bounce?', 'Lift Bounce')
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
        answer_alert(window, 'Lift This Opt-Out?', 'Lift Opt-Out')
        window.wait_says('Opt-out lifted')
    contact = service.sign_in('clerk').why('x4', 'north')
    assert contact['outcome'] == 'will_be_sent'
    assert contact['notes'][0]['by'] == 'Clerk'


def test_gap(open_window, service, mail_server):
    """Who was invited a moment ago is left out, unless the user insists."""
    restart(service, gap_hours=24)
    with open_window() as window:
        send(window)
        window.wait_says('Finished')
        steps.show_invite(window)
        steps.toggle(window, 'Limit to contacts without an existing invitation')
        wait_for(lambda: steps.read_number(window, 'Invited too recently')
                 == NOT_SENT + 1, 'those who are too recent')
        window.picture('gap')
        steps.toggle(window,
                     'Also invite people who were invited very recently')
        wait_for(lambda: steps.read_number(window, 'Will get an invitation')
                 == NOT_SENT + 2, 'everybody again')
        steps.toggle(window, 'Only those whose invitation has expired')
        wait_for(lambda: steps.read_number(window, 'Will get an invitation')
                 == 1, 'the one that has expired')
        window.click('Send Email…')
        window.wait('Confirm Send')
        window.wait_says('Not kept for this send')
        window.picture('gap-confirm')
        window.click('Send Email')
        wait_until(lambda: len(mail_server.mails) == NOT_SENT + 1,
                   what='the expired one')
        steps.show_invite(window)
        # Neither is remembered.
        window.wait_gone('Also invite people who were invited very recently')
        assert 'pavel@example.com' in recipients(mail_server)


def test_supervisor_takes_nothing_back(open_window, service):
    head = service.sign_in('head')
    first = head.prepare('north', 'office@north.example')['id']
    head.start(first)
    head.wait_for_send(first)
    with open_window() as window:
        sign_in(window, 'supervisor')
        steps.show_sends(window)
        wait_for(lambda: any(do_action(node) for node in
                             window.find_all('Show send', exact=False)),
                 'the send')
        window.wait_says('Contacts considered')
        for name in ('Revoke Send…', 'Send a Corrected One…', 'Undo', 'Stop…'):
            assert window.find(name) is None
