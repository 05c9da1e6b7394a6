"""How the service is set up: defaults, then a settings file, then FIRSTLINE_* environment variables.

The file is TOML with the names below in lower case and without the prefix; FIRSTLINE_SETTINGS names it, else
`settings.toml` in the data folder is read when it is there.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kyc.base.errors import Misconfigured, Problem, listed
from kyc.base.text import Text

PREFIX = "FIRSTLINE_"
_FILE_VARIABLE = PREFIX + "SETTINGS"


def _setting(default: Any, zh: str, en: str, **limits: Any) -> Any:
    return dataclasses.field(default=default, metadata={"meaning": Text(zh, en), **limits})


@dataclass(frozen=True)
class Settings:
    """Every setting with its default and meaning; `flask settings` lists them with where each value came from."""

    data: Path = _setting(
        Path("instance"), "数据库、影像库和密钥所在的文件夹", "folder of database, vault and keys"
    )
    database_url: str = _setting(
        "",
        "数据库地址；空则用数据文件夹内的嵌入式数据库；postgresql://… 用于多台机器",
        "database address; empty = the embedded database in the data folder; postgresql://… for several machines",
    )
    keyring: str = _setting(
        "",
        "密钥环文件；空则为数据文件夹下 keys/keyring.json",
        "keyring file; empty = keys/keyring.json in the data folder",
    )
    host: str = _setting("127.0.0.1", "监听地址", "address to listen on")
    port: int = _setting(8000, "监听端口", "port to listen on", least=1, most=65535)
    threads: int = _setting(16, "网页服务线程数", "threads that answer requests", least=2, most=256)
    cookie_secure: bool = _setting(
        False,
        "会话 Cookie 只经 HTTPS 发送；除本机试用外都应为 true",
        "send the session cookie over HTTPS only; true everywhere but for a trial on one machine",
    )
    trusted_proxy: str = _setting(
        "",
        "前置代理的地址；只采信它转告的来访地址；空则无代理",
        "address of the proxy in front, the only one whose word on callers' addresses counts; empty = none",
    )
    session_idle_minutes: int = _setting(
        15, "无操作多少分钟后自动签退", "minutes without activity until signed out", least=1, most=480
    )
    session_hours: int = _setting(
        10, "一次登录最长有效小时数", "hours a sign-in lasts at most", least=1, most=24
    )
    upload_megabytes: int = _setting(25, "单次上传的上限（MB）", "largest upload in MB", least=1, most=512)
    ocr_engine: str = _setting(
        "rapid",
        "识别引擎：rapid 或 tesseract",
        "recognition engine: rapid or tesseract",
        choices=("rapid", "tesseract"),
    )
    ocr_threads: int = _setting(2, "识别引擎的线程数", "threads of the recognition engine", least=1, most=64)
    ocr_processes: int = _setting(
        1,
        "识别引擎的进程数：同时识别的份数；每个约占 500 MB 内存",
        "processes of the recognition engine: how many documents are read at once; each takes about 500 MB",
        least=1,
        most=32,
    )
    ocr_waiting: int = _setting(
        12,
        "正在识别和排队的份数上限，须小于 threads，否则排队者会占满网页线程",
        "how many readings may go on or wait; keep it below threads, else those who wait hold every page up",
        least=1,
        most=255,
    )
    ocr_seconds: int = _setting(
        20,
        "一次识别最长秒数，超时即报错",
        "seconds a recognition may take before it is given up",
        least=1,
        most=300,
    )
    ocr_start_seconds: int = _setting(
        60,
        "识别引擎启动（载入模型）最长秒数",
        "seconds the recognition engine may take to load its models",
        least=1,
        most=600,
    )
    idcheck_url: str = _setting(
        "",
        "联网核查接口（网关）地址，https://…；空则由柜员在核查终端核查并登记",
        "address of the gateway to the networked ID check, https://…; empty = tellers check on the terminal and record",
    )
    idcheck_token: str = _setting(
        "", "调用联网核查接口的令牌", "bearer token for the networked ID check", secret=True
    )
    holidays: str = _setting(
        "",
        "补充节假日文件（YAML）；空则为数据文件夹下 holidays.yaml",
        "file of further holidays (YAML); empty = holidays.yaml in the data folder",
    )
    watchlists: str = _setting(
        "",
        "名单来源文件（YAML）：本行自有名单及下载地址；空则为数据文件夹下 watchlists.yaml",
        "file of lists (YAML): the bank's own, and addresses to fetch from; empty = watchlists.yaml in the data folder",
    )
    transactions_folder: str = _setting(
        "",
        "日终交易文件夹：其中的 CSV、XLSX、JSON 行、Parquet 文件自动导入；空则不查看",
        "folder whose CSV, XLSX, JSON lines and Parquet files of transactions are imported by themselves; empty = none",
    )
    watchlist_folder: str = _setting(
        "",
        "名单文件夹：其中带 Ed25519 签名的文件自动导入；空则不查看",
        "folder whose files with an Ed25519 signature are imported by themselves; empty = none",
    )
    watchlist_keys: str = _setting(
        "",
        "验证名单签名的公钥文件（PEM，可含多个）",
        "file of the public keys that sign lists (PEM, one or several)",
    )
    screening_processes: int = _setting(
        1,
        "全量筛查时另开的进程数；进程让位于日常业务",
        "processes beside the service that screen the whole base; they give way to the service",
        least=1,
        most=256,
    )
    spark_master: str = _setting(
        "local[*]",
        "Spark 集群地址，仅 --engine spark 时使用；local[*] 为本机",
        "address of the Spark cluster, for --engine spark alone; local[*] = this machine",
    )
    language: str = _setting(
        "zh", "未选择语言者看到的界面语言", "language of pages for those who chose none", choices=("zh", "en")
    )
    log_level: str = _setting("info", "日志级别", "log level", choices=("debug", "info", "warning", "error"))

    @property
    def url(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{(self.data / 'firstline.db').absolute()}"

    @property
    def keyring_path(self) -> Path:
        """The keyring file in force."""
        return Path(self.keyring) if self.keyring else self.data / "keys" / "keyring.json"

    @property
    def holidays_path(self) -> Path:
        """The file of further holidays in force; it need not exist."""
        return Path(self.holidays) if self.holidays else self.data / "holidays.yaml"

    @property
    def watchlists_path(self) -> Path:
        """The file of lists in force; it need not exist."""
        return Path(self.watchlists) if self.watchlists else self.data / "watchlists.yaml"

    @property
    def names_index_path(self) -> Path:
        """The folder of the stored index of public lists; it is made anew when it is gone."""
        return self.data / "names-index"

    @property
    def scans_path(self) -> Path:
        """The folder of sealed scans."""
        return self.data / "vault"


@dataclass(frozen=True)
class Source:
    """A setting in force: its value as text, and where it came from ("default", a file's name, or a variable)."""

    name: str
    value: str
    origin: str
    meaning: Text


def load(environment: Mapping[str, str]) -> tuple[Settings, list[Source]]:
    """The settings in force and where each came from.

    Misconfigured, naming each one, when a setting is unknown or malformed, or the settings file cannot be read.
    """
    problems: list[Problem] = []
    origin: dict[str, str] = {}
    given: dict[str, Any] = {}
    known = {field.name: field for field in dataclasses.fields(Settings)}
    for place, name, raw in [*_from_file(environment), *_from_environment(environment)]:
        if name not in known:
            problems.append(Problem(place, Text("没有这个设置项", "there is no such setting")))
            continue
        try:
            given[name] = _value(raw, known[name])
            origin[name] = place
        except _Malformed as error:
            problems.append(Problem(place, error.text))
    if problems:
        faults = listed(problems)
        raise Misconfigured(
            "settings.invalid",
            Text(
                f"设置有误：{faults.zh}。全部设置项见 docs/OPERATIONS.md。",
                f"Wrong settings: {faults.en}. docs/OPERATIONS.md lists them all.",
            ),
            problems,
        )
    settings = Settings(**given)
    sources = [
        Source(
            PREFIX + name.upper(),
            _shown(field, getattr(settings, name)),
            origin.get(name, "default"),
            field.metadata["meaning"],
        )
        for name, field in known.items()
    ]
    return settings, sources


def _from_environment(environment: Mapping[str, str]) -> list[tuple[str, str, Any]]:
    names = [n for n in environment if n.startswith(PREFIX) and n != _FILE_VARIABLE]
    # variables of the tests and of the set-up share the prefix, and are no settings of the service
    settings = [n for n in sorted(names) if not n.startswith((PREFIX + "TEST_", PREFIX + "REQUIRE_"))]
    return [(n, n[len(PREFIX) :].lower(), environment[n]) for n in settings]


def _from_file(environment: Mapping[str, str]) -> list[tuple[str, str, Any]]:
    named = environment.get(_FILE_VARIABLE)
    path = Path(named) if named else Path(environment.get(PREFIX + "DATA", "instance")) / "settings.toml"
    if not named and not path.exists():
        return []
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured(
            "settings.file",
            Text(f"设置文件 {path} 无法读取：{error}", f"The settings file {path} cannot be read: {error}"),
        ) from error
    return [(f"{path.name}: {name}", name, value) for name, value in document.items()]


class _Malformed(Exception):
    """A value that is none for its setting, in words."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


def _value(raw: Any, field: dataclasses.Field[Any]) -> Any:
    text = str(raw).strip()
    value: Any = text
    if field.type == "int":
        try:
            value = int(text)
        except ValueError as error:
            raise _Malformed(f"须为整数，现为“{text}”", f'is a whole number, not "{text}"') from error
    elif field.type == "bool":
        if text.lower() not in ("true", "false", "1", "0"):
            raise _Malformed(f"须为 true 或 false，现为“{text}”", f'is true or false, not "{text}"')
        value = text.lower() in ("true", "1")
    elif field.type == "Path":
        value = Path(text)
    limits = field.metadata
    if "choices" in limits and value not in limits["choices"]:
        choices = limits["choices"]
        raise _Malformed(
            f"须为 {'、'.join(choices)} 之一，现为“{text}”", f'is one of {", ".join(choices)}, not "{text}"'
        )
    if "least" in limits and not limits["least"] <= value <= limits["most"]:
        least, most = limits["least"], limits["most"]
        raise _Malformed(
            f"须在 {least} 与 {most} 之间，现为 {value}", f"is between {least} and {most}, not {value}"
        )
    return value


def _shown(field: dataclasses.Field[Any], value: Any) -> str:
    if field.metadata.get("secret") and value:
        return "…"
    if field.name == "database_url" and "@" in str(value):
        scheme, rest = str(value).split("://", 1)
        return f"{scheme}://…@{rest.rsplit('@', 1)[1]}"
    return str(value)
