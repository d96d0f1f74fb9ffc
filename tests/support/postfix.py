# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Postfix on loopback, with everything of its own in one folder: no
file and no process of the system's mail is touched. Needs root, for Postfix
gives its own processes away to users with fewer rights."""

import os
import pathlib
import pwd
import shutil
import socket
import subprocess

from support.service import wait_until

DOMAIN = 'example.com'
BOUNCES = 'bounces.example.net'
PIPED = 'piped.example.net'
USER = 'portal'
PASSWORD = 'the mail system knows it'
NOBODY = 'nobody'

MAIN = '''\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.com
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
local_transport = error:nobody is local
mynetworks = 127.0.0.0/8
smtpd_reject_unlisted_recipient = no
smtpd_tls_cert_file = {folder}/tls/server.pem
smtpd_tls_key_file = {folder}/tls/server.key
smtpd_tls_security_level = may
virtual_mailbox_domains = {DOMAIN} {BOUNCES}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
relay_domains = {PIPED}
transport_maps = inline:{{ {PIPED}=returned: }}
returned_destination_recipient_limit = 1
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = mx.example.com
minimal_backoff_time = 2s
queue_run_delay = 2s
'''

MASTER = '''\
{port} inet n - n - - smtpd
{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_delay_reject=yes
  -o mynetworks=
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
returned unix - n n - 1 pipe
  flags=R user={NOBODY} argv={folder}/bounce ${{recipient}}
'''

# Who has a mailbox; all bounce addresses share one.
MAILBOXES = '''\
nina@example.com people/nina/
paul@example.com people/paul/
@bounces.example.net bounces/
'''

SASL = '''\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/etc/sasl/sasldb2
mech_list: PLAIN LOGIN
'''


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def run(*words, **options):
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True,
                          timeout=60, **options)
    assert done.returncode == 0, f'{words}: {done.stdout}{done.stderr}'


def make_certificates(folder):
    """A private authority, and a certificate of it for 127.0.0.1."""
    folder.mkdir()
    run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', 2,
        '-subj', '/CN=A private authority', '-keyout', folder / 'ca.key',
        '-out', folder / 'ca.pem')
    run('openssl', 'req', '-newkey', 'rsa:2048', '-nodes', '-subj',
        '/CN=mx.example.com', '-keyout', folder / 'server.key', '-out',
        folder / 'server.csr')
    (folder / 'names').write_text('subjectAltName=IP:127.0.0.1,DNS:localhost\n')
    run('openssl', 'x509', '-req', '-in', folder / 'server.csr', '-CA',
        folder / 'ca.pem', '-CAkey', folder / 'ca.key', '-CAcreateserial',
        '-days', 2, '-extfile', folder / 'names', '-out', folder / 'server.pem')


class Postfix:
    """`with Postfix(folder) as postfix:` takes mail at postfix.url, from
    everybody on this machine, and at postfix.submission, over TLS and with
    USER's PASSWORD only."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.submission_port = free_port()
        self.process = None

    def write(self, name, text):
        user = pwd.getpwnam(NOBODY)
        values = dict(folder=self.folder, port=self.port, uid=user.pw_uid,
                      gid=user.pw_gid, submission=self.submission_port,
                      **{k: globals()[k] for k in ('DOMAIN', 'BOUNCES', 'PIPED',
                                                   'NOBODY')})
        path = self.folder / name
        path.write_text(text.format(**values))
        return path

    def set_up(self):
        user = pwd.getpwnam(NOBODY)
        for name in ('etc', 'queue', 'data', 'mail', 'etc/sasl'):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / 'data', 'postfix')
        os.chown(self.folder / 'mail', user.pw_uid, user.pw_gid)
        make_certificates(self.folder / 'tls')
        self.write('etc/main.cf', MAIN)
        self.write('etc/master.cf', MASTER)
        self.write('mailboxes', MAILBOXES)
        self.write('etc/sasl/smtpd.conf', SASL)
        database = self.folder / 'etc' / 'sasl' / 'sasldb2'
        run('saslpasswd2', '-c', '-p', '-f', database, '-u', 'mx.example.com',
            USER, input=PASSWORD)
        shutil.chown(database, 'postfix')

    def start(self):
        self.set_up()
        # It wants to lead a session, and keeps to its folder's settings.
        self.process = subprocess.Popen(
            ['postfix', '-c', self.folder / 'etc', 'start-fg'],
            start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=(self.folder / 'postfix.err').open('wb'))
        wait_until(self.answers, what='Postfix')
        return self

    def answers(self):
        assert self.process.poll() is None, self.log
        try:
            with socket.create_connection(('127.0.0.1', self.port), 5) as link:
                return link.recv(4) == b'220 '
        except OSError:
            return False

    def stop(self):
        run('postfix', '-c', self.folder / 'etc', 'stop')
        self.process.wait(timeout=30)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        return f'smtp://127.0.0.1:{self.port}'

    @property
    def submission(self):
        return f'smtp://127.0.0.1:{self.submission_port}'

    @property
    def authority(self):
        return self.folder / 'tls' / 'ca.pem'

    @property
    def log(self):
        log = self.folder / 'mail.log'
        text = (self.folder / 'postfix.err').read_text(errors='replace')
        return text + (log.read_text(errors='replace') if log.exists() else '')

    def maildir(self, name):
        return self.folder / 'mail' / 'people' / name

    @property
    def bounces(self):
        """The Maildir of everything that came to BOUNCES."""
        return self.folder / 'mail' / 'bounces'
