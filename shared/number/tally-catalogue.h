// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TallyCatalogue: a language's messages, as msgfmt writes them (.mo)
 *
 * For a process that speaks several languages at once, where the process's locale is no help.
 * Not changed once it was read; any thread may look messages up.
 */
typedef struct _TallyCatalogue TallyCatalogue;

/** tally_catalogue_new: Returns: (transfer full): %NULL with %TALLY_ERROR_INVALID: @mo is broken */
TallyCatalogue *tally_catalogue_new (GBytes *mo, GError **error);
void tally_catalogue_free (TallyCatalogue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCatalogue, tally_catalogue_free)

/** tally_catalogue_say: @self: (nullable): the source language; Returns: (transfer none): @message
 *   in the language, itself where there is none */
const char *tally_catalogue_say (const TallyCatalogue *self, const char *message);

G_END_DECLS
