# SPDX-License-Identifier: GPL-3.0-or-later
"""Mails and pages in the contact's language."""

import html.parser
import re

import pytest

from support import company
from support.mail import MailServer, links, part, read_maildir
from support.service import Form, Service

FROM = 'office@north.example'

# Words of the built-in subject, and of the landing page's heading.
SUBJECTS = {'en': 'your invitation to the customer portal',
            'de': 'Ihre Einladung in das Kundenportal',
            'fr': 'votre invitation au portail client',
            'es': 'su invitación al portal de clientes',
            'ar': 'دعوتك إلى بوابة عملاء'}
HEADINGS = {'en': 'Join the customer portal of', 'de': 'Beitritt zum Kundenportal',
            'fr': 'Rejoindre le portail client', 'es': 'Únase al portal de clientes',
            'ar': 'الانضمام إلى بوابة عملاء'}

# Contact: what it reads, and what it gets.
READERS = {'l0': ('', 'en'), 'l1': ('en-GB', 'en'), 'l2': ('de-AT', 'de'),
           'l3': ('FR', 'fr'), 'l4': ('es-419', 'es'), 'l5': ('ar-EG', 'ar'),
           'l6': ('pl', 'en'), 'l7': ('de', 'de'), 'l8': ('fr', 'de')}


def address_of(contact):
    # l7 leads, and l8 has the same address.
    return 'both@example.com' if contact in ('l7', 'l8') \
        else f'{contact}@example.com'


CONTACTS = [(contact, '1001' if contact != 'l8' else '1002',
             '' if contact == 'l2' else f'Person {contact}',
             address_of(contact), 'true', {'language': reads})
            for contact, (reads, _) in READERS.items()]


class Page(html.parser.HTMLParser):
    """Language, direction, heading and language links of a page."""

    def __init__(self, text):
        super().__init__()
        self.html = {}
        self.heading = ''
        self.links = []
        self.path = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == 'html':
            self.html = dict(attributes)
        if tag == 'a':
            self.links.append(dict(attributes)['href'])
        self.path.append(tag)

    def handle_endtag(self, tag):
        while self.path and self.path.pop() != tag:
            pass

    def handle_data(self, data):
        if 'h1' in self.path:
            self.heading += data


def expect(answer, language, varies=False):
    """Holds a page to what it says of its language."""
    page = Page(answer.text)
    assert page.html['lang'] == language
    assert page.html['dir'] == ('rtl' if language == 'ar' else 'ltr')
    assert answer.headers['Content-Language'] == language
    assert answer.headers.get('Vary') == ('Accept-Language' if varies else None)
    assert answer.headers['Cache-Control'] == 'no-store'
    return page


def fill(service, contacts):
    """The company, and more contacts."""
    company.fill(service)
    service.run('import', company.write(service.folder / 'csv',
                                        contacts=contacts))


@pytest.fixture(scope='module')
def world(tmp_path_factory, engine):
    """A service that has sent to readers of many languages, into a real SMTP
    server: (service, clerk, {contact: its mail})."""
    with MailServer() as server:
        service = Service(tmp_path_factory.mktemp('languages'), engine,
                          relay=server.url)
        fill(service, CONTACTS)
        with service:
            clerk = service.sign_in('clerk')
            send = clerk.prepare('north', FROM)['id']
            clerk.start(send)
            done = clerk.wait_for_send(send)
            # Four are the company's own.
            assert done['deliveries']['sent'] == 12
            by_address = {recipients[0].lower(): mail
                          for recipients, mail in server.mails}
            assert len(by_address) == len(server.mails) == 12
            mails = {contact: by_address[address_of(contact)]
                     for contact in READERS}
            yield service, clerk, mails
        service.check()


def test_mails(world):
    """Each, as its reader's program reads it."""
    service, _, mails = world
    for contact in READERS:
        check_mail(service, contact, mails[contact])


