# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the staff server about registers that people read, with their photos."""

import hashlib
import struct
import zlib


def chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data
            + struct.pack(">I", zlib.crc32(kind + data)))


def picture(width, height):
    """A PNG that is grey at the top and white below."""
    rows = b"".join(b"\0" + bytes([100 + 155 * y // height]) * width for y in range(height))
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


PNG = picture(320, 240)
readings = {}  # point -> rows, the newest first
photos = {}  # SHA-256 -> bytes


def reset():
    readings.clear()
    photos.clear()


def find(words, query):
    return readings.get(int(words[1]), [])


def add(person, words, body):
    """Returns: why it is refused, as (field, message), or None."""
    rows = readings.setdefault(int(words[1]), [])
    if not body.get("note") and body.get("photo") not in photos:
        return "note", "note: a note or a photo is expected"
    if any(row["at"] == body["at"] and not row["withdrawn_by"] for row in rows):
        return "value", "register: another figure of that instant stands; withdraw it first"
    rows.insert(0, {"reading_id": body["reading_id"], "at": body["at"],
                    "channel": body["channel"], "value": body["value"],
                    "serial": body.get("serial") or "SN%07d" % (int(words[1]) - 100000),
                    "note": body.get("note") or "", "photo": body.get("photo") or None,
                    "made_by": person, "made_at": "2026-11-28T03:00:00Z", "withdrawn_by": None,
                    "withdrawn_at": None, "withdrawn_reason": None})
    return None


def withdraw(person, words, body):
    """Returns: whether there is such a reading."""
    for row in readings.get(int(words[1]), []):
        if row["reading_id"] == words[2]:
            row.update(withdrawn_by=person, withdrawn_at="2026-11-28T04:00:00Z",
                       withdrawn_reason=body["reason"])
            return True
    return False


def keep_photo(content):
    sha256 = hashlib.sha256(content).hexdigest()
    photos[sha256] = content
    return {"sha256": sha256}
