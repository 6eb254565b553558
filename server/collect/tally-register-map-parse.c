// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-register-map.h"

#include "server/collect/tally-register-parse.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire.h"

#include <string.h>

#define JSON_BYTES_MAX (256 * 1024)
#define ALSO_MAX 8

static void
clear_layout (gpointer data)
{
    TallyModelLayout *layout = data;

    g_clear_pointer (&layout->registers, g_array_unref);
}

static void
clear_map (gpointer data)
{
    TallyRegisterMap *self = data;

    g_free (self->name);
    g_free (self->title);
    g_strfreev (self->also);
    g_array_unref (self->registers);
    g_array_unref (self->layouts);
}

TallyRegisterMap *
tally_register_map_ref (TallyRegisterMap *self)
{
    return g_atomic_rc_box_acquire (self);
}

void
tally_register_map_free (TallyRegisterMap *self)
{
    if (self != NULL)
        g_atomic_rc_box_release_full (self, clear_map);
}

/* A member that is an object, or NULL; *is_good says whether that is right. */
static JsonObject *
get_object (JsonObject *object, const char *field, gboolean *is_good, GError **error)
{
    JsonNode *node = json_object_get_member (object, field);

    *is_good = node == NULL || JSON_NODE_HOLDS_OBJECT (node);
    if (!*is_good)
        tally_register_refuse (error, field, "is no object");
    return node != NULL && *is_good ? json_node_get_object (node) : NULL;
}

/* A model is read with one request, so it must fit one answer. */
static gboolean
check_layout (const TallyModelLayout *layout, size_t max_words, GError **error)
{
    for (guint i = 0; i < layout->registers->len; i++) {
        const TallyRegister *reg = &g_array_index (layout->registers, TallyRegister, i);
        size_t n = tally_register_words (reg->type);

        if (reg->address + n > max_words || (reg->has_plus && reg->plus_address + n > max_words)
            || (reg->has_scale && reg->scale_address >= max_words))
            return tally_register_refuse (error, reg->name, "is beyond what one answer holds");
    }
    return TRUE;
}

static gboolean
add_layout (TallyRegisterMap *self, JsonNode *node, GError **error)
{
    static const char *const known[] = { "first", "last", "registers", NULL };
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    TallyModelLayout *layout;
    int64_t first = 0;
    int64_t last = 0;

    if (object == NULL)
        return tally_register_refuse (error, "models", "holds what is no object");
    if (!tally_register_check_fields (object, known, error)
        || !tally_register_get_number (object, "first", 2, 65534, &first, error)
        || !tally_register_get_number (object, "last", first, 65534, &last, error))
        return FALSE;
    g_array_set_size (self->layouts, self->layouts->len + 1);
    layout = &g_array_index (self->layouts, TallyModelLayout, self->layouts->len - 1);
    layout->first_model = (uint16_t) first;
    layout->last_model = (uint16_t) last;
    layout->registers = tally_register_list_new ();
    return tally_register_list_read (layout->registers, object, error)
           && check_layout (layout, self->max_words, error);
}

