// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-link.h"

static char **
copy_values (const char *const *values, size_t n)
{
    char **copy = g_new0 (char *, n + 1);

    for (size_t i = 0; i < n; i++)
        copy[i] = g_strdup (values[i]);
    return copy;
}

TallyJob *
tally_job_new (const TallyScope *scope, const TallyQuery *queries, size_t n_queries)
{
    TallyJob *job = g_new0 (TallyJob, 1);

    if (scope != NULL) {
        job->has_scope = TRUE;
        job->scope[0] = g_strdup (scope->role != NULL ? scope->role : "none");
        job->scope[1] = g_strdup_printf ("%d", scope->district_id);
        job->scope[2] = g_strdup_printf ("%" G_GINT64_FORMAT, scope->customer_id);
        job->scope[3] = g_strdup (scope->person_id != NULL ? scope->person_id : "");
    }
    job->n_queries = n_queries;
    for (size_t i = 0; i < n_queries; i++) {
        job->queries[i].name = g_strdup (queries[i].name);
        job->queries[i].n_values = queries[i].n_values;
        job->queries[i].values = copy_values (queries[i].values, queries[i].n_values);
    }
    tally_job_clear (job);
    return job;
}

void
tally_job_clear (TallyJob *job)
{
    g_clear_pointer (&job->results, g_ptr_array_unref);
    job->results = g_ptr_array_new_with_free_func ((GDestroyNotify) PQclear);
    g_clear_error (&job->error);
    job->met_conflict = FALSE;
}

void
tally_job_free (TallyJob *job)
{
    for (size_t i = 0; i < G_N_ELEMENTS (job->scope); i++)
        g_free (job->scope[i]);
    for (size_t i = 0; i < job->n_queries; i++) {
        /* Not g_strfreev: a NULL among the values is SQL NULL. */
        for (size_t v = 0; v < job->queries[i].n_values; v++)
            g_free (job->queries[i].values[v]);
        g_free (job->queries[i].values);
        g_free (job->queries[i].name);
    }
    g_ptr_array_unref (job->results);
    g_clear_error (&job->error);
    g_free (job);
}
