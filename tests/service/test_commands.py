# SPDX-License-Identifier: GPL-3.0-or-later
"""The subcommands: import with good files and broken ones, user, check, demo."""

import pytest

from support import company
from support.service import PASSWORD, Service, command


@pytest.fixture
def empty(tmp_path, engine):
    return Service(tmp_path, engine)


def rows(service, table='contacts'):
    (number,), = service.query(f'SELECT count(*) FROM {table}')
    return number


def test_import_says_what_it_did(empty):
    done = empty.run('import', company.write(empty.folder / 'csv'))
    assert done.stdout == '' and '15 contacts' in done.stderr
    again = empty.run('import', company.write(empty.folder / 'csv'))
    assert again.returncode == 0 and rows(empty) == 15
    assert rows(empty, 'sites') == 5
    empty.check()


def test_bom_crlf_column_order_and_newlines(empty):
    text = ('\ufeffname,email,contact_id,billing_contact,account_number\r\n'
            '"Two\nlines are a control character",,b1,true,1001\r\n')
    folder = company.write(empty.folder / 'csv', contacts=text)
    done = empty.run('import', folder, status=1)
    assert 'contacts.csv:2' in done.stderr and 'name' in done.stderr
    text = ('\ufeffname,email,contact_id,billing_contact,account_number\r\n'
            '"Quoted ""name"", with comma",x@example.com,b1,,1001\r\n')
    (folder / 'contacts.csv').write_text(text, encoding='utf-8', newline='')
    empty.run('import', folder)
    assert rows(empty) == 1


HEAD = 'contact_id,account_number,name,email,billing_contact'


@pytest.mark.parametrize('name, contacts, words', [
    ('empty file', '', 'contacts.csv'),
    ('a column missing', 'contact_id,account_number,name,email\n', 'billing'),
    ('an unknown column', HEAD + ',shoe_size\n', 'shoe_size'),
    ('a column twice', HEAD + ',name\n', 'name'),
    ('too few fields', HEAD + '\nb1,1001,Bob\n', ':2'),
    ('too many fields', HEAD + '\nb1,1001,Bob,b@example.com,true,x\n', ':2'),
    ('an open quote', HEAD + '\nb1,1001,"Bob,b@example.com,true\n', ':2'),
    ('a stray quote', HEAD + '\nb1,1001,Bo"b,b@example.com,true\n', ':2'),
    ('text after a quote', HEAD + '\nb1,1001,"Bob"x,b@example.com,true\n', ':2'),
    ('an unknown account', HEAD + '\nb1,9999,Bob,b@example.com,true\n',
     'account_number'),
    ('no key', HEAD + '\n,1001,Bob,b@example.com,true\n', 'contact_id'),
    ('a key twice', HEAD + '\nb1,1001,Bob,,true\nb1,1001,Bob,,true\n', ':3'),
    ('not a boolean', HEAD + '\nb1,1001,Bob,,yes\n', 'billing_contact'),
    ('a control character', HEAD + '\nb1,1001,Bo\x07b,,true\n', 'name'),
    ('a NUL', HEAD + '\nb1,1001,Bo\x00b,,true\n', ':2'),
    ('CR in an address', HEAD + '\nb1,1001,Bob,"a@example.com\r\nX: y",true\n',
     'email'),
    ('a line separator', HEAD + '\nb1,1001,Bo\u2028b,,true\n', 'name'),
    ('not a time', HEAD + ',accepted_at\nb1,1001,Bob,,true,yesterday\n',
     'accepted_at'),
    ('no such day', HEAD + ',accepted_at\nb1,1001,Bob,,true,2026-02-30T00:00:00Z\n',
     'accepted_at'),
])
def test_broken_contacts(empty, name, contacts, words):
    folder = company.write(empty.folder / 'csv', contacts=contacts)
    done = empty.run('import', folder, status=1)
    assert 'contacts.csv' in done.stderr and words in done.stderr
    assert rows(empty) == rows(empty, 'divisions') == 0


