# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tour is shown on: a service with a company in it, a mail server that
can be held, a demo that can fail, and a home of its own."""

import contextlib
import pathlib

from support import company
from support.gate import Gate
from support.mail import MailServer, links
from support.service import BUILD, PASSWORD, Service
from window import Window

FIRST = ['Amelia', 'Bruno', 'Carmen', 'Dmitri', 'Esther', 'Farid', 'Greta',
         'Hugo', 'Ines', 'Jonas']
LAST = ['Albrecht', 'Okafor', 'Lindqvist', 'Moreau']
ACCOUNTS = ['1001', '1002', '1003']
# Refused by the mail system, as long as nobody lifts it.
REFUSED = 'bruno.okafor@example.com'
# A list that is long enough to be searched.
MORE_SITES = ''.join(f'2001,Branch office {number},0\n'
                     for number in range(1, 11))
# Stands in for the demo's service, so that the demo can be late, and can fail.
DEMO_SERVICE = '''\
#!/bin/sh
while [ -e "{folder}/demo-waits" ]; do sleep 0.05; done
[ -e "{folder}/demo-fails" ] && exit 1
[ "$1" = serve ] && set -- "$@" --hold-seconds 0
exec "{program}" "$@"
'''


def more_contacts():
    """People who have not been invited, more than the company has by itself."""
    for number, last in enumerate(LAST):
        for place, first in enumerate(FIRST):
            name = f'{first} {last}'
            yield (f'm{number}{place}', ACCOUNTS[place % len(ACCOUNTS)], name,
                   f'{name.lower().replace(" ", ".")}@example.com',
                   str(place % 3 == 0).lower(), {})


class Stage:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.home = self.folder / 'home'
        self.home.mkdir()
        self.program = BUILD / 'src/app/portal-invites'

    @contextlib.contextmanager
    def set_up(self):
        with MailServer() as self.mail_server:
            self.mail_server.recorder.answers[REFUSED] = '552 5.2.2 Over quota'
            self.gate = Gate(self.mail_server)
            self.gate.is_open.set()
            self.service = Service(self.folder, relay=self.mail_server.url)
            company.fill(self.service)
            self.add_past()
            # Time to undo a send, as there is outside of tests.
            self.service.options['hold_seconds'] = 600
            self.make_demo()
            self.hide_help()
            try:
                with self.service:
                    yield self
            finally:
                self.gate.is_open.set()

    def add_past(self):
        """A send of long ago, and two who found its links expired."""
        with self.service:
            head = self.service.sign_in('head')
            send = head.prepare('north', 'office@north.example',
                                billing_contacts=True)['id']
            head.start(send)
            head.wait_for_send(send)
            self.service.let_pass(days=31)
            for to, mail in self.mail_server.mails[:2]:
                secret = links(mail)[0]
                assert self.service.open_link(secret).status == 410
                assert self.service.open_link(secret, 'POST',
                                              'wish=new-link').status == 200
        self.service.run('import', company.write(
            self.folder / 'more', contacts=list(more_contacts()),
            sites=company.SITES + MORE_SITES))

    def make_demo(self):
        program = self.folder / 'demo-service'
        program.write_text(DEMO_SERVICE.format(
            folder=self.folder,
            program=BUILD / 'src/service/portal-invites-service'))
        program.chmod(0o755)
        self.demo_service = program

    def hide_help(self):
        """Whatever shows help on this computer, it is not found."""
        config = self.home / '.config'
        config.mkdir()
        (config / 'mimeapps.list').write_text(
            '[Removed Associations]\nx-scheme-handler/help=yelp.desktop;\n')

    def hold_demo(self, held):
        self.mark('demo-waits', held)

    def fail_demo(self, fails):
        self.mark('demo-fails', fails)

    def mark(self, name, there):
        path = self.folder / name
        path.touch() if there else path.unlink(missing_ok=True)

    def go_away(self, killed=False):
        """The service ends; killed, in the midst of what it does."""
        if killed:
            self.service.kill()
        else:
            self.service.stop()

    def come_back(self, **options):
        port = self.service.url.rsplit(':', 1)[1]
        self.service.options.update(options)
        self.service.start(**self.service.options, listen=f'127.0.0.1:{port}')

    def end_sessions(self, name):
        """As a new password does."""
        self.service.run('user', 'password', name, stdin=PASSWORD + '\n')

    def open(self, language=None, pictures=None, **environment):
        """The application, signed out."""
        environment = {'HOME': str(self.home),
                       'XDG_CONFIG_HOME': str(self.home / '.config'),
                       'XDG_DATA_HOME': str(self.home / '.local/share'),
                       'INVITES_SERVICE_PROGRAM': str(self.demo_service),
                       'INVITES_DEMO_DIR': str(self.folder / 'demo'),
                       'INVITES_LOCALE_DIR': str(BUILD / 'po'),
                       'LANG': 'C.UTF-8', **environment}
        if language:
            environment['LANGUAGE'] = language
        return Window(self.program, '--service', self.service.url,
                      pictures=pictures, environment=environment)
