"""The schemata of FollowTheMoney that can be listed, and what each is. Pure.

Source: the model of FollowTheMoney, https://followthemoney.tech/explorer/
"""

from __future__ import annotations

from screening.watchlists.model import ListingKind

_KINDS = {
    "Person": ListingKind.PERSON,
    "Organization": ListingKind.ORGANISATION,
    "Company": ListingKind.ORGANISATION,
    "PublicBody": ListingKind.ORGANISATION,
    "Vessel": ListingKind.VESSEL,
    "Airplane": ListingKind.AIRCRAFT,
    "LegalEntity": ListingKind.OTHER,
}


def is_listed(schema: str) -> bool:
    """Whether entities of this schema are themselves listed; addresses, sanctions and relations are not."""
    return schema in _KINDS


def kind_of(schema: str) -> ListingKind:
    """What an entity is; a schema we do not know is OTHER, so that nothing listed is left out."""
    return _KINDS.get(schema, ListingKind.OTHER)
