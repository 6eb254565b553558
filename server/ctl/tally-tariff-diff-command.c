// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-price-command.h"
#include "server/ctl/tally-tariff-diff.h"
#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-tariff.h"

#include <glib/gi18n.h>

char *
tally_tariff_read_native (const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(TallyTariff) tariff = NULL;
    g_autoptr(TallyJsonDocument) document = NULL;
    size_t length;

    if (!g_file_get_contents (path, &text, &length, error))
        return NULL;
    tariff = tally_tariff_read (text, (gssize) length, error);
    if (tariff == NULL) {
        g_prefix_error (error, "%s: ", path);
        return NULL;
    }
    document = tally_json_read (text, (gssize) length, NULL);
    if (tally_json_member (tally_json_root (document), "format") != NULL)
        return g_steal_pointer (&text);
    return tally_tariff_from_urdb (text, (gssize) length, error);
}

static void
print_words (const TallyTariffChange *change)
{
    const char *where = change->component == NULL ? _ ("The document") : change->component;
    char percent[TALLY_EXACT_TEXT];
    TallyExact size = { change->percent.atto < 0 ? -change->percent.atto : change->percent.atto };

    tally_exact_format (size, percent);
    if (change->before == NULL)
        g_print (_ ("    %s: new\n"), where);
    else if (change->after == NULL)
        g_print (_ ("    %s: no longer there\n"), where);
    else if (change->effect == TALLY_TARIFF_OTHER)
        g_print (_ ("    %s: changed\n"), where);
    else if (change->percent.atto == 0)
        g_print (change->effect == TALLY_TARIFF_DEARER ? _ ("    %s: dearer for the customer\n")
                                                       : _ ("    %s: cheaper for the customer\n"),
                 where);
    else
        g_print (change->effect == TALLY_TARIFF_DEARER
                     ? _ ("    %s: dearer for the customer, by %s %%\n")
                     : _ ("    %s: cheaper for the customer, by %s %%\n"),
                 where, percent);
}

static void
print_change (const TallyTariffChange *change)
{
    g_print ("%s: %s -> %s\n", change->path, change->before == NULL ? "-" : change->before,
             change->after == NULL ? "-" : change->after);
    print_words (change);
}

static void
print_json (const GPtrArray *changes)
{
    static const char *const effects[] = { "other", "dearer", "cheaper" };
    g_autoptr(GString) json = g_string_new ("{\"changes\": [");

    for (guint i = 0; i < changes->len; i++) {
        const TallyTariffChange *change = g_ptr_array_index (changes, i);
        char percent[TALLY_EXACT_TEXT];

        g_string_append (json, i == 0 ? "\n  {\"path\": " : ",\n  {\"path\": ");
        tally_json_append_quoted (json, change->path);
        g_string_append_printf (json, ", \"before\": %s, \"after\": %s",
                                change->before == NULL ? "null" : change->before,
                                change->after == NULL ? "null" : change->after);
        if (change->component != NULL) {
            g_string_append (json, ", \"component\": ");
            tally_json_append_quoted (json, change->component);
        }
        g_string_append_printf (json, ", \"effect\": \"%s\", \"percent\": \"%s\"}",
                                effects[change->effect],
                                tally_exact_format (change->percent, percent));
    }
    g_print ("%s\n]}\n", json->str);
}

gboolean
tally_tariff_diff_files (const char *before, const char *after, gboolean is_json, GError **error)
{
    g_autofree char *old = tally_tariff_read_native (before, error);
    g_autofree char *new = old == NULL ? NULL : tally_tariff_read_native (after, error);
    g_autoptr(GPtrArray) changes = NULL;

    if (new == NULL)
        return FALSE;
    changes = tally_tariff_diff (old, new, error);
    if (changes == NULL)
        return FALSE;
    if (is_json) {
        print_json (changes);
        return TRUE;
    }
    for (guint i = 0; i < changes->len; i++)
        print_change (g_ptr_array_index (changes, i));
    if (changes->len == 0)
        g_print (_ ("They say the same.\n"));
    return TRUE;
}
