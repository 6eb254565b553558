// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-curve.h"
#include "shared/wire/tally-wire-edit-effect.h"
#include "shared/wire/tally-wire-edit-preview.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyEditForm:
 *
 * What is to be done with a range of intervals, and why; below it, what that would change.
 *
 * Signal "changed": another range, method or value is wanted.
 * Signal "applied": the person wants what was previewed to stand.
 */
#define TALLY_TYPE_EDIT_FORM (tally_edit_form_get_type ())
G_DECLARE_FINAL_TYPE (TallyEditForm, tally_edit_form, TALLY, EDIT_FORM, AdwBin)

/** tally_edit_form_set_range: @curve: (nullable): names the times; @end: after the last */
void tally_edit_form_set_range (TallyEditForm *self,
                                const TallyCurve *curve,
                                guint first,
                                guint end);

/**
 * tally_edit_form_read:
 * @curve: (nullable): the day
 * @range: (out): from_index, to_index, method (static) and value
 *
 * Returns: whether there is a range and, when the method wants one, a value
 */
gboolean tally_edit_form_read (TallyEditForm *self,
                               const TallyCurve *curve,
                               TallyWireEditPreview *range);

/** tally_edit_form_show: @effect: (nullable); @problem: (nullable): why there is none */
void tally_edit_form_show (TallyEditForm *self,
                           const TallyWireEditEffect *effect,
                           const char *problem);

/** tally_edit_form_get_reason: Returns: without blanks around it; may be empty */
char *tally_edit_form_get_reason (TallyEditForm *self);
void tally_edit_form_clear_reason (TallyEditForm *self);

G_END_DECLS
