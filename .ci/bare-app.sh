#!/usr/bin/env bash
# bare-app.sh FOLDER [PACK] [ARGUMENTS...]: does the packed app work on a machine that has no Python?
#
# Makes a minimal Debian in FOLDER with the libraries of a desktop and nothing else, unpacks the app there, and runs it
# with ARGUMENTS (default: --self-check). Without PACK, or with "", takes the one in dist/. An existing FOLDER is used as
# it stands. Needs root and debootstrap. Settings from the environment:
#
#   MIRROR    Debian mirror   (default http://deb.debian.org/debian)
#   SUITE     Debian release  (default bookworm)
#   DISPLAY   passed on, so that ARGUMENTS may open the window on a screen outside
set -euo pipefail

root=$(realpath -m "${1:?usage: bare-app.sh FOLDER [PACK] [ARGUMENTS...]}")
tree=$(realpath "$(dirname "$0")/..")
pack=${2:-$(ls -t "$tree"/dist/fantascope-*.tar.* | head -1)}
shift $(($# < 2 ? $# : 2))
[ $# -gt 0 ] || set -- --self-check

if [ ! -e "$root/etc/debian_version" ]; then
    debootstrap --variant=minbase --include=libgl1,libegl1,libfontconfig1,libdbus-1-3,libglib2.0-0,libx11-xcb1 \
        "${SUITE:-bookworm}" "$root" "${MIRROR:-http://deb.debian.org/debian}"
fi
if chroot "$root" sh -c 'command -v python3'; then
    echo "There is a Python in $root: this would prove nothing." >&2
    exit 1
fi

mounted=()
unmount() {
    for place in "${mounted[@]}"; do umount "$place"; done
}
trap unmount EXIT
for place in proc dev; do
    mountpoint -q "$root/$place" && continue
    mount --bind "/$place" "$root/$place"
    mounted=("$root/$place" "${mounted[@]}")
done

mkdir -p "$root/opt"
rm -rf "$root/opt/Fantascope"
tar --extract --file="$pack" --directory="$root/opt" --no-same-owner
chroot "$root" env -i HOME=/root LANG=C.UTF-8 PATH=/usr/bin:/bin ${DISPLAY:+DISPLAY="$DISPLAY"} \
    /opt/Fantascope/fantascope "$@"
