"""The web: who may call what, how errors are told, how pages look. Every stage's pages stand on this room."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Flask
from flask_smorest import Blueprint as ApiBlueprint

from kyc.base.db import new_id
from kyc.base.unit import House
from kyc.web import (
    access,
    auth,
    errors,
    file_parts,
    health,
    interface,
    languages,
    logs,
    navigation,
    notices,
    security,
)
from kyc.web.file_parts import FilePart
from kyc.web.navigation import NavigationItem
from kyc.web.notices import NoticeSource


def create_web(
    house: House,
    blueprints: Sequence[Blueprint] = (),
    navigation_items: Sequence[NavigationItem] = (),
    notice_sources: Sequence[NoticeSource] = (),
    parts: Sequence[FilePart] = (),
) -> Flask:
    """The web application over a house.

    blueprints: pages (Flask) and JSON interfaces (flask-smorest) of the stages; each view declares its access by
    `requires`, `signed_in` or `public` of `kyc.web.access`. navigation_items: pages shown in the head, in order.
    notice_sources: what stands above every page until it is mended. parts: what later stages show on a customer's page.
    Misconfigured when a route declares nothing, or the pages' translations were not compiled.
    """
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["firstline_house"] = house
    access.declare(app, "static", access.Access(public=True))

    logs.init_app(app)
    forgery_defence = security.init_app(app, house.settings, house.vault)
    languages.init_app(app)
    health.init_app(app)
    navigation.init_app(app, navigation_items)
    notices.init_app(app, notice_sources)
    file_parts.init_app(app, parts)
    api = interface.init_app(app)
    app.context_processor(lambda: {"sign_in": access.current_sign_in(), "fresh_key": new_id})

    @app.before_request
    def admit() -> None:
        access.admit()
        if not access.called_by_token():
            forgery_defence.protect()

    for blueprint in (auth.blueprint, *blueprints):
        register = api.register_blueprint if isinstance(blueprint, ApiBlueprint) else app.register_blueprint
        register(blueprint)
    errors.init_app(app)
    access.check_declared(app)
    return app
