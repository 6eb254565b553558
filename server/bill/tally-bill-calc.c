// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-calc.h"

#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#include <string.h>

static const char *const reason_names[] = {
    "incomplete", "estimated", "history",        "zero",          "negative",
    "first",      "last",      "missing-tariff", "over-capacity", "unpriced",
};

G_STATIC_ASSERT (G_N_ELEMENTS (reason_names) == TALLY_BILL_N_REASONS);

const char *
tally_bill_reason_name (size_t index)
{
    g_return_val_if_fail (index < TALLY_BILL_N_REASONS, NULL);

    return reason_names[index];
}

gboolean
tally_bill_reason_find (const char *name, size_t *index)
{
    for (size_t i = 0; i < TALLY_BILL_N_REASONS; i++) {
        if (g_strcmp0 (reason_names[i], name) == 0) {
            *index = i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
tally_bill_is_month (TallyDays period, GError **error)
{
    TallyDays month = tally_days_of_month (period.first);
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];

    if (month.first.number == period.first.number && month.end.number == period.end.number)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "period_end: a bill run is of one whole month, not of %s to %s",
                 tally_day_format (period.first, first), tally_day_format (period.end, end));
    return FALSE;
}

void
tally_bill_number (int32_t district_id,
                   TallyDay period_start,
                   int64_t agreement_id,
                   int32_t version,
                   char number[TALLY_BILL_NUMBER_TEXT])
{
    int year;
    int month;

    tally_day_split (period_start, &year, &month, NULL);
    g_snprintf (number, TALLY_BILL_NUMBER_TEXT, "%02d-%04d%02d-%09" G_GINT64_FORMAT "-%d",
                district_id, year, month, agreement_id, version);
}

static void
add_whole (GString *text, int64_t value)
{
    g_string_append_printf (text, "%" G_GINT64_FORMAT "\t", value);
}

static void
add_text (GString *text, const char *value)
{
    g_string_append (text, value);
    g_string_append_c (text, '\t');
}

static void
add_line (GString *text, const TallyBillLine *line)
{
    add_whole (text, line->line_no);
    add_text (text, tally_line_kind_name (line->kind));
    add_text (text, line->component);
    add_text (text, line->band);
    add_whole (text, line->tier);
    add_whole (text, line->quantity);
    add_whole (text, line->quantity_exponent);
    add_text (text, line->unit);
    add_whole (text, line->rate_micro);
    add_whole (text, line->amount_minor);
    add_text (text, line->amount_exact);
    add_text (text, line->explain);
    g_string_append_c (text, '\n');
}

static void
add_bill (GString *text, const TallyBill *bill)
{
    char day[TALLY_DAY_TEXT];

    add_text (text, "gridtally bill 1");
    add_whole (text, bill->district_id);
    add_text (text, bill->number);
    add_whole (text, bill->account_id);
    add_whole (text, bill->agreement_id);
    add_whole (text, bill->customer_id);
    add_whole (text, bill->point_id);
    add_text (text, tally_day_format (bill->period.first, day));
    add_text (text, tally_day_format (bill->period.end, day));
    add_whole (text, bill->version);
    add_text (text, bill->kind);
    add_text (text, bill->tariff_code);
    add_whole (text, bill->tariff_version);
    add_text (text, bill->currency);
    add_whole (text, bill->energy_wh);
    add_whole (text, bill->net.minor);
    add_whole (text, bill->tax.minor);
    add_whole (text, bill->total.minor);
    add_whole (text, bill->estimated_ppm);
    add_text (text, bill->carry);
    for (size_t i = 0; i < TALLY_BILL_HASH_BYTES; i++)
        g_string_append_printf (text, "%02x", bill->made_from[i]);
    g_string_append_c (text, '\n');
}

void
tally_bill_hash (const TallyBill *bill,
                 const TallyBillLine *lines,
                 size_t n_lines,
                 uint8_t hash[TALLY_BILL_HASH_BYTES])
{
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    GString *text = g_string_sized_new (4096);
    size_t length = TALLY_BILL_HASH_BYTES;

    add_bill (text, bill);
    for (size_t i = 0; i < n_lines; i++)
        add_line (text, &lines[i]);
    g_checksum_update (sum, (const guchar *) text->str, (gssize) text->len);
    g_checksum_get_digest (sum, hash, &length);
    g_string_free (text, TRUE);
}

int64_t
tally_bill_rate_micro (TallyDecimal rate)
{
    __int128 divisor;
    __int128 half;

    if (rate.scale <= 6)
        return (int64_t) (rate.mantissa * tally_decimal_power (6 - rate.scale));
    divisor = tally_decimal_power (rate.scale - 6);
    half = divisor / 2;
    return (int64_t) ((rate.mantissa + (rate.mantissa < 0 ? -half : half)) / divisor);
}

int64_t
tally_bill_quantity (TallyExact quantity, int16_t *exponent)
{
    __int128 value = quantity.atto;
    int16_t scale = -18;

    while (scale < 0 && (value % 10 == 0 || value > INT64_MAX || value < INT64_MIN)) {
        value /= 10;
        scale++;
    }
    *exponent = scale;
    return (int64_t) value;
}

int32_t
tally_bill_estimated_ppm (const int64_t *values, const uint8_t *qualities, size_t n)
{
    __int128 all = 0;
    __int128 guessed = 0;
    size_t n_guessed = 0;

    for (size_t i = 0; i < n; i++) {
        gboolean is_guess = qualities[i] != TALLY_QUALITY_MEASURED
                            && qualities[i] != TALLY_QUALITY_EDITED;

        all += values[i];
        guessed += is_guess ? values[i] : 0;
        n_guessed += is_guess ? 1 : 0;
    }
    if (all > 0)
        return (int32_t) (guessed * 1000000 / all);
    return n > 0 ? (int32_t) (n_guessed * 1000000 / n) : 0;
}

char *
tally_bill_carry_format (const TallyBillCarry *carry)
{
    GString *text = g_string_new (NULL);
    char exact[TALLY_EXACT_TEXT];
    gboolean is_first = TRUE;

    g_string_printf (text, "year=%" G_GINT64_FORMAT " excess=%" G_GINT64_FORMAT,
                     carry->carry.year_to_date, carry->carry.net_excess);
    g_string_append_printf (text, " charged=%s",
                            tally_exact_format (carry->carry.charged_to_date, exact));
    g_string_append_printf (text, " money=%s",
                            tally_exact_format (carry->carry.money_credit, exact));
    g_string_append_printf (text, " peak=%s", tally_exact_format (carry->peak_kw, exact));
    if (carry->peak_demand.atto != carry->peak_kw.atto)
        g_string_append_printf (text, " demand=%s", tally_exact_format (carry->peak_demand, exact));
    if (carry->carry.export_to_date != 0)
        g_string_append_printf (text, " sent=%" G_GINT64_FORMAT, carry->carry.export_to_date);
    for (size_t i = 0; i < TALLY_PRICE_CREDITS; i++) {
        if (carry->carry.credit[i] == 0)
            continue;
        g_string_append_printf (text, "%s%zu:%" G_GINT64_FORMAT, is_first ? " credit=" : ",", i,
                                carry->carry.credit[i]);
        is_first = FALSE;
    }
    return g_string_free (text, FALSE);
}

static gboolean
read_whole (const char *text, int64_t *value)
{
    return g_ascii_string_to_signed (text, 10, INT64_MIN, INT64_MAX, value, NULL);
}

static gboolean
read_credits (const char *text, TallyPriceCarry *carry)
{
    g_auto(GStrv) items = g_strsplit (text, ",", TALLY_PRICE_CREDITS + 1);

    for (char **item = items; *item != NULL; item++) {
        char *colon = strchr (*item, ':');
        int64_t index;

        if (colon == NULL)
            return FALSE;
        *colon = '\0';
        if (!read_whole (*item, &index) || index < 0 || index >= TALLY_PRICE_CREDITS
            || !read_whole (colon + 1, &carry->credit[index]))
            return FALSE;
    }
    return TRUE;
}

/* They are read where they are needed; here it only matters that they can be. */
static gboolean
read_peaks (const char *word)
{
    g_autoptr(GArray) peaks = g_array_new (FALSE, FALSE, sizeof (TallyPriceSlotPeak));
    g_autoptr(GStringChunk) texts = g_string_chunk_new (256);

    return tally_bill_peaks_parse (word, (TallyMonth){ 0 }, peaks, texts);
}

static gboolean
read_field (const char *field, TallyBillCarry *carry)
{
    const char *value = strchr (field, '=');

    if (value == NULL)
        return FALSE;
    value++;
    if (g_str_has_prefix (field, "year="))
        return read_whole (value, &carry->carry.year_to_date);
    if (g_str_has_prefix (field, "sent="))
        return read_whole (value, &carry->carry.export_to_date);
    if (g_str_has_prefix (field, "excess="))
        return read_whole (value, &carry->carry.net_excess);
    if (g_str_has_prefix (field, "charged="))
        return tally_exact_parse (value, &carry->carry.charged_to_date, NULL);
    if (g_str_has_prefix (field, "money="))
        return tally_exact_parse (value, &carry->carry.money_credit, NULL);
    if (g_str_has_prefix (field, "demand="))
        return tally_exact_parse (value, &carry->peak_demand, NULL);
    if (g_str_has_prefix (field, "peak=")) {
        if (!tally_exact_parse (value, &carry->peak_kw, NULL))
            return FALSE;
        carry->peak_demand = carry->peak_kw; /* unless "demand" follows */
        return TRUE;
    }
    if (g_str_has_prefix (field, "peaks="))
        return read_peaks (value);
    return g_str_has_prefix (field, "credit=") && read_credits (value, &carry->carry);
}

gboolean
tally_bill_carry_parse (const char *text, TallyBillCarry *carry, GError **error)
{
    g_auto(GStrv) fields = g_strsplit (text, " ", -1);

    *carry = (TallyBillCarry){ 0 };
    if (*text == '\0')
        return TRUE;
    for (char **field = fields; *field != NULL; field++) {
        if (!read_field (*field, carry)) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%s” is not a carry", text);
            return FALSE;
        }
    }
    return TRUE;
}
