"""A cut point moved from totals to sums of points divides them in the same place."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from kyc.risk.setwise import least_points


@given(st.integers(0, 1000), st.integers(1, 10), st.decimals(0, 100, places=2))
def test_sums_reach_a_cut_exactly_when_their_rounded_totals_do(points: int, scale: int, cut: Decimal) -> None:
    total = (Decimal(points) / scale).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert (points >= least_points(cut, scale)) == (total >= cut)
