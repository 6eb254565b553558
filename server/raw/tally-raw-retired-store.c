// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-retired-store.h"

#include "shared/error/tally-error.h"

static void
retired_free (gpointer data)
{
    TallyRawRetired *month = data;

    g_free (month->file);
    g_free (month->retired_on);
    g_free (month->retired_by);
    g_free (month->reason);
    g_free (month);
}

static int64_t
number (PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

GPtrArray *
tally_raw_retired_store_list (TallyDb *db, TallyDays days, GError **error)
{
    g_autofree char *first = g_strdup_printf ("%d", days.first.number);
    g_autofree char *end = g_strdup_printf ("%d", days.end.number);
    const char *values[] = { first, end };
    g_autoptr(PGresult) rows = tally_db_run (db, "raw/retired", 2, values, error);
    g_autoptr(GPtrArray) months = g_ptr_array_new_with_free_func (retired_free);

    if (rows == NULL)
        return NULL;
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyRawRetired *month = g_new0 (TallyRawRetired, 1);

        month->days.first.number = (int32_t) number (rows, row, 0);
        month->days.end.number = (int32_t) number (rows, row, 1);
        month->archive.head.month = tally_month_of (month->days.first);
        month->archive.head.n_frames = number (rows, row, 2);
        month->archive.head.n_chains = number (rows, row, 3);
        month->file = g_strdup (PQgetvalue (rows, row, 4));
        g_strlcpy (month->archive.sha256, PQgetvalue (rows, row, 5), TALLY_RAW_SHA256_TEXT);
        month->retired_on = g_strdup (PQgetvalue (rows, row, 6));
        month->retired_by = g_strdup (PQgetvalue (rows, row, 7));
        month->reason = g_strdup (PQgetvalue (rows, row, 8));
        g_ptr_array_add (months, month);
    }
    return g_steal_pointer (&months);
}

const TallyRawRetired *
tally_raw_retired_find (const GPtrArray *months, TallyDay day)
{
    for (guint i = 0; i < months->len; i++) {
        const TallyRawRetired *month = g_ptr_array_index (months, i);

        if (day.number >= month->days.first.number && day.number < month->days.end.number)
            return month;
    }
    return NULL;
}

char *
tally_raw_retired_text (const TallyRawRetired *month)
{
    char text[TALLY_MONTH_TEXT];

    return g_strdup_printf ("%s was retired on %s; its frames lie in the archive %s",
                            tally_month_format (month->archive.head.month, text), month->retired_on,
                            month->file);
}

static char *
hex (const uint8_t *bytes, size_t length)
{
    GString *text = g_string_sized_new (2 * length + 1);

    for (size_t i = 0; i < length; i++)
        g_string_append_printf (text, "%02x", bytes[i]);
    return g_string_free (text, FALSE);
}

gboolean
tally_raw_retired_store_refuse (TallyDb *db,
                                const TallyRawFrame *frame,
                                const char *reason,
                                GError **error)
{
    const int64_t numbers[] = { frame->district_id, frame->day,     frame->point_id,
                                frame->meter_id,    frame->channel, frame->first_at,
                                frame->interval_s,  frame->n,       frame->exponent };
    char texts[G_N_ELEMENTS (numbers)][24];
    uint8_t bytes[TALLY_RAW_DIGEST_BYTES];
    g_autofree char *payload = hex (frame->payload, frame->payload_length);
    g_autofree char *flags = hex (frame->flags, frame->flags_length);
    g_autofree char *origin = hex (frame->origin, frame->origin_length);
    g_autofree char *digest = NULL;
    g_autoptr(PGresult) kept = NULL;

    tally_raw_chain_digest (frame, bytes);
    digest = hex (bytes, sizeof bytes);
    for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++)
        g_snprintf (texts[i], sizeof texts[i], "%" G_GINT64_FORMAT, numbers[i]);
    {
        const char *values[] = { texts[0],
                                 texts[1],
                                 texts[2],
                                 texts[3],
                                 texts[4],
                                 tally_frame_kind_name (frame->kind),
                                 tally_frame_source_name (frame->source),
                                 texts[5],
                                 texts[6],
                                 texts[7],
                                 texts[8],
                                 payload,
                                 flags,
                                 origin,
                                 digest,
                                 reason };

        kept = tally_db_run (db, "raw/refuse", G_N_ELEMENTS (values), values, error);
    }
    return kept != NULL;
}

