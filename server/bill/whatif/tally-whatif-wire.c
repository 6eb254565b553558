// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/whatif/tally-whatif-wire.h"

#include "shared/wire/tally-wire-what-if-class.h"
#include "shared/wire/tally-wire-what-if-component.h"
#include "shared/wire/tally-wire-what-if-group.h"
#include "shared/wire/tally-wire-what-if-mover.h"

static const TallyWhatifClass *
class_of (const TallyWhatif *whatif, guint index)
{
    return &g_array_index (whatif->classes, TallyWhatifClass, index);
}

static GPtrArray *
list_classes (const TallyWhatif *whatif)
{
    GPtrArray *rows = tally_wire_list_new (&tally_wire_what_if_class_type);

    for (guint i = 0; i < whatif->classes->len; i++) {
        const TallyWhatifClass *class = class_of (whatif, i);
        TallyWireWhatIfClass *row = tally_wire_what_if_class_new ();

        row->kind = g_strdup (class->kind);
        row->tariff_code = g_strdup (class->tariff_code);
        row->n = class->n;
        row->energy_wh = class->energy_wh;
        row->before_minor = class->before.minor;
        row->after_minor = class->after.minor;
        g_ptr_array_add (rows, row);
    }
    return rows;
}

static GPtrArray *
list_components (const TallyWhatif *whatif)
{
    GPtrArray *rows = tally_wire_list_new (&tally_wire_what_if_component_type);

    for (guint i = 0; i < whatif->components->len; i++) {
        const TallyWhatifComponent *part = &g_array_index (whatif->components, TallyWhatifComponent,
                                                           i);
        const TallyWhatifClass *class = class_of (whatif, part->class_index);
        TallyWireWhatIfComponent *row = tally_wire_what_if_component_new ();

        row->point_kind = g_strdup (class->kind);
        row->tariff_code = g_strdup (class->tariff_code);
        row->kind = g_strdup (tally_line_kind_name (part->kind));
        row->component = g_strdup (part->component);
        row->before_minor = part->before.minor;
        row->after_minor = part->after.minor;
        g_ptr_array_add (rows, row);
    }
    return rows;
}

static GPtrArray *
list_groups (const TallyWhatifGroup *groups, size_t n)
{
    GPtrArray *rows = tally_wire_list_new (&tally_wire_what_if_group_type);

    for (size_t i = 0; i < n; i++) {
        TallyWireWhatIfGroup *row = tally_wire_what_if_group_new ();

        row->from_ppm = groups[i].from_ppm;
        row->to_ppm = groups[i].to_ppm;
        row->n = groups[i].n;
        row->before_minor = groups[i].before.minor;
        row->after_minor = groups[i].after.minor;
        g_ptr_array_add (rows, row);
    }
    return rows;
}

static GPtrArray *
list_movers (TallyDb *db, const TallyWhatif *whatif, GError **error)
{
    g_autoptr(GArray) movers = tally_whatif_movers (whatif, TALLY_WHATIF_MOVERS);
    g_auto(GStrv) names = tally_whatif_store_names (db, movers, error);
    GPtrArray *rows;

    if (names == NULL)
        return NULL;
    rows = tally_wire_list_new (&tally_wire_what_if_mover_type);
    for (guint i = 0; i < movers->len; i++) {
        const TallyWhatifRow *mover = &g_array_index (movers, TallyWhatifRow, i);
        const TallyWhatifClass *class = class_of (whatif, mover->class_index);
        TallyWireWhatIfMover *row = tally_wire_what_if_mover_new ();

        row->district_id = mover->district_id;
        row->agreement_id = mover->agreement_id;
        row->account_number = g_strdup (names[2 * i]);
        row->customer_name = g_strdup (names[2 * i + 1]);
        row->point_kind = g_strdup (class->kind);
        row->tariff_code = g_strdup (class->tariff_code);
        row->energy_wh = mover->energy_wh;
        row->before_minor = mover->before.minor;
        row->after_minor = mover->after.minor;
        row->change_ppm = mover->change_ppm;
        g_ptr_array_add (rows, row);
    }
    return rows;
}

static char **
list_reasons (const TallyWhatif *whatif)
{
    static const char *const sides[] = { "before", "after" };
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new ();

    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < TALLY_BILL_N_REASONS; i++) {
            g_autofree char *text = g_strdup_printf ("%s: %s %" G_GINT64_FORMAT, sides[side],
                                                     tally_bill_reason_name (i),
                                                     whatif->reasons[side][i]);

            if (whatif->reasons[side][i] > 0)
                g_strv_builder_add (texts, text);
        }
    }
    return g_strv_builder_end (texts);
}

TallyWireWhatIf *
tally_whatif_to_wire (TallyDb *db,
                      const TallyWhatif *whatif,
                      const char *whatif_id,
                      const char *month,
                      GError **error)
{
    GPtrArray *movers = list_movers (db, whatif, error);
    TallyWireWhatIf *wire;

    if (movers == NULL)
        return NULL;
    wire = tally_wire_what_if_new ();
    wire->whatif_id = g_strdup (whatif_id);
    wire->month = g_strdup (month);
    wire->currency = g_strdup (whatif->currency);
    wire->n_scope = whatif->n_scope;
    wire->n_unpriced = whatif->n_unpriced;
    wire->reasons = list_reasons (whatif);
    wire->before_minor = whatif->before.minor;
    wire->after_minor = whatif->after.minor;
    wire->n_winners = whatif->n_winners;
    wire->saved_minor = whatif->saved.minor;
    wire->n_losers = whatif->n_losers;
    wire->lost_minor = whatif->lost.minor;
    wire->n_same = whatif->n_same;
    wire->n_no_base = whatif->n_no_base;
    wire->classes = list_classes (whatif);
    wire->components = list_components (whatif);
    wire->bins = list_groups (whatif->bins, TALLY_WHATIF_BINS);
    wire->deciles = list_groups (whatif->deciles, TALLY_WHATIF_DECILES);
    wire->movers = movers;
    return wire;
}
