// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-tariff-diff.h"

#include "shared/tariff/tally-json.h"

#include <string.h>

typedef struct {
    GPtrArray *changes;
    const char *component; /* being compared, or NULL */
    const char *kind;
} Diff;

static void
change_free (gpointer data)
{
    TallyTariffChange *change = data;

    g_free (change->path);
    g_free (change->before);
    g_free (change->after);
    g_free (change->component);
    g_free (change);
}

static void
append_value (GString *json, const TallyJson *node)
{
    static const char *const words[] = { [TALLY_JSON_NULL] = "null",
                                         [TALLY_JSON_FALSE] = "false",
                                         [TALLY_JSON_TRUE] = "true" };

    if (node->type == TALLY_JSON_STRING) {
        tally_json_append_quoted (json, node->text);
    } else if (node->type == TALLY_JSON_NUMBER) {
        g_string_append (json, node->text);
    } else if (node->type == TALLY_JSON_ARRAY || node->type == TALLY_JSON_OBJECT) {
        g_string_append_c (json, node->type == TALLY_JSON_ARRAY ? '[' : '{');
        for (const TallyJson *child = node->first; child != NULL; child = child->next) {
            if (child->index > 0)
                g_string_append (json, ", ");
            if (child->key != NULL)
                g_string_append_printf (json, "\"%s\": ", child->key);
            append_value (json, child);
        }
        g_string_append_c (json, node->type == TALLY_JSON_ARRAY ? ']' : '}');
    } else {
        g_string_append (json, words[node->type]);
    }
}

static char *
text_of (const TallyJson *node)
{
    GString *json = node == NULL ? NULL : g_string_new (NULL);

    if (json == NULL)
        return NULL;
    append_value (json, node);
    return g_string_free (json, FALSE);
}

/* What customers are paid by: more of it is cheaper. */
static gboolean
pays_customer (const Diff *diff, const char *field)
{
    return g_strcmp0 (diff->kind, "export") == 0 || g_strcmp0 (diff->kind, "discount") == 0
           || g_str_equal (field, "cap");
}

static void
find_effect (const Diff *diff,
             const TallyJson *before,
             const TallyJson *after,
             TallyTariffChange *change)
{
    static const char *const prices[] = { "rate", "percent", "amount", "cap", NULL };
    TallyExact old, new, difference;
    TallyDecimal old_decimal, new_decimal;
    TallyMoney percent;

    if (before->key == NULL || !g_strv_contains (prices, before->key)
        || !tally_json_to_decimal (before, &old_decimal, NULL)
        || !tally_json_to_decimal (after, &new_decimal, NULL)
        || !tally_exact_from_decimal (old_decimal, &old, NULL)
        || !tally_exact_from_decimal (new_decimal, &new, NULL))
        return;
    difference.atto = new.atto - old.atto;
    change->effect = (difference.atto > 0) != pays_customer (diff, before->key)
                         ? TALLY_TARIFF_DEARER
                         : TALLY_TARIFF_CHEAPER;
    if (old.atto <= 0 || !tally_exact_scale (difference, 100, 1, &difference, NULL)
        || !tally_exact_ratio (difference.atto, old.atto, &difference, NULL)
        || !tally_exact_to_money (difference, 2, TALLY_ROUND_HALF_UP, &percent, NULL))
        return;
    change->percent = tally_exact_from_money (percent, 2);
}

static void
add_change (Diff *diff, const char *path, const TallyJson *before, const TallyJson *after)
{
    TallyTariffChange *change = g_new0 (TallyTariffChange, 1);

    change->path = g_strdup (path);
    change->before = text_of (before);
    change->after = text_of (after);
    change->component = g_strdup (diff->component);
    if (before != NULL && after != NULL)
        find_effect (diff, before, after, change);
    g_ptr_array_add (diff->changes, change);
}

static const char *
member_text (TallyJson *node, const char *key)
{
    TallyJson *member = tally_json_member (node, key);

    if (member != NULL && member->type == TALLY_JSON_OBJECT)
        member = tally_json_member (member, "en");
    return member == NULL ? NULL : member->text;
}

static void
append_words (GString *name, TallyJson *list)
{
    for (TallyJson *item = list == NULL ? NULL : list->first; item != NULL; item = item->next)
        g_string_append_printf (name, "%s%s", name->len == 0 ? "" : ",",
                                item->text == NULL ? "?" : item->text);
}

