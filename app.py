"""The composition root: settings, database, keys, policy, blueprints and commands are put together here.

Imports everything and is imported by nothing. `flask` in this folder finds `create_app`; a WSGI server calls `wsgi`.
"""

from __future__ import annotations

import functools
import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import waitress
from flask import Flask

from kyc.admission.policy import AdmissionPolicy
from kyc.admission.service import PRINTED_PARTS
from kyc.base import idempotency, jobs, paper, schema
from kyc.base import settings as settings_module
from kyc.base.access import Actor
from kyc.base.backup.commands import backup_commands
from kyc.base.calendar import WorkingCalendar, business_date
from kyc.base.commands import operator_commands
from kyc.base.db import Database
from kyc.base.errors import FirstlineError, Misconfigured
from kyc.base.keycheck import open_or_create_vault, open_vault
from kyc.base.policy import PolicyBook
from kyc.base.ports import Ports
from kyc.base.settings import Settings
from kyc.base.staff import store as staff_store
from kyc.base.staff.commands import staff_commands
from kyc.base.staff.policy import AccessPolicy
from kyc.base.text import Text
from kyc.base.unit import House
from kyc.customers.commands import review, review_command, sweep, sweep_command
from kyc.customers.gates import FILE_CHANGED, MERGES, NAME_SCREENING
from kyc.customers.ownership.policy import OwnershipPolicy
from kyc.customers.policy import CustomerPolicy
from kyc.documents.commands import read_command
from kyc.documents.engines import make_engine
from kyc.documents.scan import Scanner
from kyc.retention.commands import retention_commands
from kyc.retention.policy import RetentionPolicy
from kyc.risk import service as risk
from kyc.risk.commands import risk_commands
from kyc.risk.gathering import FACT_SOURCES
from kyc.risk.policy import RiskPolicy
from kyc.risk.signal_policy import SignalPolicy
from kyc.verification.commands import idcheck_commands, work_off_quietly
from kyc.verification.policy import VerificationPolicy
from kyc.web import create_web, logs, scanning
from kyc.web import pages as kyc_pages
from sample_docs.branch import CODE as DEMO_CODE
from sample_docs.branch import SEED, make_demo
from sample_docs.idcheck_simulator import simulator_command
from screening.cases import service as cases
from screening.cases.dispositions import of_findings
from screening.cases.facts import alerted
from screening.cases.policy import CasePolicy
from screening.commands import screening_commands
from screening.hits import service as hits
from screening.hits.commands import rescreen_command
from screening.hits.facts import screened
from screening.hits.policy import HitPolicy
from screening.matching.commands import names_commands, screen_command
from screening.matching.policy import MatchingPolicy
from screening.reports.commands import report_commands
from screening.reports.facts import reported
from screening.reports.policy import ReportPolicy
from screening.selfcheck.policy import SelfCheckPolicy
from screening.transactions import service as transactions
from screening.transactions.behaviour import behaviour
from screening.transactions.detection import service as detection
from screening.transactions.detection.commands import detection_commands
from screening.transactions.detection.policy import DetectionPolicy, MonitoringPolicy
from screening.transactions.merges import follow as follow_merge
from screening.transactions.policy import LargeValuePolicy
from screening.transactions.printed import printed_findings
from screening.watchlists.commands import watchlist_commands
from screening.watchlists.fetching import fetch_quietly
from screening.watchlists.policy import WatchlistPolicy
from screening.watchlists.sources import Sources, load_sources
from screening.web import pages as screening_pages

HERE = Path(__file__).parent
POLICY_FOLDERS = (HERE / "kyc" / "policies", HERE / "screening" / "policies")
POLICY_SECTIONS = (
    AccessPolicy,
    CustomerPolicy,
    OwnershipPolicy,
    VerificationPolicy,
    RetentionPolicy,
    RiskPolicy,
    AdmissionPolicy,
    SignalPolicy,
    MatchingPolicy,
    LargeValuePolicy,
    DetectionPolicy,
    MonitoringPolicy,
    SelfCheckPolicy,
    WatchlistPolicy,
    HitPolicy,
    ReportPolicy,
    CasePolicy,
)

