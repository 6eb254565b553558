// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-register-map.h"

#include "shared/error/tally-error.h"

#define MAPS_MAX 1000

const TallyRegister *
tally_register_map_find (const TallyRegisterMap *self, const char *name)
{
    for (guint i = 0; i < self->registers->len; i++) {
        const TallyRegister *reg = &g_array_index (self->registers, TallyRegister, i);

        if (g_str_equal (reg->name, name))
            return reg;
    }
    return NULL;
}

const TallyRegister *
tally_register_map_find_channel (const TallyRegisterMap *self, int16_t channel)
{
    for (guint i = 0; i < self->registers->len; i++) {
        const TallyRegister *reg = &g_array_index (self->registers, TallyRegister, i);

        if (reg->channel == channel)
            return reg;
    }
    return NULL;
}

char *
tally_register_map_folder (void)
{
    const char *root = g_getenv ("GRIDTALLY_DATA_DIR");

    return g_build_filename (root != NULL ? root : GRIDTALLY_PKG_DATA_DIR, "meters", NULL);
}

static TallyRegisterMap *
load_file (const char *folder, const char *name, GError **error)
{
    g_autofree char *file = g_strconcat (name, ".json", NULL);
    g_autofree char *path = g_build_filename (folder, file, NULL);
    g_autofree char *json = NULL;
    g_autoptr(TallyRegisterMap) self = NULL;
    gsize length;

    if (!g_file_get_contents (path, &json, &length, error))
        return NULL;
    self = tally_register_map_parse (json, (gssize) length, error);
    if (self != NULL && g_str_equal (self->name, name))
        return g_steal_pointer (&self);
    if (self != NULL)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "name: is not that of the file");
    g_prefix_error (error, "%s: ", path);
    return NULL;
}

TallyRegisterMap *
tally_register_map_load (const char *folder, const char *name, GError **error)
{
    g_autofree char *file = g_strconcat (name, ".json", NULL);
    g_autofree char *path = g_build_filename (folder, file, NULL);
    g_autoptr(GHashTable) maps = NULL;
    TallyRegisterMap *other;

    if (strpbrk (name, "/\\") != NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: is no name of a register map",
                     name);
        return NULL;
    }
    if (g_file_test (path, G_FILE_TEST_EXISTS))
        return load_file (folder, name, error);
    maps = tally_register_maps_load (folder, error);
    if (maps == NULL)
        return NULL;
    other = g_hash_table_lookup (maps, name);
    if (other == NULL)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "%s: has no register map %s",
                     folder, name);
    return other != NULL ? tally_register_map_ref (other) : NULL;
}

static gboolean
add_map (GHashTable *maps, const char *name, TallyRegisterMap *map, GError **error)
{
    if (g_hash_table_contains (maps, name)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: two maps have this name", name);
        return FALSE;
    }
    return g_hash_table_insert (maps, g_strdup (name), tally_register_map_ref (map));
}

static gboolean
add_names (GHashTable *maps, TallyRegisterMap *map, GError **error)
{
    if (!add_map (maps, map->name, map, error))
        return FALSE;
    for (size_t i = 0; map->also[i] != NULL; i++) {
        if (!add_map (maps, map->also[i], map, error))
            return FALSE;
    }
    return TRUE;
}

GHashTable *
tally_register_maps_load (const char *folder, GError **error)
{
    g_autoptr(GHashTable) maps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                         (GDestroyNotify) tally_register_map_free);
    g_autoptr(GDir) dir = g_dir_open (folder, 0, error);
    const char *file;

    if (dir == NULL)
        return NULL;
    while ((file = g_dir_read_name (dir)) != NULL && g_hash_table_size (maps) < MAPS_MAX) {
        g_autofree char *name = g_strdup (file);
        g_autoptr(TallyRegisterMap) map = NULL;

        if (!g_str_has_suffix (name, ".json"))
            continue;
        name[strlen (name) - strlen (".json")] = '\0';
        map = load_file (folder, name, error);
        if (map == NULL || !add_names (maps, map, error))
            return NULL;
    }
    return g_steal_pointer (&maps);
}
