// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-desk.h"
#include "server/collect/tally-collect-plan-store.h"
#include "server/collect/tally-collect-schedule-store.h"
#include "shared/error/tally-error.h"

#define LOGIN "tally_collector"

typedef struct {
    TallyCollectDesk parent;
    char *conninfo;
    TallyCollectSpool *spool;
    GHashTable *maps;
    TallyDb *db; /* NULL: not connected */
} DbDesk;

static gboolean
has_db (DbDesk *self, GError **error)
{
    if (self->db == NULL)
        self->db = tally_db_open_as (self->conninfo, LOGIN, error);
    return self->db != NULL;
}

/* After a fault the next call connects again. */
static gboolean
keep_if (DbDesk *self, gboolean is_good)
{
    if (!is_good)
        g_clear_object (&self->db);
    return is_good;
}

static GPtrArray *
load_plan (TallyCollectDesk *desk, const TallyCollectWish *wish, int64_t now, GError **error)
{
    DbDesk *self = (DbDesk *) desk;
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    GPtrArray *plan = NULL;

    if (!has_db (self, error))
        return NULL;
    if (tally_collect_progress_store_load (self->db, marks, error)
        && tally_collect_spool_add_marks (self->spool, marks, error))
        plan = tally_collect_plan_store_load (self->db, wish, now, self->maps, marks, error);
    keep_if (self, plan != NULL);
    return plan;
}

static gboolean
load_schedule (TallyCollectDesk *desk,
               const char *name,
               int64_t now,
               TallySchedule *schedule,
               const TallyZone **zone,
               GError **error)
{
    DbDesk *self = (DbDesk *) desk;
    g_autoptr(GPtrArray) list = NULL;

    if (!has_db (self, error))
        return FALSE;
    list = tally_collect_schedule_store_load (self->db, now, error);
    if (!keep_if (self, list != NULL))
        return FALSE;
    for (guint i = 0; i < list->len; i++) {
        const TallyCollectSchedule *known = g_ptr_array_index (list, i);

        if (g_str_equal (known->name, name)) {
            *schedule = known->schedule;
            return TRUE;
        }
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no schedule %s", name);
    return FALSE;
}

static gboolean
begin_orders (TallyCollectDesk *desk, GError **error)
{
    DbDesk *self = (DbDesk *) desk;

    return has_db (self, error)
           && keep_if (self, tally_collect_request_store_again (self->db, error));
}

static gboolean
take_order (TallyCollectDesk *desk, TallyCollectRequest **request, GError **error)
{
    DbDesk *self = (DbDesk *) desk;

    return has_db (self, error)
           && keep_if (self, tally_collect_request_store_close (self->db, error)
                                 && tally_collect_request_store_take (self->db, request, error));
}

static gboolean
tell (TallyCollectDesk *desk,
      const char *id,
      const char *kind,
      const TallyCollectTotals *totals,
      GError **error)
{
    DbDesk *self = (DbDesk *) desk;
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                                             " meters answered",
                                             totals->n_answered, totals->n_meters);

    return has_db (self, error)
           && keep_if (self, tally_collect_request_store_tell (self->db, id, kind, totals->n_asked,
                                                               totals->n_meters, text, error));
}

static gboolean
finish_order (TallyCollectDesk *desk,
              const char *id,
              gboolean is_done,
              const TallyCollectTotals *totals,
              GError **error)
{
    DbDesk *self = (DbDesk *) desk;

    return has_db (self, error)
           && keep_if (self, tally_collect_request_store_finish (
                                 self->db, id, "", is_done, totals->n_answered,
                                 totals->n_asked - totals->n_answered, error)
                                 && tally_collect_request_store_close (self->db, error));
}

static void
free_desk (TallyCollectDesk *desk)
{
    DbDesk *self = (DbDesk *) desk;

    g_clear_object (&self->db);
    g_clear_object (&self->spool);
    g_hash_table_unref (self->maps);
    g_free (self->conninfo);
    g_free (self);
}

TallyCollectDesk *
tally_collect_db_desk_new (const char *conninfo, TallyCollectSpool *spool, GHashTable *maps)
{
    static const TallyCollectDeskKind kind = { load_plan, load_schedule, begin_orders, take_order,
                                               tell,      finish_order,  free_desk };
    DbDesk *self = g_new0 (DbDesk, 1);

    self->parent.kind = &kind;
    self->conninfo = g_strdup (conninfo);
    self->spool = g_object_ref (spool);
    self->maps = g_hash_table_ref (maps);
    return &self->parent;
}
