// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a list exports exactly what it shows, filters as it says, keeps the selected row over a
 * refresh, and frees itself. */
#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/widgets/tally-data-list.h"
#include "client-gtk/widgets/tally-row-pipe.h"
#include "shared/wire/tally-wire-failing-row.h"

#include <glib/gi18n.h>

static const TallyColumn columns[] = {
    TALLY_COLUMN (TallyWireFailingRow, code, "Point", TEXT, 80, 0),
    TALLY_COLUMN (TallyWireFailingRow, reason, "Reason", TEXT, 80, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireFailingRow, tries, "Tries", COUNT, 80, 0),
    TALLY_COLUMN (TallyWireFailingRow, since, "Since", INSTANT, 80, TALLY_COLUMN_HIDDEN),
};

static void
add (GPtrArray *rows, const char *code, const char *reason, int64_t tries)
{
    TallyWireFailingRow *row = tally_wire_failing_row_new ();

    row->code = g_strdup (code);
    row->reason = g_strdup (reason);
    row->tries = tries;
    g_ptr_array_add (rows, row);
}

static GListStore *
some_rows (void)
{
    GListStore *store = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    g_autoptr(GPtrArray) rows = tally_wire_list_new (&tally_wire_failing_row_type);

    add (rows, "P-1", "timeout", 1200);
    add (rows, "P-2", "=SUM(A1)", -3);
    add (rows, "P-3", "say \"no\", twice", 0);
    add (rows, "P-4", "timeout", 7);
    tally_row_item_fill (store, rows);
    return store;
}

static TallyDataList *
new_list (GListModel *rows)
{
    TallyDataList *list = g_object_ref_sink (g_object_new (TALLY_TYPE_DATA_LIST, NULL));

    tally_data_list_set_up (list, "Failing", columns, G_N_ELEMENTS (columns), "code");
    tally_data_list_set_rows (list, rows);
    return list;
}

static void
test_export (void)
{
    g_autoptr(GListStore) rows = some_rows ();
    g_autoptr(TallyDataList) list = new_list (G_LIST_MODEL (rows));
    g_autoptr(TallyTable) table = tally_data_list_to_table (list);
    g_autofree char *csv = tally_table_to_csv (table);

    g_assert_cmpstr (csv, ==,
                     "\357\273\277Point,Reason,Tries\r\n"
                     "P-1,timeout,1200\r\n"
                     "P-2,'=SUM(A1),-3\r\n"
                     "P-3,\"say \"\"no\"\", twice\",0\r\n"
                     "P-4,timeout,7\r\n");
}

typedef struct {
    const char *text;
    const char *field;
} FormulaCase;

/* Everything a spreadsheet would run; a sign inside of a text is harmless. */
static const FormulaCase formulas[] = {
    { "=1+1", "'=1+1" }, { "+1", "'+1" },  { "-1", "'-1" }, { "@SUM", "'@SUM" },
    { "\t=1", "'\t=1" }, { "a=1", "a=1" }, { "", "" },      { "'=1", "'=1" },
};

static void
test_formulas (void)
{
    const TallyColumn *only[] = { &columns[0] };

    for (size_t i = 0; i < G_N_ELEMENTS (formulas); i++) {
        g_autoptr(GListStore) store = g_list_store_new (TALLY_TYPE_ROW_ITEM);
        g_autoptr(GPtrArray) rows = tally_wire_list_new (&tally_wire_failing_row_type);
        g_autoptr(TallyTable) table = NULL;
        g_autofree char *csv = NULL;
        g_autofree char *expected = g_strconcat ("\357\273\277Point\r\n", formulas[i].field, "\r\n",
                                                 NULL);

        add (rows, formulas[i].text, "", 0);
        tally_row_item_fill (store, rows);
        table = tally_table_new ("Rows", only, 1, G_LIST_MODEL (store));
        csv = tally_table_to_csv (table);
        g_assert_cmpstr (csv, ==, expected);
    }
}

static GtkWidget *
find (GtkWidget *root, GType type)
{
    if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
        return root;
    for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
         child = gtk_widget_get_next_sibling (child)) {
        GtkWidget *found = find (child, type);

        if (found != NULL)
            return found;
    }
    return NULL;
}

static const char *
state_of (TallyDataList *list)
{
    GtkWidget *stack = find (GTK_WIDGET (list), GTK_TYPE_STACK);

    return gtk_stack_get_visible_child_name (GTK_STACK (stack));
}

