// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-espi-plan.h"

#include "server/collect/files/tally-file.h"

#include <string.h>

#define DAY_S 86400
#define FORWARD 1
#define REVERSE 19
#define DELTA_DATA 4
#define ENERGY 12

/* A resource of the feed that others refer to. */
typedef struct {
    char *self;
    char *up;
    GPtrArray *related;
    char *name;
    TallyEspiReadingType type;
} Resource;

typedef struct {
    char *up;
    char *self;
    int64_t interval_s;
    gboolean is_off_grid;
    TallyEspiStream *stream;
} Block;

struct _TallyEspiPlan {
    GPtrArray *resources[TALLY_ESPI_N_KINDS]; /* of Resource */
    GHashTable *blocks;                       /* index of the entry -> Block */
    GHashTable *streams;                      /* Resource of a meter reading -> TallyEspiStream */
    TallyEspiPlanIssue issue;
    gpointer user_data;
};

static void
resource_free (gpointer data)
{
    Resource *resource = data;

    g_free (resource->self);
    g_free (resource->up);
    g_ptr_array_unref (resource->related);
    g_free (resource->name);
    g_free (resource);
}

static void
block_free (gpointer data)
{
    Block *block = data;

    g_free (block->up);
    g_free (block->self);
    g_free (block);
}

TallyEspiPlan *
tally_espi_plan_new (void)
{
    TallyEspiPlan *self = g_new0 (TallyEspiPlan, 1);

    for (int k = 0; k < TALLY_ESPI_N_KINDS; k++)
        self->resources[k] = g_ptr_array_new_with_free_func (resource_free);
    self->blocks = g_hash_table_new_full (NULL, NULL, NULL, block_free);
    self->streams = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    return self;
}

void
tally_espi_plan_free (TallyEspiPlan *self)
{
    for (int k = 0; k < TALLY_ESPI_N_KINDS; k++)
        g_ptr_array_unref (self->resources[k]);
    g_hash_table_unref (self->blocks);
    g_hash_table_unref (self->streams);
    g_free (self);
}

/* Prose is no code of a point. */
static gboolean
may_be_code (const char *text)
{
    return *text != '\0' && strlen (text) < TALLY_ESPI_NAME_BYTES && strchr (text, ' ') == NULL;
}

static char *
point_name (const TallyEspiEntry *entry)
{
    const char *slash = strrchr (entry->self->str, '/');
    const char *names[] = { entry->point_name->str, entry->title->str,
                            slash != NULL ? slash + 1 : entry->self->str };

    for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
        if (may_be_code (names[i]))
            return g_strdup (names[i]);
    }
    return g_strdup ("");
}

static Block *
block_of (TallyEspiPlan *self, guint index)
{
    Block *block = g_hash_table_lookup (self->blocks, GUINT_TO_POINTER (index));

    if (block == NULL) {
        block = g_new0 (Block, 1);
        g_hash_table_insert (self->blocks, GUINT_TO_POINTER (index), block);
    }
    return block;
}

void
tally_espi_plan_add (TallyEspiPlan *self, guint index, const TallyEspiEntry *entry)
{
    Resource *resource;

    if (entry->kind == TALLY_ESPI_INTERVAL_BLOCK) {
        Block *block = block_of (self, index);

        block->up = g_strdup (entry->up->str);
        block->self = g_strdup (entry->self->str);
        return;
    }
    if (entry->kind == TALLY_ESPI_OTHER)
        return;
    resource = g_new0 (Resource, 1);
    resource->self = g_strdup (entry->self->str);
    resource->up = g_strdup (entry->up->str);
    resource->related = g_ptr_array_new_with_free_func (g_free);
    for (guint i = 0; i < entry->related->len; i++)
        g_ptr_array_add (resource->related, g_strdup (g_ptr_array_index (entry->related, i)));
    resource->name = point_name (entry);
    resource->type = entry->type;
    g_ptr_array_add (self->resources[entry->kind], resource);
}

void
tally_espi_plan_see (TallyEspiPlan *self, const TallyEspiReading *reading)
{
    Block *block = block_of (self, reading->entry);

    if (block->interval_s == 0 || reading->duration_s < block->interval_s)
        block->interval_s = reading->duration_s;
    block->is_off_grid |= reading->duration_s < 60 || DAY_S % reading->duration_s != 0
                          || reading->start % 60 != 0 || reading->is_inexact;
}

