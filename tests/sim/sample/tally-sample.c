// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/sample/tally-sample.h"

#include "shared/error/tally-error.h"
#include "tests/sim/sample/tally-grid.h"

#include <json-glib/json-glib.h>

#define DAYS_MAX 4000

typedef struct {
    TallySampleMeter shown;
    const TallyGridPoint *point;
    int64_t ratio;
    int64_t error_ppm;
    int64_t first_register;
    int64_t rolls_over_at;
    GArray *gaps; /* pairs of Unix seconds */
} Meter;

struct _TallySample {
    JsonParser *parser; /* owns the text that meters point at */
    TallyGrid grid;
    GHashTable *point_by_id;
    GArray *meters; /* Meter */
    GArray *shown;  /* TallySampleMeter, a copy for the network to walk */
    GArray *gateways;
    const char *time_zone;
};

static const int import_only[] = { 1, 0 };
static const int both_ways[] = { 1, 2, 0 };
static const int with_reactive[] = { 1, 3, 0 };

static int64_t
instant_of (JsonObject *object, const char *field, int64_t otherwise)
{
    const char *text = json_object_get_string_member_with_default (object, field, NULL);
    g_autoptr(GDateTime) at = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

    return at != NULL ? g_date_time_to_unix (at) : otherwise;
}

static JsonArray *
need_array (JsonObject *root, const char *field, GError **error)
{
    JsonNode *node = json_object_get_member (root, field);

    if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: a list is missing", field);
        return NULL;
    }
    return json_node_get_array (node);
}

static gboolean
load_nodes (TallySample *self, JsonObject *root, GError **error)
{
    JsonArray *list = need_array (root, "nodes", error);

    if (list == NULL)
        return FALSE;
    for (guint i = 0; i < json_array_get_length (list); i++) {
        JsonObject *row = json_array_get_object_element (list, i);
        TallyGridNode node = {
            .node_id = (int) json_object_get_int_member (row, "node_id"),
            .parent_id = json_object_get_null_member (row, "parent_id")
                             ? 0
                             : (int) json_object_get_int_member (row, "parent_id"),
            .kind = g_strdup (json_object_get_string_member (row, "kind")),
            .no_load_w = json_object_get_int_member (row, "no_load_loss_w"),
            .rated_va = json_object_get_int_member (row, "rated_va"),
            .load_loss_w = json_object_get_int_member (row, "load_loss_w"),
        };

        g_array_append_val (self->grid.nodes, node);
    }
    return TRUE;
}

static gboolean
load_point (TallySample *self, JsonObject *row, GError **error)
{
    JsonObject *load = json_object_get_object_member (row, "load");
    TallyGridPoint point = {
        .point_id = json_object_get_int_member (row, "point_id"),
        .node_id = (int) json_object_get_int_member (row, "node_id"),
        .code = g_strdup (json_object_get_string_member (row, "code")),
        .role = g_strdup (json_object_get_string_member (load, "role")),
        .power_factor_ppm = json_object_get_int_member_with_default (load, "power_factor_ppm", 0),
        .stolen_ppm = json_object_get_int_member_with_default (load, "stolen_ppm", 0),
        .stolen_from = instant_of (load, "stolen_from", INT64_MAX),
    };

    if (g_str_equal (point.role, "customer")) {
        const char *shape = json_object_get_string_member (load, "shape");

        point.load.shape = tally_load_find_shape (shape);
        point.load.peak_w = json_object_get_int_member (load, "peak_w");
        point.load.solar_w = json_object_get_int_member_with_default (load, "solar_w", 0);
        point.load.seed = (uint32_t) json_object_get_int_member (load, "seed");
        if (point.load.shape < 0) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "points: %s: no shape is named %s", point.code, shape);
            g_free (point.code);
            g_free (point.role);
            return FALSE;
        }
    }
    g_array_append_val (self->grid.points, point);
    return TRUE;
}

