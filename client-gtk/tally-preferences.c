// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/tally-preferences.h"

#define SCHEMA "org.gridtally.Gridtally"

static char *
program_dir (void)
{
    g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

    return program != NULL ? g_path_get_dirname (program) : g_strdup (".");
}

GSettings *
tally_preferences_open (void)
{
    GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
    g_autoptr(GSettingsSchemaSource) built = NULL;
    g_autoptr(GSettingsSchema) schema = NULL;
    g_autofree char *dir = program_dir ();

    if (installed != NULL)
        schema = g_settings_schema_source_lookup (installed, SCHEMA, TRUE);
    if (schema == NULL)
        built = g_settings_schema_source_new_from_directory (dir, installed, TRUE, NULL);
    if (built != NULL)
        schema = g_settings_schema_source_lookup (built, SCHEMA, FALSE);
    g_assert (schema != NULL); /* a program without its schema was installed by half */
    return g_settings_new_full (schema, NULL, NULL);
}

char *
tally_preferences_locale_dir (void)
{
    g_autofree char *dir = program_dir ();
    g_autofree char *built = g_build_filename (dir, "..", "po", NULL);
    g_autofree char *probe = g_build_filename (built, "zh_CN", "LC_MESSAGES", GETTEXT_PACKAGE ".mo",
                                               NULL);

    if (g_file_test (probe, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&built);
    return g_strdup (GRIDTALLY_LOCALE_DIR);
}
