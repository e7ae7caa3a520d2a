"""Formulas that methods state in Python, written out so that a page can compute them while a slider moves."""

import math


class Written:
    """An expression as it is written: a name, a number, or [operation, left, right]. Arithmetic with it writes more."""

    def __init__(self, tree):
        self.tree = tree

    def __add__(self, other):
        return _both("+", self, other)

    def __radd__(self, other):
        return _both("+", other, self)

    def __sub__(self, other):
        return _both("-", self, other)

    def __rsub__(self, other):
        return _both("-", other, self)

    def __mul__(self, other):
        return _both("*", self, other)

    def __rmul__(self, other):
        return _both("*", other, self)

    def __truediv__(self, other):
        return _both("/", self, other)

    def __rtruediv__(self, other):
        return _both("/", other, self)

    def __pow__(self, other):
        return _both("**", self, other)

    def __rpow__(self, other):
        return _both("**", other, self)


def _both(operation, left, right):
    return Written([operation, _tree(left), _tree(right)])


def _tree(value):
    return value.tree if isinstance(value, Written) else float(value)


class _Names:
    """Every name that is asked for, as it is written; `translate` {name: another name}."""

    def __init__(self, translate):
        self._translate = translate

    def __getattr__(self, name):
        return Written(self._translate.get(name, name))


def written(formula, translate):
    """The tree of `formula(p)`, or of a number; None where it is infinite, which JSON cannot say."""
    value = formula(_Names(translate)) if callable(formula) else formula
    tree = _tree(value)
    return None if tree == math.inf else tree


def names(tree):
    """The names that a tree speaks of."""
    if isinstance(tree, list):
        return names(tree[1]) | names(tree[2])
    return {tree} if isinstance(tree, str) else set()
