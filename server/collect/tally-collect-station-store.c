// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-station-store.h"

#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#include <sys/random.h>

#define TOKEN_PREFIX "gts_"
#define TOKEN_BYTES 32
#define DAY_S 86400
#define AGE_MAX_S (INT64_C (5) * 366 * DAY_S)

void
tally_collect_station_free (TallyCollectStation *self)
{
    if (self == NULL)
        return;
    g_free (self->name);
    g_free (self->gateways);
    g_free (self->made_by);
    g_free (self->report);
    g_free (self);
}

static char *
new_token (GError **error)
{
    GString *token = g_string_new (TOKEN_PREFIX);
    uint8_t bytes[TOKEN_BYTES];

    if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes) {
        g_string_free (token, TRUE);
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "no random numbers");
        return NULL;
    }
    for (size_t i = 0; i < sizeof bytes; i++)
        g_string_append_printf (token, "%02x", bytes[i]);
    return g_string_free (token, FALSE);
}

/* As PostgreSQL writes bytes. */
static char *
digest_of (const char *token)
{
    g_autofree char *hex = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);

    return g_strconcat ("\\x", hex, NULL);
}

/* "1:2,1:3" as an array of PostgreSQL. */
static char *
array_of (const char *gateways, GError **error)
{
    g_autoptr(GRegex) form = g_regex_new ("^\\d{1,9}:\\d{1,9}(,\\d{1,9}:\\d{1,9})*$", 0, 0, NULL);

    if (g_regex_match (form, gateways, 0, NULL))
        return g_strconcat ("{", gateways, "}", NULL);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "gateways: “%s” is not district:gateway,district:gateway…", gateways);
    return NULL;
}

gboolean
tally_collect_station_store_add (TallyDb *db,
                                 const char *name,
                                 const char *gateways,
                                 const char *made_by,
                                 char **token,
                                 GError **error)
{
    g_autofree char *made = new_token (error);
    g_autofree char *digest = made != NULL ? digest_of (made) : NULL;
    g_autofree char *array = made != NULL ? array_of (gateways, error) : NULL;
    const char *values[] = { name, digest, array, made_by };
    g_autoptr(PGresult) added = NULL;

    if (array == NULL)
        return FALSE;
    added = tally_db_run (db, "collect/station-add", G_N_ELEMENTS (values), values, error);
    if (added == NULL)
        return FALSE;
    *token = g_steal_pointer (&made);
    return TRUE;
}

gboolean
tally_collect_station_store_revoke (TallyDb *db, const char *name, GError **error)
{
    g_autoptr(PGresult) revoked = tally_db_run (db, "collect/station-revoke", 1, &name, error);

    if (revoked != NULL && g_str_equal (PQcmdTuples (revoked), "0")) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "%s: there is no such station",
                     name);
        return FALSE;
    }
    return revoked != NULL;
}

GPtrArray *
tally_collect_station_store_list (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/station-list", 0, NULL, error);
    GPtrArray *list;

    if (rows == NULL)
        return NULL;
    list = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_collect_station_free);
    for (int i = 0; i < PQntuples (rows); i++) {
        TallyCollectStation *station = g_new0 (TallyCollectStation, 1);

        station->name = g_strdup (PQgetvalue (rows, i, 0));
        station->gateways = g_strdup (PQgetvalue (rows, i, 1));
        station->made_by = g_strdup (PQgetvalue (rows, i, 2));
        station->made_at = g_ascii_strtoll (PQgetvalue (rows, i, 3), NULL, 10);
        station->revoked_at = g_ascii_strtoll (PQgetvalue (rows, i, 4), NULL, 10);
        station->seen_at = g_ascii_strtoll (PQgetvalue (rows, i, 5), NULL, 10);
        station->report = g_strdup (PQgetvalue (rows, i, 6));
        g_ptr_array_add (list, station);
    }
    return list;
}

