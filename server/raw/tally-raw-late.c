// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-late.h"

#include "server/raw/tally-raw-store.h"

typedef struct {
    GArray *frames;   /* TallyRawFrame */
    GPtrArray *bytes; /* GBytes: what they point to */
} Late;

static void
late_clear (Late *self)
{
    g_array_unref (self->frames);
    g_ptr_array_unref (self->bytes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Late, late_clear)

static const uint8_t *
keep (Late *self, const uint8_t *bytes, size_t length)
{
    GBytes *kept = g_bytes_new (bytes, length);

    g_ptr_array_add (self->bytes, kept);
    return g_bytes_get_data (kept, NULL);
}

static gboolean
on_frame (const TallyRawFrame *frame,
          const int64_t *values,
          const uint8_t *qualities,
          gpointer user_data,
          GError **error)
{
    Late *self = user_data;
    TallyRawFrame own = *frame;

    own.payload = keep (self, frame->payload, frame->payload_length);
    own.flags = keep (self, frame->flags, frame->flags_length);
    own.origin = keep (self, frame->origin, frame->origin_length);
    own.digest = NULL;
    g_array_append_val (self->frames, own);
    return TRUE;
}

gboolean
tally_raw_late_take (TallyDb *db, TallyDays days, int64_t *n_taken, GError **error)
{
    g_auto(Late)
                late = { .frames = g_array_new (FALSE, FALSE, sizeof (TallyRawFrame)),
                         .bytes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref) };
    size_t n_new = 0;

    if (!tally_raw_store_read_refused (db, days, on_frame, &late, error)
        || !tally_raw_store_append_batch (db, (const TallyRawFrame *) (gpointer) late.frames->data,
                                          late.frames->len, &n_new, error))
        return FALSE;
    *n_taken = (int64_t) n_new;
    return TRUE;
}
