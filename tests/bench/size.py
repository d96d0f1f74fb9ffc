# SPDX-License-Identifier: GPL-3.0-or-later
"""What size costs: counts, pages, search, and preparing a send, each beside a
peer that people know, in the same run and over the same data.

usage: size.py BUILD [--large] [CONTACTS...]
"""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

TESTS = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(sys.argv[1]).resolve()
sys.path.insert(0, str(TESTS))
os.environ['INVITES_BUILD'] = str(BUILD)

from support import databases, postgres  # noqa: E402
from support.service import PROGRAM, Service, wait_until  # noqa: E402

BENCH = BUILD / 'tests' / 'bench'
SIZES = [100_000, 1_000_000]
LARGE = [10_000_000]
SECONDS = 3
# The demo's largest division, and who may mail for it.
LARGEST = ('SELECT v.id, v.email_from, count(*) FROM contacts AS c'
           ' JOIN accounts AS a ON a.account_id = c.account_id'
           ' JOIN divisions AS v ON v.division_id = a.division_id'
           ' GROUP BY v.id, v.email_from ORDER BY 3 DESC LIMIT 1')
TEXTS = ('FROM {0}contacts AS c'
         ' JOIN {0}accounts AS a ON a.account_id = c.account_id'
         ' WHERE a.division_id ='
         " (SELECT division_id FROM {0}divisions WHERE id = '{1}')")
NARROW = {'account_class': 'Residential', 'billing_contacts': 'true',
          'without_auto_pay': 'true'}
# As somebody would set it up who means it.
POSTGRESQL = {'fsync': 'on', 'full_page_writes': 'on',
              'shared_buffers': '1GB', 'work_mem': '64MB',
              'log_min_duration_statement': '-1'}


# What is told.

def show(what, ours, unit, peer_name, peer, goal, more=False):
    """One line of the table. The goal is how many times the peer's it may be,
    or with `more`, how many times less it has to be."""
    ratio = peer / ours if more else ours / peer
    if goal is None:
        verdict = ''
    else:
        met = ratio >= goal if more else ratio <= goal
        verdict = f'goal {"≥" if more else "≤"} {goal:g} ×' \
            + ('' if met else '   MISSED')
    print(f'  {what:42} {ours:11,.2f} {unit:3} {peer_name:22} '
          f'{peer:12,.2f} {unit:3} {ratio:9,.2f} ×  {verdict}', flush=True)


def note(what, value, goal=None, met=True):
    verdict = '' if goal is None else f'   goal {goal}' \
        + ('' if met else '   MISSED')
    print(f'  {what:42} {value}{verdict}', flush=True)


def told(program, *words, stdin=''):
    """What a helper tells: "NAME NUMBER...", by name."""
    done = subprocess.run([BENCH / program, *map(str, words)], input=stdin,
                          stdout=subprocess.PIPE, text=True, check=True)
    numbers = {}
    for line in done.stdout.splitlines():
        name, *values = line.split()
        numbers.setdefault(name, []).append([float(v) for v in values])
    return numbers


def p50(numbers, name):
    return numbers[name][0][0]


def p99(numbers, name):
    return numbers[name][0][1]


# The data.

