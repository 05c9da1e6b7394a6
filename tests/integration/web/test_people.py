"""Names beside what was done: colleagues by name, strangers by their place, the service and the console as themselves."""

from kyc.base.access import Actor, Role
from kyc.web.people import names_of
from tests.specimen_bank import Bank


def test_the_service_and_the_console_are_not_told_as_colleagues_elsewhere(bank: Bank) -> None:
    teller = bank.hire("t1", Role.TELLER, "east").account
    elsewhere = bank.hire("t2", Role.TELLER, "west").account
    actor = Actor(teller.id, teller.login, teller.role, bank.institution_id, teller.outlet_id)
    with bank.house.read(actor) as unit:
        names = names_of(unit, [Actor.SERVICE, Actor.CONSOLE, teller.id, elsewhere.id, None])
    assert {staff_id: name.zh for staff_id, name in names.items()} == {
        Actor.SERVICE: "系统自动",
        Actor.CONSOLE: "服务器命令行",
        teller.id: teller.display_name,
        elsewhere.id: "其他网点人员",
    }
