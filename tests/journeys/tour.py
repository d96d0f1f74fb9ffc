# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen of the application, one after the other, in one go.

Each leg of the tour comes to its screens, says so with a `yield` of their
names, and leads back to where it began. What is to be done on every screen is
done by `visit (name, tour)`.

To look at all of them:

    with stage.set_up(), stage.open() as window:
        Tour(stage, Hand(window, BUILD)).go(visit)
"""

from hand import BUTTONS, ENTRIES, walk_seen
from support.service import PASSWORD

LEGS = []


def leg(*screens):
    """These screens, in this order."""
    def add(walk):
        LEGS.append((walk, screens))
        return walk
    return add


def list_screens():
    return [name for _, screens in LEGS for name in screens]


class Tour:
    def __init__(self, stage, hand):
        self.stage = stage
        self.hand = hand
        self.window = hand.window
        self.say = hand.say

    def go(self, visit, only=None):
        """Through all legs; or, to try something, from the first to the last
        of those named."""
        seen = []
        for walk, screens in LEGS:
            for name in walk(self, self.hand):
                assert name == screens[len(seen)], (name, screens)
                seen.append(name)
                self.hand.look()
                visit(name, self)
            assert tuple(seen) == screens, (seen, screens)
            seen.clear()
            if only and walk.__name__ == only:
                return

    # Steps that several legs share.

    def sign_in(self, name, password=PASSWORD):
        self.hand.fill('User', name)
        self.hand.fill('Password', password)
        self.hand.key('Return')

    def sign_out(self):
        self.hand.choose_in_menu('_Sign Out')
        self.hand.wait('Sign In', ('push-button',))

    def close(self, *closed):
        """Escape, until what is called so has gone."""
        self.hand.key('Escape')
        self.hand.wait_gone(*closed)

    def wait_for_count(self, title, number=None):
        """A count, whatever it is."""
        def shown():
            node = self.hand.find(title, ('link',), part=True)
            return node and (number is None
                             or f'{number} ' in node.name) and node
        return self.hand.wait_for(shown, f'the count "{title}"')

    def is_front(self, title):
        """Whether the window in front is called so."""
        return self.hand.top().name == self.say(title)

    def wait_for_window(self, title):
        self.hand.wait_for(lambda: self.is_front(title),
                           f'the window "{title}"')

    def wait_for_alert(self, heading):
        self.hand.wait(heading)

    def enter_list(self, name):
        """From the search of a list to its only row, which is selected."""
        self.hand.focus('Search', ENTRIES)
        self.hand.key('ctrl+a')
        self.hand.type(name)
        self.hand.wait_for(lambda: len(self.list_rows()) == 1
                           and self.hand.find(name), f'only "{name}"')
        self.hand.key('Tab', 'ctrl+a')

    def list_rows(self):
        """The rows of the list in front; the first table row is its head."""
        return [node for node in walk_seen(self.hand.top())
                if node.role == 'table-row'][1:]


@leg('sign-in', 'sign-in-menu', 'sign-in-address', 'sign-in-refused')
def signing_in(tour, hand):
    hand.wait('Sign In', ('push-button',))
    yield 'sign-in'
    hand.open_menu()
    yield 'sign-in-menu'
    hand.key('Escape')
    address = tour.stage.service.url
    hand.fill('Service address', 'http://accounts.example.com')
    hand.wait('Begin the address with https://. Without encryption, only a '
              'service on this computer can be used.')
    yield 'sign-in-address'
    hand.fill('Service address', address)
    tour.sign_in('head', 'not the pass phrase')
    hand.wait('The user or the password is not right.')
    yield 'sign-in-refused'


@leg('start-busy', 'start-failed')
def starting(tour, hand):
    tour.stage.hold_demo(True)
    hand.press('Try the Demo')
    hand.wait('Preparing the demo…')
    yield 'start-busy'
    tour.stage.fail_demo(True)
    tour.stage.hold_demo(False)
    hand.wait('The Demo Could Not Start')
    yield 'start-failed'
    tour.stage.fail_demo(False)
    hand.press('Sign In With Password')
    hand.wait('Sign In', ('push-button',))


@leg('not-permitted')
def not_permitted(tour, hand):
    tour.sign_in('visitor')
    hand.wait('Not Permitted')
    yield 'not-permitted'
    hand.press('Sign Out')
    hand.wait('Sign In', ('push-button',))


@leg('reviewing', 'sends-reviewing')
def reviewing(tour, hand):
    """Who may only read."""
    tour.sign_in('supervisor')
    tour.wait_for_count('Total contacts')
    yield 'reviewing'
    hand.key('alt+2')
    hand.wait('Show send, %s', part=True)
    yield 'sends-reviewing'
    tour.sign_out()


@leg('sends-empty')
def nothing_sent(tour, hand):
    tour.sign_in('other')
    tour.wait_for_count('Total contacts')
    hand.key('alt+2')
    hand.wait('No Sends Yet')
    yield 'sends-empty'
    tour.sign_out()


def saving_filter(tour, hand):
    hand.key('ctrl+s')
    tour.wait_for_window('Save Filter')
    yield 'save-filter'
    hand.fill('Name', 'Overdue')
    hand.key('Return')
    hand.wait('Overdue')
    hand.open_menu('alt+f')
    yield 'saved-filters-menu'
    hand.key('Escape')
    hand.choose_in_menu('_Manage Saved Filters…', 'alt+f')
    tour.wait_for_window('Saved Filters')
    yield 'saved-filters'
    hand.key('F2')
    tour.wait_for_window('Rename Filter')
    yield 'rename-filter'
    hand.key('Escape')
    tour.wait_for_window('Saved Filters')
    hand.key('Escape')
    hand.wait('Reset', BUTTONS)


@leg('invite-empty', 'invite-list', 'invite', 'invite-search',
     'invite-search-nothing', 'invite-menu', 'invite-narrowed', 'save-filter',
     'saved-filters-menu', 'saved-filters', 'rename-filter', 'invite-nobody',
     'invite-wrong')
def inviting(tour, hand):
    tour.sign_in('head')
    hand.wait('Choose a Division')
    yield 'invite-empty'
    hand.open_list('Account division')
    hand.wait('North')
    yield 'invite-list'
    hand.go_to('North', keys=('Down',))
    hand.key('Return')
    tour.wait_for_count('Total contacts', 53)
    hand.choose('Notification template', 'Portal invitation')
    hand.wait('Will get an invitation', part=True)
    yield 'invite'
    hand.open_list('Site source')
    hand.wait('Search', ENTRIES)
    hand.type('branch')
    hand.wait('Branch office 1')
    yield 'invite-search'
    hand.type('zzz')
    hand.wait('Nothing found')
    yield 'invite-search-nothing'
    tour.close('Nothing found')
    hand.open_menu()
    yield 'invite-menu'
    hand.key('Escape')
    hand.toggle('Accounts with balance due')
    hand.wait_for(lambda: hand.find('of %s', part=True), 'the whole')
    yield 'invite-narrowed'
    yield from saving_filter(tour, hand)
    hand.choose('Account class', 'Industrial')
    hand.wait('No contacts match')
    yield 'invite-nobody'
    hand.press('Reset')
    tour.wait_for_count('Total contacts', 53)
    hand.fill('Email from', 'office@elsewhere')
    hand.wait('Correct the sender')
    yield 'invite-wrong'
    hand.press('Use division address')
    hand.wait_gone('Correct the sender')


@leg('shortcuts', 'about', 'help')
def windows(tour, hand):
    hand.key('ctrl+question')
    hand.wait('Find a contact')
    yield 'shortcuts'
    tour.close('Find a contact')
    hand.choose_in_menu('_About Portal Invites')
    hand.wait('Invite customers to their portal, in bulk')
    yield 'about'
    tour.close('Invite customers to their portal, in bulk')
    hand.key('F1')
    hand.wait('The Help Cannot Be Shown')
    yield 'help'
    tour.close('The Help Cannot Be Shown')


@leg('details', 'details-menu', 'columns', 'details-row-menu',
     'details-copied', 'why', 'lift', 'details-nobody')
def listing(tour, hand):
    hand.press('Cannot be invited', part=True)
    tour.wait_for_window('Portal Invitation Details')
    hand.wait('Xi Bounced')
    yield 'details'
    hand.press('Sort By and More')
    hand.wait_for(lambda: hand.find_role('menu-item', 'radio-menu-item'),
                  'a menu')
    yield 'details-menu'
    hand.key('Escape')
    hand.choose_in_menu('C_olumns…')
    hand.wait('_Reset Columns')
    yield 'columns'
    tour.close('_Reset Columns')
    tour.enter_list('Xi Bounced')
    hand.key('shift+F10')
    hand.wait_for(lambda: hand.find_role('menu-item'), 'a menu')
    yield 'details-row-menu'
    hand.key('Escape')
    hand.key('ctrl+c')
    hand.wait('Copied %s', part=True)
    yield 'details-copied'
    hand.key('Return')
    hand.wait('Past sends')
    yield 'why'
    hand.press('Lift Bounce…')
    hand.wait('Lift This Bounce?')
    yield 'lift'
    tour.close('Lift This Bounce?')
    tour.close('Past sends')
    hand.key('ctrl+f', 'ctrl+a')
    hand.type('zzz')
    hand.wait('Nobody Found')
    yield 'details-nobody'
    tour.close('Nobody Found')


@leg('find', 'find-nobody', 'find-some', 'find-why')
def finding(tour, hand):
    hand.key('ctrl+f')
    hand.wait('Did They Get It?')
    yield 'find'
    hand.type('zzz')
    hand.wait('Nobody Found')
    yield 'find-nobody'
    hand.key('ctrl+a')
    hand.type('xerxes')
    hand.wait('Xerxes Out')
    yield 'find-some'
    hand.key('Return')
    hand.wait('Past sends')
    yield 'find-why'
    tour.close('Past sends')
    hand.key('Escape')
    tour.close('Xerxes Out')


@leg('preview', 'preview-test', 'forecast', 'forecast-left-out')
def preparing(tour, hand):
    hand.press('Preview')
    hand.wait('Next Contact')
    yield 'preview'
    hand.press('Send Test to Me')
    hand.wait('The test mail is on its way to %s', part=True)
    yield 'preview-test'
    tour.close('Next Contact')
    hand.press('Will get an invitation', part=True)
    tour.wait_for_window('Portal Invitation Details')
    hand.wait('Amelia Albrecht')
    yield 'forecast'
    tour.enter_list('Amelia Albrecht')
    hand.press('Leave Out of This Send')
    tour.close('Amelia Albrecht')
    hand.wait('Left out by hand', part=True)
    yield 'forecast-left-out'
    hand.press('Clear')


@leg('wishes', 'wishes-invite', 'wishes-none')
def wishing(tour, hand):
    hand.press('%s, show them', part=True)
    tour.wait_for_window('New Links Asked For')
    hand.wait('Invite These…')
    yield 'wishes'
    hand.press('Invite These…')
    hand.wait('Continue…')
    yield 'wishes-invite'
    tour.close('Continue…')
    for _ in range(2):
        before = hand.wait('Dismiss', ('push-button',), part=True).name
        hand.press('Dismiss', part=True)
        hand.wait_for(lambda: not any(node.name == before for node
                                      in walk_seen(hand.tree)), 'one less')
    hand.wait('Nobody Is Waiting')
    yield 'wishes-none'
    tour.close('Nobody Is Waiting')


@leg('confirm', 'confirm-list', 'held', 'undone')
def sending(tour, hand):
    hand.key('ctrl+Return')
    tour.wait_for_window('Confirm Send')
    yield 'confirm'
    hand.press('Already accepted', part=True)
    tour.wait_for_window('Portal Invitation Details')
    hand.wait('Ann Accepted')
    yield 'confirm-list'
    hand.key('Escape')
    tour.wait_for_window('Confirm Send')
    hand.press('Send Email')
    hand.wait('Undo', BUTTONS)
    yield 'held'
    hand.press('Undo')
    hand.wait('Stopped, nobody was mailed')
    yield 'undone'


@leg('offline')
def losing_touch(tour, hand):
    tour.stage.go_away()
    hand.key('alt+1')
    hand.key('ctrl+r')
    hand.wait('Retry', BUTTONS)
    yield 'offline'
    tour.stage.come_back(hold_seconds=0)
    hand.wait_gone('Retry', BUTTONS)
    tour.wait_for_count('Total contacts', 53)


@leg('rest', 'rest-confirm', 'running', 'stop', 'paused')
def sending_rest(tour, hand):
    tour.stage.gate.is_open.clear()
    hand.key('alt+2')
    hand.press('Send to the Rest…')
    hand.wait('Continue…')
    yield 'rest'
    hand.press('Continue…')
    hand.wait('Send Email', BUTTONS)
    yield 'rest-confirm'
    hand.press('Send Email')
    hand.wait('Pause', BUTTONS)
    yield 'running'
    hand.press('Stop…')
    hand.wait('Stop This Send?')
    yield 'stop'
    tour.close('Stop This Send?')
    hand.press('Pause')
    hand.wait('Resume', BUTTONS)
    yield 'paused'
    hand.press('Resume')
    hand.wait('Pause', BUTTONS)


@leg('finished', 'retry-unknown', 'ledger', 'revoke', 'corrected', 'sends')
def looking_back(tour, hand):
    """Killed with mails on the wire, the service does not know of them."""
    tour.stage.go_away(killed=True)
    tour.stage.gate.is_open.set()
    tour.stage.come_back()
    hand.wait('Send to the Rest…', BUTTONS, seconds=60)
    yield 'finished'
    hand.press('Retry Unknown…')
    hand.wait('Do Not Retry', BUTTONS)
    yield 'retry-unknown'
    tour.close('Do Not Retry')
    hand.press('Refused', part=True)
    tour.wait_for_window('Portal Invitation Details')
    hand.wait('Bruno Okafor')
    yield 'ledger'
    tour.close('Bruno Okafor')
    hand.press('Revoke Send…')
    hand.wait('Revoke This Send?')
    yield 'revoke'
    tour.close('Revoke This Send?')
    hand.press('Send a Corrected One…')
    hand.wait('Continue…')
    yield 'corrected'
    tour.close('Continue…')
    hand.press('Back to All Sends')
    hand.wait('Show send, %s', part=True)
    yield 'sends'


@leg('sign-in-ended')
def ending(tour, hand):
    tour.stage.end_sessions('head')
    hand.wait('Your sign-in has ended. Sign in again to go on.', seconds=60)
    yield 'sign-in-ended'
    hand.fill('Password', PASSWORD)
    hand.key('Return')
    hand.wait('Show send, %s', part=True)
    tour.sign_out()


@leg('demo-offer', 'last-mail', 'sign-in-demo')
def trying_the_demo(tour, hand):
    hand.press('Try the Demo')
    hand.wait('Choose a Division', seconds=60)
    hand.choose('Account division', 'North')
    hand.choose('Notification template', 'Portal invitation')
    hand.toggle('Limit to contacts without an existing invitation')
    hand.wait('Will get an invitation', part=True)
    hand.key('ctrl+Return')
    tour.wait_for_window('Confirm Send')
    hand.press('Send Email')
    hand.wait('The mails of the demo stay on this computer.')
    yield 'demo-offer'
    hand.press('Show Last Mail')
    hand.wait('Open in Browser')
    yield 'last-mail'
    tour.close('Open in Browser')
    tour.sign_out()
    yield 'sign-in-demo'
