# SPDX-License-Identifier: GPL-3.0-or-later
"""The real service: its subcommands, a running `serve`, and calls to it."""

import datetime
import html.parser
import http.client
import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.parse
import uuid as uuids

from support import databases, openapi

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get('INVITES_BUILD', ROOT / 'build'))
PROGRAM = BUILD / 'src' / 'service' / 'portal-invites-service'
# Of hundreds of tests each ends with a check, which is tested elsewhere: one
# without sanitizers, where there is one, tells the same in a third of the time.
CHECKER = pathlib.Path(os.environ.get('INVITES_CHECKER', PROGRAM))
PASSWORD = 'correct horse battery'

# Every column of the database that says when something happened or will.
TIMES = {
    'addresses': ['bounced_at', 'opted_out_at', 'last_invite_sent',
                  'bounce_lifted_at', 'opt_out_lifted_at'],
    'contacts': ['last_login', 'last_invite_sent', 'accepted_at',
                 'imported_invite'],
    'sends': ['prepared_at', 'started_at', 'finished_at', 'held_until',
              'paused_at', 'revoked_at'],
    'deliveries': ['first_attempt_at', 'next_attempt_at', 'sent_at',
                   'changed_at'],
    'address_events': ['at'],
    'link_wishes': ['asked_at', 'dismissed_at'],
    'audit': ['at'],
}


def wait_until(check, seconds=30, what='it'):
    """Asks until check() is true; returns what it gave."""
    deadline = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        assert time.monotonic() < deadline, f'{what} did not come about'
        time.sleep(0.02)