/* What an element of a list is known by: its id, its seasons, bands and days, or its place. */
static char *
name_of (TallyJson *node)
{
    g_autoptr(GString) name = g_string_new (NULL);

    if (node->type == TALLY_JSON_STRING || node->type == TALLY_JSON_NUMBER)
        return g_strdup (node->text);
    if (member_text (node, "id") != NULL)
        return g_strdup (member_text (node, "id"));
    append_words (name, tally_json_member (node, "seasons"));
    append_words (name, tally_json_member (node, "bands"));
    append_words (name, tally_json_member (node, "days"));
    if (member_text (node, "from") != NULL)
        g_string_append (name, member_text (node, "from"));
    if (name->len == 0)
        g_string_append_printf (name, "%zu", node->index);
    return g_string_free (g_steal_pointer (&name), FALSE);
}

static TallyJson *
find_named (TallyJson *list, const char *wanted)
{
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        g_autofree char *name = name_of (item);

        if (g_str_equal (name, wanted))
            return item;
    }
    return NULL;
}

static void compare (Diff *diff, const char *path, TallyJson *before, TallyJson *after);

static void
compare_lists (Diff *diff, const char *path, TallyJson *before, TallyJson *after)
{
    for (TallyJson *item = before->first; item != NULL; item = item->next) {
        g_autofree char *name = name_of (item);
        g_autofree char *place = g_strdup_printf ("%s[%s]", path, name);

        compare (diff, place, item, find_named (after, name));
    }
    for (TallyJson *item = after->first; item != NULL; item = item->next) {
        g_autofree char *name = name_of (item);
        g_autofree char *place = g_strdup_printf ("%s[%s]", path, name);

        if (find_named (before, name) == NULL)
            compare (diff, place, NULL, item);
    }
}

static void
compare_members (Diff *diff, const char *path, TallyJson *before, TallyJson *after)
{
    for (TallyJson *item = before->first; item != NULL; item = item->next) {
        g_autofree char *place = g_strdup_printf ("%s.%s", path, item->key);

        compare (diff, place, item, tally_json_member (after, item->key));
    }
    for (TallyJson *item = after->first; item != NULL; item = item->next) {
        g_autofree char *place = g_strdup_printf ("%s.%s", path, item->key);

        if (tally_json_member (before, item->key) == NULL)
            compare (diff, place, NULL, item);
    }
}

static gboolean
is_same (const TallyJson *before, const TallyJson *after)
{
    TallyDecimal a, b;

    if (before->type != after->type)
        return FALSE;
    if (g_strcmp0 (before->text, after->text) == 0)
        return TRUE;
    return before->text != NULL && tally_decimal_parse (before->text, &a, NULL)
           && tally_decimal_parse (after->text, &b, NULL) && tally_decimal_compare (a, b) == 0;
}

static gboolean
is_component (const TallyJson *node)
{
    return node->parent != NULL && g_strcmp0 (node->parent->key, "components") == 0;
}

static void
compare (Diff *diff, const char *path, TallyJson *before, TallyJson *after)
{
    TallyJson *node = before != NULL ? before : after;
    gboolean enters = is_component (node);

    if (enters) {
        diff->kind = member_text (node, "kind");
        diff->component = member_text (node, "name");
        if (diff->component == NULL)
            diff->component = member_text (node, "id");
    }
    if (before == NULL || after == NULL)
        add_change (diff, path, before, after);
    else if (before->type == TALLY_JSON_OBJECT && after->type == TALLY_JSON_OBJECT)
        compare_members (diff, path, before, after);
    else if (before->type == TALLY_JSON_ARRAY && after->type == TALLY_JSON_ARRAY)
        compare_lists (diff, path, before, after);
    else if (!is_same (before, after))
        add_change (diff, path, before, after);
    if (enters)
        diff->component = diff->kind = NULL;
}

GPtrArray *
tally_tariff_diff (const char *before, const char *after, GError **error)
{
    g_autoptr(TallyJsonDocument) old = tally_json_read (before, -1, error);
    g_autoptr(TallyJsonDocument) new = old == NULL ? NULL : tally_json_read (after, -1, error);
    Diff diff = { NULL, NULL, NULL };

    if (new == NULL)
        return NULL;
    diff.changes = g_ptr_array_new_with_free_func (change_free);
    compare (&diff, "$", tally_json_root (old), tally_json_root (new));
    return diff.changes;
}
