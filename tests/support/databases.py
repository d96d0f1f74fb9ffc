# SPDX-License-Identifier: GPL-3.0-or-later
"""The database of a service under test, on either engine: what it says, seen
from beside the service, and what somebody does to it behind its back.

Statements are in the SQL of both, with ? for values.
"""

import contextlib
import functools
import pathlib
import shutil
import sqlite3

import psycopg2
import psycopg2.extras

from support import postgres

ENGINES = ('sqlite', 'postgresql')


class Connection:
    """Rows by name or by number, and every statement a transaction unless
    there is a `with transaction():` around it."""

    def __init__(self, connection, execute):
        self.connection = connection
        self.execute_anyhow = execute

    def execute(self, statement, values=()):
        """Its rows, if it is one that has any."""
        cursor = self.execute_anyhow(statement, values)
        return cursor.fetchall() if cursor.description else []

    @contextlib.contextmanager
    def transaction(self):
        self.execute('BEGIN')
        try:
            yield self
        except BaseException:
            self.execute('ROLLBACK')
            raise
        self.execute('COMMIT')


class Sqlite:
    """A file in the service's folder, with its key beside it."""

    engine = 'sqlite'

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.path = self.folder / 'service.db'
        self.key = self.folder / 'service.db.key'
        self.url = f'sqlite:{self.path}'
        self.key_words = []

    @contextlib.contextmanager
    def connect(self, mode='rw'):
        connection = sqlite3.connect(f'file:{self.path}?mode={mode}', uri=True,
                                     timeout=30, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            yield Connection(connection, connection.execute)
        finally:
            connection.close()

    def copy(self, other):
        """Becomes what the other one is, which nobody has open."""
        for path in other.folder.glob('service.db*'):
            shutil.copy2(path, self.folder)

    def keep(self):
        """It is to be copied, for as long as the tests run."""

    @property
    def bytes(self):
        """All that is written down in it."""
        return b''.join(path.read_bytes()
                        for path in self.folder.glob('service.db*'))


class Postgresql:
    """A database of its own in the tests' PostgreSQL, made when it is first
    asked for; its key is in the service's folder."""

    engine = 'postgresql'
    made = []

    def __init__(self, folder, server):
        self.server = server
        self.name = None
        self.key = pathlib.Path(folder) / 'service.key'
        self.key_words = ['--key-file', self.key]

    def create(self, **options):
        self.name = self.server.create(**options)
        if self.server is postgres.server():
            Postgresql.made.append(self)

    @property
    def url(self):
        if self.name is None:
            self.create()
        return self.server.url_of(self.name)

    @contextlib.contextmanager
    def connect(self, mode='rw'):
        """`mode` is for SQLite, where also who only reads may tidy the file."""
        with self.server.connect(self.url) as connection, \
                connection.cursor(
                    cursor_factory=psycopg2.extras.DictCursor) as cursor:
            yield Connection(connection,
                             functools.partial(self.execute, cursor))

    @staticmethod
    def execute(cursor, statement, values):
        cursor.execute(statement.replace('%', '%%').replace('?', '%s'), values)
        return cursor

    def copy(self, other):
        assert self.name is None, 'it is in use'
        self.create(template=other.name)

    @property
    def bytes(self):
        """All that is written down in it, which only a superuser may find."""
        self.server.run('CHECKPOINT')
        with self.server.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT current_setting ('data_directory'), oid"
                           ' FROM pg_database WHERE datname = %s', [self.name])
            folder, number = cursor.fetchone()
        # The files of tables; there are some that come and go.
        return b''.join(
            path.read_bytes() for path in
            pathlib.Path(folder, 'base', str(number)).glob('[0-9]*'))

    def keep(self):
        Postgresql.made.remove(self)

    @classmethod
    def drop_all(cls):
        """Everything that this process has made, whoever still uses it."""
        while cls.made:
            database = cls.made.pop()
            database.server.drop(database.name)


def create(engine, folder):
    """`engine` is one of ENGINES, or a PostgreSQL of the test's own."""
    if engine == 'sqlite':
        return Sqlite(folder)
    return Postgresql(folder, postgres.server() if engine == 'postgresql'
                      else engine)
