// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-pass.h"

#include "server/bill/tally-bill-market-store.h"
#include "server/bill/tally-bill-unit-step.h"

struct _TallyBillPass {
    GHashTable *tariffs;   /* code -> versions that were known, as text */
    GHashTable *calendars; /* name -> its part of the holidays, as text */
    GHashTable *points;    /* point -> versions of its days, as text */
    GArray *agreements;    /* TallyBillAgreement */
    int32_t system_peaks;  /* their version; 0: no bill needs them */
    const char *prices;    /* their versions, as the bills keep them; "": no bill needs them */
    TallyBillUnit unit;
    TallyBillLook look;
    gpointer look_data;
};

/* Which version of the day of the point at hand is read. */
typedef struct {
    const TallyBillPass *pass;
    TallyEnergyVersions *versions;
    int64_t point_id;
    gboolean is_known;
} Wanted;

static void
pass_free (gpointer data)
{
    TallyBillPass *pass = data;

    g_hash_table_unref (pass->tariffs);
    g_hash_table_unref (pass->calendars);
    g_hash_table_unref (pass->points);
    g_array_unref (pass->agreements);
    g_free (pass);
}

static TallyBillPass *
pass_new (int32_t district_id)
{
    TallyBillPass *pass = g_new0 (TallyBillPass, 1);

    pass->tariffs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
    pass->calendars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    pass->points = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
    pass->prices = "";
    pass->agreements = g_array_new (FALSE, TRUE, sizeof (TallyBillAgreement));
    pass->unit = (TallyBillUnit){ district_id, 0, INT64_MAX, 0 };
    return pass;
}

/* Whether no calendar that @holidays names has other days in the pass. */
static gboolean
has_same_holidays (const TallyBillPass *pass, const char *holidays)
{
    g_auto(GStrv) items = g_strsplit (holidays, ";", -1);

    for (char **item = items; *item != NULL; item++) {
        g_autofree char *name = g_strndup (*item, strcspn (*item, ":"));
        const char *known = g_hash_table_lookup (pass->calendars, name);

        if (known != NULL && !g_str_equal (known, *item))
            return FALSE;
    }
    return TRUE;
}

static gboolean
can_take (const TallyBillPass *pass, const TallyBill *bill, const TallyBillInputs *inputs)
{
    const char *tariffs = g_hash_table_lookup (pass->tariffs, bill->tariff_code);

    return !g_hash_table_contains (pass->points, &bill->point_id)
           && (tariffs == NULL || g_str_equal (tariffs, inputs->tariffs))
           && (pass->system_peaks == 0 || inputs->system_peaks == 0
               || pass->system_peaks == inputs->system_peaks)
           && (*pass->prices == '\0' || *inputs->prices == '\0'
               || g_str_equal (pass->prices, inputs->prices))
           && has_same_holidays (pass, inputs->holidays);
}

static void
note_holidays (TallyBillPass *pass, const char *holidays)
{
    g_auto(GStrv) items = g_strsplit (holidays, ";", -1);

    for (char **item = items; *item != NULL; item++)
        g_hash_table_replace (pass->calendars, g_strndup (*item, strcspn (*item, ":")),
                              g_strdup (*item));
}

static void
take (TallyBillPass *pass,
      const TallyBill *bill,
      const TallyBillInputs *inputs,
      GStringChunk *texts)
{
    TallyBillAgreement agreement = inputs->agreement;

    agreement.agreement_id = bill->agreement_id;
    agreement.account_id = bill->account_id;
    agreement.customer_id = bill->customer_id;
    agreement.point_id = bill->point_id;
    agreement.tariff_code = bill->tariff_code;
    agreement.version = bill->version;
    agreement.carry_text = g_string_chunk_insert_const (texts, agreement.carry_text);
    if (agreement.past_peaks != NULL)
        agreement.past_peaks = g_string_chunk_insert_const (texts, agreement.past_peaks);
    g_array_append_val (pass->agreements, agreement);
    g_hash_table_insert (pass->points, g_memdup2 (&bill->point_id, sizeof bill->point_id),
                         g_strdup (inputs->blocks));
    if (!g_hash_table_contains (pass->tariffs, bill->tariff_code))
        g_hash_table_insert (pass->tariffs, (gpointer) bill->tariff_code,
                             g_strdup (inputs->tariffs));
    note_holidays (pass, inputs->holidays);
    pass->system_peaks = MAX (pass->system_peaks, inputs->system_peaks);
    if (*inputs->prices != '\0')
        pass->prices = g_string_chunk_insert_const (texts, inputs->prices);
    pass->unit.first_point = MIN (pass->unit.first_point, bill->point_id);
    pass->unit.last_point = MAX (pass->unit.last_point, bill->point_id);
}