# What a multipart form may add around the files it carries.
_FORM_BYTES = 64 * 1024


def create_app() -> Flask:
    """The command line: `flask` finds it here. Nothing is opened before a command needs it."""
    app = Flask("firstline", static_folder=None)
    commands = (
        *operator_commands(open_house),
        *backup_commands(open_house, _settings),
        staff_commands(open_console),
        read_command(lambda: open_scanner(_settings()), lambda: business_date(datetime.now(UTC))),
        sweep_command(open_console),
        review_command(open_console),
        idcheck_commands(open_console),
        simulator_command(SEED, open_demo),
        retention_commands(open_console),
        names_commands(open_matching_policy),
        risk_commands(open_console),
        screen_command(open_console),
        *screening_commands(open_console),
        *detection_commands(open_console),
        watchlist_commands(open_console),
        rescreen_command(open_console),
        report_commands(open_console),
        migrate_command(),
        demo_command(),
        serve_command(),
    )
    for command in commands:
        app.cli.add_command(_explained(command))
    return app


def wsgi() -> Flask:
    """The web application. Misconfigured, in words, when settings, database, keys or policy do not allow a start."""
    return web_of(open_house())


def web_of(house: House) -> Flask:
    """The web application over a house, with every stage's pages."""
    return create_web(
        house,
        (*kyc_pages.BLUEPRINTS, *screening_pages.BLUEPRINTS),
        (*kyc_pages.NAVIGATION, *screening_pages.NAVIGATION),
        screening_pages.NOTICES,
        screening_pages.FILE_PARTS,
    )


def open_house() -> House:
    """The house as the settings say, checked: reachable, on the right schema, with the right keys."""
    settings = _settings()
    sources = load_sources(settings.watchlists_path)
    database = _reached(settings)
    schema.check(database)
    return House(
        settings,
        database,
        open_vault(settings, database),
        PolicyBook.load(POLICY_FOLDERS, POLICY_SECTIONS),
        WorkingCalendar(settings.holidays_path),
        functools.partial(datetime.now, UTC),
        ports_of(sources),
    )


def ports_of(sources: Sources) -> Ports:
    """What earlier stages ask of later ones, and tell them. sources: the known lists."""
    return Ports(
        {
            FACT_SOURCES: [behaviour, screened, alerted, reported],
            FILE_CHANGED: [risk.file_changed],
            NAME_SCREENING: [hits.Screening(hits.Lists(sources))],
            MERGES: [follow_merge],
            PRINTED_PARTS: [hits.PrintedHits(sources), printed_findings],
            detection.DISPOSITIONS: [of_findings],
        }
    )


def open_matching_policy() -> MatchingPolicy:
    """How names are scored today, with no database."""
    policies = PolicyBook.load(POLICY_FOLDERS, POLICY_SECTIONS)
    return policies.at(business_date(datetime.now(UTC))).of(MatchingPolicy)


def open_console() -> tuple[House, Actor]:
    """The house and the command line as an actor of its one institution. Misconfigured before there is one."""
    house = open_house()
    with house.database.read() as connection:
        institutions = staff_store.all_institutions(connection)
    if len(institutions) != 1:
        raise Misconfigured(
            "console.institution",
            Text(
                f"数据库中有 {len(institutions)} 个机构，此命令需要恰好一个。可先运行 flask demo 建立样本机构。",
                f"The database has {len(institutions)} institutions; this command needs exactly one. `flask demo` "
                "makes a sample one.",
            ),
        )
    return house, Actor.console(institutions[0].id)


def open_demo() -> tuple[House, Actor] | None:
    """As `open_console`, when this installation is one with the demo branch and nothing else."""
    settings = _settings()
    if settings.url.startswith("sqlite") and not (settings.data / "firstline.db").exists():
        return None
    house = open_house()
    with house.database.read() as connection:
        institutions = staff_store.all_institutions(connection)
    if [one.code for one in institutions] != [DEMO_CODE]:
        return None
    return house, Actor.console(institutions[0].id)


