// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-raw-walk.h"

#include "server/ctl/tally-raw-origin.h"
#include "server/ctl/tally-raw-walk-store.h"
#include "server/raw/tally-raw-retired-store.h"
#include "server/raw/tally-raw-store.h"
#include "shared/error/tally-error.h"
#include "shared/time/tally-zone.h"

#include <string.h>

typedef struct {
    TallyDb *origins; /* the other connection streams the frames */
    const char *code;
    const TallyZone *zone;
    char day[TALLY_DAY_TEXT];
    int channel;
    GHashTable *seqs; /* digest -> seq, as text */
    GHashTable *channels;
    JsonArray *frames;
} Walk;

static void
add_number (JsonArray *array, int64_t number)
{
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

    json_array_add_string_element (array, text);
}

static void
add_stamp (JsonObject *object, const char *name, int64_t at)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (at);
    g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

    json_object_set_string_member (object, name, text);
}

static void
add_bytes (JsonObject *object, const char *name, const uint8_t *bytes, size_t length)
{
    g_autofree char *hex = tally_raw_hex (bytes, length);

    json_object_set_string_member (object, name, hex);
}

static JsonObject *
frame_to_json (const Walk *walk,
               const TallyRawFrame *frame,
               const int64_t *values,
               const uint8_t *qualities)
{
    JsonObject *object = json_object_new ();
    JsonArray *numbers = json_array_new ();
    JsonArray *marks = json_array_new ();
    g_autofree char *digest = tally_raw_hex (frame->digest, TALLY_RAW_DIGEST_BYTES);
    const char *seq = g_hash_table_lookup (walk->seqs, digest);

    json_object_set_int_member (object, "seq", seq != NULL ? g_ascii_strtoll (seq, NULL, 10) : 0);
    json_object_set_int_member (object, "meter_id", frame->meter_id);
    json_object_set_int_member (object, "channel", frame->channel);
    json_object_set_string_member (object, "kind", tally_frame_kind_name (frame->kind));
    json_object_set_string_member (object, "source", tally_frame_source_name (frame->source));
    add_stamp (object, "first_at", frame->first_at);
    json_object_set_int_member (object, "interval_s", frame->interval_s);
    json_object_set_int_member (object, "exponent", frame->exponent);
    add_stamp (object, "received_at", frame->received_at);
    for (int i = 0; i < frame->n; i++) {
        add_number (numbers, values[i]);
        json_array_add_int_element (marks, qualities[i]);
    }
    json_object_set_array_member (object, "values", numbers);
    json_object_set_array_member (object, "qualities", marks);
    json_object_set_string_member (object, "digest", digest);
    add_bytes (object, "payload", frame->payload, frame->payload_length);
    add_bytes (object, "flags", frame->flags, frame->flags_length);
    return object;
}

static gboolean
on_frame_read (const TallyRawFrame *frame,
               const int64_t *values,
               const uint8_t *qualities,
               gpointer user_data,
               GError **error)
{
    Walk *walk = user_data;
    JsonObject *origin;
    JsonObject *object;

    if (walk->channel != 0 && frame->channel != walk->channel)
        return TRUE;
    origin = tally_raw_origin (walk->origins, frame, values[0], walk->code, walk->zone, walk->day,
                               error);
    if (origin == NULL)
        return FALSE;
    object = frame_to_json (walk, frame, values, qualities);
    json_object_set_object_member (object, "origin", origin);
    json_array_add_object_element (walk->frames, object);
    g_hash_table_add (walk->channels, GINT_TO_POINTER (frame->channel));
    return TRUE;
}

static gboolean
is_link (PGresult *rows, int row, uint8_t chain[TALLY_RAW_DIGEST_BYTES])
{
    g_autofree char *made = NULL;
    uint8_t digest[TALLY_RAW_DIGEST_BYTES] = { 0 };
    uint8_t origin[TALLY_RAW_DIGEST_BYTES] = { 0 };
    const char *hex = PQgetvalue (rows, row, 1);
    const char *from = PQgetvalue (rows, row, 2);
    size_t origin_length = MIN (strlen (from) / 2, sizeof origin);
    size_t n_kept = strlen (PQgetvalue (rows, row, 3)) / 2;

    for (size_t i = 0; i < MIN (strlen (hex) / 2, sizeof digest); i++)
        digest[i] = (uint8_t) (g_ascii_xdigit_value (hex[2 * i]) << 4
                               | g_ascii_xdigit_value (hex[2 * i + 1]));
    for (size_t i = 0; i < origin_length; i++)
        origin[i] = (uint8_t) (g_ascii_xdigit_value (from[2 * i]) << 4
                               | g_ascii_xdigit_value (from[2 * i + 1]));
    tally_raw_chain_next (row > 0 ? chain : NULL, digest, origin, origin_length, chain);
    if (n_kept != TALLY_RAW_LINK_BYTES && n_kept != TALLY_RAW_DIGEST_BYTES)
        return FALSE;
    made = tally_raw_hex (chain, n_kept);
    tally_raw_chain_keep (chain, n_kept);
    return g_str_equal (made, PQgetvalue (rows, row, 3));
}

