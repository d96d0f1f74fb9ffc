# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program can say in one language, and of what a text on the screen
is made: messages of the catalogue, and in their gaps data, numbers, times, or
other messages. What cannot be read so is not translated."""

import collections
import functools
import itertools
import pathlib
import re

PO = pathlib.Path(__file__).resolve().parents[2] / 'po'
# What orders and separates, and is not seen.
MARKS = '\u200e\u200f\u061c\u2066\u2067\u2068\u2069'
UNSEEN = re.compile(f'[{MARKS}]')
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPES = {'n': '\n', 't': '\t', '"': '"', '\\': '\\'}
GAP = re.compile(r"%(?:(\d+)\$)?[-+ #0']*\d*(?:\.\d+)?(?:l|ll|z)?([sdugfi%])")
# As in g_date_time_format(), with what may come of each.
TIMES = {'-d': r'\d{1,2}', 'e': r' ?\d{1,2}', 'd': r'\d\d', 'Y': r'\d{4}',
         'b': '{months}', 'B': r'\w+', 'H': r'\d\d', '-H': r'\d{1,2}',
         'M': r'\d\d', '-I': r'\d{1,2}', 'I': r'\d\d', 'p': r'\S+',
         'm': r'\d\d', '-m': r'\d{1,2}', 'A': r'\w+', 'a': r'\w+',
         'S': r'\d\d'}
TIME = re.compile('%(' + '|'.join(sorted(TIMES, key=len, reverse=True)) + ')')
ONLY_TIME = {'Y', 'b', 'B', 'H', '-H', 'M', '-I', 'I', '-d', 'p', 'A', 'a', 'S'}
NUMBER = re.compile(r"[-+]?\d+([.,'٬\u00a0\u202f]?\d+)*( ?%)?")

Message = collections.namedtuple('Message', 'id plural context said fuzzy')
# A text as it was put together: the English of it, where its gaps are, and
# what stands in them.
Reading = collections.namedtuple('Reading', 'english gaps inner')


def read_po(path):
    """The messages of a catalogue that are in use."""
    for block in re.split(r'\n\s*\n', path.read_text(encoding='utf-8')):
        fields = collections.defaultdict(str)
        field = None
        fuzzy = False
        for line in block.splitlines():
            if line.startswith('#'):
                fuzzy = fuzzy or (line.startswith('#,') and 'fuzzy' in line)
                continue
            word = line.split(' ', 1)[0]
            field = word if not word.startswith('"') else field
            for piece in STRING.findall(line):
                fields[field] += re.sub(
                    r'\\(.)', lambda m: ESCAPES.get(m[1], m[1]), piece)
        if fields['msgid']:
            said = [text for name, text in sorted(fields.items())
                    if name.startswith('msgstr')]
            yield Message(fields['msgid'], fields['msgid_plural'] or None,
                          fields['msgctxt'] or None, said, fuzzy)


def is_time(text):
    """Whether that is a form for g_date_time_format()."""
    found = TIME.findall(text)
    return bool(found) and all(part in ONLY_TIME for part in found)


def plain(text):
    """Without a mnemonic's mark, and without what is not seen."""
    return UNSEEN.sub('', re.sub('_(?=.)', '', text, count=1)
                      if text.count('_') == 1 else text)


