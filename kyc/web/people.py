"""Names of colleagues and outlets beside what they did."""

from __future__ import annotations

from collections.abc import Iterable

from kyc.base.access import Actor, Role
from kyc.base.errors import NotFound
from kyc.base.staff.accounts import find_staff, list_outlets
from kyc.base.text import Text
from kyc.base.unit import Unit

_OWN = {Actor.SERVICE: Text("系统自动", "the service itself"), Actor.CONSOLE: Role.CONSOLE.label}
_ELSEWHERE = Text("其他网点人员", "staff of another outlet")
_OTHER_OUTLET = Text("其他网点", "another outlet")


def names_of(unit: Unit, staff_ids: Iterable[str | None]) -> dict[str, Text]:
    """Staff id → name, for the colleagues the actor sees; of the others only that they are of another outlet. What the
    service or the console did is told as theirs.
    """
    return {staff_id: _name(unit, staff_id) for staff_id in set(staff_ids) if staff_id is not None}


def outlets_of(unit: Unit, outlet_ids: Iterable[str | None]) -> dict[str, Text]:
    """Outlet id → name, as `names_of`."""
    seen = {outlet.id: Text(outlet.name, outlet.name) for outlet in list_outlets(unit)}
    return {id_: seen.get(id_, _OTHER_OUTLET) for id_ in set(outlet_ids) if id_ is not None}


def _name(unit: Unit, staff_id: str) -> Text:
    if staff_id in _OWN:
        return _OWN[staff_id]
    try:
        name = find_staff(unit, staff_id).display_name
    except NotFound:
        return _ELSEWHERE
    return Text(name, name)
