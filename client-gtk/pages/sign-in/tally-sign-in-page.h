// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/api/tally-api.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallySignInPage:
 *
 * Asks who is there. Signal "signed-in": the server knows the person now.
 */
#define TALLY_TYPE_SIGN_IN_PAGE (tally_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (TallySignInPage, tally_sign_in_page, TALLY, SIGN_IN_PAGE, AdwBin)

/** tally_sign_in_page_set_up: @settings: remember server and login */
void tally_sign_in_page_set_up (TallySignInPage *self, TallyApi *api, GSettings *settings);

/** tally_sign_in_page_tell: says @text, such as why a session ended; %NULL says nothing */
void tally_sign_in_page_tell (TallySignInPage *self, const char *text);

/** tally_sign_in_page_focus: to the first field that is still empty */
void tally_sign_in_page_focus (TallySignInPage *self);

G_END_DECLS
