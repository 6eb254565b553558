// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: events are read whole and only then, a job follows only its own, and a person reads
 * periods and figures as meant. */
#include "client-gtk/api/tally-ask.h"
#include "client-gtk/api/tally-events.h"
#include "client-gtk/api/tally-market-time.h"
#include "client-gtk/models/tally-figure.h"
#include "client-gtk/models/tally-hold-reason.h"
#include "client-gtk/models/tally-job.h"
#include "client-gtk/widgets/tally-plot.h"
#include "shared/error/tally-error.h"

typedef struct {
    guint n;
    char *name;
    int64_t done;
} Heard;

static void
on_happened (Heard *heard, const char *name, const TallyWireEvent *event)
{
    heard->n++;
    g_free (heard->name);
    heard->name = g_strdup (name);
    heard->done = event->done;
}

static void
test_events (void)
{
    static const char *const lines[] = {
        ": a comment",
        "event: bill-run",
        "data: {\"id\":\"r\",\"kind\":\"progress\",",
        "data: \"done\":3,\"total\":9}",
        "",
        "event: ping",
        "data: {}",
        "",
        "event: work",
        "data: not json",
        "",
        "",
    };
    g_autoptr(TallyApi) api = tally_api_new ();
    TallyEvents *events = tally_events_new (api);
    Heard heard = { 0 };

    g_signal_connect_swapped (events, "happened", G_CALLBACK (on_happened), &heard);
    for (size_t i = 0; i < G_N_ELEMENTS (lines); i++)
        tally_events_read_line (events, lines[i]);
    g_assert_cmpuint (heard.n, ==, 1);
    g_assert_cmpstr (heard.name, ==, "bill-run");
    g_assert_cmpint (heard.done, ==, 3);
    g_free (heard.name);
    g_assert_finalize_object (events);
}

static void
on_finished (GError **reason, const GError *error)
{
    *reason = error != NULL ? g_error_copy (error) : NULL;
}

static void
test_job_hears_only_its_own (void)
{
    g_autoptr(TallyApi) api = tally_api_new ();
    TallyJob *job = tally_job_new (api);
    const char *arguments[] = { "run-1", NULL };
    g_autoptr(GError) reason = NULL;
    TallyWireEvent other = { .id = (char *) "run-2", .kind = (char *) "done", .done = 9 };
    TallyWireEvent own = { .id = (char *) "run-1", .kind = (char *) "progress", .done = 4 };

    tally_job_start (job, "Issuing", TALLY_ASK_ISSUE_RUN, arguments, NULL, "run-1");
    tally_job_hear (job, &other);
    g_assert_true (tally_job_is_running (job));
    tally_job_hear (job, &own);
    g_assert_cmpint (tally_job_get_done (job), ==, 4);
    /* Its end is not believed before the answer, which is a refusal: there is no server. */
    g_signal_connect_swapped (job, "finished", G_CALLBACK (on_finished), &reason);
    own.kind = (char *) "done";
    tally_job_hear (job, &own);
    g_assert_true (tally_job_is_running (job));
    while (g_main_context_iteration (NULL, FALSE))
        ;
    g_assert_false (tally_job_is_running (job));
    g_assert_error (reason, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_finalize_object (job);
}

static void
test_path_escapes (void)
{
    const char *arguments[] = { "a/b?c", "7", NULL };
    g_autofree char *path = tally_ask_path (TALLY_ASK_LINE_INTERVALS, arguments);

    g_assert_cmpstr (path, ==, "/api/v1/bills/a%2Fb%3Fc/lines/7/intervals");
}

typedef struct {
    const char *first;
    const char *end;
    const char *text;
} PeriodCase;

static const PeriodCase periods[] = {
    { "2026-09-01", "2026-10-01", "2026-09" },
    { "2026-12-01", "2027-01-01", "2026-12" },
    { "2026-09-01", "2026-09-15", "2026-09-01 – 2026-09-14" },
    { "2026-09-02", "2026-10-01", "2026-09-02 – 2026-09-30" },
    { NULL, "2026-10-01", "–" },
};

static void
test_periods (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (periods); i++) {
        g_autofree char *text = tally_figure_period (periods[i].first, periods[i].end);

        g_assert_cmpstr (text, ==, periods[i].text);
    }
}