static TallyBillPass *
find_pass (GPtrArray *passes, const TallyBill *bill, const TallyBillInputs *inputs)
{
    TallyBillPass *pass;

    for (guint i = 0; i < passes->len; i++) {
        pass = g_ptr_array_index (passes, i);
        if (can_take (pass, bill, inputs))
            return pass;
    }
    pass = pass_new (bill->district_id);
    g_ptr_array_add (passes, pass);
    return pass;
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
    int64_t left = ((const TallyBillAgreement *) a)->point_id;
    int64_t right = ((const TallyBillAgreement *) b)->point_id;

    return left < right ? -1 : left > right;
}

GPtrArray *
tally_bill_passes_of (const TallyBillSheet *stored, char **fault)
{
    GPtrArray *passes = g_ptr_array_new_with_free_func (pass_free);

    *fault = NULL;
    for (guint i = 0; i < stored->bills->len && *fault == NULL; i++) {
        const TallyBill *bill = &g_array_index (stored->bills, TallyBill, i);
        g_auto(TallyBillInputs) inputs = { 0 };
        g_autoptr(GError) error = NULL;

        if (bill->made_of == NULL)
            continue;
        if (tally_bill_inputs_parse (bill->made_of, &inputs, &error))
            take (find_pass (passes, bill, &inputs), bill, &inputs, stored->texts);
        else
            *fault = g_strdup_printf ("bill.bill (%d, %s): %s", bill->district_id, bill->number,
                                      error->message);
    }
    for (guint i = 0; i < passes->len; i++)
        g_array_sort (((TallyBillPass *) g_ptr_array_index (passes, i))->agreements,
                      compare_points);
    return passes;
}

/* Of each tariff the versions that the bills knew; of each calendar the days they knew. */
static TallyBillRules *
rules_then (const TallyBillPass *pass, const TallyBillRules *now, GError **error)
{
    g_autoptr(TallyBillRules) then = g_new0 (TallyBillRules, 1);
    GHashTableIter iter;
    gpointer code;
    gpointer known;

    then->district_id = now->district_id;
    then->period = now->period;
    then->zone = now->zone;
    then->currency = g_strdup (now->currency);
    then->tariffs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_array_unref);
    then->calendars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             (GDestroyNotify) tally_calendar_free);
    g_hash_table_iter_init (&iter, pass->tariffs);
    while (g_hash_table_iter_next (&iter, &code, &known)) {
        g_hash_table_insert (then->tariffs, g_strdup (code),
                             tally_bill_inputs_choose (known,
                                                       g_hash_table_lookup (now->tariffs, code)));
    }
    g_hash_table_iter_init (&iter, pass->calendars);
    while (g_hash_table_iter_next (&iter, NULL, &known)) {
        if (!tally_bill_inputs_calendars (known, then->calendars, error))
            return NULL;
    }
    return g_steal_pointer (&then);
}

static gboolean
is_wanted (const TallyBlockHead *head, gpointer user_data)
{
    Wanted *wanted = user_data;

    if (wanted->point_id != head->point_id) {
        const char *text = g_hash_table_lookup (wanted->pass->points, &head->point_id);

        wanted->point_id = head->point_id;
        wanted->is_known = text != NULL
                           && tally_energy_versions_parse (wanted->versions, text, NULL);
    }
    return wanted->is_known
           && tally_energy_versions_get (wanted->versions, head->channel, (TallyDay){ head->day })
                  == head->version;
}

void
tally_bill_pass_set_look (TallyBillPass *pass, TallyBillLook look, gpointer user_data)
{
    pass->look = look;
    pass->look_data = user_data;
}

gboolean
tally_bill_pass_make (const TallyBillPass *pass,
                      TallyDb *db,
                      const TallyBillRules *rules,
                      TallyBillSheet *made,
                      GCancellable *cancellable,
                      GError **error)
{
    g_autoptr(TallyBillRules) then = rules_then (pass, rules, error);
    g_autoptr(TallyEnergyVersions) versions = tally_energy_versions_new (rules->period);
    g_autoptr(TallyBillMaker) maker = then != NULL ? tally_bill_maker_new (then) : NULL;
    Wanted wanted = { .pass = pass, .versions = versions };
    TallyBillStreamed what = {
        .db = db,
        .rules = then,
        .maker = maker,
        .agreements = pass->agreements,
        .sheet = made,
        .cancellable = cancellable,
        .is_wanted = is_wanted,
        .wanted_data = &wanted,
    };

    if (then == NULL
        || (pass->system_peaks > 0
            && !tally_bill_store_load_peaks (db, then, pass->system_peaks, error))
        || (*pass->prices != '\0'
            && !tally_bill_store_load_prices_then (db, then, pass->prices, error)))
        return FALSE;
    tally_bill_maker_set_look (maker, pass->look, pass->look_data);
    return tally_bill_unit_stream (&what, &pass->unit, error);
}
