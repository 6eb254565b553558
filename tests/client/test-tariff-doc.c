// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever a clerk does to a tariff in the editor, the document says just that: forms know
 * every component, a fault is named at its place, undo gives back the very text, painting an hour
 * changes that hour only, and a preview is to the cent what the arithmetic gives. */
#include "client-gtk/models/tally-tariff-compare.h"
#include "client-gtk/models/tally-tariff-doc.h"
#include "client-gtk/models/tally-tariff-grid.h"
#include "client-gtk/models/tally-tariff-preview.h"
#include "client-gtk/models/tally-tariff-schema.h"
#include "shared/tariff/tally-tariff.h"

static const char *const codes[] = { "exchange", "large-industrial", "residential-tou",
                                     "small-commercial", "solar-residential" };

static char *
read_tariff (const char *code)
{
    g_autofree char *path = g_strdup_printf ("%s/../data/tariffs/%s.json",
                                             g_getenv ("G_TEST_SRCDIR"), code);
    char *text = NULL;
    g_autoptr(GError) error = NULL;

    g_file_get_contents (path, &text, NULL, &error);
    g_assert_no_error (error);
    return text;
}

static TallyTariffDoc *
open_tariff (const char *code)
{
    TallyTariffDoc *doc = tally_tariff_doc_new ();
    g_autofree char *text = read_tariff (code);
    g_autoptr(GError) error = NULL;

    tally_tariff_doc_load (doc, text, &error);
    g_assert_no_error (error);
    g_assert_null (tally_tariff_doc_get_fault (doc));
    return doc;
}

static guint
count_fields (const TallyTariffField *field)
{
    guint n = 1;

    g_assert_nonnull (field->label);
    for (guint i = 0; i < field->children->len; i++) {
        const TallyTariffField *child = g_ptr_array_index (field->children, i);

        n += child->children != NULL ? count_fields (child) : 1;
    }
    return n;
}

static void
test_forms (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (codes); i++) {
        g_autoptr(TallyTariffDoc) doc = open_tariff (codes[i]);
        g_autoptr(TallyTariffField) head = tally_tariff_doc_get_fields (doc, "$");

        g_assert_cmpuint (count_fields (head), >, 5);
        for (guint j = 0; j < tally_tariff_doc_count (doc, "$.components"); j++) {
            g_autofree char *path = g_strdup_printf ("$.components[%u]", j);
            g_autoptr(TallyTariffField) field = tally_tariff_doc_get_fields (doc, path);

            g_assert_cmpuint (count_fields (field), >, 2);
        }
    }
}

/* Every kind can be added, and its form asks for all that the checker wants. */
static void
test_every_kind (void)
{
    for (const char *const *kind = tally_tariff_schema_kinds (); *kind != NULL; kind++) {
        g_autoptr(TallyTariffDoc) doc = open_tariff ("residential-tou");
        int index = tally_tariff_doc_add_component (doc, *kind);
        g_autofree char *path = g_strdup_printf ("$.components[%d]", index);
        g_autoptr(TallyTariffField) field = tally_tariff_doc_get_fields (doc, path);

        g_test_message ("%s: %s", *kind, tally_tariff_doc_get_fault (doc));
        g_assert_cmpint (index, ==, 1);
        g_assert_nonnull (field);
        g_assert_cmpuint (field->children->len, >=, 2);
        tally_tariff_doc_undo (doc);
        g_assert_cmpuint (tally_tariff_doc_count (doc, "$.components"), ==, 1);
        g_assert_null (tally_tariff_doc_get_fault (doc));
    }
}

static void
test_fault_at_its_place (void)
{
    g_autoptr(TallyTariffDoc) doc = open_tariff ("residential-tou");

    tally_tariff_doc_set (doc, "$.components[0].rates[1].tiers[2].rate", "0,5");
    g_assert_cmpstr (tally_tariff_doc_get_fault_path (doc), ==,
                     "$.components[0].rates[1].tiers[2].rate");
    tally_tariff_doc_set (doc, "$.components[0].rates[1].tiers[2].rate", "0.5");
    g_assert_null (tally_tariff_doc_get_fault (doc));
}

/* What could be priced, and may not be proposed, is a fault of a draft: where it stands. A draft
 * without a currency waits for one. */
