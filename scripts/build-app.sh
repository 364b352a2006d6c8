#!/usr/bin/env bash
# build-app.sh PYTHON: the double-click app, in dist/Fantascope and packed beside it. `make app` calls this.
#
#   PACK=xz     a .tar.xz, smaller and slow to pack (default: zst)
#   LEVEL=19    how hard zstd or xz try          (default: 15 for zst, 6 for xz)
#   CHECK=no    leave out the check of the packed app
set -euo pipefail
cd "$(dirname "$0")/.."

python=$1
app=dist/Fantascope
version=$("$python" -c 'import studio; print(studio.__version__)')
name=fantascope-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)

# One order of everything that is hashed, one date for every file: the same sources give the same pack.
export PYTHONHASHSEED=0
date=$(git log -1 --format=%cI 2>/dev/null) || date=2026-01-01

echo "Gathering what the app needs"
rm -rf "$app"
"$python" -m PyInstaller --noconfirm --log-level WARN studio.spec
if [ "$(uname -s)" = Linux ]; then
    cp desktop/linux/* resources/icons/fantascope-256.png "$app/"
    # Names of functions, for debuggers alone: 150 MB. Qt brings none; libraries that were renamed after they were
    # linked (`*.libs`, numpy) do not survive it.
    find "$app/_internal" -type f -name '*.so*' -not -path '*.libs/*' -not -path '*/PySide6/*' \
        -not -path '*/shiboken6/*' -not -path '*/numpy/*' -exec strip --strip-unneeded {} +
fi
"$python" -m scripts.licences "$app/_internal"
chmod -R u=rwX,go=rX "$app" # for whoever unpacks it, and whoever else is on that machine

# What it must not become, before anybody fetches it.
size=$(du -sm "$app" | cut -f1)
[ "$size" -le 1200 ] || { echo "The app has $size MB; 1200 is the most." >&2; exit 1; }

case ${PACK:-zst} in
xz) packed=dist/$name.tar.xz pack=(xz -"${LEVEL:-6}" -T0) ;;
*) packed=dist/$name.tar.zst pack=(zstd -q -"${LEVEL:-15}" -T0 --long=27) ;;
esac
echo "Packing $size MB"
tar --create --directory=dist --format=gnu --owner=0 --group=0 --numeric-owner --mtime="$date" --sort=name Fantascope |
    "${pack[@]}" >"$packed.part"
mv "$packed.part" "$packed"
size_packed=$(du -sm "$packed" | cut -f1)
[ "$size_packed" -le 320 ] || { echo "Packed it has $size_packed MB; 320 is the most." >&2; exit 1; }

# What was packed is what is checked: unpacked elsewhere, without anything of this environment.
if [ "${CHECK:-yes}" != no ]; then
    echo "Checking what was packed"
    elsewhere=$(mktemp -d)
    trap 'rm -rf "$elsewhere"' EXIT
    tar --extract --file="$packed" --directory="$elsewhere"
    env -i HOME="$elsewhere" PATH=/usr/bin:/bin LANG=C.UTF-8 "$elsewhere/Fantascope/fantascope" --self-check
fi

echo
echo "The app:    $PWD/$app/fantascope ($size MB)"
echo "To pass on: $PWD/$packed ($size_packed MB)"
