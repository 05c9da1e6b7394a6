"""A PostgreSQL server of this run's own: made in a temporary folder, gone with the process that asked for it.

The server is kept by a process of its own, which is this file run as a program: it reads its standard input until
that ends, which happens whichever way its owner ends, and then stops the server and removes the folder.
Standard library only, so that the keeper starts quickly.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

STOP_SECONDS = 10


def find_programs() -> Path | None:
    """The folder of initdb and postgres, the newest version first; None when they are not installed."""
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin_: -float(bin_.parent.name))
    whole = [
        folder for folder in on_path + debian if all((folder / p).exists() for p in ("initdb", "postgres"))
    ]
    return whole[0] if whole else None


def start(programs: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Starts a keeper and its server; returns the keeper, whose end of input ends both, and the server's port.

    The server answers user postgres on 127.0.0.1 without a password some two seconds later, or the keeper exits.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    # a session of its own: Ctrl-C reaches the owner, who then ends the keeper in order
    command = [sys.executable, __file__, str(programs), str(port)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True), port


def stop(keeper: subprocess.Popen[bytes]) -> None:
    """Ends a keeper's input and waits until server and folder are gone."""
    assert keeper.stdin is not None
    keeper.stdin.close()
    keeper.wait()


def _keep(programs: Path, port: int) -> None:
    with tempfile.TemporaryDirectory(prefix="firstline-postgresql-") as folder:
        as_user = _unprivileged(folder)
        data = str(Path(folder, "data"))
        make = [str(programs / "initdb"), "-D", data, "--no-sync", "--no-locale", "--encoding=UTF8"]
        make += ["--auth=trust", "--username=postgres"]
        subprocess.run(make, stdout=subprocess.DEVNULL, check=True, **as_user)
        serve = [str(programs / "postgres"), "-D", data, "-p", str(port)]
        serve += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        serve += ["-c", "fsync=off"]  # nothing here outlives the run
        serve += ["-c", "log_min_messages=panic"]
        server = subprocess.Popen(serve, **as_user)
        sys.stdin.buffer.read()
        server.send_signal(signal.SIGINT)  # the fast stop: clients are cut off
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()


def _unprivileged(folder: str) -> dict[str, Any]:
    """How to run a program in `folder` as somebody who is not root, for as root no server starts."""
    where: dict[str, Any] = {"cwd": folder, "stdin": subprocess.DEVNULL}
    if os.geteuid() != 0:
        return where
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return where | {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


if __name__ == "__main__":
    _keep(Path(sys.argv[1]), int(sys.argv[2]))
