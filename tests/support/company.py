# SPDX-License-Identifier: GPL-3.0-or-later
"""A small company, written by hand, with somebody in every group."""

import csv
import ctypes
import datetime
import io
import tempfile

from support.service import PASSWORD

FOLDER = tempfile.TemporaryDirectory(prefix='invites-company-')
MADE = {}  # by engine
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def days_ago(days):
    return (NOW - datetime.timedelta(days=days)).strftime('%Y-%m-%dT%H:%M:%SZ')


DIVISIONS = '''\
division,name,email_from,time_zone
north,North,office@north.example,America/New_York
south,Süd & Co,hello@south.example,Europe/Berlin
'''

ACCOUNTS = '''\
account_number,name,division,account_class,bill_group,account_source,balance,auto_pay
1001,Residential Customer,north,Residential,Cycle 1,Web,12.50,false
1002,"O'Neil & Sons, Inc.",north,Commercial,Cycle 2,Referral,0.00,true
1003,北京环卫,north,Commercial,Cycle 1,Müller & Söhne,-3.10,false
1004,Ωmega A.E.,north,Residential,,,0.0001,
1005,Empty account,north,Industrial,Cycle 2,Web,,true
2001,Southern Bakery,south,Commercial,Cycle 9,Fax,99.99,false
'''

SITES = '''\
account_number,site_source,active_services
1001,Phone,1
1001,Web form,0
1002,Phone,0
1003,Field sales,2
2001,Carrier pigeon,1
'''

# contact, account, name, e-mail, billing, then the optional ones.
CONTACTS = [
    # Accepted; one of them without an address.
    ('a1', '1001', 'Ann Accepted', 'ann@example.com', 'true',
     {'accepted_at': days_ago(20), 'last_invite_sent': days_ago(22),
      'last_login': days_ago(1)}),
    ('a2', '1002', 'Abel Accepted', '', 'false', {'accepted_at': days_ago(3)}),
    # Pending, the second one expired.
    ('p1', '1001', 'Petra Pending', 'petra@example.com', 'true',
     {'last_invite_sent': days_ago(5)}),
    ('p2', '1003', 'Pavel Павел', 'pavel@example.com', 'false',
     {'last_invite_sent': days_ago(45)}),
    # Cannot be invited.
    ('x1', '1001', 'Xavier Nowhere', '', 'true', {}),
    ('x2', '1002', 'Xenia Broken', 'xenia@@example.com', 'false', {}),
    ('x3', '1003', 'Xi Bounced', 'xi@example.com', 'false',
     {'bounced_at': days_ago(8), 'last_invite_sent': days_ago(9)}),
    ('x4', '1004', 'Xerxes Out', 'xerxes@example.com', '',
     {'opted_out_at': days_ago(2)}),
    # Not sent. n2 and n3 share an address, but for its case.
    ('n1', '1001', 'Nina "New" Nobody', 'nina@example.com', 'true', {}),
    ('n2', '1002', 'Noé Nguyễn', 'Shared@Example.com', 'true', {}),
    ('n3', '1003', 'Noa לוי', 'shared@example.com', 'false', {}),
    ('n4', '1004', 'Ελένη Παππά', 'δεσποινα@bücher.example', 'false', {}),
    ('n5', '1005', '李雷 🌻', 'li.lei@example.com', 'true', {}),
    # Another division.
    ('s1', '2001', 'Sam South', 'sam@example.com', 'true', {}),
    ('s2', '2001', 'Sue South', 'nina@example.com', 'false', {}),
]

OPTIONAL = ['last_invite_sent', 'accepted_at', 'last_login', 'bounced_at',
            'opted_out_at', 'language']

COUNTS = {'total': 13, 'accepted': 2, 'pending': 2, 'pending_expired': 1,
          'not_sent': 5, 'cannot_be_invited': 4,
          'reasons': {'no_address': 1, 'invalid_address': 1, 'bounced': 1,
                      'opted_out': 1}}


def contacts_csv(contacts=CONTACTS):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(['contact_id', 'account_number', 'name', 'email',
                     'billing_contact', *OPTIONAL])
    for contact, account, name, email, billing, rest in contacts:
        writer.writerow([contact, account, name, email, billing,
                         *(rest.get(column, '') for column in OPTIONAL)])
    return text.getvalue()


def write(folder, contacts=CONTACTS, accounts=ACCOUNTS, divisions=DIVISIONS,
          sites=SITES):
    """Writes the four files and returns their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'divisions.csv').write_text(divisions, encoding='utf-8')
    (folder / 'accounts.csv').write_text(accounts, encoding='utf-8')
    (folder / 'sites.csv').write_text(sites, encoding='utf-8')
    text = contacts if isinstance(contacts, str) else contacts_csv(contacts)
    (folder / 'contacts.csv').write_text(text, encoding='utf-8', newline='')
    return folder


def hash_cheaply(password):
    """What is kept of a password, as libsodium makes it for the least that it
    may cost: the service reads the cost from it, and each of hundreds of
    sign-ins would take as long as all else that most tests do."""
    sodium = ctypes.CDLL('libsodium.so.23')
    kept = ctypes.create_string_buffer(128)
    words = password.encode('utf-8')
    assert sodium.sodium_init() >= 0
    status = sodium.crypto_pwhash_str_alg(
        kept, words, ctypes.c_ulonglong(len(words)), ctypes.c_ulonglong(1),
        ctypes.c_size_t(8192), 2)
    assert status == 0
    return kept.value.decode('ascii')


def fill(service, **files):
    """Fills the database as fill_anew() does. Hashing passwords takes its
    time, so what is the same for all tests is made once and copied."""
    if files:
        fill_anew(service, **files)
        return
    engine = service.store.engine
    if engine not in MADE:
        made = type(service)(tempfile.mkdtemp(dir=FOLDER.name), engine)
        fill_anew(made)
        with made.store.connect() as connection:
            connection.execute('UPDATE users SET password_hash = ?',
                               [hash_cheaply(PASSWORD)])
        made.store.keep()
        MADE[engine] = made.store
    service.store.copy(MADE[engine])


def fill_anew(service, **files):
    """Imports the company and adds its users:

    clerk      may send, sees north
    other      may send, sees south
    head       may send, sees both
    supervisor may review, sees north
    visitor    has neither permission, sees north
    """
    service.run('import', write(service.folder / 'csv', **files))
    service.add_user('clerk', 'north')
    service.add_user('other', 'south')
    service.add_user('head', 'north', 'south')
    service.add_user('supervisor', 'north', permissions=(391,))
    service.add_user('visitor', 'north', permissions=())
