// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/ref/tally-ref-store.h"
#include "tests/lib/tally-test-db.h"

/* The sample utility's points, and a file of two days for one of them. */

#define FILES                                                                             \
    "SELECT string_agg (concat_ws (' ', district_id, format, state, person, n_intervals," \
    " n_new_frames, n_refused), '; ' ORDER BY made_at) FROM collect.import"

typedef struct {
    TallyTestDb *base;
    TallyDb *collector;
} Fixture;

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) owner = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *utility = NULL;
    size_t n_new;

    fixture->base = tally_test_db_new ();
    fixture->collector = tally_test_db_open_as (fixture->base, "tally_collector");
    owner = tally_test_db_open_as (fixture->base, "tally_owner");
    g_file_get_contents (g_getenv ("TALLY_SAMPLE_UTILITY"), &utility, NULL, &error);
    g_assert_no_error (error);
    tally_ref_store_load_utility (owner, utility, &n_new, &error);
    g_assert_no_error (error);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->collector);
    tally_test_db_free (fixture->base);
}

static inline void
expect (Fixture *fixture, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, answer);
}

static inline void
add_day (GString *text, const char *date, const char *value, const char *rest)
{
    g_string_append_printf (text, "300,%s", date);
    for (int i = 0; i < 96; i++)
        g_string_append_printf (text, ",%s", value);
    g_string_append_printf (text, ",%s\n", rest);
}

static inline GString *
a_file (const char *point)
{
    GString *text = g_string_new ("100,NEM12,202611010000,MDP,GT\n");

    g_string_append_printf (text, "200,%s,E1,E1,E1,,,kWh,15,\n", point);
    add_day (text, "20261001", "1.25", "A,,,20261002000000,");
    add_day (text, "20261002", "0.0005", "V,,,20261003000000,");
    g_string_append (text, "400,1,90,A,,\n400,91,94,S14,,\n400,95,96,N,,\n");
    g_string_append (text, "900\n");
    return text;
}
