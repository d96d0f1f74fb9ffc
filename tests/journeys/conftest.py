# SPDX-License-Identifier: GPL-3.0-or-later
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from support import company  # noqa: E402
from support.mail import MailServer  # noqa: E402
from support.service import BUILD, Service  # noqa: E402


@pytest.fixture
def mail_server():
    with MailServer() as server:
        yield server


@pytest.fixture
def service(tmp_path, mail_server):
    """The small company's service, with a real SMTP server behind it."""
    service = Service(tmp_path, relay=mail_server.url)
    company.fill(service)
    with service:
        yield service
    service.check()


@pytest.fixture
def open_window(service, tmp_path):
    """Opens the application on the service, with a home of its own, where the
    next one finds what this one has remembered."""
    from window import Window

    def open_one(*arguments, **environment):
        return Window(BUILD / 'src/app/portal-invites', '--service', service.url,
                      *arguments, pictures=BUILD / 'journeys',
                      environment={'HOME': str(tmp_path),
                                   'XDG_CONFIG_HOME': str(tmp_path / 'config'),
                                   'GSETTINGS_BACKEND': 'keyfile',
                                   'LANG': 'C.UTF-8', **environment})
    return open_one
