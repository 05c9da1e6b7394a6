"""Whether the other side of a deal is a natural person, as far as what is told of it says. Pure."""

from __future__ import annotations

import re
import unicodedata

from kyc.customers.model import IdentityDocument
from screening.transactions.particulars import Counterparty

_LONGEST_PERSON = 4  # Han characters of a surname and given name; ethnic names carry a dot and may be longer
_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U000323af]+")
_DOTS = "·•・"


def is_entity(other: Counterparty | None) -> bool | None:
    """By its document (codes of GB/T 31186.3: 6 begins those of entities, 1 those of persons; or ours), else by its name in
    Han characters; None when neither tells.
    """
    if other is None:
        return None
    if other.document_type:
        if other.document_type in set(IdentityDocument):
            return IdentityDocument(other.document_type).is_of_entities
        return {"6": True, "1": False}.get(other.document_type[:1])
    name = unicodedata.normalize("NFKC", other.name or "").replace(" ", "")
    if any(dot in name for dot in _DOTS):
        return False
    if _HAN.fullmatch(name):
        return len(name) > _LONGEST_PERSON
    return True if _HAN.search(name) else None