def check_mail(service, contact, mail):
    language = READERS[contact][1]
    assert not mail.defects
    assert mail['Content-Language'] == language
    assert SUBJECTS[language] in mail['Subject'] and 'North' in mail['Subject']
    assert mail['From'].addresses[0].display_name == 'North'
    # One link, unbroken, once; and the same in the HTML.
    text, markup = part(mail, 'text/plain'), part(mail, 'text/html')
    assert len(links(mail)) == 1
    assert f'{service.url}/i/{links(mail)[0]}' in text.split()
    assert f'{service.url}/i/{links(mail)[0]}' in markup
    assert '1001' in text and '1001' in markup
    assert ('1002' in text) == (contact in ('l7', 'l8'))
    assert '30' in text and '{{' not in text + markup
    assert f'<html lang="{language}"' in markup
    assert ('dir="rtl"' in markup) == (language == 'ar')
    if contact == 'l2':
        assert 'liebe Kundin, lieber Kunde' in text


def test_pages_are_in_the_language_of_the_mail(world):
    service, _, mails = world
    for contact, (reads, language) in READERS.items():
        # What the service speaks not, or knows not, the browser is asked for.
        asked = reads in ('', 'pl')
        for header, found in (('es;q=0.5, ar', 'ar' if asked else language),
                              ('', 'en' if asked else language)):
            answer = service.api.get(f'/i/{links(mails[contact])[0]}',
                                     headers={'Accept-Language': header})
            page = expect(answer, found, varies=asked)
            assert answer.status == 200 and HEADINGS[found] in page.heading
            assert 'North' in page.heading


def test_choosing_another_language(world):
    service, _, mails = world
    path = f'/i/{links(mails["l3"])[0]}'
    page = expect(service.api.get(path), 'fr')
    assert page.links == ['?lang=en', '?lang=de', '?lang=es', '?lang=ar']
    for link in page.links:
        answer = service.api.get(path + link)
        language = link.removeprefix('?lang=')
        assert HEADINGS[language] in expect(answer, language).heading
        # The form posts to where it is, and so stays in that language.
        data = Form(answer.text).filled('too short')
        refused = service.open_link(links(mails["l3"])[0] + link, 'POST', data)
        assert refused.status == 400
        assert expect(refused, language).links
    # What is none of them is not listened to.
    for strange in ('?lang=xx', '?lang=', '?lang=%00', '?lang=%2e%2e%2fen', '?utm=1',
                    '?lang=de_AT'):
        answer = service.api.get(path + strange)
        if answer.status == 200:
            expect(answer, 'fr')
        else:
            assert answer.status == 400 and '%00' in strange
    expect(service.api.get(path + '?lang=de-CH'), 'de')


def test_unknown_links_ask_the_browser(world):
    service, _, _ = world
    for header, language in (
            (None, 'en'), ('de', 'de'), ('pl, fr;q=0.7, es;q=0.8', 'es'),
            ('ar-SA;q=0.9, en;q=0.1', 'ar'), ('pl', 'en'),
            ('*;q=0.1, en;q=0', 'de'), ('q=q=q;;;,', 'en'), ('de;q=0', 'en')):
        headers = {} if header is None else {'Accept-Language': header}
        for path in ('/i/' + 'A' * 43, '/i/x', '/o/x', '/o/' + 'A' * 43):
            for method in ('GET', 'POST'):
                answer = service.api.call(method, path, headers=headers)
                assert answer.status == 404
                expect(answer, language, varies=True)
            chosen = service.api.get(path + '?lang=fr', headers=headers)
            assert chosen.status == 404
            expect(chosen, 'fr')


def opt_out_of(mail):
    return re.search(r'/o/([A-Za-z0-9_-]+)>', mail['List-Unsubscribe'])[1]