@pytest.mark.parametrize('file, old, new, words', [
    ('divisions', 'office@north.example', 'office', 'email_from'),
    ('divisions', 'America/New_York', 'America/Nowhere', 'time_zone'),
    ('divisions', 'south,', 'north,', ':3'),
    ('accounts', '12.50', '12.50001', 'balance'),
    ('accounts', '12.50', '1e2', 'balance'),
    ('accounts', '12.50', 'twelve', 'balance'),
    ('accounts', ',north,Residential,Cycle 1', ',nowhere,Residential,Cycle 1',
     'division'),
    ('accounts', '12.50,false', '12.50,no', 'auto_pay'),
    ('sites', '1001,Phone,1', '1001,Phone,-1', 'active_services'),
    ('sites', '1001,Phone,1', '7777,Phone,1', 'account_number'),
])
def test_broken_other_files(empty, file, old, new, words):
    folder = company.write(empty.folder / 'csv')
    path = folder / f'{file}.csv'
    text = path.read_text(encoding='utf-8')
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding='utf-8')
    done = empty.run('import', folder, status=1)
    assert f'{file}.csv' in done.stderr and words in done.stderr
    assert rows(empty, 'divisions') == 0


def test_not_utf8_and_absent_files(empty):
    folder = company.write(empty.folder / 'csv')
    (folder / 'contacts.csv').write_bytes(
        (HEAD + '\nb1,1001,J\xfcrgen,,true\n').encode('latin-1'))
    assert 'contacts.csv:2' in empty.run('import', folder, status=1).stderr
    (folder / 'contacts.csv').unlink()
    assert 'contacts.csv' in empty.run('import', folder, status=1).stderr
    empty.run('import', empty.folder / 'no-such-folder', status=1)


def test_importing_again_forgets_nothing(empty):
    folder = company.write(empty.folder / 'csv')
    empty.run('import', folder)
    (folder / 'contacts.csv').write_text(
        HEAD + ',last_invite_sent,accepted_at\n'
        'a1,1001,Ann Married,ann@example.com,,,\n', encoding='utf-8')
    empty.run('import', folder)
    empty.add_user('clerk', 'north')
    with empty:
        clerk = empty.sign_in('clerk')
        counts = clerk.counts(division='north')
        assert {k: counts[k] for k in company.COUNTS} == company.COUNTS
        ann = clerk.contacts(division='north', search='married')[0]
        assert ann['status'] == 'accepted' and ann['last_login']
    empty.check()


@pytest.mark.parametrize('words, stdin, message', [
    (['--name', 'X', '--email', 'x@office.example', '--division', 'nowhere'],
     PASSWORD, 'division'),
    (['--name', 'X', '--email', 'nonsense'], PASSWORD, 'email'),
    (['--name', 'X', '--email', 'x@office.example\r\nBcc: y'], PASSWORD, 'email'),
    (['--name', 'X\r\nY', '--email', 'x@office.example'], PASSWORD, 'name'),
    (['--name', '', '--email', 'x@office.example'], PASSWORD, 'name'),
    (['--name', 'X', '--email', 'x@office.example'], 'short', 'password'),
    (['--name', 'X', '--email', 'x@office.example'], 'x' * 129, 'password'),
    (['--name', 'X', '--email', 'x@office.example', '--permission', '7'],
     PASSWORD, 'permission'),
])
def test_wrong_users(empty, words, stdin, message):
    empty.run('import', company.write(empty.folder / 'csv'))
    done = empty.run('user', 'add', 'x', *words, stdin=stdin, status=1)
    assert message in done.stderr
    assert rows(empty, 'users') == 0


def test_users(empty):
    empty.run('import', company.write(empty.folder / 'csv'))
    empty.add_user('clerk', 'north')
    assert 'clerk' in empty.run('user', 'list').stdout
    assert PASSWORD not in empty.run('user', 'list').stdout
    words = ['add', 'clerk', '--name', 'C', '--email', 'c@office.example']
    assert empty.run('user', *words, stdin=PASSWORD, status=1).stderr
    stored = empty.store.bytes
    assert PASSWORD.encode() not in stored and b'$argon2id$' in stored


def test_check_finds_what_is_broken(empty):
    company.fill(empty)
    empty.check()
    empty.query("UPDATE contacts SET pending = 1 WHERE id = 'n1'")
    done = empty.run('check', status=1)
    assert len(done.stdout.splitlines()) >= 1
    assert '@example.com' not in done.stdout


