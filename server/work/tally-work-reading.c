// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-reading.h"

#include "server/collect/tally-collect-batch.h"
#include "server/collect/tally-collect-manual-store.h"
#include "server/guard/tally-audit-store.h"
#include "server/raw/tally-raw-store.h"
#include "server/validate/tally-edit-step.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define COLLECTOR "tally_collector"

#define NOTE_MAX 1000
#define SHA256_HEX 64
#define N_CHANNELS 4

/* Clocks of those who bring a reading may be a little ahead of ours. */
#define AHEAD_S 300

static const char *const channel_names[N_CHANNELS] = { "A+", "A-", "R+", "R-" };

typedef struct {
    const TallyWorkReading *reading;
    const char *reason; /* why it is withdrawn */
    TallyCollectManual manual;
    TallyCollectHung hung;
    TallyCollectBatch *batch;
    gboolean is_new;
    int64_t at;
} Work;

static gboolean
refuse (const char *why, GError **error)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, why);
    return FALSE;
}

static gboolean
is_digest (const char *text)
{
    return strlen (text) == SHA256_HEX && strspn (text, "0123456789abcdef") == SHA256_HEX;
}

static gboolean
check (const TallyWorkReading *reading, int64_t now, GError **error)
{
    if (!g_uuid_string_is_valid (reading->reading_id))
        return refuse ("reading_id: a UUID is expected", error);
    if (reading->channel < 1 || reading->channel > N_CHANNELS)
        return refuse ("channel: 1 to 4 is expected", error);
    if (reading->at <= 0 || reading->at > now + AHEAD_S)
        return refuse ("at: it is in the future, or no instant", error);
    if (reading->value < 0)
        return refuse ("register: a register is not negative", error);
    if (reading->note != NULL && g_utf8_strlen (reading->note, -1) > NOTE_MAX)
        return refuse ("note: at most 1000 characters are expected", error);
    if (reading->photo != NULL && !is_digest (reading->photo))
        return refuse ("photo: the SHA-256 of a kept photo is expected", error);
    if ((reading->note == NULL || *reading->note == '\0') && reading->photo == NULL)
        return refuse ("note: a note or a photo is expected", error);
    return TRUE;
}

static TallyCollectManual
manual_of (const TallyWorkReading *reading)
{
    return (TallyCollectManual){
        .district_id = reading->district_id,
        .point_id = reading->point_id,
        .reading_id = reading->reading_id,
        .channel = (int16_t) reading->channel,
        .at = reading->at,
        .serial = reading->serial != NULL ? reading->serial : "",
        .value = reading->value,
        .note = reading->note != NULL ? reading->note : "",
        .photo = reading->photo,
        .person = reading->person,
    };
}

/* The meter has as many digits as it has. */
static gboolean
fits (int64_t value, const TallyCollectHung *hung, GError **error)
{
    int64_t end = 1;

    for (int i = 0; i < hung->digits; i++)
        end *= 10; /* at most 18 digits */
    if (value < end)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "register: meter %s passes its end at %" G_GINT64_FORMAT " Wh", hung->serial, end);
    return FALSE;
}

static gboolean
has_photo (TallyDb *db, const TallyWorkReading *reading, GError **error)
{
    gboolean has = TRUE;

    if (reading->photo != NULL
        && !tally_collect_manual_store_has_photo (db, reading->district_id, reading->photo, &has,
                                                  error))
        return FALSE;
    return has || refuse ("photo: no such photo is kept", error);
}

static gboolean
record (TallyDb *db, const Work *work, const char *action, const char *reason, GError **error)
{
    const TallyWorkReading *reading = work->reading;
    g_autofree char *object = NULL;
    TallyAuditEntry entry = { .district_id = reading->district_id,
                              .stream = "collect",
                              .person = reading->person,
                              .address = reading->address != NULL ? reading->address : "",
                              .action = action,
                              .reason = reason };

    if (work->batch == NULL)
        object = g_strdup_printf ("point %" G_GINT64_FORMAT " reading %s", reading->point_id,
                                  reading->reading_id);
    else
        object = g_strdup_printf ("point %" G_GINT64_FORMAT
                                  " reading %s: meter %s %s at %" G_GINT64_FORMAT
                                  ": %" G_GINT64_FORMAT " Wh",
                                  reading->point_id, reading->reading_id, work->hung.serial,
                                  channel_names[reading->channel - 1], reading->at, reading->value);
    entry.object = object;
    return tally_audit_store_append (db, &entry, error);
}

/* Always counted in whole Wh: a figure must have one digest, whoever brings it. */
static gboolean
make_frame (Work *work, const TallyZone *zone, GError **error)
{
    const TallyWorkReading *reading = work->reading;
    TallyCollectFrame head = {
        .district_id = reading->district_id,
        .point_id = reading->point_id,
        .meter_id = work->hung.meter_id,
        .channel = (int16_t) reading->channel,
        .kind = TALLY_FRAME_REGISTER,
        .source = TALLY_FRAME_MANUAL,
        .day = tally_day_of (zone, reading->at).number,
        .first_at = reading->at,
    };

    return tally_collect_batch_add_values (work->batch, &head, &reading->value, NULL, 1, error);
}

