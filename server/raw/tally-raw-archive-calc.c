// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-archive-calc.h"

#include "shared/error/tally-error.h"

#include <string.h>

#define VERSION 1

static const uint8_t magic[8] = { 0x89, 'G', 'T', 'R', 'A', 'W', '\r', '\n' };

const uint8_t tally_raw_archive_copy_head[TALLY_RAW_ARCHIVE_COPY_BYTES] = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xff, '\r', '\n', '\0',
};

static void
put (uint8_t *bytes, uint64_t number, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t) (number >> (8 * (n - 1 - i)));
}

static uint64_t
get (const uint8_t *bytes, size_t n)
{
    uint64_t number = 0;

    for (size_t i = 0; i < n; i++)
        number = number << 8 | bytes[i];
    return number;
}

void
tally_raw_archive_head_put (const TallyRawArchiveHead *head,
                            uint8_t bytes[TALLY_RAW_ARCHIVE_HEAD_BYTES])
{
    int year;
    int month;

    tally_day_split (tally_month_start (head->month), &year, &month, NULL);
    memcpy (bytes, magic, sizeof magic);
    put (bytes + 8, VERSION, 4);
    put (bytes + 12, (uint64_t) (year * 100 + month), 4);
    put (bytes + 16, (uint64_t) head->n_frames, 8);
    put (bytes + 24, (uint64_t) head->n_chains, 8);
}

gboolean
tally_raw_archive_head_get (const uint8_t bytes[TALLY_RAW_ARCHIVE_HEAD_BYTES],
                            TallyRawArchiveHead *head,
                            GError **error)
{
    uint64_t version = get (bytes + 8, 4);
    uint64_t month = get (bytes + 12, 4);
    uint64_t n_frames = get (bytes + 16, 8);
    uint64_t n_chains = get (bytes + 24, 8);

    if (memcmp (bytes, magic, sizeof magic) != 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "is no archive of raw frames");
        return FALSE;
    }
    if (version != VERSION) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "is of version %" G_GUINT64_FORMAT " of the format, known is %d", version,
                     VERSION);
        return FALSE;
    }
    if (month / 100 < TALLY_DAY_FIRST_YEAR || month / 100 > TALLY_DAY_LAST_YEAR || month % 100 < 1
        || month % 100 > 12 || n_frames > G_MAXINT64 || n_chains > n_frames) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "names no month, or impossible numbers of frames");
        return FALSE;
    }
    head->month = tally_month_of (tally_day_new ((int) (month / 100), (int) (month % 100), 1));
    head->n_frames = (int64_t) n_frames;
    head->n_chains = (int64_t) n_chains;
    return TRUE;
}

char *
tally_raw_archive_name (TallyMonth month)
{
    char text[TALLY_MONTH_TEXT];

    return g_strdup_printf ("raw-%s.gtraw", tally_month_format (month, text));
}
