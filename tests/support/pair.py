# SPDX-License-Identifier: GPL-3.0-or-later
"""Two services that work off one PostgreSQL together, and what may happen to
each of the three meanwhile."""

import collections
import copy
import csv
import os
import signal
import sys

from support.databases import Postgresql
from support.service import wait_until
from support.trial import HASTEN, Trial

# Short, so that nobody has to wait for long until a service counts as gone.
LEASE = 2
CONNECTIONS = 8

STATES = '''
SELECT d.state, count (*) AS n FROM deliveries AS d
JOIN sends AS s ON s.send_id = d.send_id WHERE s.uuid = ? GROUP BY d.state
'''
SERVICES = '''
SELECT service_id, name, ended_at,
       (SELECT count (*) FROM deliveries AS d
        WHERE d.claimed_by = s.service_id AND d.state = 'sent') AS n_sent,
       (SELECT count (*) FROM deliveries AS d
        WHERE d.claimed_by = s.service_id AND d.state = 'sending') AS n_sending
FROM services AS s ORDER BY service_id
'''


class Pair(Trial):
    """`with Pair(folder, cluster, seed, size=400) as pair:` one company, one
    recorder, and two services, pair.service and pair.other."""

    def __init__(self, folder, cluster, seed, size, divisions=1, **recorder):
        self.cluster = cluster
        self.acts = []      # of a round, that are still to come
        self.n_doubts = 0   # how many mails may have been in doubt
        super().__init__(folder, seed, divisions=divisions, size=size,
                         connections=CONNECTIONS,
                         store=Postgresql(folder, cluster), **recorder)
        self.options['lease_seconds'] = LEASE
        # The same database and key, and a log of its own.
        self.other = copy.copy(self.service)
        self.other.log = self.service.folder / 'other.log'
        self.services = [self.service, self.other]

    def __enter__(self):
        super().__enter__()
        try:
            self.begin(self.other)
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, *reason):
        if self.other.process is not None:
            self.other.process.send_signal(signal.SIGCONT)
            self.other.kill()
        super().__exit__(*reason)

    def begin(self, service):
        service.start(relay=self.recorder.url, **self.options)

    # What the database says.

    def states(self, send):
        with self.database() as database:
            return collections.Counter(dict(
                map(tuple, database.execute(STATES, (send,)))))

    def rows_of(self, service):
        """As which services it has sent, the newest last."""
        with self.database() as database:
            return [row for row in database.execute(SERVICES)
                    if row['name'].endswith(f':{service.process.pid}')]

    def newest(self, service):
        return self.rows_of(service)[-1]

    # What goes on.

    def is_nearly_done(self, send):
        """What happened now might come too late."""
        return self.states(send)['queued'] < 2000

    def has_gone(self, send):
        """Nothing is left that could go now."""
        return self.states(send)['queued'] == 0

    def wait_for_mails(self, send, number):
        """Until so many more have gone, by whichever service; or all have."""
        wanted = self.states(send)['sent'] + number
        wait_until(lambda: self.states(send)['sent'] >= wanted
                   or self.has_gone(send), 120, f'{wanted} sent mails')

    def wait_for_both(self, send):
        """Until each has sent something, as the service that it is now."""
        wait_until(lambda: self.has_gone(send)
                   or all(self.newest(service)['n_sent'] > 0
                          and self.newest(service)['ended_at'] is None
                          for service in self.services),
                   120, 'mail of both services')

    def wait_until_ended(self, name):
        def is_ended():
            with self.database() as database:
                rows = [row for row in database.execute(SERVICES)
                        if row['service_id'] == name]
            return rows[0]['ended_at'] is not None and rows[0]['n_sending'] == 0
        wait_until(is_ended, 60, f'the end of service {name}')

    def kill_one(self, send, service):
        """The other one notices, and goes on; what was on the wire is in
        doubt. Then it is started again."""
        number = self.newest(service)['service_id']
        service.kill()
        self.n_doubts += CONNECTIONS
        self.wait_until_ended(number)
        self.begin(service)
        self.wait_for_both(send)

    def stop_one(self, send, service):
        """It is stopped until it counts as gone, and then goes on: as another
        service."""
        number = self.newest(service)['service_id']
        os.kill(service.process.pid, signal.SIGSTOP)
        self.n_doubts += CONNECTIONS
        self.wait_until_ended(number)
        self.wait_for_mails(send, 50)
        os.kill(service.process.pid, signal.SIGCONT)
        wait_until(lambda: self.newest(service)['service_id'] > number, 60,
                   'another registration')
        self.wait_for_both(send)

    def restart_database(self, send, how):
        """Both services find it again, and nothing is in doubt by that."""
        before = [self.newest(service)['service_id'] for service in self.services]
        self.cluster.restart(how)
        self.wait_for_mails(send, 100)
        self.wait_for_both(send)
        after = [self.newest(service)['service_id'] for service in self.services]
        assert after == before, 'a service was taken for gone'

    def disturb(self, send):
        """One of all that may happen, in rounds, by chance; what it was."""
        service = self.random.choice(self.services)
        if not self.acts:
            self.acts = ['kill', 'stop', 'restart', 'crash']
            self.random.shuffle(self.acts)
        act = self.acts.pop()
        if act == 'kill':
            self.kill_one(send, service)
        elif act == 'stop':
            self.stop_one(send, service)
        else:
            self.restart_database(send, signal.SIGINT if act == 'restart'
                                  else signal.SIGQUIT)
        return act

    # What must hold.

    def verify(self, send):
        counted = super().verify(send)
        assert counted['unknown'] <= self.n_doubts, counted
        for service in self.services:
            answer = service.api.get('/healthz')
            assert answer.status == 200, answer.text
        return counted

    def count_outcomes(self, send):
        """All in one file: there may be very many."""
        answer = self.api.get(f'/v1/sends/{send}/entries', timeout=600,
                              headers={'Accept': 'text/csv'})
        assert answer.status == 200, answer.text
        rows = csv.DictReader(answer.text.splitlines())
        return collections.Counter(row['outcome'] for row in rows)

    def finish(self, send, seconds=300):
        """Lets them do their work, and the time pass that mails wait."""
        def is_over():
            states = self.states(send)
            if states['deferred'] and not states['queued']:
                with self.database() as database:
                    database.execute(HASTEN)
            return self.is_ended(send)
        wait_until(is_over, seconds, f'the end of {send}')
