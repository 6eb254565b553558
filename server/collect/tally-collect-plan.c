// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-plan.h"

#include "server/collect/modbus/tally-modbus-link.h"
#include "shared/error/tally-error.h"

GPtrArray *
tally_collect_plan_new (void)
{
    return g_ptr_array_new_with_free_func ((GDestroyNotify) tally_collect_gateway_free);
}

gboolean
tally_collect_plan_is_wished (const TallyCollectHanging *hanging,
                              const TallyCollectWish *wish,
                              int64_t now)
{
    if (hanging->valid_from > now || (hanging->valid_to != 0 && hanging->valid_to <= now))
        return FALSE;
    if (wish->schedule != NULL && !g_str_equal (wish->schedule, hanging->schedule))
        return FALSE;
    if (wish->point_ids == NULL)
        return TRUE;
    for (size_t i = 0; i < wish->n_points && wish->district_id == hanging->district_id; i++) {
        if (wish->point_ids[i] == hanging->point_id)
            return TRUE;
    }
    return FALSE;
}

static TallyCollectGateway *
gateway_of (GPtrArray *plan, const TallyCollectHanging *hanging, GError **error)
{
    TallyCollectGateway *last = plan->len > 0 ? g_ptr_array_index (plan, plan->len - 1) : NULL;
    const TallyMeterDriver *driver = tally_modbus_find_driver (hanging->transport);
    TallyCollectGateway *gateway;

    if (last != NULL && last->district_id == hanging->district_id
        && last->gateway_id == hanging->gateway_id)
        return last;
    if (driver == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "gateway %d of district %d: no driver for transport %s", hanging->gateway_id,
                     hanging->district_id, hanging->transport);
        return NULL;
    }
    gateway = g_new0 (TallyCollectGateway, 1);
    gateway->district_id = hanging->district_id;
    gateway->gateway_id = hanging->gateway_id;
    gateway->name = g_strdup (hanging->gateway_name);
    gateway->host = g_strdup (hanging->host);
    gateway->port = hanging->port;
    gateway->driver = driver;
    gateway->meters = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (plan, gateway);
    return gateway;
}

gboolean
tally_collect_plan_add (GPtrArray *plan,
                        const TallyCollectHanging *hanging,
                        const TallyCollectWish *wish,
                        GHashTable *maps,
                        TallyCollectMarks *marks,
                        GError **error)
{
    TallyCollectGateway *gateway = gateway_of (plan, hanging, error);
    const TallyZone *zone = gateway != NULL ? tally_zone_get (hanging->zone, error) : NULL;
    g_auto(GStrv) channels = g_strsplit (hanging->channels, " ", -1);
    TallyCollectMeter *meter;

    if (zone == NULL)
        return FALSE;
    meter = g_new0 (TallyCollectMeter, 1);
    meter->district_id = gateway->district_id;
    meter->gateway_id = gateway->gateway_id;
    meter->point_id = hanging->point_id;
    meter->meter_id = hanging->meter_id;
    meter->unit_id = hanging->unit_id;
    meter->map = g_hash_table_lookup (maps, hanging->model);
    meter->zone = zone;
    for (size_t i = 0; channels[i] != NULL && i < TALLY_METER_MAX_CHANNELS; i++) {
        int16_t channel = (int16_t) g_ascii_strtoll (channels[i], NULL, 10);
        int64_t mark = tally_collect_marks_find (marks, meter->district_id, meter->meter_id,
                                                 channel);

        if (wish->again_from != 0)
            mark = MIN (mark, wish->again_from);
        meter->channels[i] = channel;
        meter->since[i] = MAX (mark, hanging->valid_from);
        meter->n_channels++;
    }
    g_ptr_array_add (gateway->meters, meter);
    return TRUE;
}
