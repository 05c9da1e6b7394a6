"""Names for programs, under /api/v1/names: two compared, or one held against the lists in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from flask_smorest import Blueprint
from marshmallow import fields, validate

from kyc.base.access import Permission
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.web.access import current_house, requires
from kyc.web.interface import PREFIX
from kyc.web.schemas import TextSchema
from kyc.web.units import unit_of_request
from screening.matching import service
from screening.matching.commands import match_json
from screening.matching.files import MOST_LETTERS
from screening.matching.in_force import lists_in_force
from screening.matching.model import Subject
from screening.watchlists.countries import alpha3
from screening.watchlists.model import ListingKind, Number, PartialDate

blueprint = Blueprint(
    "names", __name__, url_prefix=f"{PREFIX}/names", description="名称比对 / Matching names"
)

_NAME = validate.Length(min=1, max=MOST_LETTERS)
_KIND = validate.OneOf([kind.value for kind in ListingKind if kind is not ListingKind.OTHER])


class FactorSchema(ma.Schema):
    """One named part of a score."""

    code = fields.String(required=True)
    points = fields.Float(required=True)
    ours = fields.String(required=True)
    theirs = fields.String(required=True)
    text = fields.Nested(TextSchema, required=True)


class ScoreSchema(ma.Schema):
    """What a comparison comes to: 0 to 100, and whether it must be looked at."""

    score = fields.Float(required=True)
    alert = fields.Boolean(required=True)
    algorithm = fields.String(required=True)
    factors = fields.List(fields.Nested(FactorSchema), required=True)


class MatchSchema(ScoreSchema):
    """An entry of a list that somebody may be."""

    list = fields.String(required=True)
    listing_id = fields.String(required=True)
    matched_name = fields.String(required=True)
    kind = fields.String(required=True)


class MatchesSchema(ma.Schema):
    """The entries, highest score first."""

    matches = fields.List(fields.Nested(MatchSchema), required=True)


class CompareSchema(ma.Schema):
    """Two names and what bears them."""

    a = fields.String(required=True, validate=_NAME)
    b = fields.String(required=True, validate=_NAME)
    kind = fields.String(load_default=ListingKind.PERSON.value, validate=_KIND)


class ScreenSchema(ma.Schema):
    """A name and what else is known. born: ISO 8601, as far as known. country: ISO 3166 code or a name."""

    name = fields.String(required=True, validate=_NAME)
    kind = fields.String(load_default=ListingKind.PERSON.value, validate=_KIND)
    born = fields.String(load_default=None, validate=validate.Length(max=10))
    number = fields.String(load_default=None, validate=validate.Length(max=64))
    country = fields.String(load_default=None, validate=validate.Length(max=64))
    candidates = fields.Boolean(load_default=False)


@blueprint.route("/compare", methods=["POST"])
@requires(Permission.WATCHLIST_VIEW)
@blueprint.arguments(CompareSchema)
@blueprint.response(200, ScoreSchema)
def compare(given: Mapping[str, Any]) -> dict[str, Any]:
    """Compare two names

    Whether they may be the same name, nothing else known, with the points and reason of each factor. Nothing is kept.
    """
    with unit_of_request() as unit:
        return service.compare(unit, given["a"], given["b"], ListingKind(given["kind"])).as_json()


@blueprint.route("/screen", methods=["POST"])
@requires(Permission.WATCHLIST_VIEW)
@blueprint.arguments(ScreenSchema)
@blueprint.response(200, MatchesSchema)
def screen(given: Mapping[str, Any]) -> dict[str, Any]:
    """Hold a name against the lists in force

    `candidates` adds those below the alert line, which other evidence would have to lift. Nothing is kept.
    """
    settings = current_house().settings
    lists = lists_in_force(settings.watchlists_path, settings.names_index_path)
    with unit_of_request() as unit:
        found = service.screen(unit, lists, _subject(given), candidates=given["candidates"])
    return {"matches": [match_json(match) for match in found]}


def _subject(given: Mapping[str, Any]) -> Subject:
    problems = []
    born: tuple[PartialDate, ...] = ()
    if given["born"]:
        try:
            born = (PartialDate.parse(given["born"]),)
        except ValueError:
            problems.append(
                Problem(
                    "json.born",
                    Text("日期须写作 1980-05-17、1980-05 或 1980", "write 1980-05-17, 1980-05 or 1980"),
                )
            )
    country = alpha3(given["country"]) if given["country"] else None
    if given["country"] and country is None:
        problems.append(
            Problem("json.country", Text("不是国家（地区）代码或名称", "no code or name of a country"))
        )
    if problems:
        raise Invalid(
            "names.screen", Text("内容有误，见各项说明。", "Some values are wrong; see each."), problems
        )
    return Subject(
        ListingKind(given["kind"]),
        (given["name"],),
        birth_dates=born,
        countries=(country,) if country else (),
        numbers=(Number("", given["number"]),) if given["number"] else (),
    )
