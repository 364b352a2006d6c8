#!/usr/bin/env bash
# bare-root.sh FOLDER [COMMAND...]: does a fresh machine get from a clone to green tests with one command?
#
# Makes a minimal Debian in FOLDER with nothing but python3, make and git, puts a copy of this tree in it, and runs
# COMMAND there (default: make test). An existing FOLDER is used as it stands, the copy of the tree is always new.
# Needs root and debootstrap. Settings from the environment:
#
#   MIRROR    Debian mirror                          (default http://deb.debian.org/debian)
#   SUITE     Debian release                         (default bookworm)
#   WHEELS    folders to show inside, read-only, at the same path: local wheels, package indexes (space-separated)
#   PIP_CONF  pip configuration file to copy in
#   CA_BUNDLE certificate bundle to copy in, for networks with a certificate authority of their own
#   PIP_*     passed on
set -euo pipefail

root=$(realpath -m "${1:?usage: bare-root.sh FOLDER [COMMAND...]}")
shift
[ $# -gt 0 ] || set -- make test
tree=$(realpath "$(dirname "$0")/..")
read -ra wheels <<<"${WHEELS:-}"

if [ ! -e "$root/etc/debian_version" ]; then
    debootstrap --variant=minbase --include=ca-certificates "${SUITE:-bookworm}" "$root" \
        "${MIRROR:-http://deb.debian.org/debian}"
fi

mounted=()
unmount() {
    for place in "${mounted[@]}"; do umount "$place"; done
}
trap unmount EXIT
show() { # show SOURCE PLACE OPTIONS
    mkdir -p "$root$2"
    mount --bind "$1" "$root$2"
    mounted=("$root$2" "${mounted[@]}")
    [ -z "${3:-}" ] || mount -o "remount,bind,$3" "$root$2"
}
mount -t proc proc "$root/proc"
mounted=("$root/proc")
show /dev /dev
for folder in "${wheels[@]}"; do show "$folder" "$folder" ro; done

cp /etc/resolv.conf /etc/hosts "$root/etc/"
[ -z "${PIP_CONF:-}" ] || cp "$PIP_CONF" "$root/etc/pip.conf"
[ -z "${CA_BUNDLE:-}" ] || cp "$CA_BUNDLE" "$root/etc/ssl/certs/ca-certificates.crt"

mapfile -t settings < <(env | grep '^PIP_' || true)
inside() {
    chroot "$root" env -i HOME=/root PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin "${settings[@]}" "$@"
}
inside sh -c 'command -v make && command -v git && command -v python3' >/dev/null ||
    inside sh -c 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends \
        python3 make git' >/dev/null

# A clean copy: what git would track, committed or not, and nothing it ignores.
rm -rf "$root/root/fantascope"
mkdir -p "$root/root/fantascope"
git -C "$tree" ls-files -z --cached --others --exclude-standard |
    tar --create --directory="$tree" --null --files-from=- --ignore-failed-read |
    tar --extract --directory="$root/root/fantascope" --no-same-owner

inside env --chdir=/root/fantascope "$@"