def command(*words, stdin='', status=0, program=PROGRAM):
    """Runs a subcommand to its end and holds it to its exit status."""
    done = subprocess.run([program, *map(str, words)], input=stdin,
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == status, \
        f'{words[0]}: status {done.returncode}: {done.stderr}'
    return done


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json.get('code')

    @property
    def field(self):
        return self.json.get('field')

    @property
    def text(self):
        return self.body.decode('utf-8')


class Api:
    """Calls of one user; each answer is held against the OpenAPI document."""

    def __init__(self, url, token=None):
        self.url = url
        self.token = token

    def call(self, method, path, query=None, body=None, headers=None, data=None,
             timeout=60):
        where = urllib.parse.urlsplit(self.url)
        connection = http.client.HTTPConnection(where.hostname, where.port,
                                                timeout=timeout)
        sent = dict(headers or {})
        if self.token:
            sent.setdefault('Authorization', f'Bearer {self.token}')
        if body is not None:
            data = json.dumps(body)
            sent.setdefault('Content-Type', 'application/json')
        if isinstance(data, str):
            data = data.encode('utf-8')
        target = path
        if query:
            target += '?' + urllib.parse.urlencode(query)
        connection.request(method, target, data, sent)
        response = connection.getresponse()
        answer = Answer(response.status, dict(response.getheaders()),
                        response.read())
        connection.close()
        openapi.check(method, path, answer.status, answer.headers, answer.body)
        return answer

    def get(self, path, query=None, **options):
        return self.call('GET', path, query, **options)

    def post(self, path, body=None, **options):
        return self.call('POST', path, body=body, **options)

    def put(self, path, body=None, **options):
        return self.call('PUT', path, body=body, **options)

    def ok(self, method, path, *arguments, **options):
        """The JSON of a call that has to succeed."""
        answer = self.call(method, path, *arguments, **options)
        assert answer.status in (200, 201), f'{answer.status}: {answer.text}'
        return answer.json

    def sign_in(self, username, password=PASSWORD):
        """An Api of that user."""
        answer = self.ok('POST', '/v1/sign-in',
                         body={'username': username, 'password': password})
        return Api(self.url, answer['token'])

    def counts(self, **filters):
        return self.ok('GET', '/v1/contacts/counts', filters)

    def contacts(self, **query):
        """Every row of a list, page by page."""
        rows = []
        while True:
            page = self.ok('GET', '/v1/contacts',
                           {**query, 'offset': len(rows), 'limit': 500})
            rows += page['items']
            if not page['items'] or len(rows) >= page['total']:
                assert len(rows) == page['total']
                return rows

    def entries(self, send, **query):
        rows = []
        while True:
            page = self.ok('GET', f'/v1/sends/{send}/entries',
                           {**query, 'offset': len(rows), 'limit': 500})
            rows += page['items']
            if not page['items'] or len(rows) >= page['total']:
                assert len(rows) == page['total']
                return rows

    def prepare(self, division, email_from, uuid=None, only=True, leave_out=None,
                template='portal-invitation', gap_override=None,
                only_expired=None, made_from=None, **filters):
        body = {'filter': {'division': division, **filters},
                'template': template, 'email_from': email_from,
                'only_without_invitation': only}
        for name, value in (('leave_out', leave_out),
                            ('gap_override', gap_override),
                            ('only_expired', only_expired),
                            ('from', made_from)):
            if value is not None:
                body[name] = value
        return self.ok('PUT', f'/v1/sends/{uuid or uuids.uuid4()}', body=body)

    def send(self, send):
        return self.ok('GET', f'/v1/sends/{send}')

    def start(self, send):
        return self.ok('POST', f'/v1/sends/{send}/start')

    def stop(self, send):
        return self.ok('POST', f'/v1/sends/{send}/stop')

    def pause(self, send):
        return self.ok('POST', f'/v1/sends/{send}/pause')

    def resume(self, send):
        return self.ok('POST', f'/v1/sends/{send}/resume')

    def revoke(self, send):
        return self.ok('POST', f'/v1/sends/{send}/revoke')

    def retry(self, send, state=None):
        return self.ok('POST', f'/v1/sends/{send}/retry',
                       {'state': state} if state else None)

    def why(self, contact, division):
        return self.ok('GET', f'/v1/contacts/{contact}/why',
                       {'division': division})

    def lift(self, contact, reason):
        return self.ok('POST', f'/v1/contacts/{contact}/lift',
                       body={'reason': reason})

    def wishes(self, division):
        """Who asks for a new link, newest first."""
        page = self.ok('GET', '/v1/link-wishes',
                       {'division': division, 'limit': 500})
        assert page['total'] == len(page['items'])
        return page['items']

    def dismiss(self, contact):
        answer = self.post(f'/v1/link-wishes/{contact}/dismiss')
        assert answer.status == 204, f'{answer.status}: {answer.text}'

    def wait_for_send(self, send, state='finished', seconds=60):
        """Follows a send by held requests until it is in that state."""
        deadline = time.monotonic() + seconds
        headers = {}
        while True:
            answer = self.get(f'/v1/sends/{send}', headers=headers)
            if answer.status == 200:
                seen = answer.json
                assert sum(seen['deliveries'].values()) \
                    == seen['outcomes']['will_be_sent']
                if seen['state'] == state:
                    return seen
            assert time.monotonic() < deadline, f'{send} is {seen["state"]}'
            headers = {'If-None-Match': answer.headers['ETag'],
                       'Prefer': 'wait=5'}


class Form(html.parser.HTMLParser):
    """The landing page's form, as a browser without scripts sees it."""

    def __init__(self, page):
        super().__init__()
        self.fields = {}
        self.passwords = []
        self.method = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == 'form':
            self.method = attributes.get('method', 'get').lower()
        if tag == 'input':
            kind = attributes.get('type')
            assert kind in ('hidden', 'password'), f'an input of type {kind}'
            self.fields[attributes['name']] = attributes.get('value', '')
            if kind == 'password':
                self.passwords.append(attributes['name'])

    def filled(self, pass_phrase):
        return urllib.parse.urlencode(
            {**self.fields, **{name: pass_phrase for name in self.passwords}})


class Service:
    """A folder, a database on one of the engines, and `serve` on it while in a
    with block."""

    def __init__(self, folder, engine='sqlite', **options):
        self.folder = pathlib.Path(folder)
        self.store = databases.create(engine, self.folder)
        self.outbox = self.folder / 'outbox'
        self.log = self.folder / 'service.log'
        self.options = options
        self.environment = {}
        self.process = None
        self.killed = None
        self.url = None

    @property
    def database(self):
        return self.store.url

    def run(self, name, *words, **options):
        if name in ('bounce', 'serve'):
            words = [*self.store.key_words, *words]
        return command(name, '--database', self.database, *words, **options)

    def add_user(self, name, *divisions, permissions=(390,), password=PASSWORD):
        words = ['add', name, '--name', name.title(),
                 '--email', f'{name}@office.example']
        for division in divisions:
            words += ['--division', division]
        for permission in permissions:
            words += ['--permission', permission]
        self.run('user', *words, stdin=password + '\n')

    def check(self):
        """Verifies every invariant."""
        return self.run('check', program=CHECKER)

    def query(self, statement, *values):
        """What the database says."""
        with self.store.connect() as connection:
            return [tuple(row) for row in connection.execute(statement, values)]

    def let_pass(self, **duration):
        """Makes all that has happened as much older, as if time had passed."""
        seconds = int(datetime.timedelta(**duration).total_seconds())
        with self.store.connect() as connection, connection.transaction():
            for table, columns in TIMES.items():
                changes = ', '.join(f'{c} = {c} - {seconds}' for c in columns)
                connection.execute(f'UPDATE {table} SET {changes}')
            # An act like any other: whoever asks next sees what it has done.
            connection.execute("INSERT INTO audit (at, act) VALUES (0, 'wait')")

    def start(self, relay=None, listen='127.0.0.1:0', hold_seconds=0,
              gap_hours=0, **options):
        """Without the seconds for Undo and the gap between invitations, unless
        a test is about them: None is what serve does by itself."""
        self.let_lease_pass()
        words = [PROGRAM, 'serve', '--database', self.database,
                 *self.store.key_words, '--listen', listen]
        words += ['--relay', relay] if relay else ['--outbox', self.outbox]
        options.update(hold_seconds=hold_seconds, gap_hours=gap_hours)
        for name, value in options.items():
            if value is not None:
                words += [f'--{name.replace("_", "-")}', value]
        with self.log.open('ab') as log:
            self.process = subprocess.Popen(
                list(map(str, words)), stderr=log, stdout=subprocess.PIPE,
                text=True, env={**os.environ, **self.environment})
        line = self.process.stdout.readline()
        assert line.startswith('listening on '), self.log.read_text()
        self.url = line.removeprefix('listening on ').strip()
        return self

    def stop(self):
        """Ends it as an administrator would; it has to end well."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=40)
        rest = self.process.stdout.read()
        self.process.stdout.close()
        self.process = None
        assert status == 0, f'status {status}: {self.log.read_text()[-4000:]}'
        assert rest == '', f'more on standard output: {rest}'

    def let_lease_pass(self):
        """The lease of a service that was killed: until then its work waits."""
        if self.killed is not None:
            self.query('UPDATE services SET lease_until = started_at'
                       ' WHERE ended_at IS NULL AND lease_until IS NOT NULL'
                       ' AND name LIKE ?', f'%:{self.killed}')
            self.killed = None

    def kill(self):
        self.killed = self.process.pid
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def __enter__(self):
        return self.start(**self.options)

    def __exit__(self, kind, *_):
        if kind is not None and self.process is not None:
            self.kill()
        else:
            self.stop()

    @property
    def api(self):
        return Api(self.url)

    def sign_in(self, name, password=PASSWORD):
        return self.api.sign_in(name, password)

    def open_link(self, secret, method='GET', data=None):
        headers = {}
        if data is not None:
            headers['Content-Type'] = 'application/x-www-form-urlencoded'
        return self.api.call(method, f'/i/{secret}', data=data, headers=headers)

    def accept(self, secret, pass_phrase='a pass phrase of mine'):
        """Opens the link, fills the form in and posts it."""
        page = self.open_link(secret)
        assert page.status == 200, page.status
        form = Form(page.text)
        assert form.method == 'post' and form.passwords
        return self.open_link(secret, 'POST', form.filled(pass_phrase))
