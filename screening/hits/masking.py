"""A hit as shown by default: what agrees and what does not, with as little of the person as that takes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from kyc.base.text import Text
from kyc.customers.masking import mask_address, mask_birth_date, mask_name, mask_number
from screening.hits.model import Hit, HitFinding
from screening.matching.model import Factor
from screening.watchlists.model import Listing

_HIDDEN = "***"
_MASKS: Mapping[str, Callable[[str], str]] = {
    "names": mask_name,
    "birth_dates": mask_birth_date,
    "numbers": mask_number,
    "places": mask_address,
}


def masked(hit: Hit, *, sealed_list: bool) -> Hit:
    """The hit with what is personal of the subject masked; sealed_list: and of the listing, which is not public."""
    return replace(
        hit,
        findings=tuple(_finding(each, sealed_list) for each in hit.findings),
        # people call files by whom they are about
        evidence=tuple(replace(each, name=_HIDDEN + PurePath(each.name).suffix) for each in hit.evidence),
    )


def _finding(finding: HitFinding, sealed_list: bool) -> HitFinding:
    ours = {part: _each(part, values) for part, values in finding.ours.items()}
    hidden = {
        value: shown
        for part, values in finding.ours.items()
        for value, shown in zip(values, ours[part], strict=True)
        if value != shown
    }
    return replace(
        finding,
        ours=ours,
        factors=tuple(_factor(each, hidden, sealed_list) for each in finding.factors),
        listing=_listing(finding.listing) if sealed_list else finding.listing,
    )


def _each(part: str, values: Sequence[str]) -> list[str]:
    mask = _MASKS.get(part)
    return [mask(value) for value in values] if mask else list(values)


def _factor(factor: Factor, hidden: Mapping[str, str], sealed_list: bool) -> Factor:
    """hidden: what of the subject may stand in the reason's words → as it is shown."""
    values = dict(hidden) if not sealed_list else {**hidden, factor.theirs: _HIDDEN}
    zh, en = factor.text.zh, factor.text.en
    for value in sorted(filter(None, values), key=len, reverse=True):
        zh, en = zh.replace(value, values[value]), en.replace(value, values[value])
    return replace(factor, ours=_HIDDEN, theirs=_HIDDEN if sealed_list else factor.theirs, text=Text(zh, en))


def _listing(listing: Listing) -> Listing:
    return replace(
        listing,
        listing_id=mask_name(listing.listing_id),
        names=tuple(replace(name, text=mask_name(name.text)) for name in listing.names),
        birth_dates=(),
        birth_places=(),
        numbers=tuple(replace(number, value=mask_number(number.value)) for number in listing.numbers),
        addresses=(),
        remarks="",
    )