def make_demo(store, contacts):
    begin = time.monotonic()
    subprocess.run([PROGRAM, 'demo', '--database', store.url,
                    '--contacts', str(contacts)],
                   check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    note(f'demo on {store.engine}', f'{time.monotonic() - begin:.1f} s')


def find_largest(store):
    with store.connect() as connection:
        (division, email_from, size), = connection.execute(LARGEST)
    return division, email_from, size


def build_fts(path, store, division):
    """The same texts with SQLite's own index for parts of words."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute('ATTACH ? AS service', (str(store.path),))
        connection.execute('CREATE VIRTUAL TABLE texts USING fts5'
                           " (email, name, number, account, tokenize='trigram')")
        connection.execute(
            'INSERT INTO texts (rowid, email, name, number, account)'
            ' SELECT c.contact_id, c.fold_email, c.fold_name, a.fold_number,'
            ' a.fold_name ' + TEXTS.format('service.', division))
        connection.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        connection.commit()


def build_trgm(store, division):
    """And with PostgreSQL's."""
    store.server.run('CHECKPOINT')
    superuser = store.url.replace(f'//{postgres.USER}@',
                                  f'//{postgres.ADMINISTRATOR}@')
    with store.server.connect(superuser) as connection, \
            connection.cursor() as cursor:
        cursor.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
    with store.connect() as connection:
        connection.execute(
            'CREATE TABLE bench_texts AS SELECT c.contact_id, concat_ws'
            " (E'\\n', c.fold_email, c.fold_name, a.fold_number, a.fold_name)"
            ' AS text ' + TEXTS.format('', division))
        connection.execute('CREATE INDEX bench_texts_text ON bench_texts'
                           ' USING gin (text gin_trgm_ops)')
        connection.execute('VACUUM ANALYZE')


# What is measured.

def show_counts(index, engine, sql):
    for name in sql:
        case = name.removeprefix('sql-')
        show(f'counts, {case}', p50(index, f'count-{case}'), 'µs',
             f'SQL on {engine}', p50(sql, name), 50, more=True)


def show_index(index):
    note('contacts of the division', f'{index["contacts"][0][0]:,.0f}')
    note('read, sorted', f'{index["read-seconds"][0][0]:.2f} s, '
         f'{index["sort-seconds"][0][0]:.2f} s')
    note('memory a contact', f'{index["octets-a-contact"][0][0]:.0f} octets')
    for name in index:
        if name.startswith('count-'):
            case = name.removeprefix('count-')
            show(f'counts, {case}', p50(index, name), 'µs', 'plain C scan',
                 p50(index, f'plain-{case}'), 3)
    for name in index:
        if name.startswith('page-') and name.endswith('-deep'):
            first = name.removesuffix('-deep') + '-first'
            show(f'{name.removeprefix("page-")}, in memory', p50(index, name),
                 'µs', 'first page', p50(index, first), None)
    show('search, p50', p50(index, 'search'), 'µs', 'memmem',
         p50(index, 'memmem'), 1.5)
    show('search, p99', p99(index, 'search'), 'µs', 'memmem',
         p99(index, 'memmem'), 1.5)


def show_search(index, peer_name, peer):
    show('search, p99', p99(index, 'search'), 'µs', peer_name,
         p99(peer, 'peer'), 1)
    show('search, p50', p50(index, 'search'), 'µs', peer_name,
         p50(peer, 'peer'), None)


def show_prepare(store, division, email_from):
    numbers = told('size-prepare', store.url, division, email_from)
    alone, beside = (n[0] for n in numbers['prepare-seconds'])
    rows = numbers['rows'][0][0]
    show(f'preparing {rows:,.0f} on {store.engine}', alone, 's',
         'INSERT … SELECT', numbers['bare-seconds'][-1][0], 3)
    show('  the same', alone, 's', 'with deliveries',
         numbers['bare-with-deliveries-seconds'][0][0], None)
    show('  the same, beside a writer', beside, 's', 'alone', alone, None)
    longest = numbers['longest-write'][0][0] / 1000
    note('  longest wait of that writer', f'{longest:.1f} ms of '
         f'{numbers["writes"][0][0]:,.0f}', '≤ 250 ms', longest <= 250)


# Over HTTP.

UNITS = {'us': 1, 'ms': 1000, 's': 1_000_000, 'm': 60_000_000}


def load(folder, url, paths, token=None, connections=1, seconds=SECONDS):
    """p50 and p99 in microseconds, and requests a second, of wrk."""
    script = folder / 'wrk.lua'
    listed = ', '.join(f'"{path}"' for path in paths)
    script.write_text(
        f'local paths = {{ {listed} }}\nlocal i = 0\n'
        + (f'wrk.headers["Authorization"] = "Bearer {token}"\n' if token else '')
        + 'request = function()\n  i = i % #paths + 1\n'
          '  return wrk.format("GET", paths[i])\nend\n')
    done = subprocess.run(
        ['wrk', '--threads', '1', '--connections', str(connections),
         '--duration', f'{seconds}s', '--latency', '--timeout', '60s',
         '--script', script, url],
        capture_output=True, text=True, check=True)
    assert 'Non-2xx' not in done.stdout and 'Socket errors' not in done.stdout, \
        done.stdout
    spent = {int(percent): float(value) * UNITS[unit] for percent, value, unit in
             re.findall(r'^ +(\d+)%\s+([\d.]+)(us|ms|s|m)$', done.stdout, re.M)}
    rate = float(re.search(r'Requests/sec:\s+([\d.]+)', done.stdout).group(1))
    return spent[50], spent[99], rate


def make_path(what='', **query):
    return f'/v1/contacts{what}?{urllib.parse.urlencode(query)}'


@contextlib.contextmanager
def nginx(folder, content):
    """Serves those bytes as a file."""
    root = folder / 'nginx'
    root.mkdir()
    (root / 'counts').write_bytes(content)
    port = postgres.free_port()
    configuration = root / 'nginx.conf'
    user = 'user root;' if os.getuid() == 0 else ''
    configuration.write_text(f'''
{user}
daemon off;
worker_processes auto;
pid {root}/pid;
error_log {root}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  default_type application/json;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=10;
  keepalive_requests 1000000000;
  client_body_temp_path {root}/body;
  proxy_temp_path {root}/proxy;
  fastcgi_temp_path {root}/fastcgi;
  uwsgi_temp_path {root}/uwsgi;
  scgi_temp_path {root}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=1024; root {root}; }}
}}
''')
    process = subprocess.Popen([shutil.which('nginx') or '/usr/sbin/nginx',
                                '-p', root, '-c', configuration],
                               stderr=subprocess.DEVNULL)
    try:
        wait_until((root / 'pid').exists)
        yield f'http://127.0.0.1:{port}'
    finally:
        process.terminate()
        process.wait()


def wait_for_index(api, division, usual):
    """Until counts are told from memory: twenty times at a fifth of what SQL
    takes, in seconds."""
    def is_fast():
        for _ in range(20):
            begin = time.monotonic()
            api.ok('GET', '/v1/contacts/counts', {'division': division})
            if time.monotonic() - begin > usual / 5:
                return False
        return True
    begin = time.monotonic()
    wait_until(is_fast, seconds=1200, what='the index')
    note('from start to counts from memory', f'{time.monotonic() - begin:.1f} s')


def show_http(folder, service, division, usual):
    api = service.sign_in('clerk')
    wait_for_index(api, division, usual)

    def ask(*paths, **options):
        return load(folder, service.url, paths, api.token, **options)

    ask('/healthz')
    trivial = ask('/healthz')
    counts = make_path('/counts', division=division)
    narrow = make_path('/counts', division=division, **NARROW)
    for name, path in (('all', counts), ('narrow', narrow)):
        spent = ask(path)
        show(f'counts over HTTP, {name}, p99', spent[1], 'µs', 'healthz',
             trivial[1], 3)
        show(f'counts over HTTP, {name}, p50', spent[0], 'µs', 'healthz',
             trivial[0], None)

    for query in ({}, {'billing_contacts': 'true'}, {'search': 'example'}):
        for sort in ('id', 'email', 'account_name', '-last_invite_sent'):
            query = {'division': division, 'sort': sort, 'limit': 200, **query}
            total = api.ok('GET', '/v1/contacts', query)['total']
            first = ask(make_path(**query))
            deep = ask(*(make_path(**query, offset=total * i // 101)
                         for i in range(1, 101)))
            name = ''.join(f'{k}, ' for k in ('billing_contacts', 'search')
                           if k in query) + sort
            show(f'page at depth, {name}, p99', deep[1], 'µs', 'page one',
                 first[1], 2)

    spent = ask(counts, connections=50, seconds=2 * SECONDS)
    content = api.get('/v1/contacts/counts', {'division': division}).body
    with nginx(folder, content) as url:
        peer = load(folder, url, ['/counts'], connections=50,
                    seconds=2 * SECONDS)
    show('counts a second, 50 connections', spent[2], '/s', 'nginx, a file',
         peer[2], None)


# Everything, at one size.

def measure(folder, cluster, contacts):
    print(f'== {contacts:,} contacts')
    service = Service(folder)
    make_demo(service.store, contacts)
    division, email_from, _ = find_largest(service.store)
    service.add_user('clerk', division)
    words = folder / 'words'
    index = told('size-index', service.database, division, words)
    show_index(index)
    sqlite = told('size-store', service.database, division)
    show_counts(index, 'SQLite', sqlite)
    build_fts(folder / 'fts.db', service.store, division)
    show_search(index, 'FTS5 trigram', told(
        'size-sql', f'sqlite:{folder}/fts.db', 'peer',
        'SELECT count(*) FROM texts WHERE texts MATCH \'"\' || ?1 || \'"\'',
        stdin=words.read_text()))
    (folder / 'fts.db').unlink()

    with service:
        show_http(folder, service, division,
                  p50(sqlite, 'sql-all') / 1_000_000)
    show_prepare(service.store, division, email_from)

    shared = databases.Postgresql(folder, cluster)
    make_demo(shared, contacts)
    build_trgm(shared, division)
    show_counts(index, 'PostgreSQL', told('size-store', shared.url, division))
    show_search(index, 'pg_trgm', told(
        'size-sql', shared.url, 'peer',
        'SELECT count(*) FROM bench_texts'
        " WHERE text LIKE '%' || CAST (?1 AS TEXT) || '%'",
        stdin=words.read_text()))
    show_prepare(shared, division, email_from)
    cluster.drop(shared.name)


def main():
    words = sys.argv[2:]
    sizes = [int(word.replace('_', '')) for word in words if word != '--large'] \
        or SIZES + (LARGE if '--large' in words else [])
    # Who ends this ends the server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with postgres.Cluster(**POSTGRESQL) as cluster:
        for contacts in sizes:
            with tempfile.TemporaryDirectory() as folder:
                measure(pathlib.Path(folder), cluster, contacts)


if __name__ == '__main__':
    main()