def test_opting_out(world):
    service, _, mails = world
    secret = opt_out_of(mails['l4'])
    asked = service.api.get(f'/o/{secret}', headers={'Accept-Language': 'de'})
    assert 'invitaciones' in expect(asked, 'es').heading
    headers = {'Content-Type': 'application/x-www-form-urlencoded'}
    for path, language in ((f'/o/{secret}?lang=ar', 'ar'), (f'/o/{secret}', 'es')):
        expect(service.api.call('POST', path, data='x=y', headers=headers),
               language)
    done = service.api.call('POST', f'/o/{secret}', headers=headers,
                            data='List-Unsubscribe=One-Click')
    assert done.status == 200 and expect(done, 'es').links == []
    again = service.api.get(f'/o/{secret}')
    assert 'Ya no recibe' in expect(again, 'es').heading


def test_accepting_and_the_used_link(world):
    service, _, mails = world
    for contact, welcome, used in (('l5', 'تم انضمامك', 'استُخدمت'),
                                   ('l8', 'beigetreten', 'bereits verwendet')):
        language = READERS[contact][1]
        done = service.accept(links(mails[contact])[0])
        page = expect(done, language)
        assert done.status == 200 and welcome in page.heading
        assert page.links == []
        gone = service.open_link(links(mails[contact])[0])
        assert gone.status == 410
        assert used in expect(gone, language).heading
        assert '1001' not in gone.text and 'Person' not in gone.text


def test_expired_and_revoked_links(tmp_path, engine):
    service = Service(tmp_path, engine, link_days=1)
    fill(service, [CONTACTS[2], CONTACTS[3]])
    with service:
        clerk = service.sign_in('clerk')
        send = clerk.prepare('north', FROM)['id']
        clerk.start(send)
        clerk.wait_for_send(send)
        secrets = {m['To'].addresses[0].username: links(m)[0]
                   for m in read_maildir(service.outbox)}
        service.let_pass(days=2)
        gone = service.open_link(secrets['l2'])
        assert gone.status == 410
        assert 'abgelaufen' in expect(gone, 'de').heading
        wished = service.open_link(secrets['l2'], 'POST', 'wish=new-link')
        assert wished.status == 200
        assert 'weitergegeben' in expect(wished, 'de').heading
        clerk.revoke(send)
        gone = service.open_link(secrets['l3'])
        assert gone.status == 410
        assert 'plus valable' in expect(gone, 'fr').heading
    service.check()


def test_preview(world):
    _, clerk, _ = world
    # Of the contact alone, whoever leads in a send.
    for contact, (_, language) in {**READERS, 'l8': ('fr', 'fr')}.items():
        seen = clerk.ok(
            'GET', '/v1/notification-templates/portal-invitation/preview',
            {'contact': contact})
        assert seen['language'] == language
        assert SUBJECTS[language] in seen['subject']
        assert f'<html lang="{language}"' in seen['html']


def test_test_mail(relayed, mail_server):
    relayed.run('import', company.write(relayed.folder / 'csv',
                                        contacts=[CONTACTS[5]]))
    clerk = relayed.sign_in('clerk')
    answer = clerk.post('/v1/notification-templates/portal-invitation/test',
                        {'email_from': FROM, 'contact': 'l5'})
    assert answer.status == 204
    (recipients, mail), = mail_server.mails
    assert recipients == ['clerk@office.example']
    assert mail['Content-Language'] == 'ar' and SUBJECTS['ar'] in mail['Subject']


def put(service, *words, status=0):
    """`template put` of a text that says what it is."""
    text, markup = service.folder / 'mail.txt', service.folder / 'mail.html'
    text.write_text(f'{" ".join(words)} {{{{link}}}}\n')
    markup.write_text('<p><a href="{{link}}">in</a></p>')
    return service.run('template', 'put', *words, '--subject', words[-1],
                       '--text', text, '--html', markup, status=status)


def languages(service, template):
    lines = service.run('template', 'list').stdout.splitlines()
    return next(line.split('\t')[3] for line in lines
                if line.startswith(f'{template}\t'))


