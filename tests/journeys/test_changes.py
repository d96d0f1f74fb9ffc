# SPDX-License-Identifier: GPL-3.0-or-later
"""What others do shows in the open window, without a click."""

import steps
from support.mail import links
from support.service import PASSWORD, wait_until


def open_north(window):
    steps.sign_in(window, 'clerk', PASSWORD)
    window.wait('Account division')
    window.choose('Account division', 'North')
    return steps.wait_for_counts(window)


def send_by_colleague(service):
    api = service.sign_in('clerk')
    prepared = api.prepare('north', 'office@north.example')
    api.start(prepared['id'])
    api.wait_for_send(prepared['id'])


def accept(service, mail_server, address):
    mail = next(m for rcpts, m in mail_server.mails if rcpts == [address])
    assert service.accept(links(mail)[0]).status == 200


def test_counts_follow(open_window, service, mail_server):
    with open_window() as window:
        before = open_north(window)
        send_by_colleague(service)
        pending = before['pending'] + before['not_sent']
        steps.wait_for_counts(window, pending=pending, not_sent=0)
        wait_until(lambda: mail_server.mails, what='the mails')
        accept(service, mail_server, 'nina@example.com')
        steps.wait_for_counts(window, accepted=before['accepted'] + 1,
                              pending=pending - 1)

        # The sends were not looked at meanwhile, and are listed when they are.
        steps.show_sends(window)
        window.wait_says('Finished')


def test_list_follows(open_window, service, mail_server):
    """The open list, too: its rows change, and what has the focus keeps it."""
    with open_window() as window:
        before = open_north(window)
        window.click(steps.link_name(window, steps.LABELS['not_sent']))
        window.wait('Portal Invitation Details')
        window.wait_says(f'{before["not_sent"]} contacts, as of')
        window.wait_says('nina@example.com')
        window.picture('changes-before', focused=True)
        send_by_colleague(service)
        window.wait_says('0 contacts, as of')
        window.wait('Portal Invitation Details')
        window.picture('changes-after', focused=True)


def test_service_away_and_back(open_window, service):
    """The strip says so, and goes by itself."""
    with open_window() as window:
        before = open_north(window)
        port = service.url.rsplit(':', 1)[1]
        service.stop()
        window.wait('Retry')
        window.picture('changes-away')
        assert steps.read_counts(window) == before
        service.start(**service.options, listen=f'127.0.0.1:{port}')
        window.wait_gone('Retry', seconds=60)
        steps.wait_for_counts(window, **before)
