# SPDX-License-Identifier: GPL-3.0-or-later
"""1,000 clients that hold requests, 100 counts a second in open loop and one
send that runs: how long counts take, and how fast the send goes, beside each
of them alone.

usage: load.py BUILD
"""

import contextlib
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
os.environ['INVITES_BUILD'] = str(pathlib.Path(sys.argv[1]).resolve())

from support.service import BUILD, Service, wait_until  # noqa: E402

N_CONTACTS = 100_000
N_HELD = 1000
RATE = 100
SECONDS = 12
N_CALLERS = 8
GOAL = 1.5
DIVISIONS = ('alone', 'busy', 'other')


def write_company(folder):
    """Three divisions of equal size: one to send to alone, one to send to
    while others ask, and one that nothing is sent to."""
    folder.mkdir()
    (folder / 'divisions.csv').write_text(
        'division,name,email_from,time_zone\n' + ''.join(
            f'{d},{d},office@{d}.example,UTC\n' for d in DIVISIONS))
    (folder / 'sites.csv').write_text(
        'account_number,site_source,active_services\n')
    with (folder / 'accounts.csv').open('w') as accounts, \
            (folder / 'contacts.csv').open('w') as contacts:
        accounts.write('account_number,name,division,account_class,bill_group,'
                       'account_source,balance,auto_pay\n')
        contacts.write('contact_id,account_number,name,email,billing_contact\n')
        for division in DIVISIONS:
            for i in range(N_CONTACTS):
                key = f'{division}{i}'
                accounts.write(f'{key},Account {i},{division},Residential,,,'
                               f'{i % 7}.50,false\n')
                contacts.write(f'{key},{key},Contact {i},{key}@example.com,'
                               'true\n')


@contextlib.contextmanager
def sink():
    """Postfix's own, which takes every mail at once."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    as_nobody = ['-u', 'nobody'] if os.getuid() == 0 else []
    process = subprocess.Popen(['/usr/sbin/smtp-sink', *as_nobody,
                                f'127.0.0.1:{port}', '1024'])

    def answers():
        with contextlib.suppress(OSError):
            socket.create_connection(('127.0.0.1', port)).close()
            return True

    try:
        wait_until(answers, what='smtp-sink')
        yield f'smtp://127.0.0.1:{port}'
    finally:
        process.kill()
        process.wait()


def connect(url):
    where = urllib.parse.urlsplit(url)
    connection = socket.create_connection((where.hostname, where.port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def head_of(path, token, **headers):
    lines = [f'GET {path} HTTP/1.1', 'Host: bench',
             f'Authorization: Bearer {token}']
    lines += [f'{k.replace("_", "-")}: {v}' for k, v in headers.items()]
    return '\r\n'.join(lines).encode() + b'\r\n\r\n'


def read_answer(connection, rest=b''):
    """Head and whether it was a 200; there may be no body, as with 304."""
    data = rest
    while b'\r\n\r\n' not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b'\r\n\r\n')
    status = int(head[9:12])
    length = int(re.search(rb'Content-Length: (\d+)', head)[1])
    while status != 304 and len(body) < length:
        body += connection.recv(65536)
    return status, head, body


class Counts:
    """RATE calls a second, whether or not those before are answered; each is
    measured from when it was due."""

    def __init__(self, url, token, path):
        self.url = url
        self.request = head_of(path, token)
        self.spent = []

    def call(self, number, begin, n_calls):
        with connect(self.url) as connection:
            for call in range(number, n_calls, N_CALLERS):
                due = begin + call / RATE
                time.sleep(max(0, due - time.perf_counter()))
                connection.sendall(self.request)
                status, _, _ = read_answer(connection)
                self.spent.append((time.perf_counter() - due) * 1000)
                assert status == 200, status

    def run(self, seconds=SECONDS):
        begin = time.perf_counter() + 0.1
        threads = [threading.Thread(target=self.call,
                                    args=(i, begin, int(seconds * RATE)))
                   for i in range(N_CALLERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(self.spent)


class Held:
    """N_HELD clients that always wait, in a process that costs little: they
    stand for windows on other machines."""

    def __init__(self, url, token, paths):
        self.process = subprocess.Popen(
            [BUILD / 'tests' / 'bench' / 'held-clients',
             str(urllib.parse.urlsplit(url).port), str(N_HELD), *paths],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(f'{token}\n')
        self.process.stdin.flush()
        assert self.process.stdout.readline() == 'ready\n', 'nobody waits'

    def end(self):
        """How many answers they have had."""
        return int(self.process.communicate()[0])


class Send:
    """One send to a division, and how fast it goes."""

    def __init__(self, api, division):
        self.api = api
        self.id = api.prepare(division, f'office@{division}.example')['id']

    def start(self):
        self.begin = time.monotonic()
        self.api.start(self.id)

    def count(self):
        return self.api.send(self.id)['deliveries']['sent']

    def rate(self):
        return self.count() / (time.monotonic() - self.begin)


def show(title, spent):
    p99 = spent[int(len(spent) * 0.99)]
    print(f'{title:34} p50 {statistics.median(spent):7.2f} ms   '
          f'p99 {p99:7.2f} ms   most {spent[-1]:7.2f} ms')
    return p99


def show_ratio(title, ratio):
    print(f'{title:34} {ratio:.2f} × of alone, goal {GOAL} ×: '
          f'{"met" if ratio <= GOAL else "missed"}')


def measure(service):
    api = service.sign_in('clerk')
    busy = Send(api, 'busy')
    alone = Send(api, 'alone')
    path = '/v1/contacts/counts?division=busy&balance_due=true'

    counts_alone = show('counts, alone',
                        Counts(service.url, api.token, path).run())
    # What the machine does to whoever asks anything: sink, clients and service
    # share its processors.
    show('healthz, alone', Counts(service.url, api.token, '/healthz').run())
    alone.start()
    time.sleep(SECONDS)
    rate_alone = alone.rate()
    api.stop(alone.id)
    api.wait_for_send(alone.id, 'stopped')
    print(f'{"send, alone":34} {rate_alone:.0f} mails a second')

    paths = ['/v1/changes?division=busy', '/v1/changes?division=other',
             '/v1/changes?division=busy', f'/v1/sends/{busy.id}']
    held = Held(service.url, api.token, paths)
    time.sleep(3)  # all have asked again, and wait
    busy.start()
    counts = show('counts, all together',
                  Counts(service.url, api.token, path).run())
    rate = busy.rate()
    show('healthz, all together',
         Counts(service.url, api.token, '/healthz').run())
    n_answers = held.end()
    api.stop(busy.id)
    api.wait_for_send(busy.id, 'stopped')
    print(f'{"send, all together":34} {rate:.0f} mails a second; '
          f'{n_answers} answers to those who waited')
    show_ratio('counts p99', counts / counts_alone)
    show_ratio('send', rate_alone / rate)


def main():
    with tempfile.TemporaryDirectory() as folder, sink() as url:
        service = Service(folder)
        write_company(service.folder / 'csv')
        service.run('import', service.folder / 'csv')
        service.add_user('clerk', *DIVISIONS)
        service.start(relay=url)
        wait_until(lambda: 'are in memory' in service.log.read_text())
        try:
            measure(service)
        finally:
            service.stop()


if __name__ == '__main__':
    main()