def test_translations_are_put_and_removed(tmp_path, engine):
    service = Service(tmp_path, engine)
    company.fill(service)
    assert languages(service, 'portal-invitation') == 'en ar de es fr'
    # A new one needs a name; its language need not be said.
    assert '--name' in put(service, 'own', '--language', 'de', status=1).stderr
    put(service, 'own', '--name', 'Own')
    assert languages(service, 'own') == '-'
    put(service, 'own', '--language', 'DE-at')
    put(service, 'own', '--language', 'fr')
    assert languages(service, 'own') == '- de-AT fr'
    # Said later, and kept when it is put again. It is no translation then.
    put(service, 'own', '--name', 'Own', '--language', 'fr')
    assert languages(service, 'own') == 'fr de-AT'
    put(service, 'own', '--name', 'Renamed')
    put(service, 'own', '--language', 'fr')
    assert languages(service, 'own') == 'fr de-AT'
    assert 'Renamed' in service.run('template', 'list').stdout
    assert 'fr' in put(service, 'own', '--name', 'Own', '--language', 'es',
                       status=1).stderr
    assert '--language' in put(service, 'own', '--language', 'd_e',
                               status=1).stderr
    remove = ['template', 'remove', 'own', '--language']
    assert '“fr”' in service.run(*remove, 'fr', status=1).stderr
    service.run(*remove, 'de-at')
    assert '--language' in service.run(*remove, 'de-AT', status=1).stderr
    assert languages(service, 'own') == 'fr'
    # What retires it takes none of it away.
    service.run('template', 'retire', 'portal-invitation')
    service.run('template', 'revive', 'portal-invitation')
    assert languages(service, 'portal-invitation') == 'en ar de es fr'
    service.check()


def test_texts_are_frozen_in_all_languages(relayed, mail_server):
    service = relayed
    service.run('import', company.write(
        service.folder / 'csv',
        contacts=[CONTACTS[2], CONTACTS[3], CONTACTS[6]]))
    put(service, 'own', '--name', 'Own', '--language', 'en')
    put(service, 'own', '--language', 'de')
    clerk = service.sign_in('clerk')
    choices = clerk.ok('GET', '/v1/choices')['notification_templates']
    assert {c['id']: c['languages'] for c in choices} == {
        'own': ['en', 'de'],
        'portal-invitation': ['en', 'ar', 'de', 'es', 'fr']}
    send = clerk.prepare('north', FROM, template='own',
                         billing_contacts=True)['id']
    # Whatever becomes of the template now: another text, more and fewer.
    service.run('template', 'remove', 'own', '--language', 'de')
    put(service, 'own', '--language', 'fr')
    put(service, 'own', '--name', 'Else')
    clerk.start(send)
    clerk.wait_for_send(send)
    mails = {r[0]: m for r, m in mail_server.mails}
    assert len(mail_server.mails) == len(mails)
    for contact, language, words in (('l2', 'de', 'own --language de'),
                                     ('l3', 'en', 'own --name Own'),
                                     ('l6', 'en', 'own --name Own')):
        mail = mails[f'{contact}@example.com']
        assert mail['Content-Language'] == language
        assert words in part(mail, 'text/plain')
        assert len(links(mail)) == 1


def test_check_finds_what_is_broken(tmp_path, engine):
    service = Service(tmp_path, engine)
    company.fill(service)
    service.check()
    for statement, undo, words in (
            ("UPDATE template_texts SET language = 'en' WHERE language = 'de'",
             "UPDATE template_texts SET language = 'de' WHERE language = 'en'",
             'its own language'),
            ("UPDATE template_texts SET language = 'DE' WHERE language = 'de'",
             "UPDATE template_texts SET language = 'de' WHERE language = 'DE'",
             'no language tag'),
            ("UPDATE template_texts SET text = '' WHERE language = 'de'", '',
             'says nothing in de')):
        service.query(statement)
        assert words in service.run('check', status=1).stdout
        if undo:
            service.query(undo)
