// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a month under another tariff beside what it is billed at: the one side is to the cent the
 * bills that were issued, the other what plain SQL works out; nothing is written anywhere; any
 * number of workers gives the same; a wish to stop is heard; the command says the same. */
#include "server/bill/whatif/tally-pricing-step.h"
#include "server/bill/whatif/tally-whatif-wire.h"
#include "server/ledger/tally-ledger-step.h"
#include "shared/error/tally-error.h"
#include "tests/db/whatif-command-cases.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-utility.h"

#include <glib/gstdio.h>

#define N_CUSTOMERS 60
#define RUN_1 "11111111-1111-4111-8111-111111111111"
#define FLAT                                                                                      \
    "{\"format\":\"gridtally-tariff-v1\",\"id\":\"flat\",\"name\":\"Flat\",\"valid_from\":"       \
    "\"2027-01-01\",\"currency\":\"CNY\",\"components\":[{\"id\":\"energy\",\"kind\":\"energy\"," \
    "\"rate\":\"0.5\"}]}"

typedef struct {
    TallyTestDb *base;
    TallyDb *owner;
    TallyDb *settle;
    TallyDays september;
} Fixture;

static void
bill_september (Fixture *fixture)
{
    TallyBillOrder order = { .conninfo = tally_test_db_conninfo (fixture->base),
                             .run_id = RUN_1,
                             .period = fixture->september,
                             .started_by = "test" };
    g_auto(TallyBillRun) run = { 0 };
    g_autoptr(GError) error = NULL;
    int64_t n_issued;

    tally_bill_step_run (&order, &run, &error);
    g_assert_no_error (error);
    tally_ledger_step_issue (fixture->settle, RUN_1, tally_day_new (2026, 10, 3), "test", &n_issued,
                             &error);
    g_assert_no_error (error);
    g_assert_cmpint (n_issued, ==, N_CUSTOMERS);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    TallyTestUtility utility = { 1, N_CUSTOMERS, tally_days_of_month (tally_day_new (2026, 9, 1)) };

    fixture->base = tally_test_db_new ();
    fixture->owner = tally_test_db_open_as (fixture->base, "tally_owner");
    fixture->settle = tally_test_db_open_as (fixture->base, "tally_settle");
    fixture->september = utility.period;
    tally_test_utility_load (fixture->owner, fixture->settle, &utility);
    bill_september (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->owner);
    g_assert_finalize_object (fixture->settle);
    tally_test_db_free (fixture->base);
}

static TallyTariff *
tariff_of (const Fixture *fixture, const char *code)
{
    g_autofree char *sql = g_strdup_printf (
        "SELECT document FROM ref.tariff WHERE tariff_code = '%s'", code);
    g_autofree char *text = tally_test_db_ask (fixture->base, sql);
    g_autoptr(GError) error = NULL;
    TallyTariff *tariff = tally_tariff_parse (text, -1, &error);

    g_assert_no_error (error);
    return tariff;
}

static TallyWhatifOrder
order_of (const Fixture *fixture, TallyTariff *draft, const char *replaces)
{
    return (TallyWhatifOrder){ .conninfo = tally_test_db_conninfo (fixture->base),
                               .draft = draft,
                               .scope = { .replaces = replaces },
                               .period = fixture->september,
                               .n_workers = 2 };
}

static TallyWhatif *
run (const TallyWhatifOrder *order)
{
    g_autoptr(GError) error = NULL;
    TallyWhatif *found = tally_whatif_step_run (order, &error);

    g_assert_no_error (error);
    return found;
}

static void
assert_asked (const Fixture *fixture, int64_t value, const char *sql)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpint (value, ==, g_ascii_strtoll (found, NULL, 10));
}

/* Every row of every table of the database, and what each transaction id is at. */
#define CONTENT                                                                                    \
    "SELECT md5 (string_agg (query_to_xml ('SELECT * FROM ' || c.oid::regclass, false, false, '')" \
    "::text, '' ORDER BY c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "   \
    "WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg_%' AND n.nspname <> 'information_schema'"

