"""Languages of the pages: Chinese as written in templates and code, English from the catalogue.

A template says `_("中文")` for words of its own and `text|words` for a `Text` of the services. The catalogue is
compiled by the set-up; `tests/house/test_translations.py` holds it complete.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from flask import Blueprint, Flask, redirect, request, session
from flask_babel import Babel, format_date, format_datetime
from werkzeug.wrappers import Response

from kyc.base.errors import Misconfigured
from kyc.base.text import Language, Text
from kyc.web.access import current_house, public
from kyc.web.security import local_target

CATALOGUES = Path(__file__).with_name("translations")
_TAGS: dict[Language, str] = {"zh": "zh_Hans_CN", "en": "en"}

blueprint = Blueprint("languages", __name__)


def init_app(app: Flask) -> None:
    """Chooses the language of each request and gives templates what they need for it.

    Misconfigured when the English catalogue was not compiled.
    """
    catalogue = CATALOGUES / "en" / "LC_MESSAGES" / "messages.mo"
    if not catalogue.exists():
        raise Misconfigured(
            "web.translations",
            Text(
                f"缺少界面译文 {catalogue.name}。请运行 make setup（或 pybabel compile -d kyc/web/translations）。",
                f"The pages' translations {catalogue.name} are missing. Run make setup (or pybabel compile -d "
                "kyc/web/translations).",
            ),
        )
    Babel(
        app,
        default_locale=_TAGS["zh"],
        default_translation_directories=str(CATALOGUES),
        default_timezone="Asia/Shanghai",
        locale_selector=lambda: _TAGS[current_language()],
    )
    app.add_template_filter(words)
    app.add_template_filter(moment)
    app.add_template_filter(day)
    app.context_processor(lambda: {"language": current_language()})
    app.register_blueprint(blueprint)


def current_language() -> Language:
    """The language this request is answered in: what the person chose, else the setting."""
    chosen = session.get("language")
    if chosen in _TAGS:
        return "en" if chosen == "en" else "zh"
    return "en" if current_house().settings.language == "en" else "zh"


def words(text: Text) -> str:
    """A service's `Text` in the language of the request."""
    return text.in_language(current_language())


def moment(at: datetime) -> str:
    """A time as people in a Chinese branch read it: Asia/Shanghai, to the minute."""
    return str(format_datetime(at, "yyyy-MM-dd HH:mm"))


def day(on: date) -> str:
    """A date, with its day of the week."""
    return str(format_date(on, "yyyy-MM-dd EEE", rebase=False))


@blueprint.post("/language")
@public
def choose() -> Response:
    """Keeps the chosen language and goes back to the page."""
    wanted = request.form.get("language")
    if wanted in _TAGS:
        session["language"] = wanted
    return redirect(local_target(request.form.get("next")), 303)
