// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-tariffs-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyWhatIfView: a month under a tariff beside what it was: revenue, its distribution, who gains
 * and who loses
 *
 * Signal "closed": the person is done.
 */
#define TALLY_TYPE_WHAT_IF_VIEW (tally_what_if_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyWhatIfView, tally_what_if_view, TALLY, WHAT_IF_VIEW, AdwBin)

void tally_what_if_view_set_model (TallyWhatIfView *self, TallyTariffsModel *model);

/** tally_what_if_view_open: @name: of the tariff tried; @code: which it stands for at first */
void tally_what_if_view_open (TallyWhatIfView *self,
                              const char *name,
                              const char *code,
                              const char *document);

G_END_DECLS