gboolean
tally_raw_retired_store_count (TallyDb *db, TallyRawArchiveHead *head, GError **error)
{
    TallyDays days = tally_days_of_month (tally_month_start (head->month));
    g_autofree char *first = g_strdup_printf ("%d", days.first.number);
    g_autofree char *end = g_strdup_printf ("%d", days.end.number);
    const char *values[] = { first, end };
    g_autoptr(PGresult) row = tally_db_run (db, "raw/month-counts", 2, values, error);
    char month[TALLY_MONTH_TEXT];

    if (row == NULL)
        return FALSE;
    head->n_frames = number (row, 0, 0);
    head->n_chains = number (row, 0, 1);
    if (head->n_frames > 0)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "%s has no raw frames",
                 tally_month_format (head->month, month));
    return FALSE;
}

gboolean
tally_raw_retired_store_lock (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) row = tally_db_run (db, "raw/retire-lock", 0, NULL, error);

    if (row == NULL)
        return FALSE;
    if (*PQgetvalue (row, 0, 1) != 't') {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN,
                             "permission denied: only the owner retires and restores months");
        return FALSE;
    }
    if (*PQgetvalue (row, 0, 0) == 't')
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_BUSY,
                         "another one retires or restores a month at this moment");
    return FALSE;
}

void
tally_raw_retired_store_unlock (TallyDb *db)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PGresult) row = tally_db_run (db, "raw/retire-unlock", 0, NULL, &error);

    /* The connection's end unlocks it at the latest. */
    if (row == NULL)
        g_message ("lock of retired months: %s", error->message);
}

gboolean
tally_raw_retired_store_keep_months (TallyDb *db, int *n_months, GError **error)
{
    g_autoptr(PGresult) row = tally_db_run (db, "raw/keep-months", 0, NULL, error);

    if (row == NULL)
        return FALSE;
    if (PQntuples (row) != 1) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "raw.retention does not say how many months frames must stay");
        return FALSE;
    }
    *n_months = (int) number (row, 0, 0);
    return TRUE;
}

gboolean
tally_raw_retired_store_set_keep_months (TallyDb *db, int n_months, GError **error)
{
    g_autofree char *text = g_strdup_printf ("%d", n_months);
    const char *values[] = { text };
    g_autoptr(PGresult) set = tally_db_run (db, "raw/set-keep-months", 1, values, error);

    return set != NULL;
}

gboolean
tally_raw_retired_store_close (TallyDb *db,
                               const TallyRawArchive *archive,
                               const char *file,
                               const char *person,
                               const char *reason,
                               GError **error)
{
    g_autofree char *day = g_strdup_printf ("%d", tally_month_start (archive->head.month).number);
    g_autofree char *n_frames = g_strdup_printf ("%" G_GINT64_FORMAT, archive->head.n_frames);
    g_autofree char *n_chains = g_strdup_printf ("%" G_GINT64_FORMAT, archive->head.n_chains);
    const char *closing[] = { day, n_frames };
    const char *adding[] = { day, n_frames, n_chains, file, archive->sha256, person, reason };
    g_autoptr(PGresult) closed = tally_db_run (db, "raw/retire-close", 2, closing, error);
    g_autoptr(PGresult) added = NULL;

    if (closed != NULL)
        added = tally_db_run (db, "raw/retire-add", G_N_ELEMENTS (adding), adding, error);
    return added != NULL;
}

gboolean
tally_raw_retired_store_open (TallyDb *db,
                              TallyMonth month,
                              const char *person,
                              const char *reason,
                              GError **error)
{
    g_autofree char *day = g_strdup_printf ("%d", tally_month_start (month).number);
    const char *values[] = { day, person, reason };
    g_autoptr(PGresult) opened = tally_db_run (db, "raw/retire-open", 1, values, error);
    g_autoptr(PGresult) ended = NULL;

    if (opened != NULL)
        ended = tally_db_run (db, "raw/retire-end", G_N_ELEMENTS (values), values, error);
    return ended != NULL;
}
