#!/bin/sh
# Finds the Python that runs the set-up and hands over to it: sh setup/start.sh GOAL
# PYTHON names one; else 3.11 comes first, because the house is tested on it. One that can make virtual
# environments goes before one that cannot (Debian keeps that part in a package of its own).
cd "$(dirname "$0")/.." || exit 1
for needed in 'import ensurepip, venv' 'pass'; do
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3}; do
        found=$("$candidate" -c "
import sys
assert sys.version_info >= (3, 11)
$needed
print(sys.executable)" 2>/dev/null) && exec "$found" -m setup "$@"
    done
done
echo "✗ 没有找到 Python 3.11 或更新的版本${PYTHON:+（PYTHON=$PYTHON）} / no Python 3.11 or newer was found${PYTHON:+ (PYTHON=$PYTHON)}" >&2
echo "  办法：安装后再运行同一命令，例如 apt-get install python3 python3-venv（Debian 12、Ubuntu 24.04 或更新）；装在别处则用 make PYTHON=/路径/python3.11 …" >&2
echo "  Way out: install one and run the same command again, as with: apt-get install python3 python3-venv (Debian 12, Ubuntu 24.04 or newer); if it lies elsewhere: make PYTHON=/path/python3.11 …" >&2
exit 1
