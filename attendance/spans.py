"""Stretches of time as whole minutes [start, end): sorted, apart from each other, and never empty."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

Span = tuple[int, int]
Spans = tuple[Span, ...]


def union(spans: Iterable[Span]) -> Spans:
    """Every minute of the spans, once."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def common(first: Spans, second: Spans) -> Spans:
    """The minutes that are in both."""
    return union((max(a[0], b[0]), min(a[1], b[1])) for a in first for b in second if a[0] < b[1] and b[0] < a[1])


def without(spans: Spans, taken: Spans) -> Spans:
    """The minutes that are in the first and not in the second."""
    left: list[Span] = []
    for start, end in spans:
        for low, high in taken:
            if high <= start or low >= end:
                continue
            if low > start:
                left.append((start, low))
            start = max(start, high)
        left.append((start, end))
    return union(left)


def minutes(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def first_minutes(spans: Spans, count: int) -> Spans:
    """The first `count` minutes of the spans, or all there are."""
    found: list[Span] = []
    for start, end in spans:
        if count <= 0:
            break
        found.append((start, min(end, start + count)))
        count -= end - start
    return tuple(found)


def gaps(spans: Spans) -> Spans:
    """What lies between the spans."""
    return tuple((left[1], right[0]) for left, right in pairwise(spans))