static gboolean
add (TallyDb *db, gpointer user_data, GError **error)
{
    Work *work = user_data;
    size_t n;
    size_t n_new;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (work->batch, &n);

    if (!tally_collect_manual_store_add (db, &work->manual, work->hung.meter_id, &work->is_new,
                                         error))
        return FALSE;
    return !work->is_new
           || (tally_raw_store_append_batch (db, frames, n, &n_new, error)
               && record (db, work, "manual-reading", work->manual.note, error));
}

static gboolean
keep (TallyDb *db, Work *work, GError **error)
{
    const TallyZone *zone;
    TallyDay day;

    if (!tally_collect_manual_store_meter (db, &work->manual, &work->hung, error)
        || !fits (work->reading->value, &work->hung, error)
        || !has_photo (db, work->reading, error))
        return FALSE;
    zone = tally_zone_get (work->hung.time_zone, error);
    if (zone == NULL || !make_frame (work, zone, error))
        return FALSE;
    day = tally_day_of (zone, work->reading->at);
    return tally_raw_store_make_months (db, (TallyDays){ day, { day.number + 1 } }, error)
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, add, work, error);
}

gboolean
tally_work_reading_add (const char *conninfo,
                        const TallyWorkReading *reading,
                        int64_t now,
                        GError **error)
{
    Work work = { .reading = reading, .manual = manual_of (reading) };
    g_auto(TallyCollectHung) hung = { 0 };
    g_autoptr(TallyCollectBatch) batch = NULL;
    g_autoptr(TallyDb) db = NULL;
    gboolean is_kept;

    if (!check (reading, now, error))
        return FALSE;
    batch = tally_collect_batch_new_named (reading->reading_id);
    db = tally_db_open_as (conninfo, COLLECTOR, error);
    if (db == NULL)
        return FALSE;
    work.batch = batch;
    is_kept = keep (db, &work, error);
    hung = work.hung;
    return is_kept
           && tally_edit_step_near (conninfo, reading->district_id, reading->point_id, reading->at,
                                    reading->person, work.manual.note, now, error);
}

static gboolean
withdraw (TallyDb *db, gpointer user_data, GError **error)
{
    Work *work = user_data;
    const TallyWorkReading *reading = work->reading;

    if (!tally_collect_manual_store_withdraw (db, reading->district_id, reading->point_id,
                                              reading->reading_id, reading->person, work->reason,
                                              &work->at, &work->is_new, error))
        return FALSE;
    return !work->is_new || record (db, work, "manual-reading-withdraw", work->reason, error);
}

gboolean
tally_work_reading_withdraw (const char *conninfo,
                             const TallyWorkReading *reading,
                             const char *reason,
                             int64_t now,
                             GError **error)
{
    Work work = { .reading = reading, .reason = reason };
    g_autoptr(TallyDb) db = NULL;

    if (!g_uuid_string_is_valid (reading->reading_id))
        return refuse ("reading_id: a UUID is expected", error);
    if (reason == NULL || *reason == '\0' || g_utf8_strlen (reason, -1) > NOTE_MAX)
        return refuse ("reason: 1 to 1000 characters are expected", error);
    db = tally_db_open_as (conninfo, COLLECTOR, error);
    return db != NULL
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, withdraw, &work, error)
           && tally_edit_step_near (conninfo, reading->district_id, reading->point_id, work.at,
                                    reading->person, reason, now, error);
}

/* By its first bytes, whatever its name says. Returns: (nullable): none we keep */
static const char *
media_type_of (const uint8_t *bytes, gsize length)
{
    static const uint8_t jpeg[] = { 0xff, 0xd8, 0xff };
    static const uint8_t png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

    if (length > sizeof jpeg && memcmp (bytes, jpeg, sizeof jpeg) == 0)
        return "image/jpeg";
    if (length > sizeof png && memcmp (bytes, png, sizeof png) == 0)
        return "image/png";
    return NULL;
}

char *
tally_work_reading_keep_photo (const char *conninfo,
                               int32_t district_id,
                               GBytes *content,
                               const char *person,
                               GError **error)
{
    g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
    g_autoptr(TallyDb) db = NULL;
    gsize length;
    const uint8_t *bytes = g_bytes_get_data (content, &length);
    const char *media_type = media_type_of (bytes, length);

    if (media_type == NULL) {
        refuse ("photo: a JPEG or PNG picture is expected", error);
        return NULL;
    }
    if (length > TALLY_PHOTO_MAX_BYTES) {
        refuse ("photo: at most 5 MiB are expected", error);
        return NULL;
    }
    db = tally_db_open_as (conninfo, COLLECTOR, error);
    if (db == NULL
        || !tally_collect_manual_store_add_photo (db, district_id, sha256, media_type, content,
                                                  person, error))
        return NULL;
    return g_steal_pointer (&sha256);
}
