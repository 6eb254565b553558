// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-paper-private.h"
#include "server/bill/tally-bill-words.h"
#include "shared/money/tally-exact.h"

#include <string.h>

#define EXACT_DECIMALS 6
#define DEFAULT_WINDOW 15

typedef struct {
    const TallyBillPaper *paper;
    JsonObject *tariff;
    JsonObject *line;
    JsonObject *component;
    GString *text;
} Teller;

static const char *
word (const Teller *teller, TallyWord which)
{
    return tally_bill_word (teller->paper->is_chinese, which);
}

static const char *
say (const Teller *teller, const char *key)
{
    const char *text = tally_bill_json_text (teller->line, key);

    return text != NULL ? text : "";
}

/* A sentence whose {places} are filled from pairs of name and text. */
static void tell (const Teller *teller, TallyWord sentence, ...) G_GNUC_NULL_TERMINATED;

static void
tell (const Teller *teller, TallyWord sentence, ...)
{
    g_autoptr(GString) text = g_string_new (word (teller, sentence));
    const char *place;
    va_list places;

    va_start (places, sentence);
    while ((place = va_arg (places, const char *)) != NULL) {
        g_autofree char *name = g_strconcat ("{", place, "}", NULL);

        g_string_replace (text, name, va_arg (places, const char *), 0);
    }
    va_end (places);
    if (teller->text->len > 0 && !teller->paper->is_chinese)
        g_string_append_c (teller->text, ' ');
    g_string_append (teller->text, text->str);
}

/* Days of the part and of the period, where the line is for a part of it. */
static gboolean
find_part (const Teller *teller, int *days, int *full)
{
    TallyDay from, to, first, last;

    if (!tally_day_parse (say (teller, "from"), &from, NULL)
        || !tally_day_parse (say (teller, "to"), &to, NULL)
        || !tally_day_parse (teller->paper->period_first, &first, NULL)
        || teller->paper->period_last == NULL
        || !tally_day_parse (teller->paper->period_last, &last, NULL))
        return FALSE;
    *days = to.number - from.number;
    *full = last.number + 1 - first.number;
    return *days != *full;
}

/* "1,234.5 kWh × 0.568 = 701.196": rounded once, to what stands in the table. */
static void
tell_product (const Teller *teller)
{
    g_autofree char *quantity = tally_bill_paper_number (say (teller, "quantity"), EXACT_DECIMALS);
    const char *rate = say (teller, "rate");
    g_autofree char *exact = tally_bill_paper_number (say (teller, "exact"), EXACT_DECIMALS);
    const char *unit = say (teller, "unit");
    int days, full;

    if (*say (teller, "exact") == '\0')
        return;
    if (g_str_equal (unit, "%")) {
        tell (teller, TALLY_WORD_TELL_PERCENT, "quantity", quantity, "rate", rate, "exact", exact,
              NULL);
        return;
    }
    if (!g_str_equal (unit, "kWh") && find_part (teller, &days, &full)) {
        g_autofree char *part = g_strdup_printf ("%d/%d", days, full);

        tell (teller, TALLY_WORD_TELL_PART, "quantity", quantity, "unit", unit, "rate", rate,
              "part", part, "exact", exact, NULL);
        return;
    }
    tell (teller, TALLY_WORD_TELL_PRODUCT, "quantity", quantity, "unit", unit, "rate", rate,
          "exact", exact, NULL);
}

