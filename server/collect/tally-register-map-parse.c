// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-register-map.h"

#include "shared/error/tally-error.h"

#include <json-glib/json-glib.h>

#define JSON_BYTES_MAX (256 * 1024)

static const struct {
    const char *code;
    int16_t channel;
} channels[] = {
    { "A+", 1 }, { "A-", 2 }, { "R+", 3 }, { "R-", 4 },
    { "U", 10 }, { "I", 11 }, { "P", 12 }, { "D", 13 },
};

/* Powers of ten to the unit that channels count in, or to thousandths. */
static const struct {
    const char *unit;
    int power;
} units[] = {
    { "Wh", 0 }, { "kWh", 3 }, { "MWh", 6 }, { "varh", 0 }, { "kvarh", 3 }, { "Mvarh", 6 },
    { "W", 0 },  { "kW", 3 },  { "var", 0 }, { "kvar", 3 }, { "VA", 0 },    { "kVA", 3 },
    { "V", 3 },  { "mV", 0 },  { "A", 3 },   { "mA", 0 },   { "Hz", 3 },    { "", 3 },
};

static void
clear_register (gpointer data)
{
    TallyRegister *reg = data;

    g_free (reg->name);
    g_free (reg->unit);
}

static GArray *
new_registers (void)
{
    GArray *registers = g_array_new (FALSE, TRUE, sizeof (TallyRegister));

    g_array_set_clear_func (registers, clear_register);
    return registers;
}

static void
clear_layout (gpointer data)
{
    TallyModelLayout *layout = data;

    g_clear_pointer (&layout->registers, g_array_unref);
}

void
tally_register_map_free (TallyRegisterMap *self)
{
    if (self == NULL)
        return;
    g_free (self->name);
    g_free (self->title);
    g_array_unref (self->registers);
    g_array_unref (self->layouts);
    g_free (self);
}

static gboolean
refuse (GError **error, const char *field, const char *message)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: %s", field, message);
    return FALSE;
}

/* Refuses fields that nobody would read: they are slips of the pen. */
static gboolean
check_fields (JsonObject *object, const char *const *known, GError **error)
{
    g_autoptr(GList) names = json_object_get_members (object);

    for (GList *name = names; name != NULL; name = name->next) {
        if (!g_strv_contains (known, name->data))
            return refuse (error, name->data, "is not a field");
    }
    return TRUE;
}

static const char *
get_text (JsonObject *object, const char *field, GError **error)
{
    JsonNode *node = json_object_get_member (object, field);

    if (node != NULL && JSON_NODE_HOLDS_VALUE (node)
        && json_node_get_value_type (node) == G_TYPE_STRING)
        return json_node_get_string (node);
    refuse (error, field, "is missing or no text");
    return NULL;
}

static gboolean
get_number (JsonObject *object,
            const char *field,
            int64_t least,
            int64_t most,
            int64_t *number,
            GError **error)
{
    JsonNode *node = json_object_get_member (object, field);

    if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
        || json_node_get_value_type (node) != G_TYPE_INT64)
        return refuse (error, field, "is missing or no whole number");
    *number = json_node_get_int (node);
    if (*number < least || *number > most)
        return refuse (error, field, "is out of bounds");
    return TRUE;
}

/* A member that is an object, or NULL; *is_good says whether that is right. */
static JsonObject *
get_object (JsonObject *object, const char *field, gboolean *is_good, GError **error)
{
    JsonNode *node = json_object_get_member (object, field);

    *is_good = node == NULL || JSON_NODE_HOLDS_OBJECT (node);
    if (!*is_good)
        refuse (error, field, "is no object");
    return node != NULL && *is_good ? json_node_get_object (node) : NULL;
}

static gboolean
read_unit (JsonObject *object, TallyRegister *reg, GError **error)
{
    const char *unit = get_text (object, "unit", error);
    int64_t scale = 0;

    if (unit == NULL)
        return FALSE;
    if (json_object_has_member (object, "scale")
        && !get_number (object, "scale", -9, 9, &scale, error))
        return FALSE;
    if (scale != 0 && tally_register_is_floating (reg->type))
        return refuse (error, "scale", "belongs to whole numbers only");
    for (size_t i = 0; i < G_N_ELEMENTS (units); i++) {
        if (!g_str_equal (unit, units[i].unit))
            continue;
        reg->unit = g_strdup (unit);
        reg->power = tally_register_is_floating (reg->type) ? units[i].power : 0;
        reg->exponent = tally_register_is_floating (reg->type) ? 0
                                                               : (int16_t) (units[i].power + scale);
        return TRUE;
    }
    return refuse (error, "unit", "is not known");
}

