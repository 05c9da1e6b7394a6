"""XML lists as streams: no document types, no entities, nothing fetched, and no more in memory than one entry.

A document type declaration is refused outright (defusedxml): no list needs one, and entity bombs and external entities
need one.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from kyc.base.text import Text
from screening.watchlists.readers import ListFile
from screening.watchlists.readers.faults import damaged

_HOSTILE = Text(
    "含有文档类型声明或实体，名单文件不应有此内容", "has a document type or entities, which no list has"
)
_BROKEN = Text(
    "XML 不完整、编码不对或格式错误", "the XML is cut off, in another encoding than it says, or malformed"
)


def elements(file: ListFile, wanted: Callable[[str], bool]) -> Generator[tuple[str, Element]]:
    """The root at its start tag (`"start"`), then each wanted element (by its local name) when it is whole (`"end"`),
    without namespaces. Each is forgotten when the next is asked for. Invalid when the file is hostile or broken.
    """
    open_: list[Element] = []
    with file.single() as stream:
        try:
            for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    if not open_:
                        yield event, Element(local(element.tag), element.attrib)
                    open_.append(element)
                    continue
                open_.pop()
                if wanted(local(element.tag)):
                    yield event, _plain(element)
                    if open_:
                        open_[-1].remove(element)
        except DefusedXmlException as error:
            raise damaged(file.name, "XML", _HOSTILE) from error
        except ParseError as error:
            line, column = error.position
            raise damaged(file.name, f"line {line}, column {column + 1}", _BROKEN) from error
        except (ValueError, LookupError) as error:  # an encoding the parser does not know
            raise damaged(file.name, "line 1", _BROKEN) from error


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def words(element: Element | None, path: str = ".") -> str:
    """The text at `path`, blanks and line breaks inside it made single blanks; empty when there is none."""
    found = element.find(path) if element is not None else None
    return " ".join((found.text or "").split()) if found is not None else ""


def every(element: Element, path: str) -> Iterator[str]:
    """The texts at `path` that are not empty."""
    return (text for found in element.findall(path) if (text := words(found)))


def original(element: Element) -> str:
    """The element as XML, as it stood in the file."""
    return tostring(element, encoding="unicode").strip()


def _plain(element: Element) -> Element:
    for each in element.iter():
        each.tag = local(each.tag)
    return element
