"""Timelines of other programs: OTIO, .otioz, EDL, FCPXML, out and in. Knows the document and text, opens no media."""
