// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-tariff.h"

#include "shared/tariff/tally-tariff-reader.h"

#include <string.h>

#define FORMAT "gridtally-tariff-v1"

static void
free_tariff (TallyTariff *tariff)
{
    for (size_t i = 0; i < tariff->n_schedules; i++)
        g_clear_pointer (&tariff->schedules[i].courses, g_array_unref);
    for (size_t i = 0; i < tariff->n_components; i++)
        g_clear_pointer (&tariff->components[i].rates.rates, g_free);
    g_string_chunk_free (tariff->strings);
    g_free (tariff);
}

TallyTariff *
tally_tariff_ref (TallyTariff *tariff)
{
    g_atomic_ref_count_inc (&tariff->references);
    return tariff;
}

void
tally_tariff_unref (TallyTariff *tariff)
{
    if (tariff != NULL && g_atomic_ref_count_dec (&tariff->references))
        free_tariff (tariff);
}

static const char *
keep (TallyTariff *tariff, const char *text)
{
    return text == NULL ? NULL : g_string_chunk_insert_const (tariff->strings, text);
}

gboolean
tally_tariff_read_word (TallyTariff *tariff, TallyJson *node, TallyTariffWord *word, GError **error)
{
    const char *id = NULL, *name = NULL, *name_zh = NULL;
    TallyJson *member;

    if (tally_json_require (node, "id", error) == NULL
        || !tally_json_get_text (node, "id", &id, error))
        return FALSE;
    member = tally_json_member (node, "name");
    if (member != NULL && member->type == TALLY_JSON_OBJECT) {
        if (tally_json_require (member, "en", error) == NULL
            || !tally_json_get_text (member, "en", &name, error)
            || !tally_json_get_text (member, "zh_CN", &name_zh, error)
            || !tally_json_no_others (member, error))
            return FALSE;
    } else if (!tally_json_get_text (node, "name", &name, error)) {
        return FALSE;
    }
    word->id = keep (tariff, id);
    word->name = name == NULL ? word->id : keep (tariff, name);
    word->name_zh = name_zh == NULL ? word->name : keep (tariff, name_zh);
    return TRUE;
}

int
tally_tariff_find_word (const TallyTariffWord *words,
                        size_t n,
                        const TallyJson *node,
                        const char *what,
                        GError **error)
{
    if (!tally_json_expect (node, TALLY_JSON_STRING, error))
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (g_str_equal (words[i].id, node->text))
            return (int) i;
    }
    tally_json_refuse (node, error, "there is no %s “%s”", what, node->text);
    return -1;
}

gboolean
tally_tariff_read_set (const TallyTariffWord *words,
                       size_t n,
                       TallyJson *node,
                       const char *key,
                       const char *what,
                       uint64_t *set,
                       GError **error)
{
    TallyJson *list = tally_json_member (node, key);

    *set = ((uint64_t) 1 << n) - 1; /* n is below 64: no list is longer */
    if (list == NULL)
        return TRUE;
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (list->count == 0)
        return tally_json_refuse (list, error, "must not be empty");
    *set = 0;
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        int found = tally_tariff_find_word (words, n, item, what, error);

        if (found < 0)
            return FALSE;
        if ((*set >> found & 1) != 0)
            return tally_json_refuse (item, error, "“%s” is listed twice", item->text);
        *set |= (uint64_t) 1 << found;
    }
    return TRUE;
}

static gboolean
read_day (TallyJson *root, const char *key, TallyDay *day, GError **error)
{
    TallyJson *member = tally_json_member (root, key);
    g_autoptr(GError) reason = NULL;

    if (member == NULL || member->type == TALLY_JSON_NULL)
        return TRUE;
    if (!tally_json_expect (member, TALLY_JSON_STRING, error))
        return FALSE;
    if (!tally_day_parse (member->text, day, &reason))
        return tally_json_refuse (member, error, "%s", reason->message);
    return TRUE;
}

static gboolean
read_validity (TallyTariff *tariff, TallyJson *root, GError **error)
{
    tariff->valid.first = tally_day_new (TALLY_DAY_FIRST_YEAR, 1, 1);
    tariff->valid.end = tally_day_new (TALLY_DAY_LAST_YEAR + 1, 1, 1);
    if (!read_day (root, "valid_from", &tariff->valid.first, error)
        || !read_day (root, "valid_until", &tariff->valid.end, error))
        return FALSE;
    if (tally_days_count (tariff->valid) == 0)
        return tally_json_refuse (tally_json_member (root, "valid_until"), error,
                                  "must be after valid_from");
    return TRUE;
}

static gboolean
read_money (TallyTariff *tariff, TallyJson *root, GError **error)
{
    static const char *const roundings[] = { "half-away", "half-even", NULL };
    const char *currency = NULL;
    int rounding = 0;
    int64_t digits = 2;

    if (tally_json_require (root, "currency", error) == NULL
        || !tally_json_get_text (root, "currency", &currency, error)
        || !tally_json_get_whole (root, "currency_digits", 0, 4, &digits, error)
        || !tally_json_get_word (root, "rounding", roundings, &rounding, error))
        return FALSE;
    if (strlen (currency) != 3)
        return tally_json_refuse (tally_json_member (root, "currency"), error,
                                  "“%s” is not a currency code", currency);
    tariff->currency = keep (tariff, currency);
    tariff->digits = (int) digits;
    tariff->rounding = rounding == 0 ? TALLY_ROUND_HALF_UP : TALLY_ROUND_HALF_EVEN;
    return TRUE;
}