def own_jobs(house: House) -> tuple[jobs.Job, ...]:
    """What the running service does by itself: it warms the recogniser and the printer, so that the day's first teller
    does not wait for them, sweeps out what is kept no longer than needed, and asks again what the networked check has
    not answered, and looks for new lists.
    """
    today = business_date(house.clock())
    day = house.policies.at(today)
    policy, verification = day.of(CustomerPolicy), day.of(VerificationPolicy)
    lists = day.of(WatchlistPolicy)
    return (
        jobs.Job("warm recogniser", functools.partial(scanning.warm, house.settings, today)),
        jobs.Job("warm printer", paper.warm),
        jobs.Job(
            "forget answers", functools.partial(_forget_answers, house), timedelta(hours=policy.sweep_hours)
        ),
        jobs.Job("review customers", functools.partial(_for_each, house, review), timedelta(days=1)),
        jobs.Job("sweep", functools.partial(_for_each, house, sweep), timedelta(hours=policy.sweep_hours)),
        jobs.Job(
            "id checks",
            functools.partial(_for_each, house, work_off_quietly),
            timedelta(seconds=verification.retry_job_seconds),
        ),
        jobs.Job(
            "fetch lists",
            functools.partial(_for_each, house, fetch_quietly),
            timedelta(hours=lists.fetch_hours),
        ),
        jobs.Job(
            "screen names",
            functools.partial(_for_each, house, hits.catch_up),
            timedelta(minutes=day.of(HitPolicy).screening_minutes),
        ),
        *_feed(house, day.of(LargeValuePolicy)),
        jobs.Job(
            "monitor",
            functools.partial(_for_each, house, detection.catch_up),
            timedelta(seconds=day.of(MonitoringPolicy).job_seconds),
        ),
        jobs.Job(
            "gather alerts",
            functools.partial(_for_each, house, cases.gather),
            timedelta(minutes=day.of(CasePolicy).gather_minutes),
        ),
        jobs.Job("draw samples", functools.partial(_for_each, house, cases.draw), timedelta(days=1)),
        jobs.Job(
            "regrade",
            functools.partial(_for_each, house, risk.sweep),
            timedelta(minutes=day.of(RiskPolicy).regrade_minutes),
        ),
    )


def _forget_answers(house: House) -> int:
    """Drops the answers kept for repeated requests that are older than anybody repeats one."""
    now = house.clock()
    kept = house.policies.at(business_date(now)).of(AccessPolicy).answer_days
    with house.database.write() as connection:
        return idempotency.forget(connection, now - timedelta(days=kept))


def _feed(house: House, policy: LargeValuePolicy) -> tuple[jobs.Job, ...]:
    """Looking into the folder of end-of-day files, where one is set; for the one institution there is."""
    folder = house.settings.transactions_folder
    if not folder:
        return ()

    def take(house: House, actor: Actor) -> None:
        settled = house.clock().timestamp() - policy.feed_settle_seconds
        transactions.take_folder(house, actor, Path(folder), settled)

    return (
        jobs.Job(
            "transactions folder",
            functools.partial(_for_each, house, take),
            timedelta(seconds=policy.feed_seconds),
        ),
    )


def _for_each(house: House, work: Callable[[House, Actor], object]) -> None:
    """Does the work once for each institution, as the service itself."""
    with house.database.read() as connection:
        institutions = staff_store.all_institutions(connection)
    for institution in institutions:
        work(house, Actor.service(institution.id))


def open_scanner(settings: Settings) -> Scanner:
    """The reader of documents as the settings say; its engine starts with the first document."""
    engine = make_engine(
        settings.ocr_engine,
        threads=settings.ocr_threads,
        time_limit=settings.ocr_seconds,
        start_limit=settings.ocr_start_seconds,
    )
    return Scanner(engine)


def migrate_command() -> click.Command:
    """`flask migrate`."""

    @click.command("migrate")
    def migrate() -> None:
        """建立或升级数据库；新装时生成密钥环 / Create or upgrade the database; make the keyring of a new installation."""
        settings = _settings()
        _make_data_folder(settings)
        database = _reached(settings)
        changed = schema.upgrade(database)
        open_or_create_vault(settings, database, datetime.now(UTC))
        click.echo("数据库已升级 / schema upgraded" if changed else "数据库已是最新 / schema up to date")

    return migrate


