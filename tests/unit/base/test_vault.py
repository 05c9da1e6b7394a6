"""Sealing: bound to its place, findable by blind index only, and useless without the right keys."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.base.errors import Misconfigured, NotFound
from kyc.base.keyring import Keyring
from kyc.base.vault import Vault

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    folder = tmp_path_factory.mktemp("vault")
    return Vault(Keyring.create(folder / "keyring.json", NOW), folder / "scans")


@settings(deadline=None)
@given(st.text())
def test_a_sealed_value_opens_where_it_was_sealed(vault: Vault, plain: str) -> None:
    plain = plain.encode("utf-8", "ignore").decode()
    assert vault.open("t", "c", "1", vault.seal("t", "c", "1", plain)) == plain


@pytest.mark.parametrize("place", [("t", "c", "2"), ("t", "d", "1"), ("u", "c", "1"), ("tc", "", "1")])
def test_a_value_moved_to_another_place_does_not_open(vault: Vault, place: tuple[str, str, str]) -> None:
    sealed = vault.seal("t", "c", "1", "样本")
    with pytest.raises(Misconfigured, match="does_not_open"):
        vault.open(*place, sealed)


def test_any_changed_byte_is_noticed(vault: Vault) -> None:
    sealed = vault.seal("t", "c", "1", "样本")
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises((Misconfigured, UnicodeDecodeError)):
            vault.open("t", "c", "1", bytes(changed))


def test_equal_values_seal_differently_but_share_a_blind_index(vault: Vault) -> None:
    assert vault.seal("t", "c", "1", "x") != vault.seal("t", "c", "1", "x")
    assert vault.blind_index("number", "11010119900307123x") == vault.blind_index(
        "number", " 11010119900307123X"
    )
    assert vault.blind_index("number", "１２３") == vault.blind_index("number", "123")
    assert vault.blind_index("number", "123") != vault.blind_index("phone", "123")


def test_another_keyring_opens_nothing_and_indexes_differently(vault: Vault, tmp_path: Path) -> None:
    other = Vault(Keyring.create(tmp_path / "other.json", NOW), tmp_path)
    sealed = vault.seal("t", "c", "1", "样本")
    with pytest.raises(Misconfigured, match="does_not_open"):
        other.open("t", "c", "1", sealed)
    assert other.blind_index("number", "1") != vault.blind_index("number", "1")


def test_a_scan_lies_sealed_on_the_disk(vault: Vault) -> None:
    plain = b"\x89PNG specimen " * 100
    vault.put_scan("scan-1", plain)
    on_disk = b"".join(p.read_bytes() for p in vault._scans.rglob("*") if p.is_file())
    assert plain[:16] not in on_disk
    assert vault.get_scan("scan-1") == plain
    assert list(vault.scan_ids()) == ["scan-1"]
    vault.delete_scan("scan-1")
    vault.delete_scan("scan-1")
    with pytest.raises(NotFound):
        vault.get_scan("scan-1")


def test_a_scan_id_cannot_leave_the_folder(vault: Vault) -> None:
    with pytest.raises(ValueError, match="scan id"):
        vault.put_scan("../../etc/x", b"")


def test_a_missing_keyring_is_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"keyring\.missing"):
        Keyring(tmp_path / "keyring.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", ["", "{}", '{"active":"k","data":{"k":"AAAA"},"index":"AAAA","audit":"AAAA"}', "\x00"]
)
def test_a_damaged_keyring_stops_and_is_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keyring.json"
    path.write_text(content)
    with pytest.raises(Misconfigured, match=r"keyring\.unreadable"):
        Keyring(path)
    assert path.read_text() == content


def test_a_keyring_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    Keyring.create(tmp_path / "k" / "keyring.json", NOW)
    assert (tmp_path / "k" / "keyring.json").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        Keyring.create(tmp_path / "k" / "keyring.json", NOW)


def test_a_running_service_notices_a_key_added_by_another_process(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    running = Vault(Keyring.create(path, NOW), tmp_path)
    old = running.seal("t", "c", "1", "x")
    new_id = Keyring(path).add_active(NOW)
    assert running.keyring.active_id == new_id
    assert not running.on_active_key(old)
    assert running.on_active_key(running.reseal("t", "c", "1", old))
    assert running.open("t", "c", "1", old) == "x"
