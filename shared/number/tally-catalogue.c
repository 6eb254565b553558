// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/number/tally-catalogue.h"

#include "shared/error/tally-error.h"

#include <string.h>

#define MO_MAGIC 0x950412deu
#define MO_HEADER_WORDS 5

struct _TallyCatalogue {
    GBytes *mo;
    GHashTable *messages; /* points into it */
};

static guint32
word_at (const guint8 *data, gsize offset)
{
    guint32 word;

    memcpy (&word, data + offset, sizeof word);
    return word;
}

/* A text of a .mo file: where its table says, inside the file and ended by a zero. */
static const char *
text_at (const guint8 *data, gsize size, gsize table, guint32 index)
{
    gsize entry = table + (gsize) index * 8;
    gsize length;
    gsize at;

    if (entry + 8 > size)
        return NULL;
    length = word_at (data, entry);
    at = word_at (data, entry + 4);
    if (at >= size || length >= size - at || data[at + length] != '\0')
        return NULL;
    return (const char *) data + at;
}

TallyCatalogue *
tally_catalogue_new (GBytes *mo, GError **error)
{
    g_autoptr(TallyCatalogue) self = g_new0 (TallyCatalogue, 1);
    gsize size;
    const guint8 *data = g_bytes_get_data (mo, &size);
    gboolean is_good = size >= MO_HEADER_WORDS * 4 && word_at (data, 0) == MO_MAGIC;
    guint32 n = is_good ? word_at (data, 8) : 0;

    self->mo = g_bytes_ref (mo);
    self->messages = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint32 i = 0; is_good && i < n; i++) {
        const char *from = text_at (data, size, word_at (data, 12), i);
        const char *to = text_at (data, size, word_at (data, 16), i);

        is_good = from != NULL && to != NULL;
        if (is_good && *from != '\0' && *to != '\0')
            g_hash_table_insert (self->messages, (gpointer) from, (gpointer) to);
    }
    if (is_good)
        return g_steal_pointer (&self);
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the catalogue is broken");
    return NULL;
}

void
tally_catalogue_free (TallyCatalogue *self)
{
    g_hash_table_unref (self->messages);
    g_bytes_unref (self->mo);
    g_free (self);
}

const char *
tally_catalogue_say (const TallyCatalogue *self, const char *message)
{
    const char *said = self != NULL ? g_hash_table_lookup (self->messages, message) : NULL;

    return said != NULL ? said : message;
}
