"""Collects the licence of everything in a built app into one file, which the app shows under About, Licences.

    python -m scripts.licences dist/Fantascope/_internal

What is in the folder decides, not a list: Python packages bring the texts of their own distribution, libraries of the
system the copyright file of their Debian package, and libraries inside PyAV's wheels are named in `CODECS`. A library
that none of these knows ends the build.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

TEXTS = Path(__file__).resolve().parents[1] / "resources" / "licences"
RULE = "#" * 78  # no licence has such a line
SKIPPED = {"studio", "resources", "LICENSE", "NOTICE", "LICENCES.txt", "base_library.zip"}

SEE = "The text is in this list under “{}”."


def text_of(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text("utf-8")


MIT, BSD2, BSD3, CLEAR = map(text_of, ("MIT", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear"))
GPL, LGPL3, LGPL2, APACHE = (SEE.format(n) for n in ("GNU GPL 3", "GNU LGPL 3", "GNU LGPL 2.1", "Fantascope"))

# file name -> name, terms, copyright, text: what PyAV's wheels carry beside FFmpeg without its licence files
CODECS: tuple[tuple[str, str, str, str, str], ...] = (
    (r"lib(av(codec|device|filter|format|util)|sw(scale|resample)|postproc)\b", "FFmpeg",
     "GPL-3.0-or-later as built here", "Copyright (c) 2000-2026 the FFmpeg developers. https://ffmpeg.org", GPL),
    (r"libx264", "x264", "GPL-2.0-or-later", "Copyright (c) 2003-2025 x264 project. https://www.videolan.org", GPL),
    (r"libx265", "x265", "GPL-2.0-or-later", "Copyright (c) 2013-2025 MulticoreWare, Inc. https://x265.org", GPL),
    (r"libSvtAv1", "SVT-AV1", "BSD-3-Clause-Clear", "Copyright (c) 2019, Alliance for Open Media.", CLEAR),
    (r"libvpx", "libvpx", "BSD-3-Clause", "Copyright (c) 2010, The WebM Project authors.", BSD3),
    (r"libdav1d", "dav1d", "BSD-2-Clause", "Copyright (c) 2018-2025, VideoLAN and dav1d authors.", BSD2),
    (r"lib(webp|sharpyuv)", "libwebp", "BSD-3-Clause", "Copyright (c) 2010, Google Inc.", BSD3),
    (r"libopus", "Opus", "BSD-3-Clause", "Copyright (c) 2001-2023 Xiph.Org, Skype Limited, Octasic, Jean-Marc Valin, "
     "Timothy B. Terriberry, CSIRO, Gregory Maxwell, Mark Borgerding, Erik de Castro Lopo, Mozilla, Amazon.", BSD3),
    (r"libmp3lame", "LAME", "LGPL-2.0-or-later", "Copyright (c) 1999-2011 the LAME project. https://lame.sourceforge.io",
     LGPL2),
    (r"libopencore", "OpenCORE AMR", "Apache-2.0", "Copyright (c) 1998-2009 PacketVideo.", APACHE),
    (r"libvpl", "oneVPL", "MIT", "Copyright (c) Intel Corporation.", MIT),
    (r"libgnutls", "GnuTLS", "LGPL-2.1-or-later", "Copyright (c) 2000-2025 Free Software Foundation and others.",
     LGPL2),
    (r"lib(nettle|hogweed)", "Nettle", "LGPL-3.0-or-later or GPL-2.0-or-later",
     "Copyright (c) 2001-2025 Niels Möller and others.", LGPL3),
    (r"libgmp", "GMP", "LGPL-3.0-or-later or GPL-2.0-or-later",
     "Copyright (c) 1991-2023 Free Software Foundation.", LGPL3),
    (r"libunistring", "libunistring", "LGPL-3.0-or-later or GPL-2.0-or-later",
     "Copyright (c) 2001-2025 Free Software Foundation.", LGPL3),
    (r"libasound", "alsa-lib", "LGPL-2.1-or-later", "Copyright (c) 1998-2025 Jaroslav Kysela, Takashi Iwai and others.",
     LGPL2),
    (r"libdrm", "libdrm", "MIT", "Copyright (c) 1999-2025 Precision Insight, VA Linux Systems, Tungsten Graphics, "
     "Intel and others.", MIT),
    (r"libxcb", "libxcb", "MIT", "Copyright (c) 2001-2006 Bart Massey, Jamey Sharp, Josh Triplett.", MIT),
    (r"libXau", "libXau", "MIT", "Copyright (c) 1988, 1993, 1994, 1998 The Open Group.", MIT),
)  # fmt: skip
# distributions that say nothing of their terms in their metadata: terms, text
UNTOLD = {"c2pa-python": ("Apache-2.0 or MIT", f"Copyright 2025 Adobe. All rights reserved.\n\n{MIT}")}


@dataclass(frozen=True, slots=True, order=True)
class Part:
    name: str
    terms: str
    text: str


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m scripts.licences", description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path, help="the folder of the libraries inside the built app")
    folder = options.parse_args().folder
    texts = [
        Part(f"GNU {name}", "Its text", text_of(name.replace(" ", "-")))
        for name in ("GPL 3", "LGPL 3", "LGPL 2.1")
    ]
    found, unknown = collect(folder)
    if unknown:
        sys.exit(f"No licence is known for: {', '.join(unknown)}. Name them in scripts/licences.py.")
    everything = [*texts, *sorted(found, key=lambda part: part.name.lower())]
    out = folder / "LICENCES.txt"
    out.write_text("\n".join(f"{RULE}\n{p.name}\n{p.terms}\n{RULE}\n\n{p.text.strip()}\n" for p in everything), "utf-8")
    print(f"{out}: {len(everything)} licences, {out.stat().st_size / 1000:,.0f} kB")


def collect(folder: Path) -> tuple[set[Part], list[str]]:
    """Every part of the built folder, and what nothing here has a licence for."""
    packages, found, unknown, system = metadata.packages_distributions(), {python()}, [], []
    for entry in sorted(folder.iterdir()):
        name = entry.name
        if name in SKIPPED or name.endswith(".dist-info"):
            continue
        if entry.is_dir() and name.endswith(".libs"):
            if name == "av.libs":
                for library in entry.iterdir():
                    part = codec(library.name)
                    found.add(part) if part else unknown.append(library.name)
        elif owners := packages.get(name.partition(".")[0]):
            found |= {of_distribution(owner) for owner in owners}
        elif ".so" in name and entry.resolve().parent == folder.resolve():
            system.append(name)
        elif entry.is_symlink():
            continue  # to a library in its package's own folder
        elif re.match(r"libpython|python3|lib-dynload", name):
            continue
        else:
            unknown.append(name)
    known = of_debian([name for name in system if not name.startswith("libpython")])
    found |= set(known.values())
    unknown += [name for name in system if name not in known and not name.startswith("libpython")]
    if any((folder / "PySide6" / "Qt" / "lib").glob("libicu*")):
        told = "Copyright (c) 2016-2025 Unicode, Inc. https://www.unicode.org/license.txt"
        found.add(Part("ICU", "Unicode-3.0", told))
    found |= {of_distribution(name) for name in ("qasync",)}  # pure Python, in the archive of the program
    found.add(Part("PyInstaller", "GPL-2.0-or-later with an exception for what it builds", licence_of("pyinstaller")))
    return found, unknown


def python() -> Part:
    text = Path(sysconfig.get_paths()["stdlib"]) / "LICENSE.txt"
    told = text.read_text("utf-8") if text.is_file() else "https://docs.python.org/3/license.html"
    return Part(f"Python {sys.version_info.major}.{sys.version_info.minor}", "PSF-2.0", told)


def of_distribution(name: str) -> Part:
    about = metadata.distribution(name).metadata
    if known := UNTOLD.get(name.lower()):
        return Part(f"{about['Name']} {about['Version']}", *known)
    terms = about.get("License-Expression") or about.get("License") or "see the text"
    return Part(f"{about['Name']} {about['Version']}", terms.splitlines()[0][:160], licence_of(name))


def licence_of(name: str) -> str:
    """The licence files a distribution brings, those of what it bundles included."""
    files = [f for f in metadata.files(name) or [] if re.search(r"(licen[cs]e|copying|notice|authors)", str(f), re.I)
             and ".dist-info" in str(f) and not str(f).endswith((".py", ".pyc"))]  # fmt: skip
    texts = [f"--- {'/'.join(f.parts[1:])}\n\n{f.locate().read_text('utf-8', 'replace').strip()}" for f in files]
    if not texts and name.lower().startswith(("pyside6", "shiboken6")):
        texts = [
            "Qt for Python, (c) The Qt Company Ltd. and other contributors, used under the GNU Lesser General Public "
            "License, version 3. Its libraries lie in this app as files of their own, in _internal/PySide6, and can be "
            "replaced. Source: https://download.qt.io/official_releases/QtForPython/. What Qt contains of others, with "
            "their licences: https://doc.qt.io/qt-6/licenses-used-in-qt.html.\n\n" + LGPL3
        ]
    return "\n\n\n".join(texts) or f"Its distribution brings no text: {metadata.metadata(name).get('Home-page', name)}"


def codec(library: str) -> Part | None:
    for pattern, name, terms, copyright, text in CODECS:
        if re.match(pattern, library):
            return Part(name, terms, f"{copyright}\n\n{text}")
    return None


def of_debian(libraries: list[str]) -> dict[str, Part]:
    """The copyright files of the Debian packages that libraries of the system came from."""
    asked = ["dpkg", "-S", *(f"*/{name}" for name in libraries)]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout if libraries else ""
    owner = {}
    for line in told.splitlines():
        package, library = line.partition(":")[0], Path(line.rpartition(" ")[2]).name
        if library in libraries and (Path("/usr/share/doc") / package / "copyright").is_file():
            owner[library] = package
    found = {}
    for library, package in owner.items():
        theirs = ", ".join(name for name in libraries if owner.get(name) == package)
        text = (Path("/usr/share/doc") / package / "copyright").read_text("utf-8", "replace")
        found[library] = Part(f"{package} (Debian)", theirs, text)
    return found


if __name__ == "__main__":
    main()
