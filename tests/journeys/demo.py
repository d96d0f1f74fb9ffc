# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in the real window on demo data, with no hand to do it.

usage (in a display): demo.py BUILD FOLDER

Leaves a picture of every screen and journey.log in FOLDER; exits with 1 when
anything was not as it should be.
"""

import os
import pathlib
import shutil
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import steps  # noqa: E402
from support.mail import links, read_maildir  # noqa: E402
from support.service import Api, Form  # noqa: E402
from window import Window, wait_for  # noqa: E402

MODEL = {'total': 31, 'accepted': 4, 'pending': 22, 'not_sent': 0,
         'cannot_be_invited': 5}


class Journey:
    def __init__(self, build, folder):
        self.build = pathlib.Path(build).resolve()
        self.folder = pathlib.Path(folder).resolve()
        self.program = self.build / 'src/app/portal-invites'
        self.private = self.folder / 'service'
        self.log_file = None
        self.shot = 0

    def log(self, words):
        line = f'{time.strftime("%H:%M:%S")}  {words}'
        print(line, flush=True)
        self.log_file.write(line + '\n')
        self.log_file.flush()

    def picture(self, window, name):
        self.shot += 1
        window.picture(f'{self.shot:02}-{name}')

    def run(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        with (self.folder / 'journey.log').open('w') as self.log_file:
            try:
                self.look_at_sign_in()
                self.do_the_job()
                self.log('Everything was as it should be')
                return 0
            except Exception:
                self.log('Broken off:\n' + traceback.format_exc())
                return 1

    def open(self, *arguments):
        home = self.folder / 'home'
        return Window(self.program, *arguments, pictures=self.folder,
                      environment={'INVITES_DEMO_DIR': str(self.private),
                                   'HOME': str(home),
                                   'XDG_CONFIG_HOME': str(home / '.config')})

    def look_at_sign_in(self):
        with self.open() as window:
            window.wait('Sign In')
            self.picture(window, 'sign-in')
            self.log('Sign-in page: asks for service address, user, password')

    def do_the_job(self):
        with self.open('--demo') as window:
            window.wait('Account division', seconds=120)
            self.log('Demo: a private service was filled, and signed in to')
            self.picture(window, 'no-division')
            window.choose('Account division', 'North')
            before = steps.wait_for_counts(window, **MODEL)
            self.log(f'Counts before, North: {before}')
            self.picture(window, 'counts')
            self.look_at_filters(window)
            self.look_at_details(window)
            self.look_at_preview(window)
            self.send(window)
            after = self.look_at_counts_after(window)
            self.accept(window, after)

    def look_at_filters(self, window):
        steps.toggle(window, 'Accounts with balance due')
        narrowed = wait_for(lambda: (lambda c: c and c['total'] < 31 and c)(
            steps.read_counts(window)), 'fewer than 31')
        assert narrowed['total'] == sum(narrowed[g] for g in steps.GROUPS)
        window.wait_says('of 31')
        self.log(f'Counts with balance due: {narrowed}, each of the whole')
        self.picture(window, 'narrowed')
        steps.toggle(window, 'Accounts with balance due')
        steps.wait_for_counts(window, **MODEL)

    def look_at_details(self, window):
        for group, title in steps.LABELS.items():
            window.click(steps.link_name(window, title))
            window.wait('Portal Invitation Details')
            number = MODEL[group]
            words = 'Nobody Is in This Group' if number == 0 else \
                f'{number} contact{"" if number == 1 else "s"}, as of'
            window.wait_says(words)
            self.log(f'{title}: the link opens a list of {number}')
            self.picture(window, f'details-{group.replace("_", "-")}')
            window.key('Escape')
            window.wait_gone('Portal Invitation Details')

    def look_at_preview(self, window):
        window.choose('Notification template', 'Portal invitation')
        window.click('Preview')
        window.wait_says('/i/')
        self.picture(window, 'preview')
        self.log('Preview: the mail as a contact would get it')
        window.key('Escape')
        window.wait_gone('Next Contact')

    def send(self, window):
        window.wait_says('Nobody to send to')
        self.log('With the limit on, nobody is left: all 22 are invited')
        steps.toggle(window, 'Limit to contacts without an existing invitation')
        wait_for(lambda: steps.read_number(window, 'Will get an invitation') == 22,
                 'a forecast of 22')
        self.picture(window, 'forecast')
        window.click('Send Email…')
        window.wait('Confirm Send')
        window.wait_says('Send 22 invitations?')
        window.wait_says('5 cannot be invited')
        self.picture(window, 'confirm')
        self.log('Confirmation: Send 22 invitations? 5 cannot be invited')
        window.click('Send Email')
        window.wait_says('Contacts considered')
        self.picture(window, 'sending')
        wait_for(lambda: len(self.mails()) == 22, '22 mails in the Maildir')
        window.wait_says('Finished')
        self.picture(window, 'send')
        self.log(f'Sent: {len(self.mails())} mails in the Maildir')
        recipients = {str(m['To']) for m in self.mails()}
        assert len(recipients) == 22, 'somebody got two'
        self.look_at_ledger(window)

    def look_at_ledger(self, window):
        window.click(steps.link_name(window, 'Sent'))
        window.wait('Portal Invitation Details')
        window.wait_says('22 contacts')
        self.picture(window, 'ledger')
        self.log('The ledger lists the 22 that were sent')
        window.key('Escape')
        window.wait_gone('Portal Invitation Details')
        window.click('Back to All Sends')
        window.wait_says('22 sent')
        self.picture(window, 'sends')

    def look_at_counts_after(self, window):
        steps.show_invite(window)
        after = steps.wait_for_counts(window, **MODEL)
        self.log(f'Counts after the send, North: {after}')
        self.picture(window, 'counts-after')
        return after

    def accept(self, window, after):
        secret = links(self.mails()[0])[0]
        url = next(word for word in
                   self.mails()[0].get_body(('plain',)).get_content().split()
                   if secret in word)
        api = Api(url.split('/i/')[0])
        page = api.get(f'/i/{secret}')
        assert page.status == 200, page.status
        assert steps.read_counts(window)['accepted'] == after['accepted']
        answer = api.call('POST', f'/i/{secret}',
                          data=Form(page.text).filled('a pass phrase of mine'),
                          headers={'Content-Type':
                                   'application/x-www-form-urlencoded'})
        assert answer.status == 200, answer.status
        self.log('A customer opened the link and chose a pass phrase')
        window.key('ctrl+r')
        accepted = steps.wait_for_counts(window, accepted=after['accepted'] + 1,
                                         pending=after['pending'] - 1)
        self.log(f'Counts after an acceptance, North: {accepted}')
        self.picture(window, 'counts-after-acceptance')

    def mails(self):
        return read_maildir(self.private / 'outbox')


if __name__ == '__main__':
    os.environ.setdefault('LANG', 'C.UTF-8')
    sys.exit(Journey(sys.argv[1], sys.argv[2]).run())