static void
test_faults_of_a_draft (void)
{
    static const struct {
        const char *currency;
        const char *components;
        const char *path; /* NULL: sound */
    } cases[] = {
        { "CNY", "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"sell-all\", \"rate\": \"1\"}",
          NULL },
        { "CNY",
          "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"sell-all\", \"rate\": \"1\", "
          "\"true_up\": {\"month\": 4}}",
          "$.components[0].true_up" },
        { "CNY",
          "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}, {\"id\": \"s\", \"kind\": "
          "\"energy\", \"rate\": \"1\"}, {\"id\": \"x\", \"kind\": \"export\", \"method\": "
          "\"net-metering\"}",
          "$.components[1]" },
        { "", "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}", "$.currency" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(TallyTariffDoc) doc = tally_tariff_doc_new ();
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf (
            "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"%s\", "
            "\"components\": [%s]}",
            cases[i].currency, cases[i].components);

        tally_tariff_doc_load (doc, text, &error);
        g_assert_no_error (error);
        g_test_message ("%zu: %s", i, tally_tariff_doc_get_fault (doc));
        g_assert_cmpstr (tally_tariff_doc_get_fault_path (doc), ==, cases[i].path);
        g_assert_cmpint (tally_tariff_doc_get_fault (doc) == NULL, ==, cases[i].path == NULL);
    }
}

static void
test_undo (void)
{
    g_autoptr(TallyTariffDoc) doc = open_tariff ("residential-tou");
    g_autofree char *before = g_strdup (tally_tariff_doc_get_text (doc));
    g_autofree char *after = NULL;

    tally_tariff_doc_set (doc, "$.components[0].rates[0].tiers[0].rate", "0.6");
    tally_tariff_doc_set (doc, "$.components[0].rates[0].tiers[0].rate", "0.61"); /* goes on */
    tally_tariff_doc_add (doc, "$.components[0].rates[0].tiers", NULL);
    tally_tariff_doc_remove (doc, "$.components[0].rates[0].tiers[3]");
    after = g_strdup (tally_tariff_doc_get_text (doc));
    g_assert_true (tally_tariff_doc_is_dirty (doc));
    for (int i = 0; i < 3; i++)
        tally_tariff_doc_undo (doc);
    g_assert_cmpstr (tally_tariff_doc_get_text (doc), ==, before);
    g_assert_false (tally_tariff_doc_can_undo (doc));
    for (int i = 0; i < 3; i++)
        tally_tariff_doc_redo (doc);
    g_assert_cmpstr (tally_tariff_doc_get_text (doc), ==, after);
}

static guint
band_at (TallyTariffDoc *doc, TallyGridDay day, int month, int hour)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariffGrid) grid = tally_tariff_grid_new (doc, 0, &error);
    gboolean is_mixed;

    g_assert_no_error (error);
    return tally_tariff_grid_band (grid, day, month, hour, &is_mixed);
}

/* Property: a random area in a random band; every cell of it has the band, every other cell the one
 * it had, and the document stays sound. */
static void
test_painting (void)
{
    for (int run = 0; run < 60; run++) {
        g_autoptr(TallyTariffDoc) doc = open_tariff (codes[run % 2 == 0 ? 1 : 2]);
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyTariffGrid) was = tally_tariff_grid_new (doc, 0, &error);
        g_autoptr(TallyTariffGrid) brush = tally_tariff_grid_new (doc, 0, &error);
        g_autoptr(TallyTariffGrid) is = NULL;
        TallyGridDay day = (TallyGridDay) g_test_rand_int_range (0, TALLY_GRID_N_DAYS);
        guint band = (guint) g_test_rand_int_range (0, (gint32) tally_tariff_grid_n_bands (was));
        TallyGridArea area;

        area.first_month = g_test_rand_int_range (0, 12);
        area.last_month = g_test_rand_int_range (area.first_month, 12);
        area.first_hour = g_test_rand_int_range (0, 24);
        area.last_hour = g_test_rand_int_range (area.first_hour, 24);
        tally_tariff_grid_paint (brush, day, &area, band, &error);
        g_assert_no_error (error);
        is = tally_tariff_grid_new (doc, 0, &error);
        g_assert_no_error (error);
        for (int i = 0; i < TALLY_GRID_N_DAYS * 12 * 24; i++) {
            TallyGridDay other = (TallyGridDay) (i / (12 * 24));
            int month = i / 24 % 12;
            int hour = i % 24;
            gboolean is_in = other == day && month >= area.first_month && month <= area.last_month
                             && hour >= area.first_hour && hour <= area.last_hour;
            gboolean is_mixed;
            guint expected = is_in ? band
                                   : tally_tariff_grid_band (was, other, month, hour, &is_mixed);

            g_assert_cmpuint (tally_tariff_grid_band (is, other, month, hour, &is_mixed), ==,
                              expected);
        }
        /* A band that no longer occurs, or occurs in a new season, may leave a rate without use:
         * the checker says so of the component, never of the schedule. */
        if (tally_tariff_doc_get_fault_path (doc) != NULL)
            g_assert_true (
                g_str_has_prefix (tally_tariff_doc_get_fault_path (doc), "$.components"));
    }
}