static void
test_states (void)
{
    g_autoptr(GListStore) rows = some_rows ();
    g_autoptr(TallyDataList) list = new_list (G_LIST_MODEL (rows));
    GtkWidget *search = find (GTK_WIDGET (list), GTK_TYPE_SEARCH_ENTRY);

    g_assert_cmpstr (state_of (list), ==, "list");
    gtk_editable_set_text (GTK_EDITABLE (search), "zzz");
    g_signal_emit_by_name (search, "search-changed");
    g_assert_cmpstr (state_of (list), ==, "no-match");
    g_assert_true (tally_data_list_clear (list));
    g_assert_false (tally_data_list_clear (list));
    g_assert_cmpstr (state_of (list), ==, "list");
    g_list_store_remove_all (rows);
    g_assert_cmpstr (state_of (list), ==, "empty");
}

static void
test_selection_outlives_refresh (void)
{
    g_autoptr(GListStore) rows = some_rows ();
    g_autoptr(GListStore) fresh = some_rows ();
    g_autoptr(TallyDataList) list = new_list (G_LIST_MODEL (rows));
    g_autoptr(TallyRowItem) first = g_list_model_get_item (G_LIST_MODEL (fresh), 0);
    g_autoptr(TallyRowItem) third = g_list_model_get_item (G_LIST_MODEL (fresh), 2);
    TallyRowItem *items[] = { third, first };
    const TallyWireFailingRow *row;

    tally_data_list_select (list, "P-3");
    g_list_store_splice (rows, 0, 4, (gpointer *) items, 2);
    row = tally_data_list_get_selected (list);
    g_assert_nonnull (row);
    g_assert_cmpstr (row->code, ==, "P-3");
    g_list_store_remove_all (rows);
    g_assert_null (tally_data_list_get_selected (list));
}

static void
test_filter_counts (void)
{
    g_autoptr(GListStore) rows = some_rows ();
    g_autoptr(TallyRowFilter) filter = tally_row_filter_new (columns, G_N_ELEMENTS (columns));
    g_autoptr(GHashTable) counts = NULL;
    g_autoptr(GHashTable) searched = NULL;

    tally_row_filter_choose (filter, 1, "timeout", TRUE);
    /* A column's own choice does not hide its other values. */
    counts = tally_row_filter_count (filter, G_LIST_MODEL (rows), 1);
    g_assert_cmpuint (g_hash_table_size (counts), ==, 3);
    g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, "timeout")), ==, 2);
    tally_row_filter_set_search (filter, "p-4");
    searched = tally_row_filter_count (filter, G_LIST_MODEL (rows), 1);
    g_assert_cmpuint (g_hash_table_size (searched), ==, 1);
    tally_row_filter_clear (filter);
    g_assert_false (tally_row_filter_is_active (filter));
}

static void
test_frees_itself (void)
{
    g_autoptr(GListStore) rows = some_rows ();
    TallyDataList *list = new_list (G_LIST_MODEL (rows));

    tally_data_list_step (list, 1);
    g_assert_finalize_object (list);
}

/* Headings name the currency of those who are signed in; where they have several, none. */
static void
test_currency (void)
{
    static const struct {
        const char *market;
        const char *code;
        const char *message;
        const char *said;
    } cases[] = {
        { "EUR", NULL, "Total, {currency}", "Total, EUR" },
        { "CNY", NULL, "Rate, {currency}/kWh", "Rate, CNY/kWh" },
        { "CNY", "SEK", "Total, {currency}", "Total, SEK" },
        { NULL, NULL, "Total, {currency}", "Total, ¤" },
        { "", NULL, "Total, {currency}", "Total, ¤" },
        { NULL, NULL, "Point", "Point" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        tally_market_money_set (cases[i].market);
        g_assert_cmpstr (tally_market_money_say (cases[i].message, cases[i].code), ==,
                         cases[i].said);
    }
    tally_market_money_set (NULL);
    g_assert_null (tally_market_money_code ());
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    adw_init ();

    g_test_add_func ("/list/export", test_export);
    g_test_add_func ("/list/formulas", test_formulas);
    g_test_add_func ("/list/states", test_states);
    g_test_add_func ("/list/selection-outlives-refresh", test_selection_outlives_refresh);
    g_test_add_func ("/list/filter-counts", test_filter_counts);
    g_test_add_func ("/list/currency", test_currency);
    g_test_add_func ("/list/frees-itself", test_frees_itself);
    return g_test_run ();
}