static gboolean
read_layouts (TallyRegisterMap *self, JsonObject *root, GError **error)
{
    JsonNode *node = json_object_get_member (root, "models");
    JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
    guint n = list != NULL ? json_array_get_length (list) : 0;

    if (n < 1 || n > TALLY_MAP_MAX_LAYOUTS)
        return tally_register_refuse (error, "models", "is no list of 1 to 8");
    if (json_object_has_member (root, "registers") || json_object_has_member (root, "stamp")
        || json_object_has_member (root, "clock") || json_object_has_member (root, "profile")
        || json_object_has_member (root, "first_address"))
        return tally_register_refuse (error, "models", "stands alone");
    for (guint i = 0; i < n; i++) {
        if (!add_layout (self, json_array_get_element (list, i), error)) {
            g_prefix_error (error, "models[%u]: ", i);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
read_instant (JsonObject *object, uint16_t *address, gboolean *is_writable, GError **error)
{
    static const char *const known[] = { "address", "type", "writable", NULL };
    const char *type = tally_register_get_text (object, "type", error);
    int64_t number = 0;

    if (type == NULL || !tally_register_check_fields (object, known, error)
        || !tally_register_get_number (object, "address", 0, 65534, &number, error)
        || !tally_register_get_flag (object, "writable", is_writable, error))
        return FALSE;
    if (!g_str_equal (type, "uint32"))
        return tally_register_refuse (error, "type", "is not uint32");
    *address = (uint16_t) number;
    return TRUE;
}

static gboolean
read_profile (TallyProfileMemory *profile, JsonObject *object, GError **error)
{
    static const char *const known[] = { "interval_s",     "depth_days",  "select_address",
                                         "window_address", "max_records", NULL };
    int64_t interval = 0, depth = 0, select = 0, window = 0, records = 0;

    if (!tally_register_check_fields (object, known, error)
        || !tally_register_get_number (object, "interval_s", 60, 86400, &interval, error)
        || !tally_register_get_number (object, "depth_days", 1, 3660, &depth, error)
        || !tally_register_get_number (object, "select_address", 0, 65533, &select, error)
        || !tally_register_get_number (object, "window_address", 0, 65536 - TALLY_MAP_MAX_WORDS,
                                       &window, error)
        || !tally_register_get_number (object, "max_records", 1, (TALLY_MAP_MAX_WORDS - 4) / 3,
                                       &records, error))
        return FALSE;
    if (86400 % interval != 0)
        return tally_register_refuse (error, "interval_s", "is no part of a day");
    *profile = (TallyProfileMemory){
        .interval_s = (int32_t) interval,
        .depth_days = (int32_t) depth,
        .select_address = (uint16_t) select,
        .window_address = (uint16_t) window,
        .max_records = (int) records,
    };
    return TRUE;
}

static gboolean
read_special (TallyRegisterMap *self, JsonObject *root, GError **error)
{
    gboolean is_good[3];
    gboolean unused;
    JsonObject *stamp = get_object (root, "stamp", &is_good[0], error);
    JsonObject *clock = is_good[0] ? get_object (root, "clock", &is_good[1], error) : NULL;
    JsonObject *profile = is_good[0] && is_good[1]
                              ? get_object (root, "profile", &is_good[2], error)
                              : NULL;

    if (!is_good[0] || !is_good[1] || !is_good[2])
        return FALSE;
    self->has_stamp = stamp != NULL;
    self->has_clock = clock != NULL;
    self->has_profile = profile != NULL;
    if (stamp != NULL && !read_instant (stamp, &self->stamp_address, &unused, error)) {
        g_prefix_error (error, "stamp: ");
        return FALSE;
    }
    if (clock != NULL && !read_instant (clock, &self->clock_address, &self->can_set_clock, error)) {
        g_prefix_error (error, "clock: ");
        return FALSE;
    }
    if (profile != NULL && !read_profile (&self->profile, profile, error)) {
        g_prefix_error (error, "profile: ");
        return FALSE;
    }
    return TRUE;
}

/* Other names of the same meter. */
static gboolean
read_also (TallyRegisterMap *self, JsonObject *root, GError **error)
{
    JsonNode *node = json_object_get_member (root, "also");
    JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                   : NULL;
    guint n = list != NULL ? json_array_get_length (list) : 0;

    self->also = g_new0 (char *, n + 1);
    if (node != NULL && (n < 1 || n > ALSO_MAX))
        return tally_register_refuse (error, "also", "is no list of 1 to 8");
    for (guint i = 0; i < n; i++) {
        JsonNode *name = json_array_get_element (list, i);

        if (!JSON_NODE_HOLDS_VALUE (name) || json_node_get_value_type (name) != G_TYPE_STRING)
            return tally_register_refuse (error, "also", "holds what is no text");
        self->also[i] = json_node_dup_string (name);
    }
    return TRUE;
}

static void
move_back (uint16_t *address, gboolean is_there)
{
    if (is_there && *address > 0)
        (*address)--;
}

/* Makers that count from 1 print addresses one higher than what goes over the wire. */
static gboolean
read_first_address (TallyRegisterMap *self, JsonObject *root, GError **error)
{
    int64_t first = 0;

    if (!json_object_has_member (root, "first_address"))
        return TRUE;
    if (!tally_register_get_number (root, "first_address", 0, 1, &first, error))
        return FALSE;
    self->first_address = (uint16_t) first;
    for (guint i = 0; first == 1 && i < self->registers->len; i++) {
        TallyRegister *reg = &g_array_index (self->registers, TallyRegister, i);

        if (reg->address == 0)
            return tally_register_refuse (error, reg->name, "has an address before the first");
        move_back (&reg->address, TRUE);
        move_back (&reg->scale_address, reg->has_scale);
        move_back (&reg->plus_address, reg->has_plus);
    }
    return TRUE;
}

static gboolean
read_map (TallyRegisterMap *self, JsonObject *root, GError **error)
{
    static const char *const known[] = { "name",       "title",     "also",          "space",
                                         "word_order", "max_words", "first_address", "registers",
                                         "stamp",      "clock",     "profile",       "models",
                                         NULL };
    const char *name = tally_register_get_text (root, "name", error);
    const char *title = name != NULL ? tally_register_get_text (root, "title", error) : NULL;
    const char *space = title != NULL ? tally_register_get_text (root, "space", error) : NULL;
    const char *order = space != NULL ? tally_register_get_text (root, "word_order", error) : NULL;
    int64_t max_words = 0;

    if (order == NULL || !tally_register_check_fields (root, known, error)
        || !tally_register_get_number (root, "max_words", 4, TALLY_MAP_MAX_WORDS, &max_words,
                                       error))
        return FALSE;
    self->is_input = g_str_equal (space, "input");
    if (!self->is_input && !g_str_equal (space, "holding"))
        return tally_register_refuse (error, "space", "is neither input nor holding");
    self->order = g_str_equal (order, "big") ? TALLY_WORDS_BIG : TALLY_WORDS_LITTLE;
    if (self->order == TALLY_WORDS_LITTLE && !g_str_equal (order, "little"))
        return tally_register_refuse (error, "word_order", "is neither big nor little");
    self->name = g_strdup (name);
    self->title = g_strdup (title);
    self->max_words = (size_t) max_words;
    if (!read_also (self, root, error))
        return FALSE;
    if (json_object_has_member (root, "models"))
        return read_layouts (self, root, error);
    return tally_register_list_read (self->registers, root, error)
           && read_first_address (self, root, error) && read_special (self, root, error);
}

TallyRegisterMap *
tally_register_map_parse (const char *json, gssize length, GError **error)
{
    g_autoptr(TallyRegisterMap) self = g_atomic_rc_box_new0 (TallyRegisterMap);
    g_autoptr(GError) broken = NULL;
    g_autoptr(JsonNode) root = NULL;

    self->registers = tally_register_list_new ();
    self->layouts = g_array_new (FALSE, TRUE, sizeof (TallyModelLayout));
    g_array_set_clear_func (self->layouts, clear_layout);
    root = tally_wire_parse (json, length < 0 ? strlen (json) : (size_t) length, JSON_BYTES_MAX,
                             &broken);
    if (root == NULL) {
        tally_register_refuse (error, "document", broken->message);
        return NULL;
    }
    if (!JSON_NODE_HOLDS_OBJECT (root)) {
        tally_register_refuse (error, "document", "is no object");
        return NULL;
    }
    return read_map (self, json_node_get_object (root), error) ? g_steal_pointer (&self) : NULL;
}
