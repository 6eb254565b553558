// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-audit-store.h"

#include "shared/error/tally-error.h"

#include <string.h>

enum {
    COLUMN_SEQ,
    COLUMN_AT_US,
    COLUMN_PERSON,
    COLUMN_ADDRESS,
    COLUMN_ACTION,
    COLUMN_OBJECT,
    COLUMN_BEFORE_HASH,
    COLUMN_AFTER_HASH,
    COLUMN_REASON,
    COLUMN_DIGEST,
    COLUMN_CHAIN
};

#define DIGEST_BYTES 32

void
tally_audit_entry_values (const TallyAuditEntry *entry,
                          char **district_id,
                          const char *values[TALLY_AUDIT_VALUES])
{
    *district_id = g_strdup_printf ("%d", entry->district_id);
    values[0] = *district_id;
    values[1] = entry->stream;
    values[2] = entry->person;
    values[3] = entry->address;
    values[4] = entry->action;
    values[5] = entry->object;
    values[6] = entry->before_hash;
    values[7] = entry->after_hash;
    values[8] = entry->reason;
}

gboolean
tally_audit_store_append (TallyDb *db, const TallyAuditEntry *entry, GError **error)
{
    g_autofree char *district_id = NULL;
    g_autoptr(PGresult) added = NULL;
    const char *values[TALLY_AUDIT_VALUES];

    tally_audit_entry_values (entry, &district_id, values);
    added = tally_db_run (db, "guard/record", TALLY_AUDIT_VALUES, values, error);
    return added != NULL;
}

void
tally_audit_fault_free (TallyAuditFault *fault)
{
    g_free (fault->stream);
    g_free (fault);
}

/* As guard.digest_field() writes it. */
static void
add_field (GString *text, const char *field)
{
    if (field == NULL)
        g_string_append_c (text, '-');
    else
        g_string_append_printf (text, "%zu:%s", strlen (field), field);
}

static const char *
column (PGresult *rows, int row, int n)
{
    return PQgetisnull (rows, row, n) ? NULL : PQgetvalue (rows, row, n);
}

static char *
digest_of_row (const char *district_id, const char *stream, PGresult *rows, int row)
{
    g_autoptr(GString) text = g_string_new (NULL);

    add_field (text, district_id);
    add_field (text, stream);
    for (int n = COLUMN_SEQ; n <= COLUMN_REASON; n++)
        add_field (text, column (rows, row, n));
    return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}

static void
add_hex (GChecksum *checksum, const char *hex)
{
    for (size_t i = 0; hex[i] != '\0' && hex[i + 1] != '\0'; i += 2) {
        guint8 byte = (guint8) (g_ascii_xdigit_value (hex[i]) * 16
                                + g_ascii_xdigit_value (hex[i + 1]));

        g_checksum_update (checksum, &byte, 1);
    }
}

/* The walk along one chain. */
typedef struct {
    const char *district_id;
    const char *stream;
    int64_t seq;
    char chain[2 * DIGEST_BYTES + 1];
} Walk;

static const char *
check_row (Walk *walk, PGresult *rows, int row)
{
    g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree char *digest = digest_of_row (walk->district_id, walk->stream, rows, row);
    int64_t seq = g_ascii_strtoll (PQgetvalue (rows, row, COLUMN_SEQ), NULL, 10);

    if (seq != walk->seq + 1)
        return "row is missing";
    walk->seq = seq;
    if (!g_str_equal (digest, PQgetvalue (rows, row, COLUMN_DIGEST)))
        return "row was changed";
    add_hex (checksum, walk->chain);
    add_hex (checksum, digest);
    g_strlcpy (walk->chain, g_checksum_get_string (checksum), sizeof walk->chain);
    if (!g_str_equal (walk->chain, PQgetvalue (rows, row, COLUMN_CHAIN)))
        return "chain was broken";
    return NULL;
}

static gboolean
walk_chain (TallyDb *db, Walk *walk, const char **why, GError **error)
{
    int n;

    do {
        g_autofree char *after = g_strdup_printf ("%" G_GINT64_FORMAT, walk->seq);
        const char *values[] = { walk->district_id, walk->stream, after };
        g_autoptr(PGresult) rows = tally_db_run (db, "guard/list-audit", 3, values, error);

        if (rows == NULL)
            return FALSE;
        n = PQntuples (rows);
        for (int row = 0; row < n && *why == NULL; row++)
            *why = check_row (walk, rows, row);
    } while (n > 0 && *why == NULL);
    return TRUE;
}

gboolean
tally_audit_store_verify (TallyDb *db, int64_t *n_rows, TallyAuditFault **fault, GError **error)
{
    g_autoptr(PGresult) chains = tally_db_run (db, "guard/list-chains", 0, NULL, error);
    int64_t n = 0;

    *fault = NULL;
    if (chains == NULL)
        return FALSE;
    for (int i = 0; i < PQntuples (chains) && *fault == NULL; i++) {
        Walk walk = { PQgetvalue (chains, i, 0), PQgetvalue (chains, i, 1), 0, "" };
        const char *why = NULL;

        if (!walk_chain (db, &walk, &why, error))
            return FALSE;
        n += walk.seq;
        if (why == NULL)
            continue;
        *fault = g_new0 (TallyAuditFault, 1);
        (*fault)->district_id = (int32_t) g_ascii_strtoll (walk.district_id, NULL, 10);
        (*fault)->stream = g_strdup (walk.stream);
        (*fault)->seq = g_str_equal (why, "row is missing") ? walk.seq + 1 : walk.seq;
        (*fault)->why = why;
    }
    if (n_rows != NULL)
        *n_rows = n;
    return TRUE;
}
