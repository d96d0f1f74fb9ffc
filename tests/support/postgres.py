#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL of the tests' own, from Debian's package, in a temporary folder.

usage: postgres.py -- COMMAND...

runs COMMAND with one beside it. INVITES_TEST_POSTGRESQL is then the URL of its
superuser, in a database that nothing else uses; who finds it set starts none.
"""

import atexit
import contextlib
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid

import psycopg2

VARIABLE = 'INVITES_TEST_POSTGRESQL'
ADMINISTRATOR = 'postgres'
# Whom the tests' services sign in as: no superuser, as it should be.
USER = 'invites'
# It has to survive kills of itself, but no power cut.
SETTINGS = {
    'fsync': 'off',
    'full_page_writes': 'off',
    'shared_buffers': '64MB',
    'max_connections': '300',
    'max_wal_size': '2GB',
    'checkpoint_timeout': '1h',
    'log_line_prefix': '%m [%p] %d ',
    'log_min_duration_statement': '2s',
    'log_lock_waits': 'on',
    'deadlock_timeout': '500ms',
    'listen_addresses': '127.0.0.1',
}
START = 60


def find_programs():
    """The folder of the newest server that Debian has installed."""
    found = sorted(pathlib.Path('/usr/lib/postgresql').glob('*/bin/postgres'),
                   key=lambda path: int(path.parts[-3]))
    assert found, 'no PostgreSQL is installed'
    return found[-1].parent


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Server:
    """A running server that somebody else ends, by its superuser's URL."""

    def __init__(self, url):
        self.url = url

    @contextlib.contextmanager
    def connect(self, url=None):
        """A connection on which every statement is a transaction."""
        connection = psycopg2.connect(url or self.url)
        connection.autocommit = True
        try:
            yield connection
        finally:
            connection.close()

    def run(self, *statements):
        with self.connect() as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def url_of(self, name):
        """The URL with which a service opens that database: with patience, for
        a machine that runs many tests at once is slow."""
        return re.sub('//[^@]*@(.*)/[^/]*$',
                      rf'//{USER}@\1/{name}?connect_timeout=30', self.url)

    def create(self, template='template0', name=None):
        """A database of one's own, as empty or full as its template; its name."""
        name = name or f'test_{uuid.uuid4().hex}'
        self.run(f'CREATE DATABASE {name} OWNER {USER} TEMPLATE {template}'
                 ' STRATEGY = file_copy')
        return name

    def drop(self, name):
        self.run(f'DROP DATABASE {name} WITH (FORCE)')


class Cluster(Server):
    """`with Cluster() as cluster:` runs one of its own, which may be ended and
    started at will. Root runs it as `postgres`, for it refuses to be root."""

    def __init__(self, disk=None, **settings):
        """In a folder of that disk, or where the system has temporary files."""
        self.disk = disk
        self.port = free_port()
        super().__init__(f'postgresql://{ADMINISTRATOR}@127.0.0.1:{self.port}'
                         '/postgres')
        self.settings = {**SETTINGS, **settings}
        self.programs = find_programs()
        self.folder = None
        self.process = None
        self.user = ADMINISTRATOR if os.getuid() == 0 else None

    @property
    def log(self):
        return self.folder / 'log'

    def options(self):
        """For a process of one of its programs."""
        options = {'cwd': self.folder, 'stdin': subprocess.DEVNULL}
        if self.user:
            user = pwd.getpwnam(self.user)
            options.update(user=user.pw_uid, group=user.pw_gid, extra_groups=[])
        return options

    def set_up(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='invites-postgresql-',
                                                    dir=self.disk))
        if self.user:
            shutil.chown(self.folder, self.user)
        done = subprocess.run(
            [self.programs / 'initdb', '--pgdata', self.folder / 'data',
             '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync',
             f'--username={ADMINISTRATOR}'],
            capture_output=True, text=True, timeout=300, **self.options())
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self):
        settings = {**self.settings, 'port': self.port,
                    'unix_socket_directories': self.folder}
        words = [self.programs / 'postgres', '-D', self.folder / 'data']
        for name, value in settings.items():
            words += ['-c', f'{name}={value}']
        with self.log.open('ab') as log:
            # Of its own session: a terminal's Ctrl+C is for the tests.
            self.process = subprocess.Popen(
                list(map(str, words)), stdout=log, stderr=log,
                start_new_session=True, **self.options())
        deadline = time.monotonic() + START
        while not self.answers():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)
        return self

    def answers(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            with self.connect():
                return True
        except psycopg2.OperationalError:
            return False

    def stop(self, how=signal.SIGINT):
        """Ends it, and waits: SIGINT ends every connection ("fast"), SIGQUIT
        everything at once, to be recovered at the next start ("immediate")."""
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(timeout=60)
        self.process = None

    def restart(self, how=signal.SIGINT):
        self.stop(how)
        self.start()

    def __enter__(self):
        try:
            self.set_up()
            self.start()
            self.run(f'CREATE ROLE {USER} LOGIN')
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop(signal.SIGQUIT)
        if self.folder:
            shutil.rmtree(self.folder)
            self.folder = None


RUNNING = []


def for_all():
    """The one for many small databases of short lives, which nobody tidies: a
    worker for each of them, over and over, took more time than the tests."""
    return Cluster(autovacuum='off')


def server():
    """The one that runs for all tests, or else one for this process."""
    if not RUNNING:
        if VARIABLE in os.environ:
            RUNNING.append(Server(os.environ[VARIABLE]))
        else:
            cluster = for_all().__enter__()
            atexit.register(cluster.__exit__)
            RUNNING.append(cluster)
    return RUNNING[0]


def main():
    words = sys.argv[1:]
    if words[:1] == ['--']:
        words = words[1:]
    if not words:
        sys.exit(__doc__)
    if VARIABLE in os.environ:
        os.execvp(words[0], words)
    # Who ends this ends the command, and then the server.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    with for_all() as cluster:
        with subprocess.Popen(words, env={**os.environ,
                                          VARIABLE: cluster.url}) as command:
            try:
                return command.wait()
            finally:
                command.terminate()


if __name__ == '__main__':
    sys.exit(main())