/* Whether a rule or rate that names @key holds for @id: naming none means all. */
static gboolean
holds_for (JsonObject *object, const char *key, const char *id)
{
    JsonArray *list = tally_bill_json_array (object, key);

    if (list == NULL || *id == '\0')
        return TRUE;
    for (guint i = 0; i < json_array_get_length (list); i++) {
        if (g_strcmp0 (json_array_get_string_element (list, i), id) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_for_working_days (JsonObject *rule)
{
    return holds_for (rule, "days", "weekday") || holds_for (rule, "days", "monday");
}

/* "08:00–12:00, 17:00–21:00": when the line's band holds on a working day. */
static void
tell_band (const Teller *teller)
{
    const char *band = say (teller, "band");
    const char *language = teller->paper->is_chinese ? "zh_CN" : "en";
    JsonObject *schedule = tally_bill_json_item (tally_bill_json_array (teller->tariff,
                                                                        "schedules"),
                                                 tally_bill_json_text (teller->component,
                                                                       "schedule"));
    JsonArray *rules = tally_bill_json_array (schedule, "rules");
    g_autoptr(GString) hours = g_string_new (NULL);

    for (guint i = 0; *band != '\0' && hours->len == 0 && i < tally_bill_json_length (rules); i++) {
        JsonObject *rule = json_array_get_object_element (rules, i);
        JsonArray *spans = tally_bill_json_array (rule, "spans");

        if (!is_for_working_days (rule) || !holds_for (rule, "seasons", say (teller, "season")))
            continue;
        for (guint k = 0; k < tally_bill_json_length (spans); k++) {
            JsonObject *span = json_array_get_object_element (spans, k);

            if (g_strcmp0 (tally_bill_json_text (span, "band"), band) == 0)
                g_string_append_printf (hours, "%s%s–%s", hours->len > 0 ? ", " : "",
                                        tally_bill_json_text (span, "from"),
                                        tally_bill_json_text (span, "to"));
        }
    }
    if (hours->len > 0) {
        const char *name = tally_bill_json_band (teller->tariff, band, language);

        tell (teller, TALLY_WORD_TELL_BAND, "band", name != NULL ? name : band, "hours", hours->str,
              NULL);
    }
}

/* The tiers that hold in the line's season and band. */
static JsonArray *
find_tiers (const Teller *teller)
{
    JsonArray *rates = tally_bill_json_array (teller->component, "rates");

    for (guint i = 0; i < tally_bill_json_length (rates); i++) {
        JsonObject *rate = json_array_get_object_element (rates, i);

        if (holds_for (rate, "bands", say (teller, "band"))
            && holds_for (rate, "seasons", say (teller, "season")))
            return tally_bill_json_array (rate, "tiers");
    }
    return tally_bill_json_array (teller->component, "tiers");
}

static const char *
limit_of (JsonArray *tiers, int64_t tier)
{
    if (tier < 1 || tier > (int64_t) tally_bill_json_length (tiers))
        return NULL;
    return tally_bill_json_text (json_array_get_object_element (tiers, (guint) tier - 1), "up_to");
}

static TallyWord
basis_of (const Teller *teller)
{
    static const struct {
        const char *basis;
        TallyWord word;
    } bases[] = {
        { "day", TALLY_WORD_BASIS_DAY },
        { "year", TALLY_WORD_BASIS_YEAR },
        { "kwh-per-kw", TALLY_WORD_BASIS_HOURS },
        { "kwh-per-kw-day", TALLY_WORD_BASIS_HOURS },
    };
    const char *basis = tally_bill_json_text (teller->component, "tier_basis");

    for (size_t i = 0; i < G_N_ELEMENTS (bases); i++) {
        if (g_strcmp0 (basis, bases[i].basis) == 0)
            return bases[i].word;
    }
    return TALLY_WORD_BASIS_MONTH;
}

static void
tell_tier (const Teller *teller)
{
    int64_t tier = tally_bill_json_whole (teller->line, "tier");
    JsonArray *tiers = find_tiers (teller);
    g_autofree char *number = g_strdup_printf ("%d", (int) tier);
    const char *low = limit_of (tiers, tier - 1);
    const char *high = limit_of (tiers, tier);
    g_autofree char *from = tally_bill_paper_number (low != NULL ? low : "0", 3);
    g_autofree char *to = tally_bill_paper_number (high, 3);
    g_autofree char *time = tally_bill_paper_time (teller->paper, say (teller, "at"));

    if (tier < 1 || tiers == NULL)
        return;
    tell (teller, high != NULL ? TALLY_WORD_TELL_TIER : TALLY_WORD_TELL_LAST_TIER, "tier", number,
          "from", from, "to", to, "unit", say (teller, "unit"), "basis",
          word (teller, basis_of (teller)), NULL);
    if (time != NULL && tier > 1 && g_str_equal (say (teller, "unit"), "kWh"))
        tell (teller, TALLY_WORD_TELL_ENTERED, "time", time, NULL);
}

/* What is charged at least, whatever was measured. */
static void
tell_least (const Teller *teller)
{
    JsonObject *contract = tally_bill_json_object (teller->component, "contract");
    JsonObject *ratchet = tally_bill_json_object (teller->component, "ratchet");
    const char *floor = tally_bill_json_text (teller->component, "floor");
    const char *share = tally_bill_json_text (contract, "floor_percent");
    const char *back = tally_bill_json_text (ratchet, "percent");

    if (g_strcmp0 (tally_bill_json_text (contract, "basis"), "contracted") == 0)
        tell (teller, TALLY_WORD_TELL_CONTRACTED, NULL);
    if (floor != NULL)
        tell (teller, TALLY_WORD_TELL_FLOOR, "floor", floor, "unit", say (teller, "unit"), NULL);
    if (share != NULL)
        tell (teller, TALLY_WORD_TELL_SHARE, "percent", share, NULL);
    if (back != NULL)
        tell (teller, TALLY_WORD_TELL_RATCHET, "percent", back, NULL);
}

static void
tell_demand (const Teller *teller)
{
    int64_t minutes = tally_bill_json_whole (teller->component, "window_minutes");
    g_autofree char *window = g_strdup_printf ("%d",
                                               (int) (minutes > 0 ? minutes : DEFAULT_WINDOW));
    g_autofree char *time = tally_bill_paper_time (teller->paper, say (teller, "at"));

    if (time != NULL)
        tell (teller, TALLY_WORD_TELL_DEMAND, "minutes", window, "time", time, NULL);
    tell_least (teller);
}

/* What a percentage counts on. */
static void
tell_base (const Teller *teller)
{
    JsonArray *of = tally_bill_json_array (teller->component, "of");
    JsonArray *components = tally_bill_json_array (teller->tariff, "components");
    const char *language = teller->paper->is_chinese ? "zh_CN" : "en";
    g_autoptr(GString) names = g_string_new (NULL);

    for (guint i = 0; i < tally_bill_json_length (of); i++) {
        JsonObject *item = tally_bill_json_item (components, json_array_get_string_element (of, i));
        const char *name = tally_bill_json_name (item, language);

        if (name != NULL)
            g_string_append_printf (names, "%s%s",
                                    names->len == 0             ? ""
                                    : teller->paper->is_chinese ? "、"
                                                                : ", ",
                                    name);
    }
    if (names->len > 0 && g_str_equal (say (teller, "unit"), "%"))
        tell (teller, TALLY_WORD_TELL_BASE, "names", names->str, NULL);
}

char *
tally_bill_paper_explain (const TallyBillPaper *paper, JsonObject *tariff, JsonObject *line)
{
    Teller teller = { .paper = paper,
                      .tariff = tariff,
                      .line = line,
                      .component = tally_bill_json_item (tally_bill_json_array (tariff,
                                                                                "components"),
                                                         tally_bill_json_text (line, "component")),
                      .text = g_string_new (NULL) };

    tell_product (&teller);
    tell_band (&teller);
    tell_tier (&teller);
    if (g_str_equal (say (&teller, "kind"), "demand"))
        tell_demand (&teller);
    tell_base (&teller);
    return g_string_free (teller.text, FALSE);
}
