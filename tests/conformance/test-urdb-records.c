// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: public OpenEI records are imported, except those whose tiers
 * contradict each other, which the reference engine refuses as well. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff.h"

#include <string.h>

static const struct {
    const char *file;
    const char *refused_for; /* or NULL when it is sound */
} records[] = {
    { "sce_gs2_tou_b.json", NULL },
    { "psco_residential_demand.json", NULL },
    { "peco_gs_ht.json", NULL },
    { "entergy_ar_lps_tou.json", NULL },
    { "multi_tier.json", "demandratestructure" },
    { "custom_rate.json", "energyratestructure" },
};

static void
test_record (gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE (data);
    g_autofree char *path = g_build_filename (g_getenv ("TALLY_CONFORMANCE"), "tariff", "urdb",
                                              records[i].file, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = NULL;

    if (!g_file_get_contents (path, &text, NULL, NULL)) {
        g_test_skip ("the public records are not there");
        return;
    }
    tariff = tally_tariff_read (text, -1, &error);
    if (records[i].refused_for == NULL) {
        g_assert_no_error (error);
        return;
    }
    g_assert_null (tariff);
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, records[i].refused_for));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (records); i++) {
        g_autofree char *path = g_strconcat ("/conformance/urdb/", records[i].file, NULL);

        g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_record);
    }
    return g_test_run ();
}
