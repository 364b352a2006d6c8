#!/usr/bin/env bash
# build-app.sh PYTHON: the double-click app, in dist/Fantascope and packed beside it. `make app` calls this.
#
#   PACK=xz     a .tar.xz, smaller and slow to pack (default: zst)
#   LEVEL=19    how hard zstd or xz try          (default: 15 for zst, 6 for xz)
set -euo pipefail
cd "$(dirname "$0")/.."

python=$1
version=$("$python" -c 'import studio; print(studio.__version__)')
name=fantascope-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)

rm -rf dist/Fantascope
"$python" -m PyInstaller --noconfirm --log-level WARN studio.spec
"$python" -m scripts.licences dist/Fantascope/_internal
[ "$(uname -s)" != Linux ] || cp desktop/linux/* resources/icons/fantascope-256.png dist/Fantascope/

# What it must not become, before anybody fetches it.
size=$(du -sm dist/Fantascope | cut -f1)
[ "$size" -le 1200 ] || { echo "The app has $size MB; 1200 is the most." >&2; exit 1; }

case ${PACK:-zst} in
xz) packed=dist/$name.tar.xz pack=(xz -"${LEVEL:-6}" -T0) ;;
*) packed=dist/$name.tar.zst pack=(zstd -q -"${LEVEL:-15}" -T0 --long=27) ;;
esac
tar --create --directory=dist --owner=0 --group=0 --sort=name Fantascope | "${pack[@]}" >"$packed.part"
mv "$packed.part" "$packed"
size_packed=$(du -sm "$packed" | cut -f1)
echo "dist/Fantascope: $size MB. $packed: $size_packed MB."
[ "$size_packed" -le 320 ] || { echo "Packed it has $size_packed MB; 320 is the most." >&2; exit 1; }
