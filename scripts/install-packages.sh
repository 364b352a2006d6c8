#!/usr/bin/env bash
# install-packages.sh PYTHON REQUIREMENTS: the pinned packages, with the PyTorch build that suits this machine.
#
# PyPI's PyTorch for Linux brings several GB of CUDA libraries. Without an NVIDIA driver they are dead weight, so there
# the CPU build is taken from PyTorch's own index, provided it can be reached. Where pip's own configuration offers a
# CPU build, pip prefers it by itself: 2.13.0+cpu sorts above 2.13.0.
set -euo pipefail

python=$1
requirements=$2
torch=$(grep -m1 '^torch==' requirements.txt)
cpu_index=https://download.pytorch.org/whl/cpu
pip=("$python" -m pip install --disable-pip-version-check)
[ -t 1 ] || pip+=(--quiet --quiet) # progress for a person, errors alone for a log

answers() {
    "$python" -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=8)' "$1/torch/" 2>/dev/null
}

has_torch() {
    "$python" -c 'import sys; from importlib.metadata import version; sys.exit("torch==" + version("torch").split("+")[0] != sys.argv[1])' \
        "$torch" 2>/dev/null
}

if [ -n "${TORCH_WHEEL:-}" ]; then
    "${pip[@]}" "$TORCH_WHEEL"
elif ! has_torch; then
    if [ -z "${TORCH_INDEX+set}" ] && [ "$(uname -s)" = Linux ] && ! command -v nvidia-smi >/dev/null; then
        if answers "$cpu_index"; then
            TORCH_INDEX=$cpu_index
        else
            echo "PyTorch's CPU index does not answer: taking $torch from wherever pip finds it."
        fi
    fi
    echo "Installing $torch${TORCH_INDEX:+ from $TORCH_INDEX}"
    "${pip[@]}" "$torch" ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"}
fi

echo "Installing $requirements"
"${pip[@]}" -r "$requirements"
