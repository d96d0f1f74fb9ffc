# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds an answer of the service against data/openapi.yaml."""

import functools
import json
import pathlib
import re

import jsonschema
import yaml

PATH = pathlib.Path(__file__).resolve().parents[2] / 'data' / 'openapi.yaml'


@functools.lru_cache
def load():
    return yaml.safe_load(PATH.read_text(encoding='utf-8'))


def follow(node):
    """The node itself, or what its $ref names."""
    while '$ref' in node:
        target = load()
        for step in node['$ref'].removeprefix('#/').split('/'):
            target = target[step.replace('~1', '/').replace('~0', '~')]
        node = target
    return node


@functools.lru_cache
def patterns():
    """(regular expression, path template), those without parameters first."""
    found = []
    for template in load()['paths']:
        parts = re.split(r'\{[^}]+\}', template)
        found.append((re.compile('[^/]+'.join(map(re.escape, parts))), template))
    return sorted(found, key=lambda pair: pair[1].count('{'))


def find_operation(method, path):
    """The operation of a method and path, or None when none is described."""
    for pattern, template in patterns():
        if pattern.fullmatch(path):
            item = load()['paths'][template]
            name = 'get' if method == 'HEAD' else method.lower()
            return item.get(name)
    return None


@functools.lru_cache
def validator(key):
    schema = json.loads(key)
    document = load()
    resolver = jsonschema.RefResolver('', document)
    return jsonschema.Draft202012Validator(
        schema, resolver=resolver,
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def check(method, path, status, headers, body):
    """Raises AssertionError unless the answer is one that is described.

    An answer to a call that is not described has to be a problem: 404, or 405
    for another method of a path that is.
    """
    operation = find_operation(method, path)
    if operation is None:
        assert status in (400, 401, 404, 405, 413, 431), \
            f'{method} {path}: {status} from a call that is not described'
        return
    responses = operation['responses']
    assert str(status) in responses, \
        f'{method} {path}: status {status} is not described'
    response = follow(responses[str(status)])
    content = response.get('content')
    if not content or method == 'HEAD':
        assert not body, f'{method} {path} {status}: a body where none belongs'
        return
    kind = headers.get('Content-Type', '').split(';')[0].strip()
    assert kind in content, f'{method} {path} {status}: {kind} is not described'
    schema = content[kind].get('schema')
    if schema is not None and kind.endswith('json'):
        errors = list(validator(json.dumps(schema)).iter_errors(json.loads(body)))
        assert not errors, f'{method} {path} {status}: ' + '; '.join(
            f'{"/".join(map(str, e.absolute_path))}: {e.message}' for e in errors)