def demo_command() -> click.Command:
    """`flask demo`."""

    @click.command("demo")
    def demo() -> None:
        """建立样本机构，已有则不改动 / Make the demo branch; nothing changes when it is there."""
        house = open_house()
        scanner = open_scanner(house.settings)
        try:
            made = make_demo(house, scanner, click.echo)
        finally:
            scanner.close()
        if not made.passwords:
            click.echo("已有机构，未作改动 / there is an institution already; nothing was changed")
            return
        click.echo("一次性密码，只显示这一次 / one-time passwords, shown this once:")
        for login, password in made.passwords.items():
            click.echo(f"  {login:<12} {password}")
        click.echo("丢失可重发 / a lost one is replaced by: flask staff password LOGIN")

    return demo


def serve_command() -> click.Command:
    """`flask serve`."""

    @click.command("serve")
    def serve() -> None:
        """启动服务 / Start the service."""
        settings = _settings()
        with _listener(settings) as listener:
            house = open_house()
            web = web_of(house)
            logs.configure(settings.log_level)
            click.echo(
                f"第一道防线已启动，Ctrl+C 停止 / Firstline is up, Ctrl+C stops it: {_address(settings)}"
            )
            stopping = threading.Event()
            jobs.start(own_jobs(house), stopping)
            try:
                waitress.serve(
                    web,
                    sockets=[listener],
                    threads=settings.threads,
                    channel_request_lookahead=1,  # so that it tells when a browser went away
                    max_request_body_size=settings.upload_megabytes * 1024 * 1024 + _FORM_BYTES,
                    ident=None,
                    **_behind_proxy(settings),
                )
            finally:
                stopping.set()

    return serve


def _settings() -> Settings:
    settings, _ = settings_module.load(os.environ)
    return settings


def _reached(settings: Settings) -> Database:
    """The database, checked; let go of when the command that asked for it ends. A WSGI server keeps it."""
    database = Database(settings.url, settings.threads)
    command = click.get_current_context(silent=True)
    if command is not None:
        command.call_on_close(database.close)
    database.check()
    return database


def _behind_proxy(settings: Settings) -> dict[str, Any]:
    """Whose word on the caller's address counts: sign-in limits are kept per address."""
    if not settings.trusted_proxy:
        return {}
    return {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


def _address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def _make_data_folder(settings: Settings) -> None:
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = settings.data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Misconfigured(
            "settings.data",
            Text(
                f"数据文件夹 {settings.data} 不可写（{error.strerror}）。请改用可写的文件夹（FIRSTLINE_DATA）或调整权限。",
                f"The data folder {settings.data} is not writable ({error.strerror}). Name another (FIRSTLINE_DATA) or "
                "change its rights.",
            ),
        ) from error


def _listener(settings: Settings) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise Misconfigured(
            "settings.port",
            Text(
                f"无法监听 {_address(settings)}（{error.strerror}）。可能已有服务在运行：请停掉它，或换一个端口，例如 "
                "FIRSTLINE_PORT=8001 make run",
                f"Cannot listen on {_address(settings)} ({error.strerror}). Another service may run there: stop it, or "
                "take another port, as in FIRSTLINE_PORT=8001 make run",
            ),
        ) from error
    return listener


def _explained(command: click.Command) -> click.Command:
    """The same command, saying our own refusals in words (exit status 1) instead of with a traceback."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _explained(inner)
    elif command.callback is not None:
        command.callback = _saying_refusals(command.callback)
    return command


def _saying_refusals(callback: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(callback)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return callback(*args, **kwargs)
        except FirstlineError as error:
            # what stops a start names its faults in the one line it has
            problems = () if isinstance(error, Misconfigured) else error.problems
            lines = [str(error.text), *(f"  {p.where}: {p.text}" for p in problems)]
            raise click.ClickException("\n".join(lines)) from error

    return wrapped
