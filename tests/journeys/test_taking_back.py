# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking back in the real window: undo, pause, resume, stop, revoke, the rest
and a corrected one."""

import steps
from support import company
from support.service import wait_until
from window import do_action, wait_for


def add_many(service, number):
    contacts = [(f'm{i:03}', '1001', f'Contact {i}', f'm{i}@example.com', '',
                 {}) for i in range(number)]
    service.run('import', company.write(service.folder / 'csv',
                                        contacts=contacts))
    return number + steps.NOT_SENT


def test_undo(open_window, service, mail_server):
    """Undo in the held time, by the keyboard: nobody is mailed."""
    steps.restart(service, hold_seconds=60)
    with open_window() as window:
        steps.send(window)
        window.wait_says('Goes out in ')
        window.picture('held')
        # It has the focus: there is little time to find it.
        wait_for(lambda: window.focused().name == 'Undo', 'the focus on Undo')
        window.key('Return')
        window.wait_says('Stopped, nobody was mailed')
        assert steps.read_number(window, 'Cancelled') == steps.NOT_SENT
        window.picture('undone')
        assert mail_server.mails == []

        # The rest is everybody, and goes out when its time is over.
        restart_at = service.url.rsplit(':', 1)[1]
        steps.restart(service, hold_seconds=2, listen=f'127.0.0.1:{restart_at}')
        window.click('Send to the Rest…')
        window.wait_says('did not get the first')
        window.picture('rest')
        steps.confirm_follow_up(window, f'Send {steps.NOT_SENT} invitations?')
        wait_until(lambda: len(mail_server.mails) == steps.NOT_SENT,
                   what='mails')
        window.wait_says('Finished')
        window.wait('Show That Send')
    assert len(set(steps.recipients(mail_server))) == steps.NOT_SENT


def test_pause_resume_stop(open_window, service, mail_server):
    mail_server.recorder.seconds = 3
    number = add_many(service, 400)
    with open_window() as window:
        steps.send(window, number)
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
        steps.answer_alert(window, 'Stop This Send?', 'Stop')
        window.wait_says('Stopped', seconds=60)
        sent = steps.read_number(window, 'Sent')
        assert sent == len(mail_server.mails) < number
        assert sent + steps.read_number(window, 'Cancelled') == number
        window.picture('stopped')

        # Exactly those who were left.
        mail_server.recorder.seconds = 0
        window.click('Send to the Rest…')
        steps.confirm_follow_up(window, f'Send {number - sent} invitations?')
        wait_until(lambda: len(mail_server.mails) == number, what='the rest')
        window.wait_says('Finished')
    assert len(set(steps.recipients(mail_server))) == number


def test_revoke_and_correct(open_window, service, mail_server):
    with open_window() as window:
        steps.send(window)
        window.wait_says('Finished')
        first = steps.links_to(mail_server, 'nina@example.com')[0]
        kept = steps.links_to(mail_server, 'li.lei@example.com')[0]
        assert service.accept(kept).status == 200
        assert service.open_link(first).status == 200

        window.click('Revoke Send…')
        window.wait_says('Who has accepted stays accepted')
        window.picture('revoke')
        steps.answer_alert(window, 'Revoke This Send?', 'Revoke')
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
        steps.confirm_follow_up(window, 'Send 3 invitations?')
        wait_until(lambda: len(mail_server.mails) == steps.NOT_SENT + 3,
                   what='the corrected mails')
        window.wait_says('Not kept for this send')
        second = steps.links_to(mail_server, 'nina@example.com')[1]
        assert second != first
        assert service.open_link(second).status == 200
        assert service.open_link(first).status == 410


def test_supervisor_takes_nothing_back(open_window, service):
    head = service.sign_in('head')
    first = head.prepare('north', 'office@north.example')['id']
    head.start(first)
    head.wait_for_send(first)
    with open_window() as window:
        steps.enter(window, 'supervisor')
        steps.show_sends(window)
        wait_for(lambda: any(do_action(node) for node in
                             window.find_all('Show send', exact=False)),
                 'the send')
        window.wait_says('Contacts considered')
        for name in ('Revoke Send…', 'Send a Corrected One…', 'Undo', 'Stop…'):
            assert window.find(name) is None
