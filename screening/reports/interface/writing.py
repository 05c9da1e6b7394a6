"""A message's content as XML. Pure.

Content is plain data in the shape of the message's tree: a mapping for each element, a list where one repeats, text for a
field. So it can be kept, compared and shown without XML.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element as Xml
from xml.etree.ElementTree import SubElement, indent, tostring

from screening.reports.interface.spec import Element, message

Content = Mapping[str, Any]


def xml(kind: str, content: Content) -> bytes:
    """The message as UTF-8 XML. KeyError when the content lacks an element of the tree."""
    tree = message(kind)
    root = Xml(tree.tag)
    for child in tree.children:
        _write(root, child, content[tree.tag][child.tag])
    indent(root)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _write(parent: Xml, place: Element, content: Any) -> None:
    for number, each in enumerate(content if place.many else [content], start=1):
        node = SubElement(parent, place.tag, {"seqno": str(number)} if place.numbered else {})
        if place.is_field:
            node.text = each
        for child in place.children:
            _write(node, child, each[child.tag])