static gboolean
read_channel (JsonObject *object, TallyRegister *reg, GError **error)
{
    const char *code;

    if (!json_object_has_member (object, "channel"))
        return TRUE;
    code = get_text (object, "channel", error);
    if (code == NULL)
        return FALSE;
    for (size_t i = 0; i < G_N_ELEMENTS (channels); i++) {
        if (g_str_equal (code, channels[i].code)) {
            reg->channel = channels[i].channel;
            return TRUE;
        }
    }
    return refuse (error, "channel", "is not known");
}

static gboolean
read_invalid (JsonObject *object, TallyRegister *reg, GError **error)
{
    const char *bits;
    size_t n_digits = 4 * tally_register_words (reg->type);

    if (!json_object_has_member (object, "invalid"))
        return TRUE;
    bits = get_text (object, "invalid", error);
    if (bits == NULL)
        return FALSE;
    if (strlen (bits) != n_digits || strspn (bits, "0123456789abcdef") != n_digits)
        return refuse (error, "invalid", "is not the register's bits in hexadecimal");
    reg->has_invalid = TRUE;
    reg->invalid = g_ascii_strtoull (bits, NULL, 16);
    return TRUE;
}

/* The address of a register that belongs to this one. */
static gboolean
read_neighbour (JsonObject *object,
                const char *field,
                gboolean *has,
                uint16_t *address,
                GError **error)
{
    int64_t number = 0;

    *has = json_object_has_member (object, field);
    if (*has && !get_number (object, field, 0, 65535, &number, error))
        return FALSE;
    *address = (uint16_t) number;
    return TRUE;
}

static gboolean
read_neighbours (JsonObject *object, TallyRegister *reg, GError **error)
{
    if (!read_neighbour (object, "scale_at", &reg->has_scale, &reg->scale_address, error)
        || !read_neighbour (object, "plus_at", &reg->has_plus, &reg->plus_address, error))
        return FALSE;
    if (reg->has_scale && tally_register_is_floating (reg->type))
        return refuse (error, "scale_at", "belongs to whole numbers only");
    return TRUE;
}

static gboolean
read_register (JsonObject *object, TallyRegister *reg, GError **error)
{
    static const char *const known[] = { "name",  "channel", "address",  "type",    "unit",
                                         "scale", "invalid", "scale_at", "plus_at", NULL };
    int64_t address = 0;
    const char *name = get_text (object, "name", error);
    const char *type = name != NULL ? get_text (object, "type", error) : NULL;

    if (type == NULL || !check_fields (object, known, error))
        return FALSE;
    reg->name = g_strdup (name);
    if (!tally_register_type_find (type, &reg->type))
        return refuse (error, "type", "is not known");
    if (!get_number (object, "address", 0, 65536 - (int64_t) tally_register_words (reg->type),
                     &address, error))
        return FALSE;
    reg->address = (uint16_t) address;
    return read_unit (object, reg, error) && read_channel (object, reg, error)
           && read_invalid (object, reg, error) && read_neighbours (object, reg, error);
}

static gboolean
add_register (GArray *registers, JsonNode *node, GError **error)
{
    TallyRegister *reg;

    g_array_set_size (registers, registers->len + 1);
    reg = &g_array_index (registers, TallyRegister, registers->len - 1);
    if (!JSON_NODE_HOLDS_OBJECT (node))
        return refuse (error, "registers", "holds what is no object");
    if (!read_register (json_node_get_object (node), reg, error))
        return FALSE;
    for (guint i = 0; i + 1 < registers->len; i++) {
        const TallyRegister *other = &g_array_index (registers, TallyRegister, i);

        if (g_str_equal (other->name, reg->name))
            return refuse (error, "name", "stands twice");
        if (reg->channel != 0 && other->channel == reg->channel)
            return refuse (error, "channel", "stands twice");
    }
    return TRUE;
}

static gboolean
read_registers (GArray *registers, JsonObject *object, GError **error)
{
    JsonNode *node = json_object_get_member (object, "registers");
    JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                   : NULL;
    guint n = list != NULL ? json_array_get_length (list) : 0;

    if (n < 1 || n > TALLY_MAP_MAX_REGISTERS)
        return refuse (error, "registers", "is no list of 1 to 200");
    for (guint i = 0; i < n; i++) {
        if (!add_register (registers, json_array_get_element (list, i), error)) {
            g_prefix_error (error, "registers[%u]: ", i);
            return FALSE;
        }
    }
    return TRUE;
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
            return refuse (error, reg->name, "is beyond what one answer holds");
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
        return refuse (error, "models", "holds what is no object");
    if (!check_fields (object, known, error)
        || !get_number (object, "first", 2, 65534, &first, error)
        || !get_number (object, "last", first, 65534, &last, error))
        return FALSE;
    g_array_set_size (self->layouts, self->layouts->len + 1);
    layout = &g_array_index (self->layouts, TallyModelLayout, self->layouts->len - 1);
    layout->first_model = (uint16_t) first;
    layout->last_model = (uint16_t) last;
    layout->registers = new_registers ();
    return read_registers (layout->registers, object, error)
           && check_layout (layout, self->max_words, error);
}

