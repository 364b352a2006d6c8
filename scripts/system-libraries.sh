#!/usr/bin/env bash
# system-libraries.sh GROUP...: makes sure what pip cannot bring is there. Groups: python, window, tests, app.
#
# Looks first, and is silent when nothing is missing. On Debian and its kin, as root or with sudo that asks nothing, it
# installs what is missing and nothing else; anywhere else it says what to install.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"

# needed file | package on Debian
window="
libGL.so.1              libgl1
libEGL.so.1             libegl1
libfontconfig.so.1      libfontconfig1
libfreetype.so.6        libfreetype6
libglib-2.0.so.0        libglib2.0-0
libdbus-1.so.3          libdbus-1-3
libpulse.so.0           libpulse0
libstdc++.so.6          libstdc++6
libxkbcommon.so.0       libxkbcommon0
libxkbcommon-x11.so.0   libxkbcommon-x11-0
libX11-xcb.so.1         libx11-xcb1
libxcb-cursor.so.0      libxcb-cursor0
libxcb-icccm.so.4       libxcb-icccm4
libxcb-image.so.0       libxcb-image0
libxcb-keysyms.so.1     libxcb-keysyms1
libxcb-randr.so.0       libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0       libxcb-shape0
libxcb-xfixes.so.0      libxcb-xfixes0
libxcb-xkb.so.1         libxcb-xkb1
"
# needed program | package on Debian: the tests that drive the real window do so on a screen of their own
tests="
Xvfb                    xvfb
xauth                   xauth
xdotool                 xdotool
"
# needed program | package on Debian: PyInstaller looks into libraries with objdump; the rest makes the app small
app="
objdump                 binutils
strip                   binutils
zstd                    zstd
"

[ "$(uname -s)" = Linux ] || exit 0

installed_libraries=$(ldconfig -p 2>/dev/null || true)
missing=()
without=0 # how to end when they stay missing: 1 once something is missing that nothing works without

for group in "$@"; do
    case $group in
    python)
        scripts/find-python.sh >/dev/null 2>&1 || { missing+=(python3-venv) without=1; }
        ;;
    window)
        while read -r library package; do
            [ -z "$library" ] || grep -qF "$library " <<<"$installed_libraries" || missing+=("$package")
        done <<<"$window"
        [ ${#missing[@]} = 0 ] || without=1
        ;;
    tests | app)
        while read -r program package; do
            [ -z "$program" ] || command -v "$program" >/dev/null || missing+=("$package")
        done <<<"${!group}"
        [ "$group" != app ] || [ ${#missing[@]} = 0 ] || without=1
        ;;
    esac
done

[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    # No ldconfig to ask, or other package names: say it and carry on, for the libraries may well be elsewhere.
    echo "These system packages seem to be missing (names as on Debian): ${missing[*]}" >&2
    echo "If the window does not open, install their counterparts with this system's package manager." >&2
    exit 0
fi

if [ "$(id -u)" = 0 ]; then
    as_root=(env)
elif sudo -n true 2>/dev/null; then
    as_root=(sudo env)
else
    echo "Some system packages are missing. To install them:" >&2
    echo "    sudo apt-get install ${missing[*]}" >&2
    exit $without
fi

echo "Installing system packages: ${missing[*]}"
quietly() {
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" >/dev/null
}
if ! { quietly update && quietly install --yes --no-install-recommends "${missing[@]}"; }; then
    echo "apt-get could not install them. Once the network is back: apt-get install ${missing[*]}" >&2
    exit $without
fi
