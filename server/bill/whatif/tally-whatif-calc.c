// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/whatif/tally-whatif-calc.h"

#include "shared/error/tally-error.h"

#define PERCENT 10000 /* ppm */

/* What a bill that was not priced is held for. */
#define NOT_PRICED (TALLY_BILL_HOLD_MISSING_TARIFF | TALLY_BILL_HOLD_UNPRICED)

static void
class_clear (gpointer data)
{
    TallyWhatifClass *class = data;

    g_free (class->kind);
    g_free (class->tariff_code);
}

static void
component_clear (gpointer data)
{
    g_free (((TallyWhatifComponent *) data)->component);
}

TallyWhatif *
tally_whatif_new (void)
{
    TallyWhatif *self = g_new0 (TallyWhatif, 1);

    self->classes = g_array_new (FALSE, TRUE, sizeof (TallyWhatifClass));
    self->components = g_array_new (FALSE, TRUE, sizeof (TallyWhatifComponent));
    self->rows = g_array_new (FALSE, TRUE, sizeof (TallyWhatifRow));
    g_array_set_clear_func (self->classes, class_clear);
    g_array_set_clear_func (self->components, component_clear);
    return self;
}

void
tally_whatif_free (TallyWhatif *self)
{
    g_array_unref (self->classes);
    g_array_unref (self->components);
    g_array_unref (self->rows);
    g_free (self->currency);
    g_free (self);
}

static TallyWhatifClass *
class_at (const TallyWhatif *self, guint index)
{
    return &g_array_index (self->classes, TallyWhatifClass, index);
}

guint
tally_whatif_class (TallyWhatif *self, const char *kind, const char *tariff_code)
{
    TallyWhatifClass made = { 0 };

    for (guint i = 0; i < self->classes->len; i++) {
        const TallyWhatifClass *class = class_at (self, i);

        if (g_str_equal (class->kind, kind) && g_str_equal (class->tariff_code, tariff_code))
            return i;
    }
    made.kind = g_strdup (kind);
    made.tariff_code = g_strdup (tariff_code);
    g_array_append_val (self->classes, made);
    return self->classes->len - 1;
}

/* Few: a tariff has a dozen components. */
static TallyWhatifComponent *
component_of (TallyWhatif *self, guint class_index, TallyLineKind kind, const char *name)
{
    TallyWhatifComponent made = { .class_index = class_index, .kind = kind };

    for (guint i = 0; i < self->components->len; i++) {
        TallyWhatifComponent *found = &g_array_index (self->components, TallyWhatifComponent, i);

        if (found->class_index == class_index && found->kind == kind
            && g_str_equal (found->component, name))
            return found;
    }
    made.component = g_strdup (name);
    g_array_append_val (self->components, made);
    return &g_array_index (self->components, TallyWhatifComponent, self->components->len - 1);
}

static gboolean
add_to (TallyMoney *sum, TallyMoney amount, GError **error)
{
    return tally_money_add (*sum, amount, sum, error);
}

static gboolean
add_lines (TallyWhatif *self,
           guint class_index,
           const TallyWhatifBill *bill,
           gboolean is_after,
           GError **error)
{
    for (size_t i = 0; i < bill->n_lines; i++) {
        const TallyBillLine *line = &bill->lines[i];
        TallyWhatifComponent *part = component_of (self, class_index, line->kind, line->component);
        TallyMoney amount = { line->amount_minor };

        if (!add_to (is_after ? &part->after : &part->before, amount, error))
            return FALSE;
    }
    return TRUE;
}

int64_t
tally_whatif_change_ppm (TallyMoney before, TallyMoney after)
{
    __int128 difference = (__int128) after.minor - before.minor;
    __int128 scaled = difference * 1000000 * 2;

    if (before.minor <= 0)
        return TALLY_WHATIF_NO_BASE;
    scaled += scaled < 0 ? -before.minor : before.minor;
    scaled /= (__int128) before.minor * 2;
    /* Somebody who paid a cent may pay a fortune; the end of the scale says enough. */
    if (scaled >= TALLY_WHATIF_NO_BASE)
        return TALLY_WHATIF_NO_BASE - 1;
    return scaled <= INT64_MIN ? INT64_MIN + 1 : (int64_t) scaled;
}

static gboolean
is_priced (const TallyWhatifBill *bill)
{
    guint reasons = bill->bill->reasons;

    return (reasons & NOT_PRICED) == 0
           && ((reasons & TALLY_BILL_HOLD_INCOMPLETE) == 0 || bill->n_lines > 0);
}

