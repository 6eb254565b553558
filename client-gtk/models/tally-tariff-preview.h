// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-pricing.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TallyPreviewRow: a line of the bill as it is and as it would be
 * @name: of the component, with band and tier
 * @before_minor, @after_minor: 0 where the line is on one side only
 */
typedef struct {
    char *key;
    char *name;
    char *kind;
    char *quantity; /* with its unit, of the new side, or of the old where it is there only */
    int64_t before_minor;
    int64_t after_minor;
    int64_t change_minor;
} TallyPreviewRow;

/**
 * TallyPreview: an account's month under two tariffs
 * @rows: (element-type TallyPreviewRow): lines of the new tariff in its order, then those that are
 *   on the old side only
 * @before_fault, @after_fault: (nullable): why a side could not be priced
 */
typedef struct {
    GPtrArray *rows;
    int64_t before_minor;
    int64_t after_minor;
    char *before_fault;
    char *after_fault;
} TallyPreview;

void tally_preview_free (TallyPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyPreview, tally_preview_free)

/**
 * tally_preview_price:
 * @pricing: (element-type TallyWirePricing): agreements of one account, as the server gave them
 * @before: (nullable): the current document; %NULL takes that of each agreement
 * @after: the document that is tried
 *
 * Prices in the calling thread; the engine is that of the bills.
 */
TallyPreview *tally_preview_price (GPtrArray *pricing, const char *before, const char *after);

/** tally_preview_async: in another thread; @pricing, and @keep that owns its rows, are kept until
 * it is done */
void tally_preview_async (GPtrArray *pricing,
                          GPtrArray *keep,
                          const char *after,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
TallyPreview *tally_preview_finish (GAsyncResult *result, GError **error);

G_END_DECLS