static gboolean
refers_to (const Resource *resource, const char *address)
{
    if (address == NULL || *address == '\0')
        return FALSE;
    for (guint i = 0; i < resource->related->len; i++) {
        if (g_str_equal (g_ptr_array_index (resource->related, i), address))
            return TRUE;
    }
    return FALSE;
}

/* Whether @address is that of a collection right below @resource. */
static gboolean
is_below (const Resource *resource, const char *address)
{
    size_t length = strlen (resource->self);

    return length > 0 && address != NULL && strncmp (address, resource->self, length) == 0
           && address[length] == '/' && strchr (address + length + 1, '/') == NULL;
}

/* The resource that owns what lies at @self in the collection @up. */
static const Resource *
owner_of (const TallyEspiPlan *plan, TallyEspiKind kind, const char *self, const char *up)
{
    const GPtrArray *all = plan->resources[kind];

    for (guint i = 0; i < all->len; i++) {
        const Resource *resource = g_ptr_array_index (all, i);

        if (is_below (resource, up) || refers_to (resource, up) || refers_to (resource, self))
            return resource;
    }
    return all->len == 1 ? g_ptr_array_index (all, 0) : NULL;
}

static const Resource *
type_of (const TallyEspiPlan *plan, const Resource *meter_reading)
{
    const GPtrArray *all = plan->resources[TALLY_ESPI_READING_TYPE];

    for (guint i = 0; i < all->len; i++) {
        const Resource *type = g_ptr_array_index (all, i);

        if (meter_reading != NULL && refers_to (meter_reading, type->self))
            return type;
    }
    return all->len == 1 ? g_ptr_array_index (all, 0) : NULL;
}

static void
tell (const TallyEspiPlan *self, gboolean is_doubt, const char *field, const char *message)
{
    self->issue (is_doubt, field, message, self->user_data);
}

static gboolean
says (const TallyEspiReadingType *type, TallyEspiField field)
{
    return (type->has & 1u << field) != 0;
}

/* Energy of intervals, in one of two directions: a channel of ours. */
static int16_t
channel_of (const TallyEspiPlan *self, const TallyEspiReadingType *type)
{
    int64_t uom = type->values[TALLY_ESPI_UOM];
    int64_t flow = type->values[TALLY_ESPI_FLOW_DIRECTION];
    gboolean is_energy = (!says (type, TALLY_ESPI_ACCUMULATION)
                          || type->values[TALLY_ESPI_ACCUMULATION] == DELTA_DATA)
                         && (!says (type, TALLY_ESPI_KIND)
                             || type->values[TALLY_ESPI_KIND] == ENERGY
                             || type->values[TALLY_ESPI_KIND] == 0);

    if (!is_energy || (uom != 72 && uom != 73))
        return 0;
    if (!says (type, TALLY_ESPI_FLOW_DIRECTION)) {
        tell (self, TRUE, "flowDirection", "is missing: taken as delivered to the customer");
        flow = FORWARD;
    }
    if (flow != FORWARD && flow != REVERSE)
        return 0;
    return (int16_t) ((uom == 72 ? 1 : 3) + (flow == REVERSE));
}

static void
set_unit (TallyEspiStream *stream, const TallyEspiReadingType *type)
{
    static const char *const active[] = { "Wh", "kWh", "MWh", "GWh" };
    static const char *const reactive[] = { "varh", "kvarh", "Mvarh" };
    int64_t uom = type->values[TALLY_ESPI_UOM];
    int power = (int) type->values[TALLY_ESPI_POWER_OF_TEN];
    int thousands = power > 0 ? power / 3 : 0;

    if (uom == 72)
        stream->unit = active[MIN (thousands, 3)];
    else if (uom == 73)
        stream->unit = reactive[MIN (thousands, 2)];
    else
        stream->unit = "";
    thousands = uom == 72 ? MIN (thousands, 3) : uom == 73 ? MIN (thousands, 2) : 0;
    power -= 3 * thousands;
    stream->decimals = MAX (0, -power);
    stream->factor = 1;
    for (; power > 0; power--)
        stream->factor *= 10;
}