static void
count_reasons (TallyWhatif *self, const TallyWhatifBill *bill, size_t side)
{
    if (is_priced (bill))
        return;
    for (size_t i = 0; i < TALLY_BILL_N_REASONS; i++) {
        guint bit = 1u << i;
        gboolean counts = (bit & (NOT_PRICED | TALLY_BILL_HOLD_INCOMPLETE)) != 0;

        if (counts && (bill->bill->reasons & bit) != 0)
            self->reasons[side][i]++;
    }
}

/* What is saved and what is lost are both counted from zero up. */
static gboolean
check_difference (const TallyWhatifRow *row, GError **error)
{
    int64_t difference;

    if (!__builtin_sub_overflow (row->after.minor, row->before.minor, &difference)
        && difference != INT64_MIN)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "difference out of range");
    return FALSE;
}

gboolean
tally_whatif_add (TallyWhatif *self,
                  guint class_index,
                  const TallyWhatifBill *before,
                  const TallyWhatifBill *after,
                  GError **error)
{
    TallyWhatifRow row = { .district_id = before->bill->district_id,
                           .agreement_id = before->bill->agreement_id,
                           .class_index = class_index,
                           .energy_wh = before->bill->energy_wh,
                           .before = before->bill->total,
                           .after = after->bill->total };

    self->n_scope++;
    count_reasons (self, before, 0);
    count_reasons (self, after, 1);
    if (!is_priced (before) || !is_priced (after)) {
        self->n_unpriced++;
        return TRUE;
    }
    if (!check_difference (&row, error))
        return FALSE;
    row.change_ppm = tally_whatif_change_ppm (row.before, row.after);
    g_array_append_val (self->rows, row);
    return add_lines (self, class_index, before, FALSE, error)
           && add_lines (self, class_index, after, TRUE, error);
}

gboolean
tally_whatif_merge (TallyWhatif *self, const TallyWhatif *other, GError **error)
{
    if (self->currency == NULL)
        self->currency = g_strdup (other->currency);
    if (other->currency != NULL && !g_str_equal (self->currency, other->currency)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "the scope is billed in %s and in %s: ask for one at a time", self->currency,
                     other->currency);
        return FALSE;
    }
    self->n_scope += other->n_scope;
    self->n_unpriced += other->n_unpriced;
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < TALLY_BILL_N_REASONS; i++)
            self->reasons[side][i] += other->reasons[side][i];
    g_array_append_vals (self->rows, other->rows->data, other->rows->len);
    for (guint i = 0; i < other->components->len; i++) {
        const TallyWhatifComponent *from = &g_array_index (other->components, TallyWhatifComponent,
                                                           i);
        TallyWhatifComponent *to = component_of (self, from->class_index, from->kind,
                                                 from->component);

        if (!add_to (&to->before, from->before, error) || !add_to (&to->after, from->after, error))
            return FALSE;
    }
    return TRUE;
}

static int
compare (int64_t a, int64_t b)
{
    return a < b ? -1 : (a > b ? 1 : 0);
}

static int
by_identity (gconstpointer left, gconstpointer right)
{
    const TallyWhatifRow *a = left;
    const TallyWhatifRow *b = right;
    int order = compare (a->district_id, b->district_id);

    return order != 0 ? order : compare (a->agreement_id, b->agreement_id);
}

static int
by_change (gconstpointer left, gconstpointer right)
{
    int order = compare (((const TallyWhatifRow *) left)->change_ppm,
                         ((const TallyWhatifRow *) right)->change_ppm);

    return order != 0 ? order : by_identity (left, right);
}

static int64_t
difference_of (const TallyWhatifRow *row)
{
    return row->after.minor - row->before.minor;
}

static int
by_difference (gconstpointer left, gconstpointer right)
{
    int order = compare (difference_of (left), difference_of (right));

    return order != 0 ? order : by_identity (left, right);
}

static int
by_class (gconstpointer left, gconstpointer right)
{
    const TallyWhatifComponent *a = left;
    const TallyWhatifComponent *b = right;
    int order = compare (a->class_index, b->class_index);

    if (order == 0)
        order = compare (a->kind, b->kind);
    return order != 0 ? order : g_strcmp0 (a->component, b->component);
}

static gboolean
add_row_to_group (TallyWhatifGroup *group, const TallyWhatifRow *row, GError **error)
{
    group->n++;
    return add_to (&group->before, row->before, error) && add_to (&group->after, row->after, error);
}

