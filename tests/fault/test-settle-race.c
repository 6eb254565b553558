// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: when two supervisors decide at the same moment, and clerks edit what they decide on,
 * exactly one decision stands, every other person is told plainly that he was too late, and who
 * prepared a settlement is never the one who approved it.
 * TALLY_FAULT_RUNS: how many settlements are fought over (default 200). */
#include "server/settle/tally-settle-step.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-process.h"

#include <pthread.h>

#define N_PEOPLE 5

typedef struct Race Race;

typedef struct {
    Race *race;
    const char *person;
    gboolean (*decide) (TallyDb *db, const char *id, const char *person, GError **error);
    TallyDb *db;
    gboolean has_won;
    GError *error;
} Racer;

/* Everybody starts on a settlement at the same moment, and waits for the others at its end. */
struct Race {
    Racer racers[N_PEOPLE];
    pthread_barrier_t start;
    pthread_barrier_t end;
    const char *id;
    gboolean is_over;
};

static gboolean
approve (TallyDb *db, const char *id, const char *person, GError **error)
{
    return tally_settle_step_approve (db, id, person, error);
}

static gboolean
give_back (TallyDb *db, const char *id, const char *person, GError **error)
{
    return tally_settle_step_return (db, id, person, "read the meter again", error);
}

static gboolean
submit (TallyDb *db, const char *id, const char *person, GError **error)
{
    return tally_settle_step_submit (db, id, person, error);
}

static gboolean
audit (TallyDb *db, const char *id, const char *person, GError **error)
{
    int n_red;

    return tally_settle_step_audit (db, id, person, &n_red, error);
}

static gpointer
race_in_thread (gpointer data)
{
    Racer *racer = data;
    Race *race = racer->race;

    for (;;) {
        pthread_barrier_wait (&race->start);
        if (race->is_over)
            return NULL;
        racer->has_won = racer->decide (racer->db, race->id, racer->person, &racer->error);
        pthread_barrier_wait (&race->end);
    }
}

/* As a clerk would have left them: each of its own day, drafted and submitted by "clerk". */
static void
submit_all (const TallyTestDb *base, int n)
{
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO settle.settlement (district_id, settlement_id, period_start, period_end,"
        " version, state, drafted_by, submitted_by)"
        " SELECT 0, ('00000000-0000-4000-8000-' || lpad (i::text, 12, '0'))::uuid,"
        " DATE '2026-01-01' + i, DATE '2026-01-02' + i, 1, 'submitted', 'clerk', 'clerk'"
        " FROM generate_series (1, %d) AS i",
        n);

    tally_test_db_script (base, sql);
}

/* The two supervisors are equals; the clerks must never get through. */
static void
check_outcome (Race *race)
{
    int n_winners = 0;

    for (int i = 0; i < N_PEOPLE; i++) {
        Racer *racer = &race->racers[i];

        n_winners += racer->has_won;
        if (racer->has_won) {
            g_assert_no_error (racer->error);
            g_assert_true (g_str_has_prefix (racer->person, "supervisor"));
        } else if (racer->decide == approve && g_str_equal (racer->person, "clerk")) {
            /* Whether he or a supervisor was first, the answer is no. */
            g_assert_true (g_error_matches (racer->error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN)
                           || g_error_matches (racer->error, TALLY_ERROR, TALLY_ERROR_EXISTS));
        } else {
            g_assert_error (racer->error, TALLY_ERROR, TALLY_ERROR_EXISTS);
        }
        g_clear_error (&racer->error);
    }
    g_assert_cmpint (n_winners, ==, 1);
}

static void
start_race (Race *race, const TallyTestDb *base, GThread **threads)
{
    static const Racer people[N_PEOPLE] = {
        { .person = "supervisor-a", .decide = approve },
        { .person = "supervisor-b", .decide = give_back },
        { .person = "clerk", .decide = approve },
        { .person = "clerk", .decide = submit },
        { .person = "clerk-b", .decide = audit },
    };

    pthread_barrier_init (&race->start, NULL, N_PEOPLE + 1);
    pthread_barrier_init (&race->end, NULL, N_PEOPLE + 1);
    for (int i = 0; i < N_PEOPLE; i++) {
        race->racers[i] = people[i];
        race->racers[i].race = race;
        race->racers[i].db = tally_test_db_open_as (base, "tally_settle");
        threads[i] = g_thread_new (people[i].person, race_in_thread, &race->racers[i]);
    }
}

static void
end_race (Race *race, GThread **threads)
{
    race->is_over = TRUE;
    pthread_barrier_wait (&race->start);
    for (int i = 0; i < N_PEOPLE; i++) {
        g_thread_join (threads[i]);
        g_clear_object (&race->racers[i].db);
    }
    pthread_barrier_destroy (&race->start);
    pthread_barrier_destroy (&race->end);
}

static void
assert_none (const TallyTestDb *base, const char *sql)
{
    g_autofree char *found = tally_test_db_ask (base, sql);

    g_assert_cmpstr (found, ==, "0");
}

static void
test_one_decision_stands (void)
{
    int n_runs = tally_test_process_fault_runs (200);
    g_autoptr(TallyTestDb) base = tally_test_db_new ();
    GThread *threads[N_PEOPLE];
    int n_approved = 0;
    Race race = { 0 };

    submit_all (base, n_runs);
    start_race (&race, base, threads);
    for (int i = 1; i <= n_runs; i++) {
        g_autofree char *id = g_strdup_printf ("00000000-0000-4000-8000-%012d", i);

        race.id = id;
        pthread_barrier_wait (&race.start);
        pthread_barrier_wait (&race.end);
        n_approved += race.racers[0].has_won;
        check_outcome (&race);
    }
    end_race (&race, threads);
    g_test_message ("%d of %d approved, the others returned", n_approved, n_runs);

    assert_none (base, "SELECT count (*) FROM settle.settlement WHERE decided_by = submitted_by"
                       " OR decided_by IS NULL OR state NOT IN ('approved', 'returned')");
    assert_none (base, "SELECT count (*) FROM (SELECT FROM settle.settlement"
                       " LEFT JOIN settle.decision USING (district_id, settlement_id)"
                       " GROUP BY settlement.settlement_id, state, decided_by"
                       " HAVING count (*) <> 1 OR max (to_state) <> state"
                       " OR max (person) <> decided_by) AS wrong");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/settle-race/one-decision-stands", test_one_decision_stands);

    return g_test_run ();
}
