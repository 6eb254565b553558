// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/** tally_verify_store_payments: @fault: (out) (nullable): a payment the ledger tells otherwise */
gboolean tally_verify_store_payments (TallyDb *db, char **fault, GError **error);

G_END_DECLS