def test_demo(empty):
    empty.run('demo', '--contacts', 3000)
    empty.run('user', 'add', 'demo', '--name', 'Demo', '--email',
              'demo@demo.example', '--permission', '390', '--all-divisions',
              stdin=PASSWORD)
    empty.run('demo', status=1)
    empty.check()
    with empty:
        api = empty.sign_in('demo')
        divisions = api.ok('GET', '/v1/choices')['divisions']
        assert len(divisions) >= 4
        counts = {d['id']: api.counts(division=d['id']) for d in divisions}
        assert sum(c['total'] for c in counts.values()) == 3000
        north = counts['north']
        assert [north[k] for k in ('total', 'accepted', 'pending', 'not_sent',
                                   'cannot_be_invited')] == [31, 4, 22, 0, 5]
        assert all(sum(c['reasons'][r] for c in counts.values())
                   for r in ('no_address', 'invalid_address', 'bounced',
                             'opted_out'))
        assert sum(c['pending_expired'] for c in counts.values()) > 0
        send = api.prepare('south', next(d['email_from'] for d in divisions
                                         if d['id'] == 'south'))
        assert send['outcomes']['merged'] and send['outcomes']['shared_too_widely']


def test_a_demo_never_reaches_a_relay(empty):
    empty.run('demo')
    done = empty.run('serve', '--listen', '127.0.0.1:0', '--relay',
                     'smtp://127.0.0.1:9', status=1)
    assert done.stdout == '' and 'demo' in done.stderr


def test_one_service_a_file(tmp_path):
    """The other engine is for several."""
    empty = Service(tmp_path, 'sqlite')
    company.fill(empty)
    link = empty.folder / 'link.db'
    link.symlink_to(empty.folder / 'service.db')
    with empty:
        for database in (empty.database, f'sqlite:{link}'):
            done = command('serve', '--database', database, '--listen',
                           '127.0.0.1:0', '--outbox', empty.outbox, status=1)
            assert done.stdout == '' and 'Another service' in done.stderr
        empty.check()
        assert empty.sign_in('clerk').counts(division='north')
        empty.kill()
        empty.start()


@pytest.mark.parametrize('words', [
    ['serve'], ['serve', '--nonsense'], [], ['nonsense'], ['import'],
    ['serve', '--listen', '127.0.0.1:0', '--outbox', '/tmp', '--relay',
     'smtp://127.0.0.1:9'],
    ['serve', '--listen', 'nonsense', '--outbox', '/tmp'],
    ['serve', '--listen', '127.0.0.1:0', '--outbox', '/tmp', 'word'],
    ['check', 'word'],
    ['last-mail', '--outbox', '/tmp', 'word'],
])
def test_wrong_usage(empty, words):
    import subprocess
    from support.service import PROGRAM
    if len(words) > 1 and words[0] in ('serve', 'check') \
            and '--nonsense' not in words:
        words = words + ['--database', empty.database]
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True,
                          timeout=60)
    assert done.returncode != 0 and done.stderr and not done.stdout


def test_template_command(empty):
    empty.run('import', company.write(empty.folder / 'csv'))
    text, html = empty.folder / 'mail.txt', empty.folder / 'mail.html'
    text.write_text('Dear {{contact_name}}, come in: {{link}}\n')
    html.write_text('<p>Dear {{contact_name}}, <a href="{{link}}">come in</a></p>')
    words = ['put', 'short', '--name', 'Short', '--subject', 'Come in',
             '--text', text, '--html', html]
    empty.run('template', *words)
    assert 'short' in empty.run('template', 'list').stdout
    for part, bad, message in ((text, 'No way in', 'link'),
                               (text, '{{link}} {{shoe_size}}', 'shoe_size'),
                               (html, '<p>Hi</p>', 'link')):
        good = part.read_text()
        part.write_text(bad)
        assert message in empty.run('template', *words, status=1).stderr
        part.write_text(good)
    empty.run('template', 'put', 'other', '--name', 'Other', '--subject',
              'A\r\nBcc: b@example.com', '--text', text, '--html', html, status=1)


def test_progress_is_shown_when_it_is_wanted(empty):
    folder = company.write(empty.folder / 'csv')
    rows = ''.join(f'x{n},1001,X,x{n}@example.com,true\n' for n in range(2500))
    (folder / 'contacts.csv').write_text(HEAD + '\n' + rows, encoding='utf-8')
    quiet = empty.run('import', folder)
    assert '%' not in quiet.stderr
    shown = empty.run('import', '--progress', folder)
    assert shown.stdout == ''
    # Carriage returns are read as line ends.
    lines = shown.stderr.splitlines()
    assert any(line.startswith('contacts.csv: 2000 rows') or
               line.startswith('contacts.csv: 1000 rows') for line in lines)
    # It is taken away before anything else is said.
    assert lines[-1].startswith('\033[KImported')
