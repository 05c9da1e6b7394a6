"""What grading knows of a customer from the customer file, each fact with its source. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kyc.base.text import Text
from kyc.customers import network
from kyc.customers.countries import countries
from kyc.customers.model import IdentityDocument, Profile
from kyc.customers.rules import age_on
from kyc.risk.model import Fact, Facts, FactValue

_SAME, _OTHER = "same_province", "other_province"


def from_profile(profile: Profile, occupations: Mapping[str, Mapping[str, str]], today: date) -> Facts:
    """The facts the customer file holds today; what it does not know is absent.

    occupations: the policy's table of codes and names.
    """
    return {
        name: Fact(value, shown, _source(profile, what), today)
        for name, value, shown, what in _known(profile, occupations, today)
    }


def _known(
    profile: Profile, occupations: Mapping[str, Mapping[str, str]], today: date
) -> Iterator[tuple[str, FactValue, Text, Text]]:
    document = IdentityDocument(profile.document_type).label
    yield "document_type", profile.document_type, document, Text("证件种类", "document type")
    expired = Text("证件已过期", "expired") if profile.document_expired else Text("在有效期内", "valid")
    yield "document_expired", profile.document_expired, expired, Text("证件有效期", "document validity")
    yield "channel", profile.channel.value, profile.channel.label, Text("建立渠道", "channel")
    score = profile.completeness
    yield "completeness", score, Text(f"{score}%", f"{score}%"), Text("信息完整度", "completeness")
    state = profile.network_state
    yield "network_check", state.value, network.state_label(state), Text("联网核查", "networked check")
    opened = profile.accounts
    yield "accounts", opened, Text(f"{opened} 户", f"{opened} accounts"), Text("账户", "accounts")
    if profile.birth_date is not None:
        age = age_on(profile.birth_date, today)
        yield "age", age, Text(f"{age} 岁", f"{age} years"), Text("出生日期", "birth date")
    if profile.nationality is not None:
        yield (
            "nationality",
            profile.nationality,
            countries()[profile.nationality],
            Text("国籍", "nationality"),
        )
    if profile.region_code is not None:
        code = profile.region_code
        yield (
            "registration_region",
            code,
            Text(code, code),
            Text("证件号码前六位", "first six digits of the number"),
        )
    if profile.region_code is not None and profile.residence is not None:
        same = profile.region_code.startswith(profile.residence)
        shown = (
            Text("常住地与户籍同省", "lives in the province of registration")
            if same
            else Text("常住地与户籍不同省", "lives outside the province of registration")
        )
        yield "residence", _SAME if same else _OTHER, shown, Text("住址与证件号码", "address and number")
    if profile.occupation is not None:
        code = profile.occupation
        name = Text.from_dict(occupations[code]) if code in occupations else Text(code, code)
        yield "occupation", profile.occupation, name, Text("职业", "occupation")


def _source(profile: Profile, what: Text) -> Text:
    return Text(
        f"客户档案第 {profile.version} 版：{what.zh}", f"customer file, version {profile.version}: {what.en}"
    )
