"""Travel documents of many states: passports' data pages, identity cards of both sizes, visas.

States, designs and typefaces come in the two groups of `fonts`: of the second nothing was looked at while the reader was
written. The two sides of a card take turns by index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from random import Random

from sample_docs import mrz
from sample_docs.drawn import Drawer, Drawn
from sample_docs.travel import pages
from sample_docs.travel.designs import Design, Labelling, designs_of
from sample_docs.travel.draw import draw
from sample_docs.travel.holders import Holder, draw_holder
from sample_docs.travel.nations import Nation, nations_of
from sample_docs.travel.pages import TravelPlan

_Page = Callable[[Holder, Design, Random], TravelPlan]
_ROOM = {"passport": 14, "td1": 11, "td2": 7, "visa": 8}  # characters of optional data that every format has


def passport(seed: int, index: int, fonts: str) -> Drawn:
    """The data page of a passport; states follow one another by index."""
    states = nations_of(fonts)
    rng = Random(f"passport:{seed}:{index}:{fonts}")
    holder = draw_holder(rng, states[(index + seed) % len(states)], room=_ROOM["passport"])
    return _drawn(pages.passport_page, holder, "passport", rng)


def td1_card(seed: int, index: int, fonts: str) -> Drawn:
    """A side of an identity card: fronts and backs by turns, of different people (see `td1_side` for both of one)."""
    return td1_side(seed, index, fonts, "front" if index % 2 == 0 else "back")


def td1_side(seed: int, index: int, fonts: str, side: str) -> Drawn:
    """One side, "front" or "back", of the identity card of a holder."""
    states = _with_cards(fonts)
    who = Random(f"td1:{seed}:{index}:{fonts}")
    holder = draw_holder(who, states[(index + seed) % len(states)], room=_ROOM["td1"])
    rng = Random(f"td1:{seed}:{index}:{fonts}:{side}")
    return _drawn(pages.td1_front if side == "front" else pages.td1_back, holder, "td1_card", rng)


def td2_card(seed: int, index: int, fonts: str) -> Drawn:
    """A card or booklet page of size TD2."""
    states = _with_cards(fonts)
    rng = Random(f"td2:{seed}:{index}:{fonts}")
    holder = draw_holder(rng, states[(index + seed) % len(states)], room=_ROOM["td2"])
    return _drawn(pages.td2_side, holder, "td2_card", rng)


def visa(seed: int, index: int, fonts: str) -> Drawn:
    """A visa; formats A and B by turns. Its holder is of another state than the one that issued it."""
    states = nations_of(fonts)
    rng = Random(f"visa:{seed}:{index}:{fonts}")
    issuing = states[(index + seed) % len(states)]
    traveller = draw_holder(rng, rng.choice([one for one in states if one.nationality]), years=1, room=0)
    holder = _holding(issuing, traveller, rng)
    format_ = (mrz.MRV_A, mrz.MRV_B)[index % 2]
    return _drawn(partial(pages.visa, format_), holder, "visa", rng)


def _holding(issuing: Nation, traveller: Holder, rng: Random) -> Holder:
    """A traveller as holder of a visa of another state."""
    return replace(traveller, nation=issuing, number=f"{rng.randint(10**7, 10**8 - 1)}")


def _with_cards(fonts: str) -> Sequence[Nation]:
    return [nation for nation in nations_of(fonts) if nation.card]


def _drawn(page: _Page, holder: Holder, document_type: str, rng: Random) -> Drawn:
    """The page in one of its state's group of designs."""
    group = holder.nation.group
    designs = [
        one for one in designs_of(group) if page is pages.passport_page or one.labelling is Labelling.OVER
    ]
    return draw(page(holder, rng.choice(designs), rng), document_type, group, rng)


DRAWERS: Mapping[str, Drawer] = {
    "passport": passport,
    "td1_card": td1_card,
    "td2_card": td2_card,
    "visa": visa,
}
"""Document type → its drawer."""
