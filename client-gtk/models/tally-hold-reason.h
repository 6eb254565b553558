// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_hold_reasons_text:
 * @codes: (nullable) (array zero-terminated=1): why a bill waits for a person, in codes
 *
 * Returns: (transfer full): the same in words, separated by "; "; a code that is not known stays
 */
char *tally_hold_reasons_text (char **codes);

G_END_DECLS