/* The draft is the tariff in force: both sides are the bills that were issued, each to the cent. */
static void
test_before_is_the_issued_bills (Fixture *fixture, gconstpointer data)
{
    static const char *const codes[] = { "residential-tou", "large-industrial" };
    g_autofree char *content = tally_test_db_ask (fixture->base, CONTENT);
    g_autofree char *still = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS (codes); i++) {
        g_autoptr(TallyTariff) draft = tariff_of (fixture, codes[i]);
        TallyWhatifOrder order = order_of (fixture, draft, codes[i]);
        g_autoptr(TallyWhatif) found = run (&order);
        g_autofree char *sum = g_strdup_printf (
            "SELECT sum (total_minor) FROM bill.bill WHERE tariff_code = '%s'", codes[i]);

        g_assert_cmpint (found->n_unpriced, ==, 0);
        g_assert_cmpint (found->n_same, ==, found->n_scope);
        g_assert_cmpint (found->before.minor, >, 0);
        assert_asked (fixture, found->before.minor, sum);
        for (guint j = 0; j < found->rows->len; j++) {
            const TallyWhatifRow *row = &g_array_index (found->rows, TallyWhatifRow, j);
            g_autofree char *one = g_strdup_printf (
                "SELECT total_minor FROM bill.bill WHERE agreement_id = %" G_GINT64_FORMAT,
                row->agreement_id);

            assert_asked (fixture, row->before.minor, one);
            g_assert_cmpint (row->after.minor, ==, row->before.minor);
        }
        for (guint j = 0; j < found->components->len; j++) {
            const TallyWhatifComponent *part = &g_array_index (found->components,
                                                               TallyWhatifComponent, j);
            g_autofree char *lines = g_strdup_printf (
                "SELECT sum (amount_minor) FROM bill.line JOIN bill.bill USING (district_id, "
                "number) WHERE tariff_code = '%s' AND line.kind = '%s' AND component = '%s'",
                codes[i], tally_line_kind_name (part->kind), part->component);

            assert_asked (fixture, part->before.minor, lines);
        }
    }
    still = tally_test_db_ask (fixture->base, CONTENT);
    g_assert_cmpstr (content, ==, still);
}

/* 0.5 a kWh is 0.05 minor units a Wh: worked out by PostgreSQL from the energy of the bills. The
 * draft's own first day is years away, which is no hindrance to trying it. */
static void
test_after_is_what_sql_says (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyTariff) flat = tally_tariff_parse (FLAT, -1, NULL);
    TallyWhatifOrder order = order_of (fixture, flat, "residential-tou");
    g_autofree char *content = tally_test_db_ask (fixture->base, CONTENT);
    g_autofree char *still = NULL;
    g_autoptr(TallyWhatif) found = run (&order);

    g_assert_cmpint (found->n_scope, ==, 54);
    assert_asked (fixture, found->after.minor,
                  "SELECT sum (round (energy_wh * 0.05)) FROM bill.bill "
                  "WHERE tariff_code = 'residential-tou'");
    assert_asked (fixture, found->n_winners,
                  "SELECT count (*) FROM bill.bill WHERE tariff_code = 'residential-tou' "
                  "AND round (energy_wh * 0.05) < total_minor");
    assert_asked (fixture, found->saved.minor,
                  "SELECT coalesce (sum (total_minor - round (energy_wh * 0.05)), 0) FROM "
                  "bill.bill WHERE tariff_code = 'residential-tou' "
                  "AND round (energy_wh * 0.05) < total_minor");
    g_assert_cmpint (found->n_winners + found->n_losers + found->n_same, ==, 54);
    g_assert_cmpint (found->n_same, <, 54);
    still = tally_test_db_ask (fixture->base, CONTENT);
    g_assert_cmpstr (content, ==, still);
}

static char *
text_of (Fixture *fixture, const TallyWhatifOrder *order)
{
    g_autoptr(TallyWhatif) found = run (order);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireWhatIf)
                   wire = tally_whatif_to_wire (fixture->settle, found, "", "2026-09", &error);
    g_autoptr(JsonNode) json = NULL;

    g_assert_no_error (error);
    json = tally_wire_what_if_to_json (wire);
    return tally_wire_to_text (json);
}

static void
test_any_number_of_workers (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyTariff) flat = tally_tariff_parse (FLAT, -1, NULL);
    TallyWhatifOrder order = order_of (fixture, flat, NULL);
    g_autofree char *one = NULL;
    g_autofree char *four = NULL;

    order.n_workers = 1;
    one = text_of (fixture, &order);
    order.n_workers = 4;
    four = text_of (fixture, &order);
    g_assert_cmpstr (one, ==, four);
    g_assert_nonnull (strstr (one, "\"n_scope\":60"));
    g_assert_nonnull (strstr (one, "\"customer_name\":\"Customer 10\""));
}

typedef struct {
    const char *name;
    TallyWhatifScope scope;
    int64_t n; /* 0: nobody is in it */
} ScopeCase;

