// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-lines.h"

/* Somebody urgent who has not come back after this is not waiting any more. */
#define WANTED_US G_USEC_PER_SEC

typedef struct {
    gboolean is_busy;
    int64_t wanted_at_us; /* when somebody urgent found it busy; 0: nobody */
    TallyBreaker breaker;
} Line;

struct _TallyCollectLines {
    GMutex mutex;
    GHashTable *lines; /* district << 32 | gateway -> Line */
    guint n_busy;
};

TallyCollectLines *
tally_collect_lines_new (void)
{
    TallyCollectLines *self = g_new0 (TallyCollectLines, 1);

    g_mutex_init (&self->mutex);
    self->lines = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
    return self;
}

void
tally_collect_lines_free (TallyCollectLines *self)
{
    if (self == NULL)
        return;
    g_assert (self->n_busy == 0);
    g_hash_table_unref (self->lines);
    g_mutex_clear (&self->mutex);
    g_free (self);
}

static Line *
line_of (TallyCollectLines *self, const TallyCollectGateway *gateway)
{
    int64_t key = (int64_t) gateway->district_id << 32 | (uint32_t) gateway->gateway_id;
    Line *line = g_hash_table_lookup (self->lines, &key);

    if (line == NULL) {
        line = g_new0 (Line, 1);
        g_hash_table_insert (self->lines, g_memdup2 (&key, sizeof key), line);
    }
    return line;
}

gboolean
tally_collect_lines_take (TallyCollectLines *self,
                          const TallyCollectGateway *gateway,
                          gboolean is_urgent)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    Line *line = line_of (self, gateway);
    int64_t now = g_get_monotonic_time ();

    if (line->is_busy || self->n_busy >= TALLY_LINES_MAX) {
        if (is_urgent)
            line->wanted_at_us = now;
        return FALSE;
    }
    if (!is_urgent && line->wanted_at_us != 0 && now < line->wanted_at_us + WANTED_US)
        return FALSE;
    line->is_busy = TRUE;
    line->wanted_at_us = 0;
    self->n_busy++;
    return TRUE;
}

static Line *
release (TallyCollectLines *self, const TallyCollectGateway *gateway)
{
    Line *line = line_of (self, gateway);

    g_assert (line->is_busy);
    line->is_busy = FALSE;
    self->n_busy--;
    return line;
}

void
tally_collect_lines_give_back (TallyCollectLines *self,
                               const TallyCollectGateway *gateway,
                               TallyVisitEnd end)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    Line *line = release (self, gateway);

    tally_breaker_note (&line->breaker, end, g_get_monotonic_time (), g_random_int ());
}

void
tally_collect_lines_make_room (TallyCollectLines *self, const TallyCollectGateway *gateway)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    release (self, gateway);
}

gboolean
tally_collect_lines_is_wanted (TallyCollectLines *self, const TallyCollectGateway *gateway)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    const Line *line = line_of (self, gateway);

    return line->wanted_at_us != 0 && g_get_monotonic_time () < line->wanted_at_us + WANTED_US;
}

TallyBreaker
tally_collect_lines_get_breaker (TallyCollectLines *self, const TallyCollectGateway *gateway)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    return line_of (self, gateway)->breaker;
}

guint
tally_collect_lines_get_n_resting (TallyCollectLines *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    GHashTableIter iter;
    gpointer value;
    guint n = 0;

    g_hash_table_iter_init (&iter, self->lines);
    while (g_hash_table_iter_next (&iter, NULL, &value))
        n += ((Line *) value)->breaker.n_failures > 0;
    return n;
}