class Template:
    """One message that has gaps, as an expression that finds them."""

    def __init__(self, english, said):
        self.english = english
        self.order = []
        pattern = ''
        at = 0
        for gap in GAP.finditer(said):
            pattern += re.escape(said[at:gap.start()])
            at = gap.end()
            if gap[2] == '%':
                pattern += '%'
                continue
            self.order.append(int(gap[1]) - 1 if gap[1] else len(self.order))
            pattern += '(.+?)' if gap[2] in 'sc' else r'([\d.,\s]+?)'
        pattern += re.escape(said[at:])
        self.lead = said[:GAP.search(said).start()]
        self.literal = len(re.sub(r'[\W\d]', '', GAP.sub('', said)))
        self.pattern = re.compile(pattern, re.DOTALL)
        # The same, where the last of two gaps is to be the short one.
        self.greedy = re.compile(pattern.replace('(.+?)', '(.+)', 1), re.DOTALL)

    def find(self, text):
        """Every way to fill the gaps."""
        if not text.startswith(self.lead):
            return
        seen = set()
        for pattern in (self.pattern, self.greedy):
            found = pattern.fullmatch(text)
            if found and found.groups() not in seen:
                seen.add(found.groups())
                yield found

    def say(self, words):
        """The English message with those words in its gaps."""
        by_order = dict(zip(self.order, words))
        gaps = itertools.count()

        def fill(gap):
            if gap[2] == '%':
                return '%'
            place = int(gap[1]) - 1 if gap[1] else next(gaps)
            return by_order.get(place, '?')
        return GAP.sub(fill, self.english)


class Catalogue:
    """The messages of a language; of English, those that others translate."""

    def __init__(self, language, locale=None):
        self.language = language
        self.data = set()
        self.exact = collections.defaultdict(list)
        self.templates = []
        self.times = []
        self.english = set()
        self.months = (locale or {}).get('abmon', r'[^\W\d]+\.?')
        source = PO / f'{language if language != "en" else "de"}.po'
        for message in read_po(source):
            self.add(message)
        self.templates.sort(key=lambda template: -template.literal)
        self.explain = functools.lru_cache(maxsize=None)(self.read)

    def add(self, message):
        own = [message.id] + ([message.plural] if message.plural else [])
        said = message.said
        if self.language == 'en':
            said = own
        elif message.fuzzy or not all(said):
            return
        for number, text in enumerate(said):
            english = own[min(number, len(own) - 1)]
            if is_time(english):
                self.times.append(re.compile(self.make_time(text)))
            elif GAP.search(text.replace('%%', '')):
                self.templates.append(Template(english, text))
            else:
                self.exact[plain(text)].append(plain(english))
        self.english.update(plain(text) for text in own
                            if text not in said and not GAP.search(text))

    def make_time(self, text):
        months = self.months
        return TIME.sub(lambda m: TIMES[m[1]].replace('{months}', months),
                        re.sub(r'([.()])', r'\\\1', UNSEEN.sub('', text)))

    def add_data(self, texts):
        """What the company is, and what was typed: it may be shown as it is."""
        self.data.update(UNSEEN.sub('', text).strip() for text in texts)
        self.explain.cache_clear()

    def is_data(self, text):
        return (text in self.data or NUMBER.fullmatch(text) is not None
                or any(form.fullmatch(text) for form in self.times))

    def read(self, text, depth=0):
        """How the text can be read; nothing, when it is not of the catalogue.
        """
        bare = plain(text).strip()
        if not bare or not re.search(r'\w', bare):
            return (Reading(bare, (), ()),)
        if bare in self.exact:
            return tuple(Reading(english, (), ())
                         for english in dict.fromkeys(self.exact[bare]))
        if self.is_data(bare):
            return (Reading(bare, (), ()),)
        if depth > 5:
            return ()
        return tuple(self.fill_templates(text, depth))

    def fill_templates(self, text, depth):
        # A line may be isolated as a whole.
        left = len(text) - len(text.lstrip(MARKS + ' '))
        text = text.strip(MARKS + ' ')
        for template in self.templates:
            for found in template.find(text):
                inner = [self.read(gap, depth + 1) for gap in found.groups()]
                if all(inner):
                    words = [readings[0].english for readings in inner]
                    yield Reading(
                        template.say(words),
                        tuple((found.start(i + 1) + left,
                               found.end(i + 1) + left)
                              for i in range(len(inner))),
                        tuple(readings[0] for readings in inner))
                    return

    def is_english(self, text):
        """Whether it is one of our messages, left as it was written."""
        return plain(text).strip() in self.english
