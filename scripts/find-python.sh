#!/usr/bin/env bash
# Prints the Python to build .venv with. The one named as argument is taken or refused; otherwise python3, then by version.
set -euo pipefail

suits() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

for python in ${1:-python3 python3.12 python3.13 python3.11}; do
    if suits "$python"; then
        command -v "$python"
        exit
    fi
done

{
    echo "The studio needs Python 3.11, 3.12 or 3.13 with its venv module; found: ${1:-$(python3 --version 2>&1 || true)}."
    echo "Debian, Ubuntu:  apt install python3-venv"
    echo "Fedora:          dnf install python3.13"
    echo "macOS:           brew install python@3.13"
    echo "Or name one:     make PYTHON=/path/to/python3.13 ..."
} >&2
exit 1
