# SPDX-License-Identifier: GPL-3.0-or-later
"""Several services in one window, and a desktop that starts the application
by its name."""

import os
import subprocess

import pytest
import pyatspi
import steps
from support import company
from support.mail import MailServer
from support.service import BUILD, PASSWORD, Service, wait_until
from test_notification import Desktop
from window import Window, wait_for

NAME = 'io.github.portalinvites.PortalInvites'
PATH = '/io/github/portalinvites/PortalInvites'


@pytest.fixture
def desktop():
    desktop = Desktop()
    yield desktop
    desktop.close()


@pytest.fixture
def other_service(tmp_path):
    """Of another company; its mail system takes its time."""
    folder = tmp_path / 'other'
    folder.mkdir()
    with MailServer() as server:
        server.recorder.seconds = 4
        service = Service(folder, relay=server.url)
        company.fill(service)
        with service:
            yield service
        service.check()


@pytest.fixture
def keyring(tmp_path):
    return {'SECRET_BACKEND': 'file',
            'SECRET_FILE_TEST_PATH': str(tmp_path / 'keyring'),
            'SECRET_FILE_TEST_PASSWORD': 'open'}


def host(service):
    return service.url.split('://')[1]


def stay(window):
    """Signs in so that the next start asks for nothing."""
    window.wait('User')
    window.fill('User', 'clerk')
    window.fill('Password', PASSWORD)
    steps.toggle(window, 'Stay signed in')
    window.key('Return')
    window.tab_to('Sign In')
    window.key('Return')
    window.wait('Account division')


def open_menu(window, item):
    """From the main menu, by keys."""
    window.key('F10')
    window.pick(item)


def test_two_services(open_window, service, other_service, desktop, keyring):
    """A send at one is told of while the user works at the other; each is
    found as it was left, and signing out leaves the other alone."""
    here, there = f'{host(service)} · clerk', f'{host(other_service)} · clerk'
    with open_window(**keyring) as window:
        stay(window)
        window.choose('Account division', 'North')
        steps.wait_for_counts(window, **steps.BEFORE)
        steps.toggle(window, 'Accounts with balance due')
        steps.wait_for_counts(window, total=6)

        open_menu(window, 'Add a Service…')
        window.wait('Back')
        window.fill('Service address', other_service.url)
        stay(window)
        window.choose('Account division', 'North')
        steps.wait_for_counts(window, **steps.BEFORE)
        steps.confirm(window)
        open_menu(window, here)
        steps.wait_for_counts(window, total=6)
        told = wait_until(lambda: desktop.told, what='a notification')[0]
        assert told['title'] == 'Sending to North has finished'
        assert told['body'] == f'4 of 4 sent\n{host(other_service)}'
        desktop.press(told['number'])
        window.wait_says('Contacts considered')
        window.wait_says('Finished')

    # The next day nobody is asked for anything.
    with open_window(**keyring) as window:
        window.wait('Account division')
        open_menu(window, there)
        open_menu(window, 'Sign Out')
        window.wait_says(f'Signed out of {host(other_service)}')
        window.wait('Account division')
        open_menu(window, there)
        wait_for(lambda: window.focused().name == 'Password', 'the password')


class Started(Window):
    """Started by its name on the bus, as a desktop does."""

    def __init__(self, call, **options):
        super().__init__(BUILD / 'src/app/portal-invites',
                         '--gapplication-service', **options)
        self.call = call

    def find_application(self):
        if self.call is not None:
            subprocess.run(['gdbus', 'wait', '--session', '--timeout', '20',
                            NAME], check=True)
            subprocess.run(['gdbus', 'call', '--session', '--dest', NAME,
                            '--object-path', PATH, '--method',
                            'org.freedesktop.Application.' + self.call[0],
                            *self.call[1:]], check=True,
                           stdout=subprocess.DEVNULL)
            self.call = None
        return super().find_application()


def test_started_by_name(open_window, service, keyring, tmp_path):
    """A notification that is still there when the application is not leads to
    its send all the same."""
    with open_window(**keyring) as window:
        stay(window)
        window.choose('Account division', 'North')
        steps.wait_for_counts(window, **steps.BEFORE)
        steps.confirm(window)
        window.wait_says('Finished')
        environment = window.environment

    uuid = service.sign_in('clerk').get('/v1/sends').json['items'][0]['id']
    key = f'{service.url} clerk'
    call = ('ActivateAction', 'show-send', f"[<('{key}', '{uuid}')>]", '{}')
    with Started(call, environment=environment) as window:
        window.wait_says('Contacts considered')
        window.wait_says('Finished')
    with Started(('Activate', '{}'), environment=environment) as window:
        window.wait('Account division')
