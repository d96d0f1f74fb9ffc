# SPDX-License-Identifier: GPL-3.0-or-later
"""How many mails a second, beside those whom people use: everything in one
run, to the same sink, with the same message.

usage: smtp.py BUILD [--large]
"""

import contextlib
import os
import pathlib
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(sys.argv[1]).resolve()
sys.path.insert(0, str(TESTS))
os.environ['INVITES_BUILD'] = str(BUILD)

from support.recorder import Recorder  # noqa: E402
from support.service import Service, wait_until  # noqa: E402

BENCH = BUILD / 'tests' / 'bench'
SHIM = BUILD / 'tests' / 'support' / 'storage-shim.so'
ROUND_TRIP_MS = 20
CONNECTIONS = (1, 10, 50)
# How often the ones that goals speak of are measured; the median counts.
ROUNDS = 3
# What takes a second or two, or is so slow that it takes some more.
MAILS = {1: 6000, 10: 15000, 50: 20000}
SLOW_MAILS = {1: 1500, 10: 3000, 50: 3000}
FAR_MAILS = {1: 100, 10: 1000, 50: 5000}
FAR_SLOW_MAILS = {1: 30, 10: 300, 50: 1500}
TEXT = '''\
Dear {{contact_name}},

you are invited to the customer portal of {{division_name}}.

{{accounts}}

{{link}}

''' + 'See your bills, pay them, and ask for automatic payment.\n' * 25
HTML = '''\
<html><body><p>Dear {{contact_name}},</p>
<p>you are invited to the customer portal of {{division_name}}.</p>
<p>{{accounts}}</p>
<p><a href="{{link}}">Join the portal</a></p>
''' + '<p>See your bills, pay them, and ask for automatic payment.</p>\n' * 25 \
    + '</body></html>\n'


# What mail goes to.

def find_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def answers(port):
    with contextlib.suppress(OSError), socket.socket() as probe:
        probe.connect(('127.0.0.1', port))
        return True
    return False


