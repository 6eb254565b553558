// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-register-parse.h"

#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-member.h"

#define POWER_MAX TALLY_REGISTER_MAX_POWER

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
    { "Wh", 0 },    { "kWh", 3 }, { "MWh", 6 }, { "varh", 0 }, { "kvarh", 3 },
    { "Mvarh", 6 }, { "W", 0 },   { "kW", 3 },  { "var", 0 },  { "kvar", 3 },
    { "VA", 0 },    { "kVA", 3 }, { "V", 3 },   { "mV", 0 },   { "A", 3 },
    { "mA", 0 },    { "Hz", 3 },  { "", 3 },    { "%", 3 },    { "deg", 3 },
};

static void
clear_register (gpointer data)
{
    TallyRegister *reg = data;

    g_free (reg->name);
    g_free (reg->unit);
}

GArray *
tally_register_list_new (void)
{
    GArray *registers = g_array_new (FALSE, TRUE, sizeof (TallyRegister));

    g_array_set_clear_func (registers, clear_register);
    return registers;
}

gboolean
tally_register_refuse (GError **error, const char *field, const char *message)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: %s", field, message);
    return FALSE;
}

/* Refuses fields that nobody would read: they are slips of the pen. */
gboolean
tally_register_check_fields (JsonObject *object, const char *const *known, GError **error)
{
    g_autoptr(GList) names = json_object_get_members (object);

    for (GList *name = names; name != NULL; name = name->next) {
        if (!g_strv_contains (known, name->data))
            return tally_register_refuse (error, name->data, "is not a field");
    }
    return TRUE;
}

const char *
tally_register_get_text (JsonObject *object, const char *field, GError **error)
{
    const char *text = tally_wire_member_text (object, field);

    if (text == NULL)
        tally_register_refuse (error, field, "is missing or no text");
    return text;
}

gboolean
tally_register_get_number (JsonObject *object,
                           const char *field,
                           int64_t least,
                           int64_t most,
                           int64_t *number,
                           GError **error)
{
    JsonNode *node = json_object_get_member (object, field);

    if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
        || json_node_get_value_type (node) != G_TYPE_INT64)
        return tally_register_refuse (error, field, "is missing or no whole number");
    *number = json_node_get_int (node);
    if (*number < least || *number > most)
        return tally_register_refuse (error, field, "is out of bounds");
    return TRUE;
}

gboolean
tally_register_get_flag (JsonObject *object, const char *field, gboolean *flag, GError **error)
{
    JsonNode *node = json_object_get_member (object, field);

    *flag = FALSE;
    if (node == NULL)
        return TRUE;
    if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        return tally_register_refuse (error, field, "is neither true nor false");
    *flag = json_node_get_boolean (node);
    return TRUE;
}

static gboolean
read_unit (JsonObject *object, TallyRegister *reg, GError **error)
{
    const char *unit = tally_register_get_text (object, "unit", error);
    int64_t scale = 0;

    if (unit == NULL)
        return FALSE;
    if (json_object_has_member (object, "scale")
        && !tally_register_get_number (object, "scale", -9, 9, &scale, error))
        return FALSE;
    for (size_t i = 0; i < G_N_ELEMENTS (units); i++) {
        if (!g_str_equal (unit, units[i].unit))
            continue;
        reg->unit = g_strdup (unit);
        scale += units[i].power;
        /* A float becomes a whole count of the channel's unit, or of a part of it. */
        reg->power = tally_register_is_floating (reg->type) ? (int) CLAMP (scale, 0, POWER_MAX) : 0;
        reg->exponent = (int16_t) (scale - reg->power);
        return TRUE;
    }
    return tally_register_refuse (error, "unit", "is not known");
}

static gboolean
read_channel (JsonObject *object, TallyRegister *reg, GError **error)
{
    const char *code;

    if (!json_object_has_member (object, "channel"))
        return TRUE;
    code = tally_register_get_text (object, "channel", error);
    if (code == NULL)
        return FALSE;
    for (size_t i = 0; i < G_N_ELEMENTS (channels); i++) {
        if (g_str_equal (code, channels[i].code)) {
            reg->channel = channels[i].channel;
            return TRUE;
        }
    }
    return tally_register_refuse (error, "channel", "is not known");
}

static gboolean
read_invalid (JsonObject *object, TallyRegister *reg, GError **error)
{
    const char *bits;
    size_t n_digits = 4 * tally_register_words (reg->type);

    if (!json_object_has_member (object, "invalid"))
        return TRUE;
    bits = tally_register_get_text (object, "invalid", error);
    if (bits == NULL)
        return FALSE;
    if (strlen (bits) != n_digits || strspn (bits, "0123456789abcdef") != n_digits)
        return tally_register_refuse (error, "invalid",
                                      "is not the register's bits in hexadecimal");
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
    if (*has && !tally_register_get_number (object, field, 0, 65535, &number, error))
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
        return tally_register_refuse (error, "scale_at", "belongs to whole numbers only");
    return TRUE;
}

static gboolean
read_register (JsonObject *object, TallyRegister *reg, GError **error)
{
    static const char *const known[] = { "name",  "channel", "address",  "type",    "unit",
                                         "scale", "invalid", "scale_at", "plus_at", NULL };
    int64_t address = 0;
    const char *name = tally_register_get_text (object, "name", error);
    const char *type = name != NULL ? tally_register_get_text (object, "type", error) : NULL;

    if (type == NULL || !tally_register_check_fields (object, known, error))
        return FALSE;
    reg->name = g_strdup (name);
    if (!tally_register_type_find (type, &reg->type))
        return tally_register_refuse (error, "type", "is not known");
    if (!tally_register_get_number (object, "address", 0,
                                    65536 - (int64_t) tally_register_words (reg->type), &address,
                                    error))
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
        return tally_register_refuse (error, "registers", "holds what is no object");
    if (!read_register (json_node_get_object (node), reg, error))
        return FALSE;
    for (guint i = 0; i + 1 < registers->len; i++) {
        const TallyRegister *other = &g_array_index (registers, TallyRegister, i);

        if (g_str_equal (other->name, reg->name))
            return tally_register_refuse (error, "name", "stands twice");
        if (reg->channel != 0 && other->channel == reg->channel)
            return tally_register_refuse (error, "channel", "stands twice");
    }
    return TRUE;
}

gboolean
tally_register_list_read (GArray *registers, JsonObject *object, GError **error)
{
    JsonNode *node = json_object_get_member (object, "registers");
    JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                   : NULL;
    guint n = list != NULL ? json_array_get_length (list) : 0;

    if (n < 1 || n > TALLY_MAP_MAX_REGISTERS)
        return tally_register_refuse (error, "registers", "is no list of 1 to 200");
    for (guint i = 0; i < n; i++) {
        if (!add_register (registers, json_array_get_element (list, i), error)) {
            g_prefix_error (error, "registers[%u]: ", i);
            return FALSE;
        }
    }
    return TRUE;
}
