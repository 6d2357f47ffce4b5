"""Which skills have to be looked at together, since one agent serves one call at a time.

Somebody who has two skills stands in the count of both. Only where the counts are compared with what both need
together does it show that there is one pair of hands.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from itertools import combinations

ALL_SETS_UP_TO = 10
"""Of more skills than this, single ones, pairs and all together are looked at: 1,023 sets are enough."""


def served_alone(holders: Sequence[Collection[Hashable]]) -> list[tuple[int, ...]]:
    """Queues that only the people of one of them can serve; `holders` are the people of each queue.

    For each queue: all those whose people have its skill too. Left out are sets of one queue, and those that everybody
    serves, for all queues are pooled anyway.
    """
    people = [frozenset(own) for own in holders]
    everybody = frozenset().union(*people)
    sets = (
        tuple(i for i, own in enumerate(people) if own and own <= widest) for widest in people if widest != everybody
    )
    return [queues for queues in dict.fromkeys(sets) if len(queues) > 1]


def joint_sets(holders: Mapping[str, Collection[Hashable]]) -> Iterator[tuple[str, ...]]:
    """The sets of skills whose people overlap, single skills first; `holders` are the people of each skill.

    What a set needs whose people fall into two parts is implied by what the parts need.
    """
    people = {skill: frozenset(own) for skill, own in holders.items()}
    sizes = range(1, len(people) + 1) if len(people) <= ALL_SETS_UP_TO else (1, 2, len(people))
    for size in sizes:
        for skills in combinations(people, size):
            if _hang_together([people[skill] for skill in skills]):
                yield skills


def _hang_together(people: list[frozenset[Hashable]]) -> bool:
    reached, left = people[0], people[1:]
    while left:
        near = [own for own in left if own & reached]
        if not near:
            return False
        left = [own for own in left if not own & reached]
        reached = reached.union(*near)
    return True
