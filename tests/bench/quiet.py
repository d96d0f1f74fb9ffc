# SPDX-License-Identifier: GPL-3.0-or-later
"""healthz and counts, alone and while others keep the service busy: one
hashes passwords, one prepares sends of 100,000 rows, 50 wait for a change.

usage: quiet.py BUILD
"""

import contextlib
import http.client
import json
import os
import pathlib
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
os.environ['INVITES_BUILD'] = str(pathlib.Path(sys.argv[1]).resolve())

from support.service import PASSWORD, Service  # noqa: E402

N_CONTACTS = 100_000
N_HELD = 50
N_CALLS = 1500
FROM = 'office@big.example'


def write_company(folder):
    """A division of 100,000 contacts and one of 1,000."""
    folder.mkdir()
    (folder / 'divisions.csv').write_text(
        'division,name,email_from,time_zone\n'
        f'big,Big,{FROM},UTC\nsmall,Small,office@small.example,UTC\n')
    (folder / 'sites.csv').write_text(
        'account_number,site_source,active_services\n')
    sizes = {'big': N_CONTACTS, 'small': 1000}
    with (folder / 'accounts.csv').open('w') as accounts, \
            (folder / 'contacts.csv').open('w') as contacts:
        accounts.write('account_number,name,division,account_class,bill_group,'
                       'account_source,balance,auto_pay\n')
        contacts.write('contact_id,account_number,name,email,billing_contact\n')
        for division, size in sizes.items():
            for i in range(size):
                key = f'{division}{i}'
                accounts.write(f'{key},Account {i},{division},Residential,,,'
                               f'{i % 7}.50,false\n')
                contacts.write(f'{key},{key},Contact {i},{key}@example.com,true\n')


class Caller:
    """One kept connection."""

    def __init__(self, url, token):
        where = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(where.hostname, where.port,
                                                     timeout=120)
        self.headers = {'Authorization': f'Bearer {token}'}

    def call(self, method, path, body=None, headers=None):
        sent = {**self.headers, **(headers or {})}
        if body is not None:
            body = json.dumps(body)
            sent['Content-Type'] = 'application/json'
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        return response.status, response.headers, response.read()


def latencies(url, token, path):
    caller = Caller(url, token)
    spent = []
    for _ in range(N_CALLS):
        begin = time.perf_counter()
        status, _, _ = caller.call('GET', path)
        spent.append((time.perf_counter() - begin) * 1000)
        assert status == 200
        time.sleep(0.001)
    return spent


@contextlib.contextmanager
def busy(url, token):
    """The three kinds of load, until the block ends."""
    done = threading.Event()
    rounds = {'sign-ins': 0, 'prepares': 0, 'held': 0}

    def hash_passwords():
        caller = Caller(url, token)
        while not done.is_set():
            status, _, _ = caller.call('POST', '/v1/sign-in', {
                'username': 'clerk', 'password': PASSWORD})
            assert status == 200
            rounds['sign-ins'] += 1

    def prepare():
        caller = Caller(url, token)
        while not done.is_set():
            status, _, _ = caller.call('PUT', f'/v1/sends/{uuid.uuid4()}', {
                'filter': {'division': 'big'}, 'template': 'portal-invitation',
                'email_from': FROM, 'only_without_invitation': True})
            assert status == 201
            rounds['prepares'] += 1

    caller = Caller(url, token)
    name = f'/v1/sends/{uuid.uuid4()}'
    caller.call('PUT', name, {
        'filter': {'division': 'small'}, 'template': 'portal-invitation',
        'email_from': 'office@small.example', 'only_without_invitation': True})
    etag = caller.call('GET', name)[1]['ETag']

    def hold():
        waiting = Caller(url, token)
        while not done.is_set():
            waiting.call('GET', name, headers={'If-None-Match': etag,
                                               'Prefer': 'wait=5'})
            rounds['held'] += 1

    threads = [threading.Thread(target=hash_passwords),
               threading.Thread(target=prepare),
               *(threading.Thread(target=hold) for _ in range(N_HELD))]
    for thread in threads:
        thread.start()
    time.sleep(1)
    yield rounds
    done.set()
    for thread in threads:
        thread.join()


def show(title, spent):
    ordered = sorted(spent)
    print(f'{title:34} p50 {statistics.median(ordered):7.2f} ms   '
          f'p99 {ordered[int(len(ordered) * 0.99)]:7.2f} ms   '
          f'most {ordered[-1]:7.2f} ms')


def main():
    with tempfile.TemporaryDirectory() as folder:
        service = Service(folder)
        write_company(service.folder / 'csv')
        begin = time.monotonic()
        service.run('import', service.folder / 'csv')
        print(f'import of {N_CONTACTS + 1000} contacts: '
              f'{time.monotonic() - begin:.1f} s')
        service.add_user('clerk', 'big', 'small')
        with service:
            token = service.sign_in('clerk').token
            paths = {'healthz': '/healthz',
                     'counts': '/v1/contacts/counts?division=small'}
            for name, path in paths.items():
                show(f'{name}, alone', latencies(service.url, token, path))
            with busy(service.url, token) as rounds:
                for name, path in paths.items():
                    show(f'{name}, others busy',
                         latencies(service.url, token, path))
            print('meanwhile: ' + ', '.join(f'{n} {k}' for k, n in rounds.items()))


if __name__ == '__main__':
    main()