/* Where two bins meet the one nearer to zero counts: a saving of exactly 5 % is in "2 to 5". */
static size_t
bin_of (const TallyWhatifGroup *bins, int64_t change)
{
    size_t down = 0;
    size_t up = TALLY_WHATIF_BINS - 1;

    if (change == 0)
        return TALLY_WHATIF_BINS / 2;
    while (change < 0 && change >= bins[down].to_ppm)
        down++;
    while (change > 0 && change <= bins[up].from_ppm)
        up--;
    return change < 0 ? down : up;
}

static void
lay_bins (TallyWhatifGroup *bins)
{
    static const int64_t steps[] = { 0, 2, 5, 10, 15, 20, 30, 50 };
    size_t middle = TALLY_WHATIF_BINS / 2;

    for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
        gboolean is_last = i + 1 == G_N_ELEMENTS (steps);
        TallyWhatifGroup *up = &bins[middle + 1 + i];
        TallyWhatifGroup *down = &bins[middle - 1 - i];

        *up = (TallyWhatifGroup){ .from_ppm = steps[i] * PERCENT };
        up->to_ppm = is_last ? INT64_MAX : steps[i + 1] * PERCENT;
        *down = (TallyWhatifGroup){ .to_ppm = -steps[i] * PERCENT };
        down->from_ppm = is_last ? INT64_MIN : -steps[i + 1] * PERCENT;
    }
    bins[middle] = (TallyWhatifGroup){ 0 };
}

static gboolean
lay_deciles (TallyWhatif *self, GError **error)
{
    g_autoptr(GArray) sorted = g_array_copy (self->rows);
    guint n;

    g_array_sort (sorted, by_change);
    n = sorted->len - (guint) self->n_no_base; /* those without a base come last */
    for (guint i = 0; i < n; i++) {
        const TallyWhatifRow *row = &g_array_index (sorted, TallyWhatifRow, i);
        size_t at = (size_t) ((guint64) i * TALLY_WHATIF_DECILES / n);
        TallyWhatifGroup *decile = &self->deciles[at];

        if (decile->n == 0)
            decile->from_ppm = row->change_ppm;
        decile->to_ppm = row->change_ppm;
        if (!add_row_to_group (decile, row, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
sum_row (TallyWhatif *self, const TallyWhatifRow *row, GError **error)
{
    TallyWhatifClass *class = class_at (self, row->class_index);
    TallyMoney change = { difference_of (row) };
    TallyMoney back = { -change.minor };

    self->n_winners += change.minor < 0;
    self->n_losers += change.minor > 0;
    self->n_same += change.minor == 0;
    if ((change.minor < 0 && !add_to (&self->saved, back, error))
        || (change.minor > 0 && !add_to (&self->lost, change, error)))
        return FALSE;
    class->n++;
    class->energy_wh += row->energy_wh;
    if (row->change_ppm == TALLY_WHATIF_NO_BASE)
        self->n_no_base++;
    else if (!add_row_to_group (&self->bins[bin_of (self->bins, row->change_ppm)], row, error))
        return FALSE;
    return add_to (&class->before, row->before, error) && add_to (&class->after, row->after, error)
           && add_to (&self->before, row->before, error)
           && add_to (&self->after, row->after, error);
}

gboolean
tally_whatif_finish (TallyWhatif *self, GError **error)
{
    lay_bins (self->bins);
    g_array_sort (self->rows, by_identity);
    g_array_sort (self->components, by_class);
    for (guint i = 0; i < self->rows->len; i++) {
        if (!sum_row (self, &g_array_index (self->rows, TallyWhatifRow, i), error))
            return FALSE;
    }
    return lay_deciles (self, error);
}

GArray *
tally_whatif_movers (const TallyWhatif *self, guint n_most)
{
    g_autoptr(GArray) sorted = g_array_copy (self->rows);
    GArray *movers = g_array_new (FALSE, FALSE, sizeof (TallyWhatifRow));

    g_array_sort (sorted, by_difference);
    for (guint i = 0; i < MIN (n_most, sorted->len); i++) {
        const TallyWhatifRow *row = &g_array_index (sorted, TallyWhatifRow, i);

        if (difference_of (row) < 0)
            g_array_append_val (movers, *row);
    }
    for (guint i = 0; i < MIN (n_most, sorted->len); i++) {
        const TallyWhatifRow *row = &g_array_index (sorted, TallyWhatifRow, sorted->len - 1 - i);

        if (difference_of (row) > 0)
            g_array_append_val (movers, *row);
    }
    return movers;
}
