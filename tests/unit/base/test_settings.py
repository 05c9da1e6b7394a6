"""Settings: file under environment, and every wrong one named."""

from pathlib import Path

import pytest

from kyc.base.errors import Misconfigured
from kyc.base.settings import load


def test_environment_goes_over_the_file_and_the_list_says_so(tmp_path: Path) -> None:
    file = tmp_path / "firstline.toml"
    file.write_text('port = 9000\nocr_engine = "tesseract"\n')
    settings, sources = load({"FIRSTLINE_SETTINGS": str(file), "FIRSTLINE_PORT": "9001"})
    assert (settings.port, settings.ocr_engine, settings.threads) == (9001, "tesseract", 16)
    origin = {s.name: s.origin for s in sources}
    assert origin["FIRSTLINE_PORT"] == "FIRSTLINE_PORT"
    assert origin["FIRSTLINE_OCR_ENGINE"] == "firstline.toml: ocr_engine"
    assert origin["FIRSTLINE_THREADS"] == "default"
    assert all(s.meaning.zh and s.meaning.en for s in sources)


def test_paths_follow_the_data_folder(tmp_path: Path) -> None:
    settings, _ = load({"FIRSTLINE_DATA": str(tmp_path)})
    assert settings.url == f"sqlite:///{tmp_path / 'firstline.db'}"
    assert settings.keyring_path == tmp_path / "keys" / "keyring.json"


def test_a_password_is_not_listed() -> None:
    _, sources = load({"FIRSTLINE_DATABASE_URL": "postgresql://firstline:secret@db/firstline"})
    assert "secret" not in str(sources)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FIRSTLINE_PROT", "1"),
        ("FIRSTLINE_PORT", "http"),
        ("FIRSTLINE_PORT", "70000"),
        ("FIRSTLINE_COOKIE_SECURE", "maybe"),
        ("FIRSTLINE_OCR_ENGINE", "magic"),
        ("FIRSTLINE_SESSION_IDLE_MINUTES", "0"),
    ],
)
def test_an_unknown_or_malformed_setting_stops_the_start_with_its_name(variable: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=variable):
        load({variable: value})


def test_a_broken_or_absent_named_file_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text("port = ")
    for path in (file, tmp_path / "absent.toml"):
        with pytest.raises(Misconfigured, match=path.name):
            load({"FIRSTLINE_SETTINGS": str(path)})
