// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ref/tally-tariff-store.h"

#include "shared/error/tally-error.h"

void
tally_tariff_draft_clear (TallyTariffDraft *draft)
{
    g_free (draft->draft_id);
    g_free (draft->code);
    g_free (draft->name);
    g_free (draft->valid_from);
    g_free (draft->document);
    g_free (draft->fault);
    g_free (draft->state);
    g_free (draft->edited_by);
    g_free (draft->proposed_by);
    g_free (draft->signed_by);
    g_free (draft->sha256);
    g_free (draft->corrects);
    *draft = (TallyTariffDraft){ 0 };
}

gboolean
tally_tariff_store_load (TallyDb *db, const char *draft_id, TallyTariffDraft *draft, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "ref/draft-load", 1, &draft_id, error);

    tally_tariff_draft_clear (draft);
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no draft %s", draft_id);
        return FALSE;
    }
#define TEXT(column) g_strdup (PQgetvalue (rows, 0, column))
#define WHOLE(column) ((int) g_ascii_strtoll (PQgetvalue (rows, 0, column), NULL, 10))
    *draft = (TallyTariffDraft){
        .draft_id = TEXT (0),
        .code = TEXT (1),
        .name = TEXT (2),
        .valid_from = TEXT (3),
        .document = TEXT (4),
        .fault = TEXT (5),
        .revision = WHOLE (6),
        .state = TEXT (7),
        .edited_by = TEXT (8),
        .proposed_by = TEXT (9),
        .signed_by = TEXT (10),
        .version = WHOLE (11),
        .sha256 = TEXT (12),
        .corrects = TEXT (13),
    };
#undef TEXT
#undef WHOLE
    return TRUE;
}

gboolean
tally_tariff_store_save (TallyDb *db, const TallyTariffDraft *draft, GError **error)
{
    const char *values[] = { draft->draft_id, draft->code,  draft->name,     draft->valid_from,
                             draft->document, draft->fault, draft->edited_by };
    g_autoptr(PGresult)
                   done = tally_db_run (db, "ref/draft-save", G_N_ELEMENTS (values), values, error);

    return done != NULL;
}

gboolean
tally_tariff_store_move (TallyDb *db,
                         const char *draft_id,
                         const char *state,
                         const char *proposed_by,
                         const char *reason,
                         const char *corrects,
                         GError **error)
{
    const char *values[] = { draft_id, state, proposed_by, reason, corrects };
    g_autoptr(PGresult) done = tally_db_run (db, "ref/draft-state", 5, values, error);

    return done != NULL;
}

gboolean
tally_tariff_store_sign (TallyDb *db,
                         const char *draft_id,
                         const char *person,
                         int *version,
                         GError **error)
{
    const char *values[] = { draft_id, person };
    g_autoptr(PGresult) rows = tally_db_run (db, "ref/draft-sign", 2, values, error);

    if (rows == NULL)
        return FALSE;
    *version = (int) g_ascii_strtoll (PQgetvalue (rows, 0, 0), NULL, 10);
    return TRUE;
}

char *
tally_tariff_store_free_from (TallyDb *db, const char *code, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "ref/draft-free", 1, &code, error);

    return rows != NULL ? g_strdup (PQgetvalue (rows, 0, 0)) : NULL;
}

gboolean
tally_tariff_store_list (TallyDb *db,
                         const char *today,
                         TallyTariffRowFunc func,
                         gpointer user_data,
                         GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "ref/tariff-list", 1, &today, error);

    if (rows == NULL)
        return FALSE;
    for (int i = 0; i < PQntuples (rows); i++) {
        TallyTariffRow row = {
            .code = PQgetvalue (rows, i, 0),
            .version = (int) g_ascii_strtoll (PQgetvalue (rows, i, 1), NULL, 10),
            .state = PQgetvalue (rows, i, 2),
            .valid_from = PQgetvalue (rows, i, 3),
            .draft_id = PQgetvalue (rows, i, 4),
            .drafted_by = PQgetvalue (rows, i, 5),
            .signed_by = PQgetvalue (rows, i, 6),
            .name = PQgetvalue (rows, i, 7),
        };

        func (&row, user_data);
    }
    return TRUE;
}
