// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-report-command.h"

#include "server/ctl/tally-command.h"
#include "server/ctl/tally-report-store.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define WH_PER_KWH 1000

typedef struct {
    char *database;
    char *item;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->item);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
print_items (PGresult *items)
{
    g_print ("%-36s %18s   %s\n", _ ("Item"), _ ("Figure"), _ ("Taken from"));
    for (int row = 0; row < PQntuples (items); row++)
        g_print ("%-36s %18s   %s\n", PQgetvalue (items, row, 0), PQgetvalue (items, row, 1),
                 PQgetvalue (items, row, 2));
}

static void
print_regions (PGresult *regions)
{
    g_print ("\n%-8s %-11s %-24s %13s %11s %11s %13s %11s %7s\n", _ ("Period"), _ ("Node"),
             _ ("Name"), _ ("In kWh"), _ ("Made kWh"), _ ("Out kWh"), _ ("Sold kWh"),
             _ ("Loss kWh"), _ ("Loss %"));
    for (int row = 0; row < PQntuples (regions); row++) {
        g_print ("%-8s %-11s %-24s", PQgetvalue (regions, row, 0), PQgetvalue (regions, row, 1),
                 PQgetvalue (regions, row, 2));
        for (int column = 3; column < 8; column++)
            g_print (" %*" G_GINT64_FORMAT, column == 3 || column == 6 ? 13 : 11,
                     g_ascii_strtoll (PQgetvalue (regions, row, column), NULL, 10) / WH_PER_KWH);
        g_print (" %7s\n", PQgetvalue (regions, row, 8));
    }
    g_print (
        _ ("Balances are taken from settle.statement of the newest version of each period.\n"));
}

static void
add_rows (JsonBuilder *builder, const char *name, PGresult *rows)
{
    json_builder_set_member_name (builder, name);
    json_builder_begin_array (builder);
    for (int row = 0; row < PQntuples (rows); row++) {
        json_builder_begin_object (builder);
        for (int column = 0; column < PQnfields (rows); column++) {
            json_builder_set_member_name (builder, PQfname (rows, column));
            json_builder_add_string_value (builder, PQgetvalue (rows, row, column));
        }
        json_builder_end_object (builder);
    }
    json_builder_end_array (builder);
}

static void
print_json (PGresult *items, PGresult *regions)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_begin_object (builder);
    add_rows (builder, "items", items);
    add_rows (builder, "regions", regions);
    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    g_print ("%s\n", text);
}

static gboolean
print_one (PGresult *items, const char *item, GError **error)
{
    for (int row = 0; row < PQntuples (items); row++) {
        if (!g_str_equal (PQgetvalue (items, row, 0), item))
            continue;
        g_print ("%s\n", PQgetvalue (items, row, 1));
        return TRUE;
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "--item: there is no “%s”", item);
    return FALSE;
}

static gboolean
run (const Options *options, GError **error)
{
    g_autoptr(TallyDb) db = tally_command_open (options->database, "tally_settle", error);
    g_autoptr(PGresult) items = NULL;
    g_autoptr(PGresult) regions = NULL;

    if (db == NULL)
        return FALSE;
    items = tally_report_store_items (db, error);
    if (items == NULL)
        return FALSE;
    if (options->item != NULL)
        return print_one (items, options->item, error);
    regions = tally_report_store_regions (db, error);
    if (regions == NULL)
        return FALSE;
    if (options->as_json) {
        print_json (items, regions);
        return TRUE;
    }
    print_items (items);
    print_regions (regions);
    return TRUE;
}

int
tally_report_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "item", 0, 0, G_OPTION_ARG_STRING, &options.item, N_ ("Print only this figure"), "ITEM" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (
        context, _ ("Prints the figures from meter to paid bill, and where each comes from."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error) || !run (&options, &error))
        return tally_command_fail ("report", error);
    return 0;
}
