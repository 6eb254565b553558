// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-tariff-doc.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyTariffForm:
 *
 * Fills in one place of a document: a row for each field the schema knows there, made anew when the
 * document's structure changes. What the checker says stands under the field it is about.
 */
#define TALLY_TYPE_TARIFF_FORM (tally_tariff_form_get_type ())
G_DECLARE_FINAL_TYPE (TallyTariffForm, tally_tariff_form, TALLY, TARIFF_FORM, AdwBin)

/** tally_tariff_form_set: @path: (nullable): "$.components[2]", "$" for the head */
void tally_tariff_form_set (TallyTariffForm *self, TallyTariffDoc *doc, const char *path);

G_END_DECLS
