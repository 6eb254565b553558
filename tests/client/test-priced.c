// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the client prices a message as the server would, and says in words what it cannot price:
 * a charge is never silently left out. */
#include "client-gtk/models/tally-priced.h"
#include "shared/error/tally-error.h"

#define N 96

static void
add_slot_peak (TallyWirePricing *row, const char *component, const char *unit, const char *demand)
{
    TallyWirePricingSlotPeak *peak = tally_wire_pricing_slot_peak_new ();

    if (row->slot_peaks == NULL)
        row->slot_peaks = tally_wire_list_new (&tally_wire_pricing_slot_peak_type);
    peak->month = g_strdup ("2026-08-01");
    peak->component = g_strdup (component);
    peak->unit = g_strdup (unit);
    peak->window_minutes = 15;
    peak->demand = g_strdup (demand);
    g_ptr_array_add (row->slot_peaks, peak);
}

static TallyWirePricing *
message (void)
{
    TallyWirePricing *row = tally_wire_pricing_new ();
    int64_t peaks[] = { 70, 71 };

    row->period_start = g_strdup ("2026-09-03");
    row->period_end = g_strdup ("2026-09-04");
    row->days_full = 1; /* as if the day was the month */
    row->time_zone = g_strdup ("Asia/Shanghai");
    row->interval_s = 900;
    row->meters = 2;
    row->phases = 1;
    row->import_wh = g_array_new (FALSE, FALSE, sizeof (int64_t));
    row->prices_micro = g_array_new (FALSE, FALSE, sizeof (int64_t));
    for (int64_t i = 0; i < N; i++) {
        int64_t wh = i < 71 ? 250 : 500; /* 1 kW, then 2 kW */
        int64_t micro = i < 48 ? 200000 : 400000;

        g_array_append_val (row->import_wh, wh);
        g_array_append_val (row->prices_micro, micro);
    }
    row->has_system_peaks = TRUE;
    row->system_peaks = g_array_new (FALSE, FALSE, sizeof (int64_t));
    g_array_append_vals (row->system_peaks, peaks, G_N_ELEMENTS (peaks));
    row->price_series = g_strdup ("day-ahead");
    add_slot_peak (row, "r", "kW", "5");
    add_slot_peak (row, "other", "kW", "50");
    add_slot_peak (row, "r", "kVA", "500");
    return row;
}

typedef struct {
    const char *name;
    const char *component;
    gboolean knows_peaks;
    const char *total; /* or NULL */
    const char *fault;
} PricedCase;

#define SPOT(series) \
    "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": \"by-interval\", \"series\": \"" series "\"}"
#define RATCHET                                                                           \
    "{\"id\": \"r\", \"kind\": \"demand\", \"rate\": \"10\", \"ratchet\": {\"percent\": " \
    "\"80\", \"look_back\": 12}}"
#define COINCIDENT "{\"id\": \"c\", \"kind\": \"coincident\", \"rate\": \"2\"}"

static const PricedCase priced_cases[] = {
    { "meters", "{\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"5\", \"per\": \"meter-month\"}",
      FALSE, "10", NULL },
    { "peaks", COINCIDENT, TRUE, "3", NULL }, /* (1 + 2) / 2 kW x 2 */
    { "peaks-unknown", COINCIDENT, FALSE, NULL, "the system's peaks of that month are not known" },
    /* 80 % of the component's own 5 kW in August, above 2 kW now: 4 x 10 */
    { "ratchet", RATCHET, FALSE, "40", NULL },
    /* 48 x 0.25 x 0.2 + 23 x 0.25 x 0.4 + 25 x 0.5 x 0.4 */
    { "prices", SPOT ("day-ahead"), FALSE, "9.7", NULL },
    { "prices-of-others", SPOT ("intraday"), FALSE, NULL,
      "not all prices of intraday are known here for that month" },
};

static void
test_priced (gconstpointer data)
{
    const PricedCase *c = data;
    g_autoptr(TallyWirePricing) row = message ();
    g_auto(TallyPriced) priced = { 0 };
    g_autofree char *document = g_strdup_printf (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"CNY\", "
        "\"components\": [%s]}",
        c->component);
    g_autoptr(GError) error = NULL;
    char text[TALLY_EXACT_TEXT];

    row->has_system_peaks = c->knows_peaks;
    if (tally_priced_make (&priced, row, document, &error)) {
        g_assert_cmpstr (tally_exact_format (priced.bill->total_exact, text), ==, c->total);
        return;
    }
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, c->fault);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (priced_cases); i++) {
        g_autofree char *path = g_strconcat ("/client/priced/", priced_cases[i].name, NULL);

        g_test_add_data_func (path, &priced_cases[i], test_priced);
    }
    return g_test_run ();
}
