"""A determination in words and arithmetic that can be followed with a pocket calculator. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kyc.base.text import Text
from kyc.customers.ownership.model import (
    ControlStep,
    Determination,
    Dissection,
    Ground,
    Reason,
    Route,
    Sign,
    Treatment,
    UltimateShare,
)
from kyc.customers.ownership.soundness import percent

Names = Mapping[str, str]  # id → the name to show

_SIGNS = {
    Sign.CROSS_HOLDING: Text(
        "存在交叉持股或循环持股，已按线性方程组精确求解", "There are cross-holdings; they were solved exactly"
    ),
    Sign.CLOSED_RING: Text(
        "有机构互相全部持有、之外无人持有，查不到最终自然人",
        "Some entities wholly hold each other and nobody else holds them: no person stands behind them",
    ),
    Sign.DEEP: Text("股权层级较多", "There are many layers"),
    Sign.UNTRACED: Text(
        "未查清持有人的部分已达到识别比例，其后可能还有受益所有人，请补充股权资料",
        "The part whose holders are not known reaches the threshold: another owner may stand behind it; ask for the "
        "missing holdings",
    ),
    Sign.CONTROL_BESIDE_SHARES: Text("实际控制与持股比例不一致", "Control does not follow the shares held"),
    Sign.NOBODY_FOUND: Text(
        "没有识别出受益所有人：请登记负责日常经营管理的人员",
        "No beneficial owner was found: register who runs the daily business",
    ),
}


def sign(which: Sign) -> Text:
    """What a sign says."""
    return _SIGNS[which]


def reason(why: Reason, determination: Determination, names: Names) -> Text:
    """One ground with its arithmetic."""
    if why.share is not None:
        return _share(why.ground, why.share, determination.threshold, names)
    if why.ground is Ground.CONTROL:
        return _control(why, names)
    if why.ground is Ground.HEAD:
        return Text(
            "该类机构可简化识别，以其负责人为受益所有人",
            "this kind of entity is identified in the simplified way: its head is taken",
        )
    return Text(
        "按股权、收益权、表决权和控制均未识别出受益所有人，以负责日常经营管理的人员为受益所有人",
        "nobody was found by equity, income, votes or control: whoever runs the daily business is taken",
    )


def route(way: Route, names: Names) -> str:
    """A chain of holdings as arithmetic: 张* —60%→ 甲公司 —50%→ 乙公司：60% × 50% = 30%."""
    steps = names[way.steps[0]]
    for share, step in zip(way.shares, way.steps[1:], strict=True):
        steps += f" —{percent(share)}→ {names[step]}"
    product = " × ".join(percent(share) for share in way.shares)
    return f"{steps}：{product} = {percent(way.product)}" if len(way.shares) > 1 else steps


def beyond(share: UltimateShare) -> Text | None:
    """What a share holds beyond its listed chains; None when nothing."""
    if not share.beyond:
        return None
    return Text(
        f"经交叉持股循环回归等另计 {percent(share.beyond)}",
        f"{percent(share.beyond)} more comes back through cross-holdings or chains not listed",
    )


def rest(dissection: Dissection, names: Names) -> tuple[Text, ...]:
    """What of an entity no person was found for, and where it ends."""
    untraced = [
        Text(
            f"{names[entity]} 的其他持有人未登记，占 {percent(share)}",
            f"other holders of {names[entity]} are not registered: {percent(share)}",
        )
        for entity, share in dissection.untraced.items()
    ]
    circular = [
        Text(
            f"{names[entity]} 只被互相持有的机构持有，占 {percent(share)}",
            f"{names[entity]} is held only by entities that hold each other: {percent(share)}",
        )
        for entity, share in dissection.circular.items()
    ]
    return (*untraced, *circular)


def treatment(determination: Determination, kind: Mapping[str, Mapping[str, str]]) -> Text:
    """How the owners were looked for, in a sentence. kind: the regime of the policy."""
    name = Text.from_dict(kind["name"])
    how = determination.treatment
    threshold = percent(determination.threshold)
    if how is Treatment.FULL:
        return Text(
            f"{name.zh}：逐层穿透，{threshold} 以上即为受益所有人",
            f"{name.en}: traced through every layer; {threshold} or more makes a beneficial owner",
        )
    return Text(f"{name.zh}：{how.label.zh}", f"{name.en}: {how.label.en}")


def _share(ground: Ground, share: UltimateShare, threshold: Fraction, names: Names) -> Text:
    if len(share.routes) == 1 and not share.beyond:
        arithmetic = ""
    else:
        parts = [percent(way.product) for way in share.routes]
        if share.beyond:
            parts.append(percent(share.beyond))
        arithmetic = f" = {' + '.join(parts)}"
    return Text(
        f"{ground.label.zh}：{percent(share.share)}{arithmetic}，达到 {percent(threshold)}",
        f"{ground.label.en}: {percent(share.share)}{arithmetic}, which reaches {percent(threshold)}",
    )


def _control(why: Reason, names: Names) -> Text:
    zh = "；".join(_step(step, names).zh for step in why.steps)
    en = "; ".join(_step(step, names).en for step in why.steps)
    if why.jointly:
        others = "、".join(sorted(names[person] for person in why.jointly))
        zh, en = f"与 {others} 一致行动：{zh}", f"acting in concert with {others}: {en}"
    return Text(zh, en)


def _step(step: ControlStep, names: Names) -> Text:
    if step.manners:
        ways = "、".join(f"{names[holder]}（{manner}）" for holder, manner in step.manners.items())
        return Text(f"{ways} 控制 {names[step.entity]}", f"{ways} controls {names[step.entity]}")
    votes = " + ".join(f"{names[holder]} {percent(share)}" for holder, share in step.votes.items())
    total = percent(sum(step.votes.values(), Fraction(0)))
    sums = f"{votes} = {total}" if len(step.votes) > 1 else votes
    return Text(
        f"{names[step.entity]} 的表决权过半：{sums}",
        f"the majority of the votes in {names[step.entity]}: {sums}",
    )