char *
tally_collect_station_store_find (TallyDb *db, const char *token, GError **error)
{
    g_autofree char *digest = digest_of (token);
    const char *values[] = { digest };
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/station-find", 1, values, error);

    if (rows != NULL && PQntuples (rows) == 1)
        return g_strdup (PQgetvalue (rows, 0, 0));
    if (rows != NULL)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN,
                             "this token is of no station");
    return NULL;
}

gboolean
tally_collect_station_store_seen (TallyDb *db, const char *name, const char *report, GError **error)
{
    const char *values[] = { name, report };
    g_autoptr(PGresult) seen = tally_db_run (db, "collect/station-seen", 2, values, error);

    return seen != NULL;
}

GPtrArray *
tally_collect_station_store_errands (TallyDb *db, const char *name, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/station-errands", 1, &name, error);

    return rows != NULL ? tally_collect_request_list (rows) : NULL;
}

/* Districts and meters of the attempts and frames, as two arrays of PostgreSQL. */
static gboolean
knows_all (TallyDb *db, const char *name, const TallyCollectBatch *batch, GError **error)
{
    g_autoptr(GString) districts = g_string_new ("{");
    g_autoptr(GString) meters = g_string_new ("{");
    size_t n_attempts;
    size_t n_frames;
    const TallyCollectAttempt *attempts = tally_collect_batch_get_attempts (batch, &n_attempts);
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (batch, &n_frames);
    const char *values[3];
    g_autoptr(PGresult) foreign = NULL;

    for (size_t i = 0; i < n_attempts + n_frames; i++) {
        g_string_append_printf (districts, "%s%d", i > 0 ? "," : "",
                                i < n_attempts ? attempts[i].district_id
                                               : frames[i - n_attempts].district_id);
        g_string_append_printf (meters, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                                i < n_attempts ? attempts[i].meter_id
                                               : frames[i - n_attempts].meter_id);
    }
    g_string_append_c (districts, '}');
    g_string_append_c (meters, '}');
    values[0] = name;
    values[1] = districts->str;
    values[2] = meters->str;
    foreign = tally_db_run (db, "collect/station-foreign", G_N_ELEMENTS (values), values, error);
    if (foreign != NULL && PQntuples (foreign) > 0)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN,
                     "meter %s of district %s is not this station's to read",
                     PQgetvalue (foreign, 0, 1), PQgetvalue (foreign, 0, 0));
    return foreign != NULL && PQntuples (foreign) == 0;
}

static gboolean
is_sound (const TallyCollectFrame *frame, int64_t now, int64_t *values, uint8_t *qualities)
{
    int64_t distance = frame->first_at - (int64_t) frame->day * DAY_S;
    int64_t age = now - frame->first_at;

    return ABS (age) < AGE_MAX_S
           && (frame->source == TALLY_FRAME_MODBUS || frame->source == TALLY_FRAME_PROFILE)
           && ABS (distance) <= 2 * DAY_S && frame->n <= TALLY_BLOCK_MAX_N
           && tally_block_get_values (frame->payload, frame->payload_length, values,
                                      (size_t) frame->n, NULL, NULL)
           && tally_block_get_flags (frame->flags, frame->flags_length, qualities,
                                     (size_t) frame->n, NULL);
}

gboolean
tally_collect_station_store_check (TallyDb *db,
                                   const char *name,
                                   const TallyCollectBatch *batch,
                                   int64_t now,
                                   GError **error)
{
    g_autofree int64_t *values = g_new (int64_t, TALLY_BLOCK_MAX_N);
    g_autofree uint8_t *qualities = g_new (uint8_t, TALLY_BLOCK_MAX_N);
    size_t n;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (batch, &n);

    for (size_t i = 0; i < n; i++) {
        if (is_sound (&frames[i], now, values, qualities))
            continue;
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "frame %zu of the batch is not what a collector makes", i);
        return FALSE;
    }
    return knows_all (db, name, batch, error);
}
