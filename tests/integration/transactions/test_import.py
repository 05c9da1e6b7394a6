"""Files of transactions and rates: all or nothing, the same file twice, and faults named by line and column."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from kyc.base import table
from kyc.base.access import Actor, Role
from kyc.base.audit import Event, audit_events
from kyc.base.errors import Invalid, Refused, TooLarge
from kyc.base.unit import House
from screening.commands import LINES_LEFT_OUT, screening_commands
from screening.transactions import service, store
from screening.transactions.service import Imported
from tests.specimen_customers import number
from tests.specimen_transactions import Specimen

pytestmark = pytest.mark.usefixtures("staff")

Actors = Callable[..., Actor]
DAY = date(2026, 11, 20)
HEADER = (
    "业务流水号,交易时间,网点代码,柜员号,交易方式,收付方向,币种,金额,账号,证件种类,证件号码,代办人姓名,用途"
)


@pytest.fixture
def console(teller: Actor) -> Actor:
    return Actor.console(teller.institution_id)


def deposit(
    reference: str, amount: str, account: str, teller: str = "teller-east", outlet: str = "E01"
) -> str:
    return f'{reference},2026-11-20 09:30:00,{outlet},{teller},现金存款,,人民币,"{amount}",{account},,,样本代办,货款'


def csv(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines, "")).encode()


def xlsx(data: bytes) -> bytes:
    book = openpyxl.Workbook()
    for row in table.read_table("x.csv", HEADER.encode() + b"\n" + data).rows:
        book.active.append([cell.text for cell in row.cells.values()])
    book.active.insert_rows(1)
    for column, word in enumerate(HEADER.split(","), start=1):
        book.active.cell(1, column).value = word
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def two_deposits(customer: Specimen) -> bytes:
    """One customer, two tellers, two outlets: over the line together."""
    return csv(
        deposit("C1", "30,000.00", customer.account),
        deposit("C2", "22,000.00", customer.account, "teller-west", "W01"),
    )


def load(
    house: House, actor: Actor, data: bytes, *, keep_good: bool = False, name: str = "d.csv"
) -> Imported:
    with house.write(actor) as unit:
        return service.import_transactions(unit, name, data, keep_good=keep_good)


def kept(house: House) -> int:
    with house.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(store.transactions)) or 0


class TestFiles:
    def test_the_rows_are_booked_and_found(
        self, house: House, console: Actor, teller: Actor, colleague: Actor, two_deposits: bytes
    ) -> None:
        done = load(house, console, two_deposits)
        assert (done.created, done.unchanged, done.rejected_lines, done.open_findings) == (2, 0, 0, 1)
        assert done.days == (DAY,)
        with house.read(console) as unit:
            (finding,) = service.findings(unit, limit=5)
            rows = service.transactions(unit, limit=5)
        assert finding.current.derived.day_sum.total.format() == "52,000.00"
        assert {(row.teller_id, row.outlet_id) for row in rows} == {
            (teller.staff_id, teller.outlet_id),
            (colleague.staff_id, colleague.outlet_id),
        }
        assert {row.agent.name for row in rows if row.agent} == {"样本代办"}
        assert {row.recorded_by for row in rows} == {"console"}

    def test_the_same_file_again_changes_nothing(
        self, house: House, console: Actor, two_deposits: bytes
    ) -> None:
        load(house, console, two_deposits)
        with house.database.read() as connection:
            events = connection.scalar(select(func.count()).select_from(audit_events))
        again = load(house, console, two_deposits)
        assert (again.created, again.unchanged, again.open_findings) == (0, 2, 0)
        with house.database.read() as connection:
            assert connection.scalar(select(func.count()).select_from(audit_events)) == events
        assert kept(house) == 2

    @pytest.mark.parametrize("form", ["gbk", "utf-8-sig", "xlsx"])
    def test_other_encodings_are_the_same_file(
        self, house: House, console: Actor, two_deposits: bytes, form: str
    ) -> None:
        load(house, console, two_deposits)
        rows = two_deposits.partition(b"\n")[2]
        data = xlsx(rows) if form == "xlsx" else two_deposits.decode().encode(form)
        assert load(house, console, data).unchanged == 2

    def test_a_wrong_line_refuses_the_whole_file(
        self, house: House, console: Actor, customer: Specimen
    ) -> None:
        data = csv(
            deposit("C1", "30,000.00", customer.account),
            deposit("C2", "三万", customer.account),
            deposit("C3", "1.00", "6200000000000009999"),
            deposit("C4", "1.00", customer.account, teller="nobody"),
            deposit("C5", "1.00", customer.account, outlet="X99"),
            deposit("C1", "30,000.01", customer.account),
            "C7,2026-11-20",
        )
        with pytest.raises(Invalid) as error:
            load(house, console, data)
        assert [p.where for p in error.value.problems] == [
            "line 3, column 金额",
            "line 4, column 账号",
            "line 5, column 柜员号",
            "line 6, column 网点代码",
            "line 7, column 业务流水号",
            "line 8",
        ]
        assert all(p.text.zh and p.text.en for p in error.value.problems)
        assert kept(house) == 0

    def test_or_keeps_the_good_lines_when_told(
        self, house: House, console: Actor, customer: Specimen
    ) -> None:
        data = csv(
            deposit("C1", "30,000.00", customer.account),
            deposit("C2", "三万", customer.account),
            deposit("C3", "20,000.00", customer.account),
        )
        done = load(house, console, data, keep_good=True)
        assert (done.created, done.rejected_lines, done.open_findings) == (2, 1, 1)
        assert [p.where for p in done.rejected] == ["line 3, column 金额"]
        mended = load(house, console, data.replace("三万".encode(), b"30000"))
        assert (mended.created, mended.unchanged) == (1, 2)

    def test_a_one_off_at_the_line_needs_an_identified_customer(
        self, house: House, console: Actor, customer: Specimen
    ) -> None:
        def exchange(reference: str, document: str, amount: str = "30000") -> str:
            return (
                f"{reference},2026-11-20 10:00,E01,teller-east,现钞兑换,收,CNY,{amount},,身份证,{document},,"
            )

        unknown = number(sequence=321)
        with pytest.raises(Invalid) as error:
            load(house, console, csv(exchange("C1", unknown), exchange("C2", unknown)))
        assert [p.where for p in error.value.problems] == ["line 3, column 证件号码"]
        known = csv(exchange("C1", customer.number), exchange("C2", customer.number))
        assert load(house, console, known).open_findings == 1

    def test_a_missing_rate_is_a_fault_of_the_line(
        self, house: House, console: Actor, customer: Specimen
    ) -> None:
        data = csv(deposit("C1", "100.00", customer.account).replace("人民币", "EUR"))
        with pytest.raises(Invalid) as error:
            load(house, console, data)
        assert [p.where for p in error.value.problems] == ["line 2, column 币种"]
        rates = "日期,币种,每单位折美元\n2026-11-20,EUR,1.0837\n".encode()
        with house.write(console) as unit:
            assert service.import_rates(unit, "rates.csv", rates).changed == 1
        assert load(house, console, data).created == 1

    def test_formula_looking_text_is_text(self, house: House, console: Actor, customer: Specimen) -> None:
        data = csv(deposit("C1", "1.00", customer.account).replace("货款", "=cmd|' /C calc'!A0"))
        load(house, console, data)
        with house.read(console) as unit:
            (row,) = service.transactions(unit, limit=2)
        assert row.purpose == "=cmd|' /C calc'!A0"

    @pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"a,b\n1,2\n"])
    def test_what_is_no_such_file_is_refused(self, house: House, console: Actor, data: bytes) -> None:
        with pytest.raises(Invalid):
            load(house, console, data)
        with pytest.raises(Invalid), house.write(console) as unit:
            service.import_rates(unit, "rates.csv", data)

    def test_a_file_over_the_limit_is_refused(
        self, house: House, console: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(table, "MAX_FILE_BYTES", 100)
        with pytest.raises(TooLarge):
            load(house, console, csv(*[deposit(f"C{n}", "1", "1") for n in range(5)]))

    def test_the_import_is_in_the_audit_log(self, house: House, console: Actor, two_deposits: bytes) -> None:
        load(house, console, two_deposits)
        with house.database.read() as connection:
            rows = connection.execute(select(audit_events).order_by(audit_events.c.seq)).all()
        assert [row.event for row in rows[-2:]] == [Event.FINDING_OPENED, Event.TRANSACTIONS_IMPORTED]
        assert '"created":2' in rows[-1].details

    def test_who_may_not_import(self, house: House, teller: Actor, two_deposits: bytes) -> None:
        with pytest.raises(Refused):
            load(house, teller, two_deposits)

    def test_a_system_of_one_outlet_brings_only_its_own(
        self, house: House, teller: Actor, customer: Specimen, actor_of: Actors
    ) -> None:
        feed = actor_of(Role.INTEGRATION, outlet="east")
        own = deposit("C1", "1.00", customer.account)
        other = deposit("C2", "1.00", customer.account, "teller-west", "W01")
        with pytest.raises(Invalid) as error:
            load(house, feed, csv(own, other))
        assert [p.where for p in error.value.problems] == ["line 3, column 网点代码"]
        assert load(house, feed, csv(own)).created == 1


class TestCommands:
    @pytest.fixture
    def run(self, house: House, console: Actor, tmp_path: Path) -> Callable[..., Result]:
        """Runs a command with the words given; a Path among them is a file with that content."""
        commands = {c.name: c for c in screening_commands(lambda: (house, console))}

        def run(*words: str) -> Result:
            return CliRunner().invoke(commands[words[0]], words[1:])

        return run

    @pytest.fixture
    def file(self, tmp_path: Path) -> Callable[[bytes], str]:
        def write(data: bytes) -> str:
            path = tmp_path / "deals.csv"
            path.write_bytes(data)
            return str(path)

        return write

    def test_import_and_days(
        self, run: Callable[..., Result], file: Callable[[bytes], str], two_deposits: bytes
    ) -> None:
        done = run("transactions", "import", file(two_deposits))
        assert (done.exit_code, "2 笔新增" in done.stdout) == (0, True)
        assert run("transactions", "days", "--last").stdout == "2026-11-20\n"
        assert run("transactions", "days").stdout == "2026-11-20  2\n"

    def test_lines_left_out_have_their_own_exit_status(
        self, run: Callable[..., Result], file: Callable[[bytes], str], customer: Specimen
    ) -> None:
        path = file(csv(deposit("C1", "1.00", customer.account), deposit("C2", "-", customer.account)))
        refused = run("transactions", "import", path)
        assert refused.exit_code == 1
        assert isinstance(refused.exception, Invalid)
        done = run("transactions", "import", path, "--keep-good")
        assert done.exit_code == LINES_LEFT_OUT
        rejects = Path(f"{path}.rejects.csv").read_text(encoding="utf-8-sig")
        assert "3,金额," in rejects
        again = run("transactions", "import", path, "--keep-good", "--json")
        assert again.exit_code == LINES_LEFT_OUT
        assert '"unchanged": 1' in again.stdout

    def test_rates(self, run: Callable[..., Result], file: Callable[[bytes], str]) -> None:
        path = file(b"day,currency,usd_per_unit\n2026-11-20,EUR,1.0837\n")
        assert "1 新增" in run("transactions", "rates", "import", path).stdout
        assert "0 新增" in run("transactions", "rates", "import", path).stdout

    @pytest.mark.parametrize("form", ["pdf", "xlsx", "json"])
    def test_the_self_check_of_a_branch(
        self,
        run: Callable[..., Result],
        file: Callable[[bytes], str],
        two_deposits: bytes,
        tmp_path: Path,
        form: str,
    ) -> None:
        run("transactions", "import", file(two_deposits))
        out = tmp_path / f"day.{form}"
        done = run("self-check", "--branch", "E01", "--day", "2026-11-20", "--out", str(out))
        assert (done.exit_code, done.exception) == (0, None)
        assert out.read_bytes().startswith({"pdf": b"%PDF", "xlsx": b"PK", "json": b"{"}[form])

    def test_wrong_words_are_refused(
        self,
        run: Callable[..., Result],
        file: Callable[[bytes], str],
        two_deposits: bytes,
        tmp_path: Path,
    ) -> None:
        assert run("transactions", "days", "--last").exit_code == 1
        run("transactions", "import", file(two_deposits))
        good = {"--branch": "E01", "--day": "2026-11-20", "--out": str(tmp_path / "day.json")}
        for wrong in (
            {"--branch": "X99"},
            {"--day": "yesterday"},
            {"--day": "2026-11-19"},
            {"--out": str(tmp_path / "day.docx")},
            {"--out": str(tmp_path / "no" / "such" / "folder.json")},
        ):
            words = [word for pair in (good | wrong).items() for word in pair]
            assert run("self-check", *words).exit_code != 0
        assert not list(tmp_path.glob("day.*"))
