// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/tariff-case.h"

#include "shared/error/tally-error.h"

#include <string.h>

/* Parts of a case that few have: the billing demand with its look-back, and rates by time step.
 * Members are told by the words in their names and by their shape. */

static gboolean
names (const TallyJson *member, const char *word)
{
    g_autofree char *key = g_ascii_strdown (member->key, -1);

    return strstr (key, word) != NULL;
}

static TallyJson *
ratchet_of (TallyJson *tariff)
{
    TallyJson *ratchet = tally_json_member (tariff, "billing_demand_ratchet");

    return ratchet != NULL && ratchet->type == TALLY_JSON_OBJECT ? ratchet : NULL;
}

gboolean
case_has_ratchet (TallyJson *tariff)
{
    return ratchet_of (tariff) != NULL;
}

/* A list by month: numbers, or pairs of which @column is meant. */
static const char *
by_month (const TallyJson *list, size_t month, size_t column)
{
    for (const TallyJson *item = list->first; item != NULL; item = item->next) {
        if (item->index != month)
            continue;
        if (item->type != TALLY_JSON_ARRAY)
            return item->type == TALLY_JSON_TRUE ? "1" : item->text == NULL ? "0" : item->text;
        for (const TallyJson *cell = item->first; cell != NULL; cell = cell->next) {
            if (cell->index == column)
                return cell->text;
        }
    }
    return "0";
}

static TallyJson *
find_list (TallyJson *ratchet, const char *const *words)
{
    for (TallyJson *member = ratchet->first; member != NULL; member = member->next) {
        for (size_t i = 0; member->type == TALLY_JSON_ARRAY && words[i] != NULL; i++) {
            if (member->count == CASE_MONTHS && names (member, words[i]))
                return member;
        }
    }
    return NULL;
}

static const char *
find_number (TallyJson *ratchet, const char *const *words)
{
    for (TallyJson *member = ratchet->first; member != NULL; member = member->next) {
        for (size_t i = 0; member->type == TALLY_JSON_NUMBER && words[i] != NULL; i++) {
            if (names (member, words[i]))
                return member->text;
        }
    }
    return NULL;
}

static void
write_measured (GString *json, const TallyJson *percents, const TallyJson *flags)
{
    gboolean has_pairs = percents->first->type == TALLY_JSON_ARRAY, is_first = TRUE;

    if (!has_pairs && flags == NULL)
        return;
    g_string_append (json, ", \"measured_months\": [");
    for (size_t month = 0; month < CASE_MONTHS; month++) {
        if (g_ascii_strtod (by_month (has_pairs ? percents : flags, month, 1), NULL) == 0)
            continue;
        g_string_append_printf (json, "%s%zu", is_first ? "" : ", ", month + 1);
        is_first = FALSE;
    }
    g_string_append_c (json, ']');
}

/* The reference looks back one month further into the year before than it says. */
void
case_write_ratchet (GString *json, TallyJson *tariff)
{
    static const char *const leasts[] = { "min", NULL }, *const backs[] = { "look", "period",
                                                                            NULL };
    static const char *const shares[] = { "percent", "pct", NULL };
    static const char *const marks[] = { "current", "actual", "consider", NULL };
    TallyJson *ratchet = ratchet_of (tariff), *percents, *flags;
    const char *least, *back;

    if (ratchet == NULL)
        return;
    least = find_number (ratchet, leasts);
    back = find_number (ratchet, backs);
    percents = find_list (ratchet, shares);
    flags = find_list (ratchet, marks);
    if (least != NULL)
        g_string_append_printf (json, "\"floor\": \"%s\", ", least);
    if (percents == NULL)
        return;
    g_string_append_printf (json, "\"ratchet\": {\"look_back\": %d, \"percents\": [",
                            back == NULL ? 12 : (int) g_ascii_strtoll (back, NULL, 10) + 1);
    for (size_t month = 0; month < CASE_MONTHS; month++)
        g_string_append_printf (json, "%s\"%s\"", month == 0 ? "" : ", ",
                                by_month (percents, month, 0));
    g_string_append_c (json, ']');
    write_measured (json, percents, flags);
    g_string_append (json, "}, ");
}

size_t
case_read_peaks (TallyJson *tariff, TallyPricePeak *peaks)
{
    static const char *const words[] = { "zero", "prev", "peak", NULL };
    TallyJson *ratchet = tariff == NULL ? NULL : ratchet_of (tariff), *list;

    list = ratchet == NULL ? NULL : find_list (ratchet, words);
    for (size_t month = 0; list != NULL && month < CASE_MONTHS; month++) {
        const char *text = by_month (list, month, 0);

        peaks[month].month.number = 2017 * CASE_MONTHS + (int32_t) month;
        /* Use is above zero there; what is below never counts. */
        tally_exact_parse (*text == '-' ? "0" : text, &peaks[month].kw, NULL);
    }
    return list == NULL ? 0 : CASE_MONTHS;
}

static gboolean
read_inline (const TallyJson *list, TallyLoad **prices, GError **error)
{
    g_autoptr(GString) text = g_string_new ("price\n");

    for (const TallyJson *item = list->first; item != NULL; item = item->next)
        g_string_append_printf (text, "%s\n", item->text == NULL ? "?" : item->text);
    *prices = tally_load_parse_prices (text->str, -1, error);
    return *prices != NULL;
}

/* A file's only other column is taken as the price, whatever it is called. */
static gboolean
read_file (TallyJson *node, const char *folder, TallyLoad **prices, GError **error)
{
    g_autofree char *path = g_build_filename (folder, "..", case_text (node, "file", "missing"),
                                              NULL);
    g_autofree char *text = NULL;
    g_autofree char *named = NULL;
    char *end;

    if (!g_file_get_contents (path, &text, NULL, error))
        return FALSE;
    end = strchr (text, '\n');
    named = g_strconcat ("price", end == NULL ? "" : end, NULL);
    *prices = tally_load_parse_prices (named, -1, error);
    return *prices != NULL;
}

gboolean
case_read_prices (TallyJson *tariff,
                  const char *side,
                  const char *folder,
                  TallyLoad **prices,
                  GError **error)
{
    g_autofree char *prefix = g_strdup_printf ("ts_%s", side);
    g_autofree char *flag = g_strdup_printf ("ts_%s_rate_enabled", side);

    *prices = NULL;
    if (case_is_zero (tariff, flag))
        return TRUE;
    for (TallyJson *member = tariff->first; member != NULL; member = member->next) {
        if (!names (member, prefix))
            continue;
        if (member->type == TALLY_JSON_ARRAY && member->count > 1)
            return read_inline (member, prices, error);
        if (member->type == TALLY_JSON_OBJECT)
            return read_file (member, folder, prices, error);
    }
    return tally_json_refuse (tariff, error, "%s without rates", flag);
}
