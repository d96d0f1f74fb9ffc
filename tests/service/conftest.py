# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from support import company
from support.databases import ENGINES, Postgresql
from support.gate import Gate
from support.mail import MailServer
from support.service import Service


# Files whose tests take as long as hundreds of others. Begun last, they would
# keep one worker at work when the others have nothing left to do; one after the
# other, they would all be one worker's.
LONG = ('test_two_services', 'test_crash', 'test_outage', 'test_server_trouble',
        'test_storage', 'test_in_step')


def pytest_collection_modifyitems(items):
    """Puts each long file behind two others, from the start."""
    files = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    long = [tests for path, tests in files.items() if path.stem in LONG]
    short = [tests for path, tests in files.items() if path.stem not in LONG]
    for place, tests in enumerate(long):
        short.insert(3 * place, tests)
    items[:] = [item for tests in short for item in tests]


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
