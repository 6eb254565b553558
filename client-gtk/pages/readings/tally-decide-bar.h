// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/api/tally-ask.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyDecideBar:
 *
 * What an exception is, what can be decided on it, and the reason for that. Enter in the reason
 * confirms, and repeats the last one when nothing is typed; Esc takes back.
 *
 * Signal "decided" (ask, reason, is_all): a #TallyAsk; for the one that is shown, or for all.
 * Signal "stepped" (direction): the next (+1) or the one before (-1) is wanted.
 */
#define TALLY_TYPE_DECIDE_BAR (tally_decide_bar_get_type ())
G_DECLARE_FINAL_TYPE (TallyDecideBar, tally_decide_bar, TALLY, DECIDE_BAR, AdwBin)

/** tally_decide_bar_show: what is looked at, translated; empty when nothing is */
void tally_decide_bar_show (TallyDecideBar *self, const char *title, const char *text);

/** tally_decide_bar_allow: whether @ask can be decided now */
void tally_decide_bar_allow (TallyDecideBar *self, TallyAsk ask, gboolean can);

/**
 * tally_decide_bar_begin:
 * @ask: what is to be decided
 * @n_all: of so many exceptions at once; 0 the one that is shown
 *
 * Asks for the reason. Returns: whether it may be decided
 */
gboolean tally_decide_bar_begin (TallyDecideBar *self, TallyAsk ask, guint n_all);

/** tally_decide_bar_cancel: Returns: whether a reason was being asked for */
gboolean tally_decide_bar_cancel (TallyDecideBar *self);

G_END_DECLS
