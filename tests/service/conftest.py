# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from support import company
from support.databases import ENGINES, Postgresql
from support.gate import Gate
from support.mail import MailServer
from support.service import Service


@pytest.fixture(scope='module', params=ENGINES)
def engine(request):
    """What a service has its database on. A test that does not ask for it is
    about one of them, or about none."""
    yield request.param
    Postgresql.drop_all()


@pytest.fixture(scope='module')
def service(tmp_path_factory, engine):
    """The small company's service, with a Maildir; one for a file's tests."""
    service = Service(tmp_path_factory.mktemp('service'), engine)
    company.fill(service)
    with service:
        yield service
    service.check()


@pytest.fixture(scope='module')
def clerk(service):
    return service.sign_in('clerk')


@pytest.fixture
def mail_server():
    with MailServer() as server:
        yield server


@pytest.fixture
def gate(mail_server):
    """Keeps the mail server from answering the final dot until it is open."""
    gate = Gate(mail_server)
    yield gate
    gate.is_open.set()


@pytest.fixture
def relayed(tmp_path, engine, mail_server):
    """A service of the test's own, with a real SMTP server behind it."""
    service = Service(tmp_path, engine, relay=mail_server.url)
    company.fill(service)
    with service:
        yield service
    service.check()
