"""For those who watch over the service: alive, ready, and figures. The figures are not public."""

from __future__ import annotations

import time

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Histogram, generate_latest

from kyc.base.access import Permission
from kyc.base.errors import FirstlineError
from kyc.web.access import current_house, public, requires
from kyc.web.logs import log, places

blueprint = Blueprint("health", __name__)

_ANSWERS = Counter("firstline_http_responses", "Answers given", ("method", "endpoint", "status"))
_SECONDS = Histogram("firstline_http_seconds", "Seconds until an answer", ("method", "endpoint"))


def init_app(app: Flask) -> None:
    """Counts and times every answer, and adds the three routes."""
    app.after_request(_count)
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
@public
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> tuple[dict[str, str], int]:
    """The service can do its work: the database answers. What is wrong stands in the log."""
    try:
        current_house().database.check()
    except FirstlineError as error:
        log.error("not ready", code=error.code, places=places(error))
        return {"status": "unavailable"}, 503
    return {"status": "ready"}, 200


@blueprint.get("/metrics")
@requires(Permission.METRICS_VIEW)
def metrics() -> Response:
    """Figures in the format of Prometheus, which comes with an API token."""
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    _ANSWERS.labels(request.method, endpoint, response.status_code).inc()
    _SECONDS.labels(request.method, endpoint).observe(time.perf_counter() - g.began)
    return response
