"""Pages on paper: HTML of our own templates laid out as PDF. Nothing outside the template is ever loaded."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kyc.base.calendar import SHANGHAI


def templates(folder: Path) -> Environment:
    """The templates of a folder, strict: a name that is not given stops the printing."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def pdf(html: str) -> bytes:
    """The pages, fonts embedded. Takes 0.3 s and more, all of it laying out: call it outside a transaction."""
    # not loaded with this module: it takes as long to load as all the rest of the service
    import weasyprint
    from weasyprint.urls import URLFetcher

    laid_out: bytes = weasyprint.HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=())).write_pdf()
    return laid_out


def warm() -> None:
    """Loads what printing needs; otherwise the first PDF does, and takes that much longer."""
    import weasyprint  # noqa: F401 - loading it is all


def local(at: datetime) -> str:
    """A moment as paper shows it: the time in Shanghai."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
