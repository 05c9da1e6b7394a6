"""What is still missing to serve a customer at the large-value line: identification, networked check, registered
elements (Order [2025] No.11 art.9, 49) and the agent's data (art.24).
"""

from __future__ import annotations

from collections.abc import Iterable

from kyc.admission.model import Gate
from kyc.base.text import Text
from kyc.customers import network
from kyc.customers.model import Identification
from screening.transactions.model import Agent, Missing

_TOLD = frozenset({"identified", "verified", "elements"})
_AGENT_FIELDS = {
    "name": Text("代办人姓名", "agent's name"),
    "document_type": Text("代办人证件种类", "agent's document type"),
    "document_number": Text("代办人证件号码", "agent's document number"),
    "phone": Text("代办人联系方式", "agent's contact"),
}


def missing(identification: Identification | None, agent: Agent | None) -> tuple[Missing, ...]:
    """Everything that is missing, gravest first. identification: None when there is no customer file."""
    return (*_of_customer(identification), *missing_of_agent(agent))


def missing_at(gates: Iterable[Gate]) -> tuple[Missing, ...]:
    """What the gates of admission want that `missing` does not tell. gates: those that stand in the way."""
    return tuple(
        Missing(
            f"gate:{gate.code}",
            gate.name,
            Text(
                f"{'；'.join(words.zh for words in gate.missing)}。{gate.resolver.zh}",
                f"{'; '.join(words.en for words in gate.missing)}. {gate.resolver.en}",
            ),
        )
        for gate in gates
        if gate.code not in _TOLD
    )


def lacks_identification(lacking: Iterable[Missing]) -> bool:
    """Whether what is missing is the identification itself."""
    return any(one.code in {_IDENTIFICATION.code, _EXPIRED.code} for one in lacking)


def missing_of_agent(agent: Agent | None) -> tuple[Missing, ...]:
    """What is missing of the person who came for the customer; nothing when the customer came himself."""
    if agent is None:
        return ()
    return tuple(
        Missing(
            f"agent:{field}",
            label,
            Text(
                f"请登记{label.zh}，并留存代办人证件影像。",
                f"Register the {label.en} and keep a copy of the document.",
            ),
        )
        for field, label in _AGENT_FIELDS.items()
        if not getattr(agent, field)
    )


def _of_customer(identification: Identification | None) -> tuple[Missing, ...]:
    if identification is None:
        return (_IDENTIFICATION,)
    found: list[Missing] = []
    if identification.document_expired:
        found.append(_EXPIRED)
    elif not identification.identified:
        found.append(_IDENTIFICATION)
    if identification.network_state not in network.SETTLED:
        found.append(
            Missing("network_check", Text("联网核查", "networked ID check"), identification.next_step)
        )
    found.extend(
        Missing(f"element:{element.element}", element.name, element.why)
        for element in identification.completeness.missing
    )
    return tuple(found)


_IDENTIFICATION = Missing(
    "identification",
    Text("有效的身份识别", "a valid identification"),
    Text(
        "请扫描客户有效证件并确认读取结果。", "Scan the customer's valid document and confirm what was read."
    ),
)
_EXPIRED = Missing(
    "document_expired",
    Text("有效期内的证件", "a document that has not expired"),
    Text(
        "证件已过期，请客户出示新证件并重新扫描。",
        "The document has expired: ask for the new one and scan it.",
    ),
)