@contextlib.contextmanager
def running(*words, **options):
    process = subprocess.Popen(list(map(str, words)), **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def sink():
    """Postfix's own, which takes everything and keeps nothing."""
    port = find_port()
    as_nobody = ['-u', 'nobody'] if os.getuid() == 0 else []
    with running('/usr/sbin/smtp-sink', *as_nobody, f'127.0.0.1:{port}', 1024):
        wait_until(lambda: answers(port))
        yield port


@contextlib.contextmanager
def far_away(port):
    with running(BENCH / 'delay-proxy', port, ROUND_TRIP_MS,
                 stdout=subprocess.PIPE, text=True) as process:
        yield int(process.stdout.readline().split()[-1])
        process.stdout.close()


# The peers, each with its own idea of a kept connection.

def timed(*words, **options):
    begin = time.monotonic()
    subprocess.run(list(map(str, words)), check=True, **options)
    return time.monotonic() - begin


def told(*words, **options):
    """Of one that tells the seconds itself."""
    done = subprocess.run(list(map(str, words)), check=True, text=True,
                          stdout=subprocess.PIPE, **options)
    return float(done.stdout.split()[-1])


def smtp_source(port, connections, mails, message):
    return timed('/usr/sbin/smtp-source', '-d', '-s', connections, '-m', mails,
                 '-l', message.stat().st_size, f'127.0.0.1:{port}')


def dialogue(port, connections, mails, message):
    return told(BENCH / 'smtp-dialogue', f'smtp://127.0.0.1:{port}',
                connections, mails, message)


def nodemailer(port, connections, mails, message):
    return told('node', TESTS / 'bench' / 'nodemailer-peer.js', port,
                connections, mails, message,
                env={**os.environ, 'NODE_PATH': BUILD / 'npm' / 'node_modules'})


def libcurl(port, connections, mails, message):
    return told(BENCH / 'curl-peer', f'smtp://127.0.0.1:{port}', connections,
                mails, message)


def curl(port, connections, mails, message):
    """One process a connection, each with its mails in one run."""
    share = -(-mails // connections)
    config = message.parent / 'curl.config'
    config.write_text('silent\nnext\n'.join(
        f'url = "smtp://127.0.0.1:{port}"\nmail-from = "noreply@example.com"\n'
        f'mail-rcpt = "user{i}@example.net"\nupload-file = "{message}"\n'
        for i in range(share)) + 'silent\n')
    begin = time.monotonic()
    processes = [subprocess.Popen(['curl', '--config', config])
                 for _ in range(connections)]
    assert not any([process.wait() for process in processes])
    return (time.monotonic() - begin) * mails / (share * connections)


# The service itself.

def write_company(folder, sizes):
    folder.mkdir()
    (folder / 'sites.csv').write_text(
        'account_number,site_source,active_services\n')
    (folder / 'divisions.csv').write_text(
        'division,name,email_from,time_zone\n' + ''.join(
            f'{name},Division {name},office@{name}.example,UTC\n'
            for name in sizes))
    with (folder / 'accounts.csv').open('w') as accounts, \
            (folder / 'contacts.csv').open('w') as contacts:
        accounts.write('account_number,name,division,account_class,bill_group,'
                       'account_source,balance,auto_pay\n')
        contacts.write('contact_id,account_number,name,email,billing_contact\n')
        for name, size in sizes.items():
            for i in range(size):
                key = f'{name}c{i}'
                accounts.write(f'{key},Account {i},{name},Residential,,,1.00,'
                               'false\n')
                contacts.write(f'{key},{key},Contact {i},{key}@example.com,'
                               'true\n')


class Whole:
    """The whole path: `serve` with a database, and sends to divisions of given
    sizes, each used once."""

    def __init__(self, folder, sizes):
        folder.mkdir()
        self.service = Service(folder)
        self.unused = dict(sizes)
        write_company(folder / 'csv', sizes)
        begin = time.monotonic()
        self.service.run('import', folder / 'csv')
        print(f'(imported {sum(sizes.values())} contacts in '
              f'{time.monotonic() - begin:.1f} s)')
        self.service.add_user('clerk', *sizes)
        (folder / 'text').write_text(TEXT)
        (folder / 'html').write_text(HTML)
        self.service.run('template', 'put', 'bench', '--name', 'Bench',
                         '--subject', 'Your invitation to the portal',
                         '--text', folder / 'text',
                         '--html', folder / 'html')

    @contextlib.contextmanager
    def serving(self, url, connections, sync=None):
        """Yields an Api; sync: see STORAGE_SYNC in storage-shim.c."""
        self.service.environment = {} if sync is None else {
            'LD_PRELOAD': str(SHIM), 'STORAGE_SYNC': str(sync)}
        self.service.start(relay=url, connections=connections, hold_seconds=0,
                           gap_hours=0)
        try:
            yield self.service.sign_in('clerk')
        finally:
            self.service.stop()

    def take(self, size):
        name = next(n for n, s in self.unused.items() if s == size)
        del self.unused[name]
        return name

    def is_finished(self, send):
        path = self.service.folder / 'service.db'
        with contextlib.closing(sqlite3.connect(f'file:{path}?mode=ro',
                                                uri=True)) as database:
            return database.execute(
                "SELECT 1 FROM sends WHERE uuid = ? AND state = 'finished'",
                (send,)).fetchone()

    def send(self, api, division):
        """Sends to a division; returns the seconds from start to finished,
        and those on a processor meanwhile by the name of the thread."""
        send = api.prepare(division, f'office@{division}.example',
                           template='bench')['id']
        api.start(send)
        before = read_cpu(self.service.process.pid)
        begin = time.monotonic()
        while not self.is_finished(send):
            time.sleep(0.01)
        spent = time.monotonic() - begin
        after = read_cpu(self.service.process.pid)
        shown = api.ok('GET', f'/v1/sends/{send}')
        assert shown['deliveries']['sent'] == shown['outcomes']['will_be_sent']
        return spent, {name: after[name] - before.get(name, 0) for name in after}

    def measure(self, port, connections, mails, sync=None):
        """As send(), over new connections."""
        with self.serving(f'smtp://127.0.0.1:{port}', connections, sync) as api:
            # Connected, compiled and warm.
            self.send(api, self.take(100))
            return self.send(api, self.take(mails))


def read_cpu(pid):
    """Seconds on a processor so far, by the name of the thread."""
    spent = {}
    for task in pathlib.Path(f'/proc/{pid}/task').iterdir():
        with contextlib.suppress(OSError):
            name = (task / 'comm').read_text().strip()
            time_on = int((task / 'schedstat').read_text().split()[0]) / 1e9
            spent[name] = spent.get(name, 0) + time_on
    return spent


class Peak(threading.Thread):
    """The most memory of its own that a process has while in the block, in
    megabytes. Pages of the database that it has mapped are not its own: the
    system takes them back whenever it wants."""

    def __init__(self, pid):
        super().__init__()
        self.path = pathlib.Path(f'/proc/{pid}/status')
        self.most = 0
        self.done = threading.Event()

    def run(self):
        while not self.done.wait(0.02):
            for line in self.path.read_text().splitlines():
                if line.startswith('RssAnon:'):
                    self.most = max(self.most, int(line.split()[1]) / 1024)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()


# The tables.

def show(title, cells):
    print(f'{title:34}' + ''.join(f'{cell:>12}' for cell in cells), flush=True)


def show_ratio(title, ratio, goal, stretch=None):
    goals = f'goal {goal}' + (f', stretch {stretch}' if stretch else '')
    mark = 'yes' if ratio >= goal else 'NO'
    print(f'  {title:58}{ratio:6.2f}   {goals}: {mark}')


def measure_all(whole, port, message, mails, slow_mails, rounds):
    """{name: {connections: mails a second}}, and the CPU of the last one."""
    fast = {'smtp-source -d': smtp_source, 'our dialogue, ready messages': dialogue}
    slow = {'nodemailer, pool': nodemailer, 'libcurl, kept': libcurl,
            'curl, kept': curl}
    rates = {name: {} for name in [*fast, 'our whole path', *slow]}
    stages = {}
    for n in CONNECTIONS:
        again = rounds if n == CONNECTIONS[-1] else 1
        seen = {name: [] for name in rates}
        # Turn by turn, so that all meet the same machine.
        for _ in range(again):
            for name, function in fast.items():
                seen[name].append(mails[n] / function(port, n, mails[n], message))
            spent, stages = whole.measure(port, n, mails[n])
            seen['our whole path'].append(mails[n] / spent)
        for name, function in slow.items():
            seen[name].append(slow_mails[n] / function(port, n, slow_mails[n],
                                                       message))
        for name, found in seen.items():
            rates[name][n] = statistics.median(found)
    for name, by_connections in rates.items():
        show(name, [f'{by_connections[n]:,.0f}' for n in CONNECTIONS])
    return rates, stages


def show_stages(stages, mails):
    total = sum(stages.values())
    print(f'CPU of the whole path at {CONNECTIONS[-1]} connections, by thread, '
          f'in all {total / mails * 1e6:.1f} µs a mail:')
    for name, spent in sorted(stages.items(), key=lambda pair: -pair[1]):
        if spent / total > 0.005:
            print(f'  {name:24}{spent / mails * 1e6:8.1f} µs')


def compare_durable(whole, port, usual):
    n, mails = CONNECTIONS[-1], MAILS[CONNECTIONS[-1]]
    print(f'== durable against not, {n} connections, loopback, mails a second')
    rates = {'durable': usual}
    for title, sync in (('not durable (no sync at all)', 'off'),
                        ('durable, every sync 5 ms longer', '5')):
        spent, _ = whole.measure(port, n, mails, sync)
        rates[title] = mails / spent
    for title, rate in rates.items():
        show(title, [f'{rate:,.0f}'])
    free = rates['not durable (no sync at all)']
    show_ratio('durable / not durable', usual / free, 0.9)
    show_ratio('durable, 5 ms longer / not durable',
               rates['durable, every sync 5 ms longer'] / free, 0.9)


def measure_memory(folder, port, sizes):
    """One database, so that only the number of recipients differs."""
    peaks = []
    print('== memory: most of its own while preparing and sending')
    whole = Whole(folder / 'memory', {f'm{size}': size for size in sizes})
    for size in sizes:
        with whole.serving(f'smtp://127.0.0.1:{port}', 50) as api:
            with Peak(whole.service.process.pid) as peak:
                spent, _ = whole.send(api, whole.take(size))
        peaks.append(peak.most)
        show(f'{size:,} recipients',
             [f'{peaks[-1]:.1f} MB', f'{size / spent:,.0f}/s'])
    show_ratio(f'{sizes[0]:,} / {sizes[-1]:,} recipients', peaks[0] / peaks[-1],
               0.8)


def probe_size(whole, folder):
    """How long a mail of ours is."""
    with Recorder(folder) as recorder:
        with whole.serving(recorder.url, 1) as api:
            whole.send(api, whole.take(1))
        return recorder.accepted[0].size


def write_message(path, size):
    head = 'From: noreply@example.com\r\nTo: user@example.net\r\n' \
        'Subject: Your invitation to the portal\r\n\r\n'
    line = 'x' * 70 + '\r\n'
    body = line * ((size - len(head)) // len(line))
    path.write_text(head + body, newline='')
    return path


def main():
    last = CONNECTIONS[-1]
    needed = [1]
    for n in CONNECTIONS:
        again = ROUNDS if n == last else 1
        needed += [MAILS[n]] * again + [FAR_MAILS[n]]
        needed += [100] * (again + 1)
    needed += [MAILS[last], 100] * 2
    sizes = {f'd{i}': size for i, size in enumerate(needed)}
    with tempfile.TemporaryDirectory() as folder, sink() as port:
        folder = pathlib.Path(folder)
        whole = Whole(folder / 'whole', sizes)
        size = probe_size(whole, folder)
        message = write_message(folder / 'message', size)
        print(f'(a mail of ours has {size} bytes, and so have the others\')')

        print('== mails a second, loopback')
        show('connections', CONNECTIONS)
        near, stages = measure_all(whole, port, message, MAILS, SLOW_MAILS,
                                   ROUNDS)
        source = near['smtp-source -d'][last]
        ours = near['our whole path'][last]
        show_ratio(f'dialogue / smtp-source, {last} connections',
                   near['our dialogue, ready messages'][last] / source, 1.2)
        show_ratio(f'whole path / smtp-source, {last} connections',
                   ours / source, 0.7, 1.2)
        show_ratio(f'whole path / nodemailer, {last} connections',
                   ours / near['nodemailer, pool'][last], 4, 8)
        show_stages(stages, MAILS[last])

        print(f'== mails a second, {ROUND_TRIP_MS} ms away')
        show('connections', CONNECTIONS)
        with far_away(port) as far_port:
            far, _ = measure_all(whole, far_port, message, FAR_MAILS,
                                 FAR_SLOW_MAILS, 1)
        for n in CONNECTIONS:
            show_ratio(f'whole path / smtp-source, {n} connections',
                       far['our whole path'][n] / far['smtp-source -d'][n], 1.9)

        compare_durable(whole, port, ours)
        measure_memory(folder, port, (10_000, 1_000_000)
                       if '--large' in sys.argv else (10_000, 100_000))


if __name__ == '__main__':
    main()
