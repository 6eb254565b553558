// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-manual-store.h"

#include "shared/error/tally-error.h"

#define N_KEY 7 /* values that tell one reading from another */

/* The values of a reading as texts. */
typedef struct {
    char *district;
    char *point;
    char *meter;
    char *channel;
    char *at;
    char *value;
} Texts;

static void
texts_clear (Texts *texts)
{
    g_free (texts->district);
    g_free (texts->point);
    g_free (texts->meter);
    g_free (texts->channel);
    g_free (texts->at);
    g_free (texts->value);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, texts_clear)

static char *
text_of (int64_t number)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

static Texts
texts_of (const TallyCollectManual *reading, int64_t meter_id)
{
    return (Texts){
        text_of (reading->district_id), text_of (reading->point_id), text_of (meter_id),
        text_of (reading->channel),     text_of (reading->at),       text_of (reading->value)
    };
}

static gboolean
is_true (const PGresult *rows, int row, int column)
{
    return *PQgetvalue (rows, row, column) == 't';
}

void
tally_collect_hung_clear (TallyCollectHung *hung)
{
    g_clear_pointer (&hung->serial, g_free);
    g_clear_pointer (&hung->time_zone, g_free);
}

gboolean
tally_collect_manual_store_meter (TallyDb *db,
                                  const TallyCollectManual *reading,
                                  TallyCollectHung *hung,
                                  GError **error)
{
    g_auto(Texts) texts = texts_of (reading, 0);
    const char *values[] = { texts.district, texts.point, texts.at, reading->serial };
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/manual-meter", 4, values, error);

    *hung = (TallyCollectHung){ 0 };
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     *reading->serial == '\0' ? "at: no main meter hung at the point then"
                                              : "serial: meter %s did not hang at the point then",
                     reading->serial);
        return FALSE;
    }
    hung->meter_id = g_ascii_strtoll (PQgetvalue (rows, 0, 0), NULL, 10);
    hung->serial = g_strdup (PQgetvalue (rows, 0, 1));
    hung->digits = (int) g_ascii_strtoll (PQgetvalue (rows, 0, 2), NULL, 10);
    hung->time_zone = g_strdup (PQgetvalue (rows, 0, 3));
    return TRUE;
}

/* Something is in the way: this very reading, or a reason why it cannot be kept. */
static gboolean
find_known (TallyDb *db, const char *const *values, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/manual-find", N_KEY, values, error);

    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_BUSY, "the reading is being changed");
    else if (!is_true (rows, 0, 0))
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "register: %s Wh of that meter and instant stand; withdraw them first",
                     PQgetvalue (rows, 0, 2));
    else if (!is_true (rows, 0, 1))
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                             "reading_id: it names another reading");
    else if (is_true (rows, 0, 3))
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                             "reading_id: this reading was withdrawn");
    else
        return TRUE;
    return FALSE;
}

gboolean
tally_collect_manual_store_add (TallyDb *db,
                                const TallyCollectManual *reading,
                                int64_t meter_id,
                                gboolean *is_new,
                                GError **error)
{
    g_auto(Texts) texts = texts_of (reading, meter_id);
    const char *values[] = { texts.district, reading->reading_id, texts.point,
                             texts.meter,    texts.channel,       texts.at,
                             texts.value,    reading->note,       reading->photo,
                             reading->person };
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/manual-add", G_N_ELEMENTS (values),
                                              values, error);

    if (rows == NULL)
        return FALSE;
    *is_new = PQntuples (rows) == 1;
    return *is_new || find_known (db, values, error);
}

gboolean
tally_collect_manual_store_withdraw (TallyDb *db,
                                     int32_t district_id,
                                     int64_t point_id,
                                     const char *reading_id,
                                     const char *person,
                                     const char *reason,
                                     int64_t *at,
                                     gboolean *is_new,
                                     GError **error)
{
    g_autofree char *district = text_of (district_id);
    g_autofree char *point = text_of (point_id);
    const char *values[] = { district, point, reading_id, person, reason };
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/manual-withdraw", 5, values, error);
    g_autoptr(PGresult) known = NULL;

    if (rows == NULL)
        return FALSE;
    *is_new = PQntuples (rows) == 1;
    known = *is_new ? g_steal_pointer (&rows)
                    : tally_db_run (db, "collect/manual-at", 3, values, error);
    if (known == NULL)
        return FALSE;
    if (PQntuples (known) == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                             "the point has no such reading");
        return FALSE;
    }
    *at = g_ascii_strtoll (PQgetvalue (known, 0, 0), NULL, 10);
    return TRUE;
}

/* As bytea is written. */
static char *
bytea_of (GBytes *content)
{
    static const char digits[] = "0123456789abcdef";
    gsize length;
    const uint8_t *bytes = g_bytes_get_data (content, &length);
    char *text = g_malloc (2 * length + 3);
    char *end = text;

    *end++ = '\\';
    *end++ = 'x';
    for (gsize i = 0; i < length; i++) {
        *end++ = digits[bytes[i] >> 4];
        *end++ = digits[bytes[i] & 0xf];
    }
    *end = '\0';
    return text;
}

gboolean
tally_collect_manual_store_add_photo (TallyDb *db,
                                      int32_t district_id,
                                      const char *sha256,
                                      const char *media_type,
                                      GBytes *content,
                                      const char *person,
                                      GError **error)
{
    g_autofree char *district = text_of (district_id);
    g_autofree char *bytes = bytea_of (content);
    const char *values[] = { district, sha256, media_type, bytes, person };
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/photo-add", 5, values, error);

    return rows != NULL;
}

gboolean
tally_collect_manual_store_has_photo (TallyDb *db,
                                      int32_t district_id,
                                      const char *sha256,
                                      gboolean *has,
                                      GError **error)
{
    g_autofree char *district = text_of (district_id);
    const char *values[] = { district, sha256 };
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/photo-find", 2, values, error);

    if (rows == NULL)
        return FALSE;
    *has = PQntuples (rows) == 1;
    return TRUE;
}
