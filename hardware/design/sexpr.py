"""
KiCad's files: S-expressions.
In: text. Out: nested lists; a quoted string is a Quoted, everything else a plain str. And back.
"""
import re


class Quoted(str):
    """A string that KiCad writes between quotes."""


TOKEN = re.compile(r'\s*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+))')


def parse(text):
    """The first expression of `text`."""
    stack, at = [[]], 0
    while match := TOKEN.match(text, at):
        at = match.end()
        opening, closing, quoted, word = match.groups()
        if opening:
            stack.append([])
        elif closing:
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(Quoted(quoted) if quoted is not None else word)
    return stack[0][0]


def text_of(node):
    """One line per list that holds lists, so that a change shows as a change of few lines."""
    return _lines(node, 0) + '\n'


def _flat(node):
    if isinstance(node, list):
        return '(' + ' '.join(_flat(item) for item in node) + ')'
    return f'"{node}"' if isinstance(node, Quoted) else str(node)


def _lines(node, depth):
    flat = _flat(node)
    if not isinstance(node, list) or len(flat) + depth <= 100 or not any(isinstance(i, list) for i in node):
        return '\t' * depth + flat
    head = [item for item in node if not isinstance(item, list)]
    rest = [_lines(item, depth + 1) for item in node if isinstance(item, list)]
    return '\t' * depth + '(' + ' '.join(_flat(i) for i in head) + '\n' + '\n'.join(rest) + '\n' + '\t' * depth + ')'


def children(node, name):
    """The lists inside `node` that begin with `name`."""
    return [item for item in node if isinstance(item, list) and item and item[0] == name]


def child(node, name):
    """The first of them, or None."""
    return next(iter(children(node, name)), None)


def quote(text):
    """`text` as KiCad wants it inside a file."""
    return Quoted(text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n'))
