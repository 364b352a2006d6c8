#!/bin/sh
# Makes Fantascope known to this user's desktop: menu entry, icon, and the type of its films. Copies nothing else.
#   ./install.sh            set up, for the folder this file lies in
#   ./install.sh --remove   take it back
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/fantascope.desktop
type=$data/mime/packages/fantascope.xml
icon=$data/icons/hicolor/256x256/apps/fantascope.png

if [ "${1:-}" = --remove ]; then
    rm -f "$entry" "$type" "$icon"
else
    mkdir -p "${entry%/*}" "${type%/*}" "${icon%/*}"
    # In quotes, \ " ` $ are escaped (the Exec key's rule), and each escape again (every key's rule); then for sed.
    quoted=$(printf %s "$here/fantascope" | sed 's/[\\"`$]/\\&/g; s/\\/\\\\/g; s/%/%%/g; s/[\\&|]/\\&/g')
    sed "s|^Exec=fantascope|Exec=\"$quoted\"|" "$here/fantascope.desktop" >"$entry"
    cp "$here/fantascope.xml" "$type"
    cp "$here/fantascope-256.png" "$icon"
fi
if command -v update-mime-database >/dev/null; then update-mime-database "$data/mime" 2>/dev/null || true; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database "$data/applications" 2>/dev/null || true; fi
if [ "${1:-}" = --remove ]; then echo "Fantascope is out of the menu."; else echo "Fantascope is in the menu."; fi