static gboolean
read_place (TallyTariff *tariff, TallyJson *root, GError **error)
{
    const char *time_zone = NULL, *calendar = NULL;
    int64_t year_month = 1;

    if (!tally_json_get_text (root, "time_zone", &time_zone, error)
        || !tally_json_get_text (root, "calendar", &calendar, error)
        || !tally_json_get_whole (root, "year_begins", 1, 12, &year_month, error))
        return FALSE;
    tariff->time_zone = keep (tariff, time_zone);
    tariff->calendar = keep (tariff, calendar);
    tariff->year_month = (int) year_month;
    return TRUE;
}

/* Whom the portal shows it to: no matter for prices, so that only its words are checked here. */
static gboolean
read_offer (TallyJson *root, GError **error)
{
    static const TallyTariffWord customers[] = { { .id = "person" }, { .id = "organisation" } };
    static const TallyTariffWord points[] = { { .id = "community" }, { .id = "large" } };
    TallyJson *offer = tally_json_member (root, "offered_to");
    uint64_t set;

    return offer == NULL
           || (tally_json_expect (offer, TALLY_JSON_OBJECT, error)
               && tally_tariff_read_set (customers, G_N_ELEMENTS (customers), offer, "customers",
                                         "kind of customer", &set, error)
               && tally_tariff_read_set (points, G_N_ELEMENTS (points), offer, "points",
                                         "kind of point", &set, error)
               && tally_json_no_others (offer, error));
}

static gboolean
read_tariff (TallyTariff *tariff, TallyJson *root, GError **error)
{
    const char *format = NULL, *description = NULL;

    if (!tally_json_expect (root, TALLY_JSON_OBJECT, error)
        || tally_json_require (root, "format", error) == NULL
        || !tally_json_get_text (root, "format", &format, error))
        return FALSE;
    if (!g_str_equal (format, FORMAT))
        return tally_json_refuse (tally_json_member (root, "format"), error, "“%s” is not %s",
                                  format, FORMAT);
    return tally_tariff_read_word (tariff, root, &tariff->word, error)
           && tally_json_get_text (root, "description", &description, error)
           && read_validity (tariff, root, error) && read_money (tariff, root, error)
           && read_place (tariff, root, error) && read_offer (root, error)
           && tally_tariff_read_seasons (tariff, root, error)
           && tally_tariff_read_schedules (tariff, root, error)
           && tally_tariff_read_components (tariff, root, error)
           && tally_json_no_others (root, error);
}

gboolean
tally_tariff_is_native (const char *text, gssize length)
{
    g_autoptr(TallyJsonDocument) document = tally_json_read (text, length, NULL);

    return document != NULL && tally_json_member (tally_json_root (document), "format") != NULL;
}

TallyTariff *
tally_tariff_parse (const char *text, gssize length, GError **error)
{
    g_autoptr(TallyJsonDocument) document = tally_json_read (text, length, error);
    g_autoptr(TallyTariff) tariff = NULL;

    if (document == NULL)
        return NULL;
    tariff = g_new0 (TallyTariff, 1);
    g_atomic_ref_count_init (&tariff->references);
    tariff->strings = g_string_chunk_new (1024);
    if (!read_tariff (tariff, tally_json_root (document), error))
        return NULL;
    return g_steal_pointer (&tariff);
}

const char *
tally_tariff_get_code (const TallyTariff *tariff)
{
    return tariff->word.id;
}

const char *
tally_tariff_get_name (const TallyTariff *tariff, const char *language)
{
    return g_str_has_prefix (language, "zh") ? tariff->word.name_zh : tariff->word.name;
}

const char *
tally_tariff_get_currency (const TallyTariff *tariff)
{
    return tariff->currency;
}

int
tally_tariff_get_digits (const TallyTariff *tariff)
{
    return tariff->digits;
}

const char *
tally_tariff_get_time_zone (const TallyTariff *tariff)
{
    return tariff->time_zone;
}

const char *
tally_tariff_get_calendar (const TallyTariff *tariff)
{
    return tariff->calendar;
}

TallyDays
tally_tariff_get_valid (const TallyTariff *tariff)
{
    return tariff->valid;
}

static gboolean
counts_stay (const TallyTariffComponent *component)
{
    gboolean is_bound = component->kind == TALLY_LINE_MINIMUM
                        || component->kind == TALLY_LINE_MAXIMUM;

    return component->kind == TALLY_LINE_EXPORT || component->basis == TALLY_TIER_YEAR
           || (is_bound && component->per == TALLY_PER_YEAR);
}

gboolean
tally_tariff_counts_stay (const TallyTariff *tariff)
{
    for (size_t i = 0; i < tariff->n_components; i++) {
        if (counts_stay (&tariff->components[i]))
            return TRUE;
    }
    return FALSE;
}

TallyDays
tally_tariff_get_year (const TallyTariff *tariff, TallyDay day)
{
    int year, month;

    tally_day_split (day, &year, &month, NULL);
    year -= month < tariff->year_month ? 1 : 0;
    return (TallyDays){ tally_day_new (year, tariff->year_month, 1),
                        tally_day_new (year + 1, tariff->year_month, 1) };
}

int
tally_tariff_get_look_back (const TallyTariff *tariff)
{
    int months = 0;

    for (size_t i = 0; i < tariff->n_components; i++)
        months = MAX (months, tariff->components[i].demand.ratchet_months);
    return months;
}
