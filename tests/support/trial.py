# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that is killed over and over, and what must hold all the same.

What the mail system took is known from the recorder's own notes, and what the
service believes from its database, read while nobody runs on it.
"""

import collections
import http.client
import random
import signal
import sys
import time

from support.recorder import Recorder
from support.service import BUILD, Api, Service, wait_until

SHIM = BUILD / 'tests' / 'support' / 'storage-shim.so'
FINAL = {'sent', 'refused', 'unknown', 'bounced', 'cancelled', 'skipped'}
ENDED = {'finished', 'stopped'}
# What a call meets when the service dies under it.
GONE = (OSError, http.client.HTTPException)

DELIVERIES = '''
SELECT s.uuid, s.state AS send_state, d.delivery_id, d.state, d.armed,
       d.retried, d.message_id, d.link_hash, lower (d.address) AS address
FROM deliveries AS d JOIN sends AS s ON s.send_id = d.send_id
'''
SENDS = 'SELECT uuid, state, stopping, revoked_at FROM sends'
# What is still being prepared is nobody's yet, and goes when it is not ended.
ENTRIES = '''
SELECT s.uuid, count (e.send_id) AS n FROM sends AS s
LEFT JOIN send_entries AS e ON e.send_id = s.send_id
WHERE s.state <> 'preparing' GROUP BY s.send_id
'''
# As if the time had come for all that was put off.
HASTEN = '''
UPDATE deliveries SET next_attempt_at = changed_at
WHERE next_attempt_at > changed_at AND state IN ('queued', 'deferred')
'''


def write_company(folder, divisions, size):
    """Divisions of `size` contacts, with some of every kind: three of ten
    share their address with another, in other letters."""
    folder.mkdir()
    (folder / 'sites.csv').write_text('account_number,site_source,active_services\n')
    names = [f'd{i}' for i in range(divisions)]
    (folder / 'divisions.csv').write_text(
        'division,name,email_from,time_zone\n' + ''.join(
            f'{name},Division {name},office@{name}.example,UTC\n'
            for name in names))
    with (folder / 'accounts.csv').open('w') as accounts, \
            (folder / 'contacts.csv').open('w') as contacts:
        accounts.write('account_number,name,division,account_class,bill_group,'
                       'account_source,balance,auto_pay\n')
        contacts.write('contact_id,account_number,name,email,billing_contact,'
                       'accepted_at\n')
        for name in names:
            for i in range(size):
                key = f'{name}c{i:05}'
                accounts.write(f'{key},Account {key},{name},Residential,,,'
                               '1.00,false\n')
                contacts.write(f'{key},{key},Contact {key},{email(key, i)},'
                               f'true,{"2026-01-02T03:04:05Z" if i % 20 == 11 else ""}\n')


def email(key, i):
    if i % 20 == 13:
        return ''
    if i % 20 == 17:
        return f'{key}@@example.com'
    if i % 10 in (3, 6):
        return f'{key[:-1]}{int(key[-1]) - 1}@EXAMPLE.com'
    if i % 10 == 9:
        return f'{key[:-1]}8@Example.com'
    return f'{key}@example.com'


class Trial:
    """One database, one recorder, and a service that lives and dies."""

    def __init__(self, folder, seed, divisions, size, in_doubt='hold',
                 connections=10, hold_seconds=0, notes=None, engine='sqlite',
                 store=None, **recorder):
        self.random = random.Random(seed)
        self.connections = connections
        self.in_doubt = in_doubt
        self.service = Service(folder, engine)
        if store is not None:
            self.service.store = store
        self.options = {'connections': connections, 'in_doubt': in_doubt,
                        'hold_seconds': hold_seconds, 'gap_hours': 0}
        self.recorder = Recorder(notes or folder, seed=seed, **recorder)
        self.token = None
        self.kills = 0
        self.n_retried = 0         # rows that a user sent again on purpose
        self.size = size
        self.sends = set()         # that the service said it has prepared
        self.seen = set()          # states that stood in the database at a kill
        write_company(self.service.folder / 'csv', divisions, size)
        self.service.run('import', self.service.folder / 'csv')
        self.service.add_user('clerk', *(f'd{i}' for i in range(divisions)))

    def __enter__(self):
        self.recorder.__enter__()
        try:
            self.start()
            self.token = self.service.sign_in('clerk').token
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, kind, *rest):
        if self.service.process is not None:
            self.service.kill()
        self.recorder.__exit__(kind, *rest)

    @property
    def api(self):
        return Api(self.service.url, self.token)

    def start(self, kill_at=None):
        """Starts the service. kill_at: see STORAGE_KILL in storage-shim.c."""
        self.service.environment = {} if kill_at is None else {
            'LD_PRELOAD': str(SHIM), 'STORAGE_KILL': str(kill_at)}
        self.service.start(relay=self.recorder.url, **self.options)

    def act(self, send, act, **query):
        return self.api.ok('POST', f'/v1/sends/{send}/{act}', query)

    def prepare(self, division, **options):
        send = self.api.prepare(division, f'office@{division}.example', **options)
        assert sum(send['outcomes'].values()) == self.size
        self.sends.add(send['id'])
        return send['id']

    # What the database says.

    def database(self, mode='ro'):
        return self.service.store.connect(mode)

    def state_of(self, send):
        with self.database() as database:
            return database.execute(f'{SENDS} WHERE uuid = ?',
                                    (send,))[0]['state']

    def count(self, send, *states):
        with self.database() as database:
            return sum(row['state'] in states for row in database.execute(
                f'{DELIVERIES} WHERE s.uuid = ?', (send,)))

    # Killing, and what must hold afterwards.

    def kill(self):
        self.service.kill()
        self.kills += 1
        self.examine()

    def has_died(self):
        """After a kill that came from inside the service."""
        status = self.service.process.wait(timeout=30)
        assert status == -signal.SIGKILL, f'status {status}'
        self.service.kill()
        self.kills += 1
        self.examine()

    def restart(self, **options):
        """As after a power cut: half of the time somebody verifies before the
        service runs again, half of the time beside it."""
        first = self.random.random() < 0.5
        if first:
            self.service.check()
        self.start(**options)
        if not first:
            self.service.check()

    def examine(self):
        """Holds what the mail system took against what the database says."""
        with self.database() as database:
            rows = database.execute(DELIVERIES)
            sends = database.execute(SENDS)
            entries = dict(map(tuple, database.execute(ENTRIES)))
        self.seen |= {('send', s['state']) for s in sends}
        self.seen |= {('send', 'stopping') for s in sends if s['stopping']}
        self.seen |= {('send', 'revoked') for s in sends if s['revoked_at']}
        self.seen |= {('delivery', r['state']) for r in rows if r['armed']}
        n_sending = sum(r['state'] == 'sending' for r in rows)
        assert n_sending <= self.connections, f'{n_sending} are in doubt'
        assert self.sends <= set(entries), 'a send is lost'
        assert set(entries.values()) <= {self.size}, 'rows are lost'
        self.compare(rows)

    def compare(self, rows):
        taken = collections.Counter()
        known = {r['message_id']: r for r in rows if r['message_id']}
        for mail in self.recorder.accepted:
            row = known.get(mail.message_id)
            assert row is not None, f'{mail.message_id} is in no ledger'
            assert mail.recipient.lower() == row['address']
            assert mail.link_hash == bytes(row['link_hash']).hex(), 'another link'
            taken[row['delivery_id']] += 1
        for row in rows:
            self.compare_row(row, taken[row['delivery_id']])
        extra = sum(n - 1 for n in taken.values() if n > 1)
        allowed = self.n_retried
        if self.in_doubt == 'resend':
            allowed += self.connections * self.kills
        assert extra <= allowed, f'{extra} mails too many'

    @staticmethod
    def compare_row(row, n):
        what = f'delivery {row["delivery_id"]} is {row["state"]}, taken {n} times'
        if row['state'] in ('sent', 'bounced'):
            assert n > 0, what
        elif n > 0:
            # Not yet known, or it goes once more as it was told to.
            assert row['state'] in ('sending', 'unknown') or (
                row['retried'] and row['state'] in ('queued', 'deferred')), what
        assert n < 2 or row['retried'], what

    def hasten(self):
        """Lets the time pass that deferred mails wait."""
        self.service.stop()
        with self.database('rw') as database:
            database.execute(HASTEN)
        self.start()

    def is_ended(self, send):
        return self.state_of(send) in ENDED

    def finish(self, send, seconds=120):
        """Lets the service do its work undisturbed."""
        deadline = time.monotonic() + seconds
        while not self.is_ended(send):
            assert time.monotonic() < deadline, f'{send} does not end'
            wait_until(lambda: self.is_ended(send)
                       or self.count(send, 'queued', 'sending') == 0,
                       seconds, 'the end of what is queued')
            if not self.is_ended(send) and self.count(send, 'deferred') > 0:
                self.hasten()
            time.sleep(0.02)

    def verify(self, send):
        """A send at its end: everybody is somewhere, and only there."""
        self.examine()
        shown = self.api.ok('GET', f'/v1/sends/{send}')
        assert shown['state'] in ENDED
        with self.database() as database:
            rows = database.execute(f'{DELIVERIES} WHERE s.uuid = ?',
                                    (send,))
        counted = collections.Counter(row['state'] for row in rows)
        assert set(counted) <= FINAL, counted
        assert {k: n for k, n in shown['deliveries'].items() if n} == counted
        assert len(rows) == shown['outcomes']['will_be_sent']
        told = self.count_outcomes(send)
        assert told.total() == sum(shown['outcomes'].values())
        assert {k: n for k, n in shown['outcomes'].items() if n} == told
        self.service.check()
        return counted

    def count_outcomes(self, send):
        """What the ledger's rows say, page by page."""
        return collections.Counter(entry['outcome']
                                   for entry in self.api.entries(send))

    # Rounds.

    def kill_during(self, send, kills, longest=0.4):
        """Kills at chance moments until it was done so often, or the send has
        ended. Leaves the service running."""
        for done in range(kills):
            time.sleep(self.random.uniform(0, 1) ** 2 * longest)
            if self.is_ended(send):
                return done
            self.kill()
            self.restart()
        return kills

    def play(self, division, kills, meddle=False):
        """One send under kills; `meddle` lets a user pause, stop and repeat."""
        send = self.prepare(division)
        self.api.start(send)
        done = 0
        while done < kills and not self.is_ended(send):
            done += self.kill_during(send, min(kills - done, 3))
            if meddle:
                done += self.meddle(send)
            if self.count(send, 'queued', 'sending') == 0:
                self.hasten()
        self.finish(send)
        if meddle and self.count(send, 'unknown', 'refused') > 0:
            done += self.repeat(send)
        return done, self.verify(send)

    def meddle(self, send):
        """Pause, or rarely Stop; returns how often it killed."""
        act = self.random.choice(['pause', 'pause', 'pause', 'none', 'stop'])
        if act == 'stop' and self.state_of(send) not in ENDED:
            self.act(send, 'stop')
            return 0
        if act != 'pause' or self.act(send, 'pause')['state'] != 'paused':
            return 0
        wait_until(lambda: self.count(send, 'sending') == 0, 60)
        before = len(self.recorder.accepted)
        self.kill()
        self.restart()
        assert self.state_of(send) == 'paused'
        time.sleep(self.random.uniform(0, 0.2))
        assert len(self.recorder.accepted) == before, 'mail went in a pause'
        self.act(send, 'resume')
        return 1

    def repeat(self, send):
        """A user decides that unknown and refused mails go once more."""
        # A kill while they are under way leaves them unknown or refused again,
        # so that each goes at most once more than it was asked for.
        self.n_retried += self.count(send, 'unknown')
        self.act(send, 'retry')
        done = self.kill_during(send, 2, 0.1)
        self.finish(send)
        return done
