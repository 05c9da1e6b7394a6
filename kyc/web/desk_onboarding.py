"""Which kept readings belong together: pictures of one person's document. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kyc.customers.masking import mask_name
from kyc.customers.model import Draft, IdentityDocument
from kyc.documents.layouts import Face, layouts, siblings_of


@dataclass(frozen=True)
class Onboarding:
    """Pictures of one person's document, the portrait side first; no side twice."""

    drafts: tuple[Draft, ...]

    @property
    def sides(self) -> frozenset[str]:
        """The sides that lie on the desk."""
        return frozenset(side for draft in self.drafts for side in draft.sides)

    @property
    def draft_ids(self) -> tuple[str, ...]:
        """Their ids, as `create_customer` wants them."""
        return tuple(draft.draft_id for draft in self.drafts)

    @property
    def document(self) -> IdentityDocument | None:
        """The identity document they show; None when it proves no identity."""
        return IdentityDocument.shown_by(next(iter(self.sides), None))

    @property
    def missing_sides(self) -> tuple[str, ...]:
        """Sides of the document still to be taken, the portrait side first."""
        return tuple(side for side in self._whole if side not in self.sides)

    @property
    def printed(self) -> frozenset[str]:
        """The names of the fields that the whole document prints, on whichever side, its cover among them when it was taken
        together with the page.
        """
        read = (
            name for draft in self.drafts for name, field in draft.content["fields"].items() if field["value"]
        )
        return frozenset((*(name for side in self._whole for name in layouts()[side].fields), *read))

    @property
    def _whole(self) -> tuple[str, ...]:
        """Every side of the document, those still to be taken among them, the portrait side first."""
        there = (side for draft in self.drafts for side in draft.sides)
        return tuple(dict.fromkeys(other.code for side in there for other in siblings_of(layouts()[side])))

    @property
    def masked_name(self) -> str | None:
        """Whom it is about, so that a teller finds an unfinished one again."""
        name = self.read("name")
        return mask_name(name) if name else None

    @property
    def typed(self) -> dict[str, str]:
        """What the teller has typed so far, by field of the form."""
        return {
            name: value for draft in self.drafts for name, value in draft.entered.get("values", {}).items()
        }

    @property
    def looked_at(self) -> frozenset[str]:
        """The fields the teller has confirmed so far."""
        return frozenset(name for draft in self.drafts for name in draft.entered.get("looked_at", ()))

    @property
    def points(self) -> frozenset[str]:
        """Codes of the recognition points the teller has ticked so far."""
        return frozenset(code for draft in self.drafts for code in draft.entered.get("points", ()))

    def read(self, field: str) -> str | None:
        """A field's value as read, from whichever picture shows it."""
        values = (draft.content["fields"].get(field, {}).get("value") for draft in self.drafts)
        return next((value for value in values if value is not None), None)

    def with_picture(self, draft: Draft) -> Onboarding:
        """The onboarding with a further picture, which takes the place of any of the same side."""
        kept = [old for old in self.drafts if not set(old.sides) & set(draft.sides)]
        return Onboarding(tuple(sorted([*kept, draft], key=lambda each: _place(each.sides[0]))))


def _place(side: str) -> int:
    """Where a side comes among those of its document."""
    return list(Face).index(layouts()[side].face)


def _identifying(side: str) -> tuple[str, ...]:
    """What tells one person's side from another's: a rescan shows the same, the next customer's card does not."""
    printed = layouts()[side].fields
    return ("number",) if "number" in printed else tuple(_OF_ONE_ISSUE & set(printed))


_OF_ONE_ISSUE = frozenset({"issuer", "issued_on", "expires_on"})


def onboardings(drafts: Iterable[Draft]) -> tuple[Onboarding, ...]:
    """The drafts put together by person, the newest onboarding first.

    In the order in which they were taken: a picture joins the one before unless it shows the same side of another
    card. A newer picture of the same side takes the older one's place.
    """
    found: list[Onboarding] = []
    for draft in sorted(of_people(drafts), key=lambda draft: (draft.taken_at, draft.draft_id)):
        if found and _same_card(found[-1], draft):
            found[-1] = found[-1].with_picture(draft)
        else:
            found.append(Onboarding((draft,)))
    return tuple(reversed(found))


def of_people(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """The drafts of people's documents; licences have a page of their own."""
    return tuple(
        draft
        for draft in drafts
        if not any(d and d.is_of_entities for d in map(IdentityDocument.shown_by, draft.sides))
    )


def superseded(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts whose place a newer picture of the same side has taken."""
    kept = {draft_id for onboarding in onboardings(drafts) for draft_id in onboarding.draft_ids}
    return tuple(draft for draft in of_people(drafts) if draft.draft_id not in kept)


def successor(old: Draft, drafts: Sequence[Draft]) -> Draft:
    """The picture that took the place of a superseded one."""
    return next(
        draft
        for onboarding in onboardings(drafts)
        if _same_card(onboarding, old)
        for draft in onboarding.drafts
        if set(draft.sides) & set(old.sides)
    )


def _same_card(onboarding: Onboarding, draft: Draft) -> bool:
    documents = {layouts()[side].document for side in (*onboarding.sides, *draft.sides)}
    if len(documents) != 1:
        return False
    new = Onboarding((draft,))
    pairs = [
        (onboarding.read(name), new.read(name))
        for side in onboarding.sides & new.sides
        for name in _identifying(side)
    ]
    return all(old == now for old, now in pairs if old is not None and now is not None)