/* Checks the chain of the day, and notes where in it each frame is. */
static JsonObject *
walk_chain (Walk *walk, PGresult *rows)
{
    JsonObject *object = json_object_new ();
    uint8_t chain[TALLY_RAW_DIGEST_BYTES] = { 0 };
    const char *bad = NULL;

    for (int row = 0; row < PQntuples (rows); row++) {
        if (bad == NULL && !is_link (rows, row, chain))
            bad = PQgetvalue (rows, row, 0);
        g_hash_table_insert (walk->seqs, g_strdup (PQgetvalue (rows, row, 1)),
                             g_strdup (PQgetvalue (rows, row, 0)));
    }
    json_object_set_int_member (object, "frames", PQntuples (rows));
    json_object_set_boolean_member (object, "intact", bad == NULL);
    if (bad != NULL)
        json_object_set_int_member (object, "first_bad", g_ascii_strtoll (bad, NULL, 10));
    return object;
}

static gboolean
add_blocks (Walk *walk, JsonObject *root, PGresult *points, GError **error)
{
    JsonArray *blocks = json_array_new ();

    json_object_set_array_member (root, "blocks", blocks);
    for (int channel = 1; channel < 200; channel++) {
        g_autoptr(PGresult) rows = NULL;

        if (!g_hash_table_contains (walk->channels, GINT_TO_POINTER (channel)))
            continue;
        rows = tally_raw_walk_store_blocks (walk->origins, PQgetvalue (points, 0, 0),
                                            PQgetvalue (points, 0, 1), walk->day, channel, error);
        if (rows == NULL)
            return FALSE;
        for (int row = 0; row < PQntuples (rows); row++) {
            JsonObject *block = json_object_new ();

            json_object_set_int_member (block, "channel", channel);
            for (int column = 0; column < PQnfields (rows); column++)
                json_object_set_string_member (block, PQfname (rows, column),
                                               PQgetvalue (rows, row, column));
            json_array_add_object_element (blocks, block);
        }
    }
    return TRUE;
}

/* Of a retired month nothing is here to walk to. */
static gboolean
check_here (Walk *walk, TallyDay day, GError **error)
{
    g_autoptr(GPtrArray)
                   retired = tally_raw_retired_store_list (walk->origins,
                                                           (TallyDays){ day, { day.number + 1 } },
                                                           error);
    g_autofree char *text = NULL;

    if (retired == NULL || retired->len == 0)
        return retired != NULL;
    text = tally_raw_retired_text (g_ptr_array_index (retired, 0));
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                 "%s; gridtallyctl raw restore brings them back", text);
    return FALSE;
}

static gboolean
walk_point (Walk *walk,
            TallyDb *db,
            TallyDay day,
            JsonObject *root,
            PGresult *points,
            GError **error)
{
    const char *district = PQgetvalue (points, 0, 0);
    g_autoptr(PGresult)
                   chain = tally_raw_walk_store_chain (walk->origins, district, walk->day, error);
    TallyDays days = { day, { day.number + 1 } };

    if (chain == NULL)
        return FALSE;
    json_object_set_object_member (root, "chain", walk_chain (walk, chain));
    json_object_set_array_member (root, "frames", json_array_ref (walk->frames));
    return tally_raw_store_read_point (db, (int32_t) g_ascii_strtoll (district, NULL, 10),
                                       g_ascii_strtoll (PQgetvalue (points, 0, 1), NULL, 10), days,
                                       on_frame_read, walk, error)
           && add_blocks (walk, root, points, error);
}

JsonObject *
tally_raw_walk (TallyDb *db,
                TallyDb *origins,
                const char *code,
                TallyDay day,
                int channel,
                GError **error)
{
    g_autoptr(PGresult) points = tally_raw_walk_store_points (db, code, error);
    g_autoptr(JsonObject) root = json_object_new ();
    g_autoptr(GHashTable) seqs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) channels = g_hash_table_new (NULL, NULL);
    g_autoptr(JsonArray) frames = json_array_new ();
    Walk walk = { .origins = origins,
                  .code = code,
                  .channel = channel,
                  .seqs = seqs,
                  .channels = channels,
                  .frames = frames };

    if (points == NULL)
        return NULL;
    if (PQntuples (points) != 1) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                     PQntuples (points) == 0 ? "no metering point has the code %s"
                                             : "more than one district has a point %s",
                     code);
        return NULL;
    }
    walk.zone = tally_zone_get (PQgetvalue (points, 0, 3), error);
    tally_day_format (day, walk.day);
    json_object_set_string_member (root, "point", code);
    json_object_set_string_member (root, "name", PQgetvalue (points, 0, 2));
    json_object_set_string_member (root, "district_id", PQgetvalue (points, 0, 0));
    json_object_set_string_member (root, "point_id", PQgetvalue (points, 0, 1));
    json_object_set_string_member (root, "day", walk.day);
    if (walk.zone == NULL || !check_here (&walk, day, error)
        || !walk_point (&walk, db, day, root, points, error))
        return NULL;
    return g_steal_pointer (&root);
}