static gboolean
load_points (TallySample *self, JsonObject *root, GError **error)
{
    JsonArray *list = need_array (root, "points", error);

    if (list == NULL)
        return FALSE;
    for (guint i = 0; i < json_array_get_length (list); i++) {
        if (!load_point (self, json_array_get_object_element (list, i), error))
            return FALSE;
    }
    for (guint i = 0; i < self->grid.points->len; i++) {
        TallyGridPoint *point = &g_array_index (self->grid.points, TallyGridPoint, i);

        g_hash_table_insert (self->point_by_id, &point->point_id, point);
    }
    return TRUE;
}

static const int *
channels_of (const TallyGridPoint *point)
{
    if (point->total[2] != NULL)
        return with_reactive;
    return point->total[1] != NULL ? both_ways : import_only;
}

static Meter
make_meter (TallySample *self, JsonObject *asset, JsonObject *hung)
{
    int64_t point_id = json_object_get_int_member (hung, "point_id");
    const TallyGridPoint *point = g_hash_table_lookup (self->point_by_id, &point_id);
    int64_t rolls_over_at = 1;

    for (int64_t i = 0; i < json_object_get_int_member (asset, "digits"); i++)
        rolls_over_at *= 10;

    return (Meter){
        .shown = {
            .district_id = (int) json_object_get_int_member (hung, "district_id"),
            .point_id = point_id,
            .meter_id = json_object_get_int_member (hung, "meter_id"),
            .point_code = point->code,
            .serial = json_object_get_string_member (asset, "serial"),
            .model = json_object_get_string_member (asset, "model"),
            .gateway_id = (int) json_object_get_int_member (hung, "gateway_id"),
            .unit_id = (int) json_object_get_int_member (hung, "unit_id"),
            .is_check = g_str_equal (json_object_get_string_member (hung, "role"), "check"),
            .installed_at = instant_of (hung, "valid_from", self->grid.since),
            .removed_at = instant_of (hung, "valid_to", INT64_MAX),
            .channels = channels_of (point),
        },
        .point = point,
        .ratio = json_object_get_int_member (hung, "ct_primary")
                 * json_object_get_int_member (hung, "pt_primary")
                 / json_object_get_int_member (hung, "ct_secondary")
                 / json_object_get_int_member (hung, "pt_secondary"),
        .error_ppm = json_object_get_int_member (asset, "error_ppm"),
        .first_register = json_object_get_int_member (hung, "first_register_wh"),
        .rolls_over_at = rolls_over_at,
        .gaps = g_array_new (FALSE, FALSE, sizeof (int64_t)),
    };
}

static gboolean
load_meters (TallySample *self, JsonObject *root, GError **error)
{
    JsonArray *assets = need_array (root, "meters", error);
    JsonArray *hung = assets != NULL ? need_array (root, "installations", error) : NULL;

    if (hung == NULL)
        return FALSE;
    if (json_array_get_length (assets) != json_array_get_length (hung)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "meters and installations do not match");
        return FALSE;
    }
    for (guint i = 0; i < json_array_get_length (hung); i++) {
        Meter meter = make_meter (self, json_array_get_object_element (assets, i),
                                  json_array_get_object_element (hung, i));

        g_array_append_val (self->meters, meter);
        g_array_append_val (self->shown, meter.shown);
    }
    return TRUE;
}

static gboolean
load_gaps (TallySample *self, JsonObject *root, GError **error)
{
    JsonArray *list = need_array (root, "gaps", error);

    if (list == NULL)
        return FALSE;
    for (guint i = 0; i < json_array_get_length (list); i++) {
        JsonObject *row = json_array_get_object_element (list, i);
        gboolean is_check = g_str_equal (json_object_get_string_member (row, "role"), "check");
        int64_t span[] = { instant_of (row, "start", 0), instant_of (row, "end", 0) };

        for (guint m = 0; m < self->meters->len; m++) {
            Meter *meter = &g_array_index (self->meters, Meter, m);

            if (meter->shown.is_check == is_check
                && g_str_equal (meter->point->code, json_object_get_string_member (row, "code")))
                g_array_append_vals (meter->gaps, span, 2);
        }
    }
    return TRUE;
}

