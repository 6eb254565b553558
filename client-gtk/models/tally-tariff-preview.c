// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-tariff-preview.h"

#include "client-gtk/models/tally-priced.h"

#include <string.h>

static void
row_free (gpointer data)
{
    TallyPreviewRow *row = data;

    g_free (row->key);
    g_free (row->name);
    g_free (row->kind);
    g_free (row->quantity);
    g_free (row);
}

void
tally_preview_free (TallyPreview *preview)
{
    g_ptr_array_unref (preview->rows);
    g_free (preview->before_fault);
    g_free (preview->after_fault);
    g_free (preview);
}

static TallyPreviewRow *
find_row (GPtrArray *rows, const char *key)
{
    for (guint i = 0; i < rows->len; i++) {
        TallyPreviewRow *row = g_ptr_array_index (rows, i);

        if (g_str_equal (row->key, key))
            return row;
    }
    return NULL;
}

static char *
quantity_of (const TallyPriceLine *line)
{
    char number[TALLY_EXACT_TEXT];
    char *point;

    tally_exact_format (line->quantity, number);
    point = strchr (number, '.');
    if (point != NULL && strlen (point) > 4)
        point[4] = '\0'; /* the thousandth tells a Wh */
    return g_strdup_printf ("%s %s", number, line->unit);
}

/* Lines meet by kind, band, season and tier; by component too, where both tariffs have it. */
static void
add_line (GPtrArray *rows, const TallyPriceLine *line, gboolean is_after)
{
    const char *band = line->band != NULL ? line->band : "";
    const char *season = line->season != NULL ? line->season : "";
    g_autofree char *key = g_strdup_printf ("%s %s %s %s %d", tally_line_kind_name (line->kind),
                                            line->component, band, season, line->tier);
    TallyPreviewRow *row = find_row (rows, key);
    GString *name;

    if (row == NULL) {
        row = g_new0 (TallyPreviewRow, 1);
        name = g_string_new (line->name);
        if (*band != '\0')
            g_string_append_printf (name, " · %s", band);
        if (*season != '\0')
            g_string_append_printf (name, " · %s", season);
        if (line->tier > 0)
            g_string_append_printf (name, " · %d", line->tier);
        row->key = g_steal_pointer (&key);
        row->name = g_string_free (name, FALSE);
        row->kind = g_strdup (tally_line_kind_name (line->kind));
        row->quantity = quantity_of (line);
        g_ptr_array_add (rows, row);
    }
    if (is_after)
        row->after_minor += line->amount.minor;
    else
        row->before_minor += line->amount.minor;
    row->change_minor = row->after_minor - row->before_minor;
}

/* Returns: (transfer full) (nullable): why not */
static char *
add_side (TallyPreview *preview, GPtrArray *pricing, const char *document, gboolean is_after)
{
    for (guint i = 0; i < pricing->len; i++) {
        const TallyWirePricing *row = g_ptr_array_index (pricing, i);
        const char *text = document != NULL ? document : row->document;
        g_auto(TallyPriced) priced = { 0 };
        g_autoptr(GError) error = NULL;

        if (text == NULL)
            return g_strdup ("no tariff is in force");
        if (!tally_priced_make (&priced, row, text, &error))
            return g_strdup (error->message);
        for (size_t j = 0; j < priced.bill->n_lines; j++)
            add_line (preview->rows, &priced.bill->lines[j], is_after);
        if (is_after)
            preview->after_minor += priced.bill->total.minor;
        else
            preview->before_minor += priced.bill->total.minor;
    }
    return NULL;
}

TallyPreview *
tally_preview_price (GPtrArray *pricing, const char *before, const char *after)
{
    TallyPreview *preview = g_new0 (TallyPreview, 1);

    preview->rows = g_ptr_array_new_with_free_func (row_free);
    preview->after_fault = add_side (preview, pricing, after, TRUE);
    preview->before_fault = add_side (preview, pricing, before, FALSE);
    return preview;
}

typedef struct {
    GPtrArray *pricing;
    GPtrArray *keep;
    char *after;
} Order;

static void
order_free (gpointer data)
{
    Order *order = data;

    g_ptr_array_unref (order->pricing);
    g_ptr_array_unref (order->keep);
    g_free (order->after);
    g_free (order);
}

static void
price_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    const Order *order = data;

    if (!g_task_return_error_if_cancelled (task))
        g_task_return_pointer (task, tally_preview_price (order->pricing, NULL, order->after),
                               (GDestroyNotify) tally_preview_free);
}

void
tally_preview_async (GPtrArray *pricing,
                     GPtrArray *keep,
                     const char *after,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
    Order *order = g_new0 (Order, 1);

    order->pricing = g_ptr_array_ref (pricing);
    order->keep = g_ptr_array_ref (keep);
    order->after = g_strdup (after);
    g_task_set_task_data (task, order, order_free);
    g_task_run_in_thread (task, price_in_thread);
}

TallyPreview *
tally_preview_finish (GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer (G_TASK (result), error);
}
