"""The hits of a customer on their printed file (`kyc.admission.printing.PRINTED_PARTS`)."""

from __future__ import annotations

from kyc.admission.service import PrintedPart
from kyc.base.access import Permission
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import merge_store
from screening.hits import views
from screening.hits.model import HitLine
from screening.watchlists.sources import Sources

_HEADS = (
    Text("名单条目", "entry"),
    Text("名单", "list"),
    Text("分值", "score"),
    Text("状态", "state"),
)


class PrintedHits:
    """Gives the part. sources: every list by its code."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def __call__(self, unit: Unit, customer_id: str) -> PrintedPart | None:
        """The hits of all the customer's records; None for whoever may not see hits: no word of lists is for them."""
        if not unit.actor.may(Permission.HIT_VIEW):
            return None
        records = (customer_id, *merge_store.merged_ids(unit.connection, customer_id))
        lines = (line for each in records for line in views.hits_of_customer(unit, self._sources, each))
        return PrintedPart(Text("名单命中", "Hits on lists"), _HEADS, tuple(map(self._row, lines)))

    def _row(self, line: HitLine) -> tuple[Text, ...]:
        known = self._sources.known.get(line.source)
        score = str(line.score)
        return (
            Text(line.listed_name, line.listed_name),
            known.name if known else Text(line.source, line.source),
            Text(score, score),
            line.state.label,
        )
