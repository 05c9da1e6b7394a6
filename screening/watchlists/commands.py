"""`flask watchlist …`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from kyc.base.access import Actor
from kyc.base.errors import FirstlineError
from kyc.base.unit import House, Unit
from kyc.customers.masking import mask_name
from screening.watchlists import fetching, service
from screening.watchlists.model import Arrival, EntryChange, Listing, ListStatus, ListVersion, Outcome, Way
from screening.watchlists.sources import ListSource, Sources

# Gives the house and the command line as an actor of its institution.
Opened = Callable[[], tuple[House, Actor]]

ALARMED = 3  # exit status of `status` and `fetch` when a list is not as it should be
_MOST_SHOWN = 20


def watchlist_commands(opened: Opened) -> click.Group:
    """The commands, over whatever `opened` gives when one of them is run."""

    @click.group("watchlist")
    def group() -> None:
        """名单：导入、版本、状态 / Watchlists: import, versions, status."""

    for command in (_import(opened), _show(opened), _list(opened), _status(opened), _fetch(opened)):
        group.add_command(command)
    return group


def _import(opened: Opened) -> click.Command:
    @click.command("import")
    @click.argument("source")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option(
        "--accept-shrink",
        is_flag=True,
        help="条目大幅减少也接收，待第二人确认 / take a list that shrank, to be confirmed by a second person",
    )
    @click.option(
        "--published",
        type=click.DateTime(["%Y-%m-%d"]),
        help="发布日期（文件本身没有时）/ the publisher's date, where the file bears none",
    )
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    def import_list(
        source: str, file: Path, accept_shrink: bool, published: datetime | None, as_json: bool
    ) -> None:
        """导入一份名单为下一版本：整份导入或不导入；同一内容再次导入不产生变化。

        Import a list as its next version: whole, or not at all; the same content again changes nothing. FILE may be a
        file, a zip, or the folder of OFAC's CSV set.
        """
        house, console = opened()
        known = _sources(house).one(source)
        with _progress() as progress:
            arrival = service.take(
                house,
                console,
                known,
                service.list_file(file),
                way=Way.COMMAND,
                accept_shrink=accept_shrink,
                published_on=published.date() if published else None,
                progress=progress,
            )
        _print(_arrival_json(arrival), as_json, _arrival_line(arrival))

    return import_list


def _show(opened: Opened) -> click.Command:
    @click.command("show")
    @click.argument("source", required=False)
    @click.option(
        "--version", "number", type=int, help="版本号，默认现行 / its number; the one in force if not given"
    )
    @click.option("--entries", is_flag=True, help="列出全部条目 / every entry it has")
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    def show(source: str | None, number: int | None, entries: bool, as_json: bool) -> None:
        """显示各名单的现行版本；给出 SOURCE 则显示其一个版本及其变化（非公开名单打码）
        / Show the versions in force; of SOURCE, one version and what it changed (a list that is not public: masked).
        """
        house, console = opened()
        sources = _sources(house)
        with house.read(console) as unit:
            if source is None:
                found = [status.active for status in service.statuses(unit, sources) if status.active]
                _print(
                    [_version_json(v) for v in found], as_json, "\n".join(map(_version_line, found)) or _NONE
                )
                return
            known = sources.one(source)
            version = service.version(unit, known, number)
            if entries:
                _print_entries(unit, known, version, as_json)
            else:
                _print_version(unit, known, version, as_json)

    return show


def _list(opened: Opened) -> click.Command:
    @click.command("list")
    def list_sources() -> None:
        """列出可导入的名单来源 / List the sources that can be imported."""
        house, _ = opened()
        for source in _sources(house).known.values():
            forms = ", ".join(source.readers)
            click.echo(
                f"{source.code:<20} {source.name}  [{forms}]{'  非公开 / sealed' if source.sealed else ''}"
            )

    return list_sources


def _status(opened: Opened) -> click.Command:
    @click.command("status")
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    @click.pass_context
    def status(context: click.Context, as_json: bool) -> None:
        """各名单的状况；有告警时退出码为 3 / How each list stands; exit status 3 when one raises an alarm."""
        house, console = opened()
        with house.read(console) as unit:
            found = service.statuses(unit, _sources(house))
        _print([_status_json(each) for each in found], as_json, "\n".join(map(_status_line, found)))
        if any(each.alarms for each in found):
            context.exit(ALARMED)

    return status


def _fetch(opened: Opened) -> click.Command:
    @click.command("fetch")
    @click.pass_context
    def fetch(context: click.Context) -> None:
        """立即下载并查看名单文件夹；有失败时退出码为 3 / Fetch and look into the folder now; exit status 3 if one failed."""
        house, console = opened()
        failed = False
        for source, result in fetching.fetch(house, console):
            if isinstance(result, FirstlineError):
                failed = True
                click.echo(f"{source}: {result.text}", err=True)
            else:
                click.echo(_arrival_line(result))
        if failed:
            context.exit(ALARMED)

    return fetch


_NONE = "尚未导入任何名单 / no list was imported yet"


def _sources(house: House) -> Sources:
    return service.load_sources(house.settings.watchlists_path)


def _print(value: Any, as_json: bool, words: str) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2) if as_json else words)


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """A count on a terminal; nothing elsewhere, where it would only fill a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda entries: None
        return
    with Progress(console=console) as bar:
        task = bar.add_task("读取 / reading", total=None)
        yield lambda entries: bar.update(task, completed=entries)


