"""Which scans are kept, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kyc.base.errors import Invalid
from kyc.base.text import Text
from kyc.documents.model import Check, Outcome, Quality, QualityReason, QualitySeverity
from kyc.web.scanning import Scan, useful
from tests.specimen_customers import PORTRAIT, confirmed, nothing_found, reading

BLUR = QualityReason("blur", Text("画面模糊", "blurred"))
TURNED = QualityReason("turned", Text("转了 90 度", "turned"), QualitySeverity.NOTICE)


def card(*reasons: QualityReason) -> Scan:
    asked = any(reason.severity is QualitySeverity.RETAKE for reason in reasons)
    quality = Quality("retake" if asked else "accept", reasons)
    return Scan(replace(reading(PORTRAIT, confirmed()), quality=quality), b"picture")


def no_document(*reasons: QualityReason) -> Scan:
    check = Check("document.supported", Outcome.FAIL, Text("没有支持的证件", "no supported document"))
    return Scan(replace(nothing_found(), quality=Quality("accept", reasons), checks=(check,)), b"picture")


def refusal(*scans: Scan, strict: bool = False) -> list[str]:
    with pytest.raises(Invalid) as refused:
        useful(scans, strict=strict)
    return [problem.text.zh for problem in refused.value.problems]


def test_a_picture_that_can_be_read_is_kept_with_what_is_wrong_told_on_the_desk() -> None:
    poor = card(BLUR, TURNED)
    assert useful([poor]) == [poor]


def test_the_camera_is_told_what_to_mend_and_not_what_is_only_to_be_known() -> None:
    assert refusal(card(BLUR, TURNED), strict=True) == ["画面模糊"]
    turned = card(TURNED)
    assert useful([turned], strict=True) == [turned]


def test_a_picture_without_a_document_is_refused_for_that_and_for_what_to_mend() -> None:
    assert refusal(no_document(TURNED)) == ["没有支持的证件"]
    assert refusal(no_document(BLUR, TURNED)) == ["画面模糊", "没有支持的证件"]


def test_pages_without_a_document_do_not_lose_those_with_one() -> None:
    good = card()
    assert useful([no_document(), good]) == [good]
