// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-sql.h"

#include "shared/error/tally-error.h"

#define SQL_RESOURCES "/org/gridtally/Gridtally/sql/"

TallySqlTarget
tally_sql_target (const char *conninfo, const char *user)
{
    /* Of two entries libpq takes the later one. A cut cable shows after 10 s in place of the
     * kernel's quarter of an hour, and to who only listens in place of two hours. */
    return (TallySqlTarget){
        .keywords = { "connect_timeout", "tcp_user_timeout", "keepalives_idle",
                      "keepalives_interval", "keepalives_count", "application_name", "dbname",
                      user != NULL ? "user" : NULL },
        .values = { "5", "10000", "4", "2", "3", "gridtally", conninfo, user },
    };
}

GBytes *
tally_sql_load (const char *name, GError **error)
{
    g_autofree char *path = g_strconcat (SQL_RESOURCES, name, ".sql", NULL);

    return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
}

gboolean
tally_sql_is_conflict (const PGresult *result)
{
    const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);

    return state != NULL && (g_str_equal (state, "40001") || g_str_equal (state, "40P01"));
}

static TallyError
code_of_state (const char *state)
{
    static const struct {
        const char *prefix;
        TallyError code;
    } codes[] = {
        { "08", TALLY_ERROR_OFFLINE },  /* connection */
        { "57P", TALLY_ERROR_OFFLINE }, /* shutting down, starting up */
        { "40001", TALLY_ERROR_BUSY },  /* not serializable */
        { "40P01", TALLY_ERROR_BUSY },  /* deadlock */
        { "55P03", TALLY_ERROR_BUSY },  /* lock not available */
        { "57014", TALLY_ERROR_BUSY },  /* took too long */
        { "53", TALLY_ERROR_BUSY },     /* no memory, disk or connection left */
        { "42501", TALLY_ERROR_FORBIDDEN }, { "23505", TALLY_ERROR_EXISTS },
        { "P0002", TALLY_ERROR_NOT_FOUND }, { "22", TALLY_ERROR_INVALID },
        { "23", TALLY_ERROR_INVALID },
    };

    if (state == NULL)
        return TALLY_ERROR_OFFLINE;
    for (size_t i = 0; i < G_N_ELEMENTS (codes); i++) {
        if (g_str_has_prefix (state, codes[i].prefix))
            return codes[i].code;
    }
    return TALLY_ERROR_INTERNAL;
}

static gboolean
is_good (ExecStatusType status)
{
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN
           || status == PGRES_COPY_OUT || status == PGRES_PIPELINE_SYNC;
}

gboolean
tally_sql_check (PGconn *conn, const PGresult *result, GError **error)
{
    const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);
    g_autofree char *text = NULL;

    if (is_good (PQresultStatus (result)))
        return TRUE;

    /* It may quote garbage of the network, and is stored with the job. */
    text = g_utf8_make_valid (result != NULL ? PQresultErrorMessage (result)
                                             : PQerrorMessage (conn),
                              -1);
    g_set_error (error, TALLY_ERROR, code_of_state (state), "%s: %s",
                 state != NULL ? state : "no answer", g_strchomp (text));
    return FALSE;
}

void
tally_sql_log_notice (void *unused, const PGresult *result)
{
    g_autofree char *text = g_strdup (PQresultErrorMessage (result));

    g_debug ("%s", g_strchomp (text));
}

char *
tally_sql_list (const PGresult *rows)
{
    GString *text = g_string_new (NULL);

    for (int row = 0; row < PQntuples (rows); row++) {
        for (int column = 0; column < PQnfields (rows); column++)
            g_string_append_printf (text, "%s%s", column > 0 ? "\t" : "",
                                    PQgetvalue (rows, row, column));
        g_string_append_c (text, '\n');
    }
    return g_string_free (text, FALSE);
}