static const ScopeCase scope_cases[] = {
    { "account", { .account = "A7" }, 1 },
    { "account-of-another-tariff", { .account = "A10", .replaces = "residential-tou" }, 0 },
    { "unknown-account", { .account = "A777" }, 0 },
    { "region-with-all-below", { .node_id = 1 }, 60 },
    { "area", { .node_id = 99 }, 2 },
    { "unknown-node", { .node_id = 12345 }, 0 },
    { "other-district", { .district_id = 2 }, 0 },
    { "whole-utility", { .replaces = "large-industrial" }, 6 },
};

static void
add_area (Fixture *fixture)
{
    tally_test_db_script (fixture->base,
                          "INSERT INTO ref.node VALUES (98, 1, 1, 'line', 'L', 'Line', 10000), "
                          "(99, 98, 1, 'area', 'A', 'Area', 400);"
                          "UPDATE ref.point SET node_id = 99 WHERE point_id IN (3, 50)");
}

static void
test_scopes (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyTariff) flat = tally_tariff_parse (FLAT, -1, NULL);

    add_area (fixture);
    for (size_t i = 0; i < G_N_ELEMENTS (scope_cases); i++) {
        const ScopeCase *c = &scope_cases[i];
        TallyWhatifOrder order = order_of (fixture, flat, NULL);
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyWhatif) found = NULL;

        g_test_message ("%s", c->name);
        order.scope = c->scope;
        found = tally_whatif_step_run (&order, &error);
        if (c->n == 0) {
            g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
            continue;
        }
        g_assert_no_error (error);
        g_assert_cmpint (found->n_scope, ==, c->n);
    }
}

static void
stop_at_once (int64_t n_done, int64_t n_total, gpointer user_data)
{
    g_cancellable_cancel (user_data);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyTariff) flat = tally_tariff_parse (FLAT, -1, NULL);
    g_autoptr(GCancellable) cancellable = g_cancellable_new ();
    TallyWhatifOrder order = order_of (fixture, flat, NULL);
    g_autoptr(GError) error = NULL;

    g_cancellable_cancel (cancellable);
    order.cancellable = cancellable;
    order.progress = stop_at_once;
    order.progress_data = cancellable;
    g_assert_null (tally_whatif_step_run (&order, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A draft that needs what the intervals do not have is counted, not hidden. */
static void
test_unpriced_is_said (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyTariff) exchange = tariff_of (fixture, "large-industrial");
    TallyWhatifOrder order = order_of (fixture, exchange, "residential-tou");
    g_autoptr(TallyWhatif) found = run (&order); /* homes have no reactive energy measured */
    int64_t n_said = 0;

    for (size_t i = 0; i < TALLY_BILL_N_REASONS; i++)
        n_said += found->reasons[1][i];
    g_assert_cmpint (found->n_unpriced, ==, 54);
    g_assert_cmpint (n_said, ==, 54);
    g_assert_cmpint (found->before.minor, ==, 0);
}

/* What the desktop prices a preview from gives the bill that was issued. */
static void
test_pricing_gives_the_bill (Fixture *fixture, gconstpointer data)
{
    TallyWhatifScope scope = { .account = "A20" };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = tally_pricing_step_load (fixture->settle, &scope,
                                                          fixture->september, &error);
    const TallyWirePricing *row;
    int64_t sum = 0;

    g_assert_no_error (error);
    g_assert_cmpuint (rows->len, ==, 1);
    row = g_ptr_array_index (rows, 0);
    g_assert_cmpstr (row->tariff_code, ==, "large-industrial");
    g_assert_cmpint (row->tariff_version, ==, 1);
    g_assert_cmpuint (row->import_wh->len, ==, 30 * 96);
    g_assert_cmpuint (row->reactive_varh->len, ==, 30 * 96);
    g_assert_cmpuint (row->export_wh->len, ==, 0);
    g_assert_cmpint (row->n_missing, ==, 0);
    g_assert_cmpint (row->days_full, ==, 0);
    for (guint i = 0; i < row->import_wh->len; i++)
        sum += g_array_index (row->import_wh, int64_t, i);
    assert_asked (fixture, sum, "SELECT energy_wh FROM bill.bill WHERE agreement_id = 20");
}

static char *
write_document (const char *folder, const char *name, const char *text)
{
    char *path = g_build_filename (folder, name, NULL);

    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    return path;
}

/* Runs it; returns what it printed, and in @fault what it says on standard error. */
static char *
run_command (const Fixture *fixture, const CommandCase *c, const char *folder, char **fault)
{
    g_autofree char *program = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "..", "server",
                                                 "ctl", "gridtallyctl", NULL);
    g_autofree char *flat = write_document (folder, "flat.json", FLAT);
    g_autofree char *unsound = write_document (folder, "unsound.json", "{\"format\": 1}");
    g_autoptr(GPtrArray) words = g_ptr_array_new ();
    g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "GRIDTALLY_DATABASE",
                                                   tally_test_db_conninfo (fixture->base), TRUE);
    g_autoptr(GError) error = NULL;
    char *said = NULL;
    int status = 0;

    environment = g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
    g_ptr_array_add (words, program);
    g_ptr_array_add (words, (gpointer) "whatif");
    for (size_t i = 0; i < COMMAND_WORDS && c->words[i] != NULL; i++)
        g_ptr_array_add (words, g_str_equal (c->words[i], "FLAT")      ? flat
                                : g_str_equal (c->words[i], "UNSOUND") ? unsound
                                                                       : (char *) c->words[i]);
    g_ptr_array_add (words, NULL);
    g_spawn_sync (NULL, (char **) words->pdata, environment, G_SPAWN_DEFAULT, NULL, NULL, &said,
                  fault, &status, &error);
    g_assert_no_error (error);
    g_assert_true (g_spawn_check_wait_status (status, NULL) == (c->refused == NULL));
    g_unlink (flat);
    g_unlink (unsound);
    return said;
}