static gboolean
load_gateways (TallySample *self, JsonObject *root, GError **error)
{
    JsonArray *list = need_array (root, "gateways", error);

    if (list == NULL)
        return FALSE;
    for (guint i = 0; i < json_array_get_length (list); i++) {
        JsonObject *row = json_array_get_object_element (list, i);
        TallySampleGateway gateway = {
            .district_id = (int) json_object_get_int_member (row, "district_id"),
            .gateway_id = (int) json_object_get_int_member (row, "gateway_id"),
            .name = json_object_get_string_member (row, "name"),
            .port = (int) json_object_get_int_member (row, "port"),
        };

        g_array_append_val (self->gateways, gateway);
    }
    return TRUE;
}

static gboolean
set_span (TallySample *self, JsonObject *root, int64_t until, GError **error)
{
    const char *since = json_object_get_string_member_with_default (root, "since", "");
    g_autoptr(GTimeZone) zone = NULL;
    g_autoptr(GDateTime) start = NULL;
    g_autofree char *midnight = g_strconcat (since, "T00:00:00", NULL);

    self->time_zone = json_object_get_string_member_with_default (root, "time_zone", "");
    zone = g_time_zone_new_identifier (self->time_zone);
    start = zone != NULL ? g_date_time_new_from_iso8601 (midnight, zone) : NULL;
    if (start == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "since or time_zone is missing or not known");
        return FALSE;
    }
    /* Every day has 96 quarter-hours here: the sample's zone keeps no summer time. */
    self->grid.since = g_date_time_to_unix (start);
    self->grid.first_day = (int) ((self->grid.since
                                   + g_date_time_get_utc_offset (start) / G_USEC_PER_SEC)
                                  / 86400);
    if (until <= self->grid.since || until > self->grid.since + (int64_t) DAYS_MAX * 86400) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "the utility begins %s and can be followed for %d days", since, DAYS_MAX);
        return FALSE;
    }
    self->grid.n_intervals = (size_t) ((until - self->grid.since) / TALLY_GRID_INTERVAL_S + 2);
    return TRUE;
}

static gboolean
load (TallySample *self, JsonObject *root, int64_t until, GError **error)
{
    if (!set_span (self, root, until, error) || !load_nodes (self, root, error)
        || !load_points (self, root, error))
        return FALSE;
    tally_grid_flow (&self->grid);
    return load_meters (self, root, error) && load_gaps (self, root, error)
           && load_gateways (self, root, error);
}

TallySample *
tally_sample_new (const char *utility_file, int64_t until, GError **error)
{
    g_autoptr(TallySample) self = g_new0 (TallySample, 1);
    JsonNode *root;

    self->parser = json_parser_new_immutable ();
    self->grid.nodes = g_array_new (FALSE, TRUE, sizeof (TallyGridNode));
    self->grid.points = g_array_new (FALSE, TRUE, sizeof (TallyGridPoint));
    self->point_by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
    self->meters = g_array_new (FALSE, TRUE, sizeof (Meter));
    self->shown = g_array_new (FALSE, TRUE, sizeof (TallySampleMeter));
    self->gateways = g_array_new (FALSE, TRUE, sizeof (TallySampleGateway));

    if (!json_parser_load_from_file (self->parser, utility_file, error))
        return NULL;
    root = json_parser_get_root (self->parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: not a JSON object",
                     utility_file);
        return NULL;
    }
    if (!load (self, json_node_get_object (root), until, error)) {
        g_prefix_error (error, "%s: ", utility_file);
        return NULL;
    }
    return g_steal_pointer (&self);
}

