"""What the application registers of this room: pages, JSON interfaces, scripts and styles, places in the head."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask
from flask.sansio.blueprints import BlueprintSetupState

from kyc.base.text import Text
from kyc.web.access import Access, declare
from kyc.web.navigation import Area, NavigationItem
from screening.web import (
    api,
    cases,
    cash,
    customer_parts,
    hits,
    hits_api,
    names_api,
    reports,
    reports_api,
    rule_pages,
    selfcheck,
    selfcheck_api,
    suspicious,
    watchlists,
)

_files = Blueprint(
    "screening",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/screening",
)


@_files.record_once
def _open_to_all(state: BlueprintSetupState) -> None:
    declare(cast("Flask", state.app), "screening.static", Access(public=True))


BLUEPRINTS = (
    _files,
    cash.blueprint,
    selfcheck.blueprint,
    api.transactions,
    api.findings,
    api.rates,
    names_api.blueprint,
    selfcheck_api.blueprint,
    watchlists.blueprint,
    rule_pages.blueprint,
    hits.blueprint,
    cases.blueprint,
    cases.counter,
    suspicious.blueprint,
    reports.blueprint,
    reports_api.reports,
    customer_parts.blueprint,
    hits_api.lists,
    hits_api.hits,
)

NAVIGATION = (
    NavigationItem("cash.show", Text("现金登记", "Cash"), Area.COUNTER),
    NavigationItem("cash.findings", Text("大额记录", "Large value"), Area.COUNTER),
    NavigationItem("selfcheck.overview", Text("日终自查", "Self-check"), Area.COUNTER),
    NavigationItem("counter.inquiries", Text("资料补充", "Requests"), Area.COUNTER),
    NavigationItem("reports.backfill", Text("要素补录", "Back-fill"), Area.COUNTER),
    NavigationItem("counter.concern", Text("情况反映", "Tell compliance"), Area.COUNTER),
    NavigationItem("hits.queue", Text("名单命中", "Hits"), Area.LISTS),
    NavigationItem("watchlists.overview", Text("名单", "Watchlists"), Area.LISTS),
    NavigationItem("cases.queue", Text("案件", "Cases"), Area.MONITORING),
    NavigationItem("suspicious.overview", Text("可疑报告", "Suspicious reports"), Area.MONITORING),
    NavigationItem("reports.overview", Text("大额报告", "Large-value reports"), Area.MONITORING),
    NavigationItem("rules.overview", Text("监测规则", "Rules"), Area.MONITORING),
)

NOTICES = (watchlists.notices, hits.notices, reports.notices, suspicious.notices)

FILE_PARTS = customer_parts.PARTS