static void
test_painting_can_be_undone (void)
{
    g_autoptr(TallyTariffDoc) doc = open_tariff ("residential-tou");
    g_autofree char *before = g_strdup (tally_tariff_doc_get_text (doc));
    TallyGridArea july = { 6, 6, 12, 13 };
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariffGrid) grid = tally_tariff_grid_new (doc, 0, &error);

    g_assert_cmpuint (band_at (doc, TALLY_GRID_WEEKEND, 6, 12), ==, 0);
    g_assert_true (tally_tariff_grid_paint (grid, TALLY_GRID_WEEKEND, &july, 1, &error));
    g_assert_cmpuint (band_at (doc, TALLY_GRID_WEEKEND, 6, 12), ==, 1);
    g_assert_cmpuint (band_at (doc, TALLY_GRID_WEEKDAY, 6, 12), ==, 0);
    g_assert_cmpuint (band_at (doc, TALLY_GRID_WEEKEND, 7, 12), ==, 0);
    g_assert_null (tally_tariff_doc_get_fault (doc));
    tally_tariff_doc_undo (doc);
    g_assert_cmpstr (tally_tariff_doc_get_text (doc), ==, before);
}

static void
test_compare (void)
{
    g_autofree char *old = read_tariff ("residential-tou");
    g_auto(GStrv) parts = g_strsplit (old, "\"0.618\"", 2);
    g_autofree char *new = g_strjoin ("\"0.700\"", parts[0], parts[1], NULL);
    g_autoptr(GPtrArray) rows = tally_tariff_compare (old, new);
    g_autoptr(GPtrArray) same = tally_tariff_compare (old, old);
    const TallyCompareRow *row;

    g_assert_cmpuint (same->len, ==, 0);
    g_assert_cmpuint (rows->len, ==, 1);
    row = g_ptr_array_index (rows, 0);
    g_assert_cmpstr (row->what, ==, "changed");
    g_assert_cmpstr (row->before, ==, "0.618");
    g_assert_cmpstr (row->after, ==, "0.700");
}

#define FLAT(rate)                                                                               \
    "{\"format\":\"gridtally-tariff-v1\",\"id\":\"x\",\"name\":\"X\",\"valid_from\":\"2026-01-"  \
    "01\",\"currency\":\"CNY\",\"components\":[{\"id\":\"energy\",\"kind\":\"energy\",\"rate\":" \
    "\"" rate "\"},{\"id\":\"meter\",\"kind\":\"fixed\",\"rate\":\"3.00\"}]}"

/* 30 days of 96 quarter-hours of 250 Wh are 720 kWh: at 0.5 that is 360.00, at 0.6 432.00; the
 * meter is 3.00 on both sides. */
static void
test_preview (void)
{
    g_autoptr(GPtrArray) pricing = tally_wire_list_new (&tally_wire_pricing_type);
    TallyWirePricing *row = tally_wire_pricing_new ();
    g_autoptr(TallyPreview) preview = NULL;
    const TallyPreviewRow *line;

    row->document = g_strdup (FLAT ("0.5"));
    row->period_start = g_strdup ("2026-09-01");
    row->period_end = g_strdup ("2026-10-01");
    row->time_zone = g_strdup ("Asia/Shanghai");
    row->interval_s = 900;
    row->import_wh = g_array_new (FALSE, FALSE, sizeof (int64_t));
    for (int i = 0; i < 30 * 96; i++) {
        int64_t wh = 250;

        g_array_append_val (row->import_wh, wh);
    }
    g_ptr_array_add (pricing, row);
    preview = tally_preview_price (pricing, NULL, FLAT ("0.6"));
    g_assert_null (preview->before_fault);
    g_assert_null (preview->after_fault);
    g_assert_cmpint (preview->before_minor, ==, 36300);
    g_assert_cmpint (preview->after_minor, ==, 43500);
    g_assert_cmpuint (preview->rows->len, ==, 2);
    line = g_ptr_array_index (preview->rows, 0);
    g_assert_cmpint (line->before_minor, ==, 36000);
    g_assert_cmpint (line->change_minor, ==, 7200);
    g_clear_pointer (&preview, tally_preview_free);
    preview = tally_preview_price (pricing, NULL, "{}");
    g_assert_nonnull (preview->after_fault);
    g_assert_cmpint (preview->before_minor, ==, 36300);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff-doc/forms", test_forms);
    g_test_add_func ("/tariff-doc/every-kind", test_every_kind);
    g_test_add_func ("/tariff-doc/fault-at-its-place", test_fault_at_its_place);
    g_test_add_func ("/tariff-doc/faults-of-a-draft", test_faults_of_a_draft);
    g_test_add_func ("/tariff-doc/undo", test_undo);
    g_test_add_func ("/tariff-doc/painting", test_painting);
    g_test_add_func ("/tariff-doc/painting-can-be-undone", test_painting_can_be_undone);
    g_test_add_func ("/tariff-doc/compare", test_compare);
    g_test_add_func ("/tariff-doc/preview", test_preview);
    return g_test_run ();
}