typedef struct {
    TallyFigure figure;
    int64_t value;
    const char *text;
} FigureCase;

static const FigureCase figures[] = {
    { TALLY_FIGURE_MWH, 70652800000, "70,652.800" },
    { TALLY_FIGURE_MWH, -499, "0.000" },
    { TALLY_FIGURE_KWH, 275030, "275.03" },
    { TALLY_FIGURE_MONEY, -123456, "-1,234.56" },
    { TALLY_FIGURE_PERCENT, 954545, "95.45" },
    { TALLY_FIGURE_RATE, 862500, "0.8625" },
    { TALLY_FIGURE_INSTANT, 0, "–" },
};

static void
test_figures (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (figures); i++) {
        g_autofree char *text = tally_figure_of (figures[i].figure, figures[i].value);

        g_assert_cmpstr (text, ==, figures[i].text);
    }
}

/* 2026-03-28 16:30 UTC is past midnight in Shanghai, and in Berlin an hour before the clocks
 * change. */
static void
test_market_time (void)
{
    static const struct {
        const char *zone;
        const char *text;
    } cases[] = {
        { "UTC", "2026-03-28 16:30" },
        { "Asia/Shanghai", "2026-03-29 00:30" },
        { "Europe/Berlin", "2026-03-28 17:30" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = NULL;

        g_assert_true (tally_market_time_set_zone (cases[i].zone));
        g_assert_false (tally_market_time_set_zone ("Mars/Olympus"));
        g_assert_false (tally_market_time_set_zone (NULL));
        text = tally_figure_of (TALLY_FIGURE_INSTANT, 1774715400);
        g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_plot_range (void)
{
    g_autoptr(TallyPlot) plot = tally_plot_new (TALLY_PLOT_STACKED, TALLY_FIGURE_MWH, "MWh");
    int64_t lowest;
    int64_t highest;

    tally_plot_add_series (plot, "Sold", TALLY_TINT_SOLD);
    tally_plot_add_series (plot, "Loss", TALLY_TINT_LOSS);
    tally_plot_add_point (plot, "1", (int64_t[]){ 100, 7 }, FALSE);
    tally_plot_add_point (plot, "2", (int64_t[]){ 90, -20 }, FALSE);
    tally_plot_range (plot, &lowest, &highest);
    g_assert_cmpint (lowest, ==, -20);
    g_assert_cmpint (highest, ==, 107);
    g_assert_cmpint (tally_plot_step (107, 4), ==, 50);
    g_assert_cmpint (tally_plot_step (1, 4), ==, 1);
    g_assert_cmpint (tally_plot_step (8000, 4), ==, 2000);
}

/* Every reason the server knows has words; one it may learn later stays readable. */
static void
test_hold_reasons (void)
{
    char *two[] = { (char *) "negative", (char *) "over-capacity", NULL };
    char *new[] = { (char *) "moonlight", NULL };
    g_autofree char *none = tally_hold_reasons_text (NULL);
    g_autofree char *both = tally_hold_reasons_text (two);
    g_autofree char *unknown = tally_hold_reasons_text (new);

    g_assert_cmpstr (none, ==, "");
    g_assert_cmpstr (both, ==, "The customer is owed money; Peak above the contract");
    g_assert_cmpstr (unknown, ==, "moonlight");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    /* A line that is not JSON is told to the log, and nothing else happens. */
    g_log_set_fatal_mask ("tally-client", G_LOG_LEVEL_ERROR);

    g_test_add_func ("/events/whole-and-only-then", test_events);
    g_test_add_func ("/job/hears-only-its-own", test_job_hears_only_its_own);
    g_test_add_func ("/ask/path-escapes", test_path_escapes);
    g_test_add_func ("/market-time", test_market_time);
    g_test_add_func ("/figure/periods", test_periods);
    g_test_add_func ("/figure/figures", test_figures);
    g_test_add_func ("/hold-reason/words", test_hold_reasons);
    g_test_add_func ("/plot/range", test_plot_range);
    return g_test_run ();
}