def _print_entries(unit: Unit, source: ListSource, version: ListVersion, as_json: bool) -> None:
    for _, record in service.entries(unit, source, version.number):
        listing = _shown(source, record.listing)
        click.echo(json.dumps(listing, ensure_ascii=False) if as_json else _listing_line(listing))


def _print_version(unit: Unit, source: ListSource, version: ListVersion, as_json: bool) -> None:
    found = service.differences(unit, version.version_id, limit=None if as_json else _MOST_SHOWN)
    changes = [_change_json(source, change) for _, change in found]
    lines = [_version_line(version)]
    lines += [f"  {each['change']:<8} {_listing_line(each['listing'])}" for each in changes]
    more = version.added + version.changed + version.removed - len(found)
    if more > 0:
        lines.append(f"  另有 {more} 处，见 --json 或 --entries / and {more} more, see --json or --entries")
    _print({**_version_json(version), "changes": changes}, as_json, "\n".join(lines))


def _shown(source: ListSource, listing: Listing) -> dict[str, Any]:
    """As JSON; of a list that is not public what is personal is masked or left out."""
    content = listing.as_json()
    if not source.sealed:
        return content
    names = [{**name, "text": mask_name(name["text"])} for name in content["names"]]
    kept = ("source", "kind", "programmes", "listed_on")
    return {
        "listing_id": mask_name(listing.listing_id),
        "names": names,
        **{key: content[key] for key in kept if key in content},
    }


def _listing_line(listing: dict[str, Any]) -> str:
    names = listing["names"]
    more = f" (+{len(names) - 1})" if len(names) > 1 else ""
    return f"{listing['listing_id']}  {listing['kind']}  {names[0]['text']}{more}"


def _change_json(source: ListSource, change: EntryChange) -> dict[str, Any]:
    before = _shown(source, change.before) if change.before else None
    return {"change": change.kind.value, "listing": _shown(source, change.listing), "before": before}


def _arrival_json(arrival: Arrival) -> dict[str, Any]:
    return {
        "source": arrival.source,
        "outcome": arrival.outcome.value,
        "version": _version_json(arrival.version) if arrival.version else None,
    }


def _arrival_line(arrival: Arrival) -> str:
    words = f"{arrival.source}: {arrival.outcome.label}"
    if arrival.version is not None:
        words += f"\n{_version_line(arrival.version)}"
    if arrival.outcome is Outcome.WAITING:
        words += "\n须由第二人在名单页面确认后生效 / a second person must confirm it on the page of lists"
    return words


def _version_json(version: ListVersion) -> dict[str, Any]:
    return {
        "source": version.source,
        "version": version.number,
        "state": version.state.value,
        "digest": version.digest,
        "file_name": version.file_name,
        "published_on": version.published_on.isoformat() if version.published_on else None,
        "imported_at": version.imported_at.isoformat(),
        "way": version.way.value,
        "entries": version.entries,
        "names": version.names,
        "added": version.added,
        "changed": version.changed,
        "removed": version.removed,
    }


def _version_line(version: ListVersion) -> str:
    published = f"，发布于 / published {version.published_on}" if version.published_on else ""
    return (
        f"{version.source} v{version.number} {version.state.label}: {version.entries} 条目 / entries, "
        f"+{version.added} ~{version.changed} -{version.removed}{published}, sha256 {version.digest[:16]}…"
    )


def _status_json(status: ListStatus) -> dict[str, Any]:
    return {
        "source": status.source,
        "name": status.name.as_dict(),
        "required": status.required,
        "active": _version_json(status.active) if status.active else None,
        "waiting": [_version_json(version) for version in status.waiting],
        "alarms": [alarm.as_dict() for alarm in status.alarms],
    }


def _status_line(status: ListStatus) -> str:
    version = f"v{status.active.number}, {status.active.entries} 条目 / entries" if status.active else "—"
    lines = [f"{'!' if status.alarms else ' '} {status.source:<20} {version}"]
    lines += [f"    {alarm}" for alarm in status.alarms]
    if status.waiting:
        lines.append(f"    {len(status.waiting)} 个版本待确认 / versions wait for confirmation")
    return "\n".join(lines)