static TallyEspiStream *
stream_new (const TallyEspiPlan *self, const Resource *point, const TallyEspiReadingType *type)
{
    static const char *const names[] = { "", "A+", "A-", "R+", "R-" };
    g_autofree TallyEspiStream *stream = g_new0 (TallyEspiStream, 1);

    if (!says (type, TALLY_ESPI_UOM))
        tell (self, TRUE, "uom", "is missing: the values are counted, but belong to no channel");
    if (ABS (type->values[TALLY_ESPI_POWER_OF_TEN]) > TALLY_FILE_MAX_DECIMALS) {
        tell (self, FALSE, "powerOfTenMultiplier", "is not between -9 and 9");
        return NULL;
    }
    if (*point->name == '\0') {
        tell (self, FALSE, "UsagePoint", "has no name");
        return NULL;
    }
    g_strlcpy (stream->point, point->name, sizeof stream->point);
    stream->channel = channel_of (self, type);
    stream->quality = says (type, TALLY_ESPI_DEFAULT_QUALITY)
                          ? (int) CLAMP (type->values[TALLY_ESPI_DEFAULT_QUALITY], -1, 999)
                          : -1;
    set_unit (stream, type);
    if (stream->channel != 0)
        g_strlcpy (stream->name, names[stream->channel], sizeof stream->name);
    else if (!says (type, TALLY_ESPI_UOM))
        g_strlcpy (stream->name, "no uom", sizeof stream->name);
    else
        g_snprintf (stream->name, sizeof stream->name, "uom %" G_GINT64_FORMAT,
                    type->values[TALLY_ESPI_UOM]);
    return g_steal_pointer (&stream);
}

static void
resolve_block (TallyEspiPlan *self, Block *block)
{
    const Resource *meter_reading = owner_of (self, TALLY_ESPI_METER_READING, block->self,
                                              block->up);
    const Resource *type = type_of (self, meter_reading);
    const Resource *point = owner_of (self, TALLY_ESPI_USAGE_POINT,
                                      meter_reading != NULL ? meter_reading->self : NULL,
                                      meter_reading != NULL ? meter_reading->up : NULL);
    gpointer key = (gpointer) (meter_reading != NULL ? meter_reading : type);
    gpointer known = NULL;

    if (!g_hash_table_lookup_extended (self->streams, key, NULL, &known)) {
        if (type == NULL)
            tell (self, FALSE, "ReadingType", "an IntervalBlock belongs to none");
        else if (point == NULL)
            tell (self, FALSE, "UsagePoint", "an IntervalBlock belongs to none");
        else
            known = stream_new (self, point, &type->type);
        g_hash_table_insert (self->streams, key, known);
    }
    block->stream = known;
    if (block->stream != NULL && block->is_off_grid && block->stream->channel != 0) {
        tell (self, TRUE, "timePeriod", "intervals that are no part of a day are not kept");
        block->stream->channel = 0;
    }
    if (block->stream != NULL && block->interval_s > 0
        && (block->stream->interval_s == 0 || block->interval_s < block->stream->interval_s))
        block->stream->interval_s = block->interval_s;
}

/* The same channel told twice, by the hour and by the day: only the finer one is kept. */
static void
drop_coarser (TallyEspiPlan *self)
{
    g_autoptr(GHashTable) finest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->streams);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        TallyEspiStream *stream = value;
        g_autofree char *key = NULL;
        TallyEspiStream *other;

        if (stream == NULL || stream->channel == 0 || stream->interval_s == 0)
            continue;
        key = g_strconcat (stream->point, "\n", stream->name, NULL);
        other = g_hash_table_lookup (finest, key);
        if (other != NULL && other->interval_s == stream->interval_s) {
            tell (self, TRUE, "MeterReading", "the same channel is told twice");
            continue;
        }
        if (other == NULL || stream->interval_s < other->interval_s)
            g_hash_table_insert (finest, g_steal_pointer (&key), stream);
        else
            other = stream;
        if (other != NULL) {
            other->channel = 0;
            g_snprintf (other->name + 2, sizeof other->name - 2, " %" G_GINT64_FORMAT " s",
                        other->interval_s);
        }
    }
}

void
tally_espi_plan_resolve (TallyEspiPlan *self, TallyEspiPlanIssue issue, gpointer user_data)
{
    GHashTableIter iter;
    gpointer block;

    self->issue = issue;
    self->user_data = user_data;
    g_hash_table_iter_init (&iter, self->blocks);
    while (g_hash_table_iter_next (&iter, NULL, &block))
        resolve_block (self, block);
    drop_coarser (self);
}

const TallyEspiStream *
tally_espi_plan_find (const TallyEspiPlan *self, guint entry)
{
    const Block *block = g_hash_table_lookup (self->blocks, GUINT_TO_POINTER (entry));

    return block != NULL ? block->stream : NULL;
}