static gboolean
read_layouts (TallyRegisterMap *self, JsonObject *root, GError **error)
{
    JsonNode *node = json_object_get_member (root, "models");
    JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
    guint n = list != NULL ? json_array_get_length (list) : 0;

    if (n < 1 || n > TALLY_MAP_MAX_LAYOUTS)
        return refuse (error, "models", "is no list of 1 to 8");
    if (json_object_has_member (root, "registers") || json_object_has_member (root, "stamp")
        || json_object_has_member (root, "clock") || json_object_has_member (root, "profile"))
        return refuse (error, "models", "stands alone");
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
    const char *type = get_text (object, "type", error);
    int64_t number = 0;

    if (type == NULL || !check_fields (object, known, error)
        || !get_number (object, "address", 0, 65534, &number, error))
        return FALSE;
    if (!g_str_equal (type, "uint32"))
        return refuse (error, "type", "is not uint32");
    *address = (uint16_t) number;
    *is_writable = json_object_get_boolean_member_with_default (object, "writable", FALSE);
    return TRUE;
}

static gboolean
read_profile (TallyProfileMemory *profile, JsonObject *object, GError **error)
{
    static const char *const known[] = { "interval_s",     "depth_days",  "select_address",
                                         "window_address", "max_records", NULL };
    int64_t interval = 0, depth = 0, select = 0, window = 0, records = 0;

    if (!check_fields (object, known, error)
        || !get_number (object, "interval_s", 60, 86400, &interval, error)
        || !get_number (object, "depth_days", 1, 3660, &depth, error)
        || !get_number (object, "select_address", 0, 65533, &select, error)
        || !get_number (object, "window_address", 0, 65536 - TALLY_MAP_MAX_WORDS, &window, error)
        || !get_number (object, "max_records", 1, (TALLY_MAP_MAX_WORDS - 4) / 3, &records, error))
        return FALSE;
    if (86400 % interval != 0)
        return refuse (error, "interval_s", "is no part of a day");
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

static gboolean
read_map (TallyRegisterMap *self, JsonObject *root, GError **error)
{
    static const char *const known[] = { "name",      "title",     "space", "word_order",
                                         "max_words", "registers", "stamp", "clock",
                                         "profile",   "models",    NULL };
    const char *name = get_text (root, "name", error);
    const char *title = name != NULL ? get_text (root, "title", error) : NULL;
    const char *space = title != NULL ? get_text (root, "space", error) : NULL;
    const char *order = space != NULL ? get_text (root, "word_order", error) : NULL;
    int64_t max_words = 0;

    if (order == NULL || !check_fields (root, known, error)
        || !get_number (root, "max_words", 4, TALLY_MAP_MAX_WORDS, &max_words, error))
        return FALSE;
    self->is_input = g_str_equal (space, "input");
    if (!self->is_input && !g_str_equal (space, "holding"))
        return refuse (error, "space", "is neither input nor holding");
    self->order = g_str_equal (order, "big") ? TALLY_WORDS_BIG : TALLY_WORDS_LITTLE;
    if (self->order == TALLY_WORDS_LITTLE && !g_str_equal (order, "little"))
        return refuse (error, "word_order", "is neither big nor little");
    self->name = g_strdup (name);
    self->title = g_strdup (title);
    self->max_words = (size_t) max_words;
    if (json_object_has_member (root, "models"))
        return read_layouts (self, root, error);
    return read_registers (self->registers, root, error) && read_special (self, root, error);
}

TallyRegisterMap *
tally_register_map_parse (const char *json, gssize length, GError **error)
{
    g_autoptr(TallyRegisterMap) self = g_new0 (TallyRegisterMap, 1);
    g_autoptr(JsonParser) parser = json_parser_new ();
    g_autoptr(GError) broken = NULL;
    JsonNode *root;

    self->registers = new_registers ();
    self->layouts = g_array_new (FALSE, TRUE, sizeof (TallyModelLayout));
    g_array_set_clear_func (self->layouts, clear_layout);
    if (length > JSON_BYTES_MAX) {
        refuse (error, "document", "is too large");
        return NULL;
    }
    if (!json_parser_load_from_data (parser, json, length, &broken)) {
        refuse (error, "document", broken->message);
        return NULL;
    }
    root = json_parser_get_root (parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
        refuse (error, "document", "is no object");
        return NULL;
    }
    return read_map (self, json_node_get_object (root), error) ? g_steal_pointer (&self) : NULL;
}
