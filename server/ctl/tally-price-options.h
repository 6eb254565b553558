// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** TallyPriceOptions: of `gridtallyctl price`, as they were given; paths and texts may be %NULL */
typedef struct {
    char *tariff_path;
    char *load_path;
    char *generation_path;
    char *reactive_path;
    char *prices_path;
    char *export_prices_path;
    char *peaks_path;
    char *past_path;
    char *calendar_path;
    char *start;
    char *time_zone;
    char *contracted_kw;
    char *contracted_kva;
    char *pictures;
    int interval_minutes;
    int meters;
    int phases;
    gboolean by_capacity;
    gboolean no_history;
    gboolean explains;
    gboolean is_json;
} TallyPriceOptions;

void tally_price_options_clear (TallyPriceOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyPriceOptions, tally_price_options_clear)

/** tally_price_options_read: Returns: %FALSE with %TALLY_ERROR_INVALID or #GOptionError */
gboolean tally_price_options_read (TallyPriceOptions *options,
                                   int *argc,
                                   char ***argv,
                                   GError **error);

G_END_DECLS
