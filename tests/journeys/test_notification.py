# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop tells that a send has ended while nobody looked."""

import json
import pathlib
import subprocess
import sys
import threading

import pytest
import steps
from support.service import PASSWORD, wait_until
from window import wait_for


class Desktop:
    """The notification service beside, and what it was told."""

    def __init__(self):
        self.told = []
        self.process = subprocess.Popen(
            [sys.executable, pathlib.Path(__file__).parent / 'notifications.py'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == 'ready\n'
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.told.append(json.loads(line))

    def press(self, number):
        self.process.stdin.write(f'{number}\n')
        self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.reader.join()
        self.process.stdout.close()


@pytest.fixture
def desktop():
    desktop = Desktop()
    yield desktop
    desktop.close()


def minimize():
    subprocess.run(['xdotool', 'getactivewindow', 'windowminimize'], check=True)


def test_ended_while_away(open_window, service, mail_server, desktop):
    mail_server.recorder.seconds = 6
    with open_window() as window:
        steps.sign_in(window, 'clerk', PASSWORD)
        window.wait('Account division')
        window.choose('Account division', 'North')
        window.click('Send Email…')
        window.wait('Confirm Send')
        window.click('Send Email')
        window.wait_says('Contacts considered')
        steps.show_invite(window)
        minimize()
        wait_until(lambda: desktop.told, what='a notification')
        assert desktop.told[0]['title'] == 'Sending to North has finished'
        assert desktop.told[0]['body'] == '4 of 4 sent'

        # Pressed, it leads to that send's page.
        desktop.press(desktop.told[0]['number'])
        window.wait_says('Contacts considered')
        window.wait_says('Finished')
        wait_for(window.focused, 'the window in front')
    assert len(desktop.told) == 1


def test_ended_while_looking(open_window, service, mail_server, desktop):
    """What the user sees anyway is not told."""
    with open_window() as window:
        steps.sign_in(window, 'clerk', PASSWORD)
        window.wait('Account division')
        window.choose('Account division', 'North')
        window.click('Send Email…')
        window.wait('Confirm Send')
        window.click('Send Email')
        window.wait_says('Finished')
        steps.show_invite(window)
        steps.wait_for_counts(window, pending=7)
    assert desktop.told == []
