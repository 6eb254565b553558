// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-bill-desk.h"
#include "client-gtk/models/tally-billing-model.h"
#include "shared/wire/tally-wire-bill-run.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** tally_bill_pdf_open: fetches the bill and shows it in the desktop's viewer; says what failed */
void tally_bill_pdf_open (GtkWidget *parent, TallyBillDesk *desk, const char *number);

/** tally_bill_pdf_save: asks where to, fetches, writes, and says how it went */
void tally_bill_pdf_save (GtkWidget *parent, TallyBillDesk *desk, const char *number);

/** tally_bill_pdf_save_run: all issued bills of a run in one file, which the server writes first */
void tally_bill_pdf_save_run (GtkWidget *parent,
                              TallyBillDesk *desk,
                              TallyBillingModel *model,
                              const TallyWireBillRun *run);

G_END_DECLS