/* The first row of figures: "All  54  1,234.56  1,300.00  65.44", as the step found them. */
static void
assert_row (const TallyWhatif *found, const char *said)
{
    g_autofree char *was = tally_money_format (found->before);
    g_autofree char *is = tally_money_format (found->after);
    g_autofree char *more = tally_money_format (
        (TallyMoney){ found->after.minor - found->before.minor });
    g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, found->n_scope);
    g_autofree char *row = g_strdup_printf ("%-44s %9s %16s %16s %15s\n", "All", n, was, is, more);

    if (strstr (said, row) == NULL)
        g_error ("“%s”: %s", row, said);
}

/* The command says what the step finds, as JSON and on paper; what it cannot do it refuses before
 * it prints anything; whatever it is asked, nothing changes. */
static void
test_command (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyTariff) flat = tally_tariff_parse (FLAT, -1, NULL);
    g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
    g_autofree char *content = NULL;
    g_autofree char *still = NULL;

    add_area (fixture);
    content = tally_test_db_ask (fixture->base, CONTENT);
    for (size_t i = 0; i < G_N_ELEMENTS (command_cases); i++) {
        const CommandCase *c = &command_cases[i];
        TallyWhatifOrder order = order_of (fixture, flat, NULL);
        g_autofree char *fault = NULL;
        g_autofree char *said = run_command (fixture, c, folder, &fault);
        g_autofree char *json = NULL;
        g_autoptr(TallyWhatif) found = NULL;

        g_test_message ("%s", c->name);
        if (c->refused != NULL) {
            g_assert_cmpstr (said, ==, "");
            if (strstr (fault, c->refused) == NULL)
                g_error ("“%s”: %s", c->refused, fault);
            continue;
        }
        g_assert_cmpstr (fault, ==, "");
        order.scope = c->scope;
        if (c->says == NULL) {
            json = text_of (fixture, &order);
            g_assert_cmpstr (g_strchomp (said), ==, json);
            continue;
        }
        found = run (&order);
        if (!g_str_has_prefix (said, c->says))
            g_error ("“%s”: %s", c->says, said);
        assert_row (found, said);
        g_assert_nonnull (strstr (said, " pay less, "));
    }
    still = tally_test_db_ask (fixture->base, CONTENT);
    g_assert_cmpstr (content, ==, still);
    g_rmdir (folder);
}

int
main (int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test) (Fixture *fixture, gconstpointer data);
    } cases[] = {
        { "/whatif/before-is-the-issued-bills", test_before_is_the_issued_bills },
        { "/whatif/after-is-what-sql-says", test_after_is_what_sql_says },
        { "/whatif/any-number-of-workers", test_any_number_of_workers },
        { "/whatif/scopes", test_scopes },
        { "/whatif/cancelled", test_cancelled },
        { "/whatif/unpriced-is-said", test_unpriced_is_said },
        { "/whatif/command", test_command },
        { "/whatif/pricing-gives-the-bill", test_pricing_gives_the_bill },
    };

    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        g_test_add (cases[i].path, Fixture, NULL, set_up, cases[i].test, tear_down);
    return g_test_run ();
}
