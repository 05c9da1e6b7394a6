"""Our own XML schema of each message, made from the field facts: the centre publishes none. No file goes out that it does
not validate.
"""

from __future__ import annotations

import functools
import re

from lxml import etree

from screening.reports.interface.spec import NOT_APPLICABLE, Element, FieldRule, codes, fields, message

_XS = "http://www.w3.org/2001/XMLSchema"
_DAY = r"[0-9t]{8}"
_PATTERNS = {
    "date": _DAY,
    "time": r"[0-9t]{14}",
    "count": r"[0-9]+",
    "amount": r"[0-9]+(\.[0-9]{1,3})?",
    "place": r"((CHN|Z01|Z02|Z03)[0-9]{6}|[A-Z]{3}000000)",
    "country": r"[A-Z]{3}",
    "currency": r"[A-Z]{3}",
    "method": r"0[0-3][0-9]{4}",
    "phone": r"[0-9+\-]{5,}",
}


def xsd(kind: str) -> bytes:
    """The schema of a message such as NBH, as a file to keep."""
    root = etree.Element(f"{{{_XS}}}schema", nsmap={"xs": _XS})
    root.set("elementFormDefault", "qualified")
    tree = message(kind)
    _element(root, tree)
    for tag in sorted({place.tag for place in tree.fields()}):
        _type(root, fields()[tag])
    etree.indent(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written + b"\n"


def faults(kind: str, written: bytes) -> tuple[str, ...]:
    """What is wrong with a file by the schema of its kind, each with its line; none for a good one. Only for files that we
    wrote ourselves.
    """
    schema = _compiled(kind)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    if schema.validate(etree.fromstring(written, parser)):
        return ()
    return tuple(f"line {error.line}: {error.message}" for error in schema.error_log)


@functools.cache
def _compiled(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(xsd(kind)))


def _element(parent: etree._Element, place: Element) -> None:
    node = _add(parent, "element", name=place.tag)
    if place.many:
        node.set("minOccurs", str(place.times or 1))
        node.set("maxOccurs", str(place.times or "unbounded"))
    if place.is_field:
        node.set("type", f"{place.tag}.type")
        return
    inner = _add(node, "complexType")
    sequence = _add(inner, "sequence")
    for child in place.children:
        _element(sequence, child)
    if place.numbered:
        _add(inner, "attribute", name="seqno", type="xs:positiveInteger", use="required")


def _type(parent: etree._Element, rule: FieldRule) -> None:
    node = _add(parent, "simpleType", name=f"{rule.tag}.type")
    words = _add(_add(node, "annotation"), "documentation")
    words.text = str(rule.label)
    limits = _add(node, "restriction", base="xs:string")
    if rule.codes:
        for code in (*codes(rule.codes), *((NOT_APPLICABLE,) if rule.may_be_absent else ())):
            _add(limits, "enumeration", value=code)
        return
    if rule.form:
        absent = f"|{re.escape(NOT_APPLICABLE)}" if rule.may_be_absent else ""
        _add(limits, "pattern", value=f"({_PATTERNS[rule.form]}){absent}")
    _add(limits, "minLength", value=str(1 if rule.may_be_absent or not rule.exact else rule.length))
    _add(limits, "maxLength", value=str(rule.length))


def _add(parent: etree._Element, element: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_XS}}}{element}", attributes)