void
tally_sample_free (TallySample *self)
{
    for (guint i = 0; i < self->meters->len; i++)
        g_array_unref (g_array_index (self->meters, Meter, i).gaps);
    tally_grid_clear (&self->grid);
    g_clear_pointer (&self->point_by_id, g_hash_table_unref);
    g_clear_pointer (&self->meters, g_array_unref);
    g_clear_pointer (&self->shown, g_array_unref);
    g_clear_pointer (&self->gateways, g_array_unref);
    g_clear_object (&self->parser);
    g_free (self);
}

const TallySampleMeter *
tally_sample_get_meters (const TallySample *self, size_t *n)
{
    *n = self->shown->len;
    return (const TallySampleMeter *) (gpointer) self->shown->data;
}

const TallySampleGateway *
tally_sample_get_gateways (const TallySample *self, size_t *n)
{
    *n = self->gateways->len;
    return (const TallySampleGateway *) (gpointer) self->gateways->data;
}

const char *
tally_sample_get_time_zone (const TallySample *self)
{
    return self->time_zone;
}

static const Meter *
meter_of (const TallySample *self, const TallySampleMeter *shown)
{
    size_t index = (size_t) (shown - (const TallySampleMeter *) (gpointer) self->shown->data);

    g_assert (index < self->meters->len);
    return &g_array_index (self->meters, Meter, index);
}

/* Energy through the point since the sample began, evenly spread within a quarter-hour. */
static int64_t
total_at (const TallySample *self, const TallyGridPoint *point, int channel, int64_t at)
{
    const int64_t *total = point->total[channel - 1];
    int64_t span = (int64_t) self->grid.n_intervals * TALLY_GRID_INTERVAL_S;
    int64_t since = CLAMP (at - self->grid.since, 0, span);
    size_t i = (size_t) (since / TALLY_GRID_INTERVAL_S);
    int64_t rest = since % TALLY_GRID_INTERVAL_S;

    if (total == NULL)
        return 0;
    return total[i] + (rest > 0 ? (total[i + 1] - total[i]) * rest / TALLY_GRID_INTERVAL_S : 0);
}

static int64_t
counted (const TallySample *self, const Meter *meter, int channel, int64_t at)
{
    int64_t seen = CLAMP (at, meter->shown.installed_at, meter->shown.removed_at);
    int64_t primary = total_at (self, meter->point, channel, seen)
                      - total_at (self, meter->point, channel, meter->shown.installed_at);
    __int128 read = (__int128) primary * (1000000 + meter->error_ppm);

    return (int64_t) (read / ((__int128) meter->ratio * 1000000));
}

int64_t
tally_sample_register (const TallySample *self,
                       const TallySampleMeter *meter,
                       int channel,
                       int64_t at)
{
    const Meter *own = meter_of (self, meter);

    return (own->first_register / channel + counted (self, own, channel, at)) % own->rolls_over_at;
}

int64_t
tally_sample_interval (const TallySample *self,
                       const TallySampleMeter *meter,
                       int channel,
                       int64_t start)
{
    const Meter *own = meter_of (self, meter);

    return counted (self, own, channel, start + TALLY_GRID_INTERVAL_S)
           - counted (self, own, channel, start);
}

int64_t
tally_sample_ratio (const TallySample *self, const TallySampleMeter *meter)
{
    return meter_of (self, meter)->ratio;
}

gboolean
tally_sample_is_gap (const TallySample *self, const TallySampleMeter *meter, int64_t start)
{
    const GArray *gaps = meter_of (self, meter)->gaps;

    for (guint i = 0; i < gaps->len; i += 2) {
        if (start >= g_array_index (gaps, int64_t, i)
            && start < g_array_index (gaps, int64_t, i + 1))
            return TRUE;
    }
    return FALSE;
}

int64_t
tally_sample_voltage_mv (const TallySample *self, const TallySampleMeter *meter, int64_t at)
{
    double wobble = tally_load_noise ((uint32_t) meter->meter_id, 23, (uint32_t) (at / 60)) - 0.5;

    return meter_of (self, meter)->ratio > 500 ? 57735 + (int64_t) (900 * wobble)
                                               : 230000 + (int64_t) (5000 * wobble);
}
