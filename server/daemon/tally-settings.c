// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/daemon/tally-settings.h"

#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

struct _TallySettings {
    GHashTable *values; /* key -> value */
};

typedef struct {
    const char *key;
    const char *standard; /* holds when nothing is said */
    const char *meaning;
} Known;

/* In the order in which an operator asks. One line a setting. */
static const Known known[] = {
    { "database", "", N_ ("connection string of a PostgreSQL, without a user") },
    { "embedded", "", N_ ("directory of a private PostgreSQL, in place of database") },
    { "server", "", N_ ("of a collection workstation: its server, in place of a database") },
    { "server.token-file", "", N_ ("of a collection workstation: file with its token") },
    { "server.ca-file", "", N_ ("certificates to believe of that server; empty: the system's") },
    { "role", "api,web,collect,settle", N_ ("what this process does") },
    { "time-zone", "Asia/Shanghai", N_ ("the market's") },
    { "data-dir", "", N_ ("where meters/, web/ and tariffs/ are") },
    { "behind-proxy", "yes", N_ ("a proxy on this machine speaks for the clients") },
    { "plain", "no", N_ ("no TLS at all, for a developer's machine") },
    { "api.listen", "127.0.0.1:8441", N_ ("where the staff API listens") },
    { "api.connections", "4", N_ ("database connections of the staff API") },
    { "api.totp-required", "no", N_ ("refuse staff who have no code device") },
    { "web.listen", "127.0.0.1:8442", N_ ("where the customer pages listen") },
    { "web.connections", "4", N_ ("database connections of the customer pages") },
    { "web.origin", "", N_ ("address of the customer pages as browsers see it") },
    { "bank.url", "", N_ ("the bank's interface") },
    { "bank.secret-file", "", N_ ("file with the secret of the bank's webhooks") },
    { "collect.spool", "", N_ ("SQLite file that keeps readings until they are stored") },
    { "collect.listen", "", N_ ("where workstations hand over readings; empty: none may") },
    { "collect.gateways", "", N_ ("gateways to poll, as district:gateway,…; empty: all") },
    { "inbox", "", N_ ("folder whose interval files are imported; empty: none") },
    { "outbox", "", N_ ("folder where interface files are written each night; empty: none") },
    { "outbox.files", "readings.csv,balances.csv,bills.csv",
      N_ ("which: readings.csv, readings.nem12, readings.green-button, balances.csv, bills.csv") },
    { "seal.file", "", N_ ("file that seals of all chains go to, best elsewhere; empty: none") },
    { "seal.key-file", "", N_ ("file with the secret key of seals: gridtallyctl seal make-key") },
    { "settle.workers", "1", N_ ("runs of the work plan at a time") },
};

static const Known *
find (const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS (known); i++) {
        if (g_str_equal (known[i].key, key))
            return &known[i];
    }
    return NULL;
}

TallySettings *
tally_settings_new (void)
{
    TallySettings *self = g_new0 (TallySettings, 1);

    self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    return self;
}

void
tally_settings_free (TallySettings *self)
{
    g_hash_table_unref (self->values);
    g_free (self);
}

gboolean
tally_settings_set (TallySettings *self, const char *setting, GError **error)
{
    const char *equals = strchr (setting, '=');
    g_autofree char *key = NULL;

    if (equals == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, _ ("“%s” is not key=value"), setting);
        return FALSE;
    }
    key = g_strstrip (g_strndup (setting, (size_t) (equals - setting)));
    if (find (key) == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, _ ("there is no setting “%s”"), key);
        return FALSE;
    }
    g_hash_table_replace (self->values, g_steal_pointer (&key), g_strstrip (g_strdup (equals + 1)));
    return TRUE;
}

gboolean
tally_settings_load (TallySettings *self, const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    if (!g_file_get_contents (path, &text, NULL, error))
        return FALSE;
    lines = g_strsplit (text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        const char *line = g_strstrip (lines[i]);

        if (line[0] == '\0' || line[0] == '#')
            continue;
        if (!tally_settings_set (self, line, error)) {
            g_prefix_error (error, "%s:%zu: ", path, i + 1);
            return FALSE;
        }
    }
    return TRUE;
}

const char *
tally_settings_get (const TallySettings *self, const char *key)
{
    const Known *entry = find (key);
    const char *value = g_hash_table_lookup (self->values, key);

    g_return_val_if_fail (entry != NULL, "");

    return value != NULL ? value : entry->standard;
}

gboolean
tally_settings_is_on (const TallySettings *self, const char *key)
{
    return g_str_equal (tally_settings_get (self, key), "yes");
}

char *
tally_settings_describe (void)
{
    GString *text = g_string_new (_ ("Settings, for a file or --set key=value:\n"));

    for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
        g_string_append_printf (text, "  %-18s %s%s%s%s\n", known[i].key, _ (known[i].meaning),
                                known[i].standard[0] != '\0' ? " [" : "", known[i].standard,
                                known[i].standard[0] != '\0' ? "]" : "");
    return g_string_free (text, FALSE);
}
