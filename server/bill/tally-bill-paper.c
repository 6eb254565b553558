// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-paper.h"

#include "server/bill/tally-bill-words.h"
#include "shared/error/tally-error.h"
#include "shared/money/tally-exact.h"
#include "shared/number/tally-number.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
line_clear (gpointer data)
{
    TallyBillPaperLine *line = data;

    g_free (line->title);
    g_free (line->detail);
    g_free (line->quantity);
    g_free (line->rate);
}

void
tally_bill_paper_free (TallyBillPaper *paper)
{
    char *texts[] = { paper->number,       paper->kind,         paper->state,      paper->company,
                      paper->customer,     paper->address,      paper->account,    paper->point,
                      paper->tariff,       paper->issued_on,    paper->due_on,     paper->currency,
                      paper->content_hash, paper->period_first, paper->period_last };

    for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
        g_free (texts[i]);
    g_clear_pointer (&paper->lines, g_array_unref);
    g_clear_pointer (&paper->days, g_array_unref);
    g_free (paper);
}

static const char *
text_of (JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member (object, name);

    if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
        || json_node_get_value_type (node) != G_TYPE_STRING)
        return NULL;
    return json_node_get_string (node);
}

static int64_t
whole_of (JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member (object, name);
    const char *text = text_of (object, name);

    if (text != NULL)
        return g_ascii_strtoll (text, NULL, 10);
    return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

static JsonArray *
array_of (JsonObject *object, const char *name)
{
    JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

    return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static guint
length_of (JsonArray *array)
{
    return array != NULL ? json_array_get_length (array) : 0;
}

/* The name, in one language, of the item of @array that has @id. */
static const char *
name_in (JsonArray *array, const char *id, const char *language)
{
    for (guint i = 0; id != NULL && i < length_of (array); i++) {
        JsonObject *item = json_array_get_object_element (array, i);
        JsonNode *names = json_object_get_member (item, "name");
        const char *name = NULL;

        if (g_strcmp0 (text_of (item, "id"), id) != 0 || names == NULL)
            continue;
        if (!JSON_NODE_HOLDS_OBJECT (names))
            return text_of (item, "name");
        name = text_of (json_node_get_object (names), language);
        return name != NULL ? name : text_of (json_node_get_object (names), "en");
    }
    return NULL;
}

static const char *
band_name (JsonObject *tariff, const char *band, const char *language)
{
    JsonArray *schedules = array_of (tariff, "schedules");
    const char *name = NULL;

    for (guint i = 0; name == NULL && i < length_of (schedules); i++)
        name = name_in (array_of (json_array_get_object_element (schedules, i), "bands"), band,
                        language);
    return name;
}

static void
add_detail (GString *detail, const char *text)
{
    if (text != NULL && *text != '\0')
        g_string_append_printf (detail, "%s%s", detail->len > 0 ? " · " : "", text);
}

static char *
detail_of (const TallyBillPaper *paper, JsonObject *tariff, JsonObject *line, const char *language)
{
    GString *detail = g_string_new (NULL);
    int64_t tier = whole_of (line, "tier");
    const char *season = text_of (line, "season");

    add_detail (detail, band_name (tariff, text_of (line, "band"), language));
    if (tier > 0) {
        g_autofree char *text = tally_bill_word_tier (paper->is_chinese, (int) tier);

        add_detail (detail, text);
    }
    add_detail (detail, name_in (array_of (tariff, "seasons"), season, language));
    if (g_strcmp0 (text_of (line, "from"), paper->period_first) != 0 && text_of (line, "from"))
        add_detail (detail, text_of (line, "from"));
    return g_string_free (detail, FALSE);
}

/* Groups of three, rounded to @decimals. */
static char *
grouped (const char *number, int decimals)
{
    TallyExact exact = { 0 };

    if (number == NULL || !tally_exact_parse (number, &exact, NULL))
        return g_strdup ("");
    return tally_number_format ((int64_t) (exact.atto / (TALLY_EXACT_ONE / 1000000)), 6, decimals,
                                &(TallyNumberStyle){ ".", "," });
}

static char *
rate_of (JsonObject *line)
{
    const char *rate = text_of (line, "rate");

    if (rate == NULL || g_str_equal (text_of (line, "unit"), "%"))
        return g_strdup_printf ("%s %%", rate != NULL ? rate : "");
    return g_strdup (rate);
}

static char *
quantity_of (const TallyBillPaper *paper, JsonObject *line)
{
    const char *unit = text_of (line, "unit");
    const char *quantity = text_of (line, "quantity");
    g_autofree char *number = NULL;

    if (unit == NULL || g_str_equal (unit, "%"))
        return g_strdup ("");
    if (g_str_equal (unit, "month") || g_str_equal (unit, "day")) {
        gboolean is_whole = quantity != NULL && strchr (quantity, '.') == NULL;

        number = grouped (quantity, is_whole ? 0 : 3);
        unit = tally_bill_word (paper->is_chinese,
                                unit[0] == 'm' ? TALLY_WORD_MONTHS : TALLY_WORD_DAYS);
    } else {
        number = grouped (quantity, 3);
    }
    return g_strdup_printf ("%s %s", number, unit);
}

static void
read_lines (TallyBillPaper *paper, JsonObject *root, JsonObject *tariff, const char *language)
{
    JsonArray *lines = array_of (root, "lines");

    for (guint i = 0; i < length_of (lines); i++) {
        JsonObject *object = json_array_get_object_element (lines, i);
        const char *title = name_in (array_of (tariff, "components"), text_of (object, "component"),
                                     language);
        TallyBillPaperLine line = {
            .title = g_strdup (title != NULL ? title : text_of (object, "name")),
            .detail = detail_of (paper, tariff, object, language),
            .quantity = quantity_of (paper, object),
            .rate = rate_of (object),
            .amount_minor = whole_of (object, "amount_minor"),
        };

        g_array_append_val (paper->lines, line);
    }
}

static void
read_days (TallyBillPaper *paper, JsonObject *root)
{
    JsonArray *days = array_of (root, "days");

    for (guint i = 0; i < length_of (days); i++) {
        JsonObject *object = json_array_get_object_element (days, i);
        const char *text = text_of (object, "day");
        TallyBillPaperDay day = {
            .wh = whole_of (object, "wh"),
            .is_estimated = json_object_get_boolean_member (object, "estimated"),
        };

        if (text != NULL && tally_day_parse (text, &day.day, NULL))
            g_array_append_val (paper->days, day);
    }
}

static char *
tariff_name (JsonObject *tariff, const char *language)
{
    JsonNode *names = tariff != NULL ? json_object_get_member (tariff, "name") : NULL;
    const char *name = NULL;

    if (names != NULL && JSON_NODE_HOLDS_OBJECT (names))
        name = text_of (json_node_get_object (names), language);
    return g_strdup (name != NULL ? name : "");
}

static void
read_head (TallyBillPaper *paper, JsonObject *root)
{
    const struct {
        char **field;
        const char *name;
    } texts[] = {
        { &paper->number, "number" },
        { &paper->kind, "kind" },
        { &paper->state, "state" },
        { &paper->company, "company" },
        { &paper->customer, "customer" },
        { &paper->address, "address" },
        { &paper->account, "account" },
        { &paper->point, "point" },
        { &paper->period_first, "period_start" },
        { &paper->period_last, "period_last" },
        { &paper->issued_on, "issued_on" },
        { &paper->due_on, "due_on" },
        { &paper->currency, "currency" },
        { &paper->content_hash, "content_hash" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
        *texts[i].field = g_strdup (text_of (root, texts[i].name));
    paper->energy_wh = whole_of (root, "energy_wh");
    paper->net_minor = whole_of (root, "net_minor");
    paper->tax_minor = whole_of (root, "tax_minor");
    paper->total_minor = whole_of (root, "total_minor");
    paper->estimated_ppm = whole_of (root, "estimated_ppm");
}

TallyBillPaper *
tally_bill_paper_parse (const char *json, const char *language, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable ();
    g_autoptr(TallyBillPaper) paper = g_new0 (TallyBillPaper, 1);
    JsonObject *root;
    JsonNode *node;
    JsonObject *tariff = NULL;
    const char *wanted = language;

    if (!json_parser_load_from_data (parser, json, -1, error))
        return NULL;
    node = json_parser_get_root (parser);
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "that is not a bill");
        return NULL;
    }
    root = json_node_get_object (node);
    node = json_object_get_member (root, "tariff");
    if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        tariff = json_node_get_object (node);
    if (wanted == NULL)
        wanted = text_of (root, "language");
    paper->is_chinese = g_strcmp0 (wanted, "zh_CN") == 0;
    paper->lines = g_array_new (FALSE, TRUE, sizeof (TallyBillPaperLine));
    g_array_set_clear_func (paper->lines, line_clear);
    paper->days = g_array_new (FALSE, TRUE, sizeof (TallyBillPaperDay));
    wanted = paper->is_chinese ? "zh_CN" : "en";
    read_head (paper, root);
    if (paper->number == NULL || paper->currency == NULL || paper->period_first == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "that is not a bill");
        return NULL;
    }
    paper->tariff = tariff_name (tariff, wanted);
    read_lines (paper, root, tariff, wanted);
    read_days (paper, root);
    return g_steal_pointer (&paper);
}
