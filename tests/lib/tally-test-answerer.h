// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TallyTestAnswerer:
 *
 * An HTTP server on 127.0.0.1 that answers every question with the same JSON, in a thread of its
 * own: who asks may block.
 */
typedef struct _TallyTestAnswerer TallyTestAnswerer;

/** tally_test_answerer_new: @json: must outlive it */
TallyTestAnswerer *tally_test_answerer_new (const char *json);
void tally_test_answerer_free (TallyTestAnswerer *self);

/** tally_test_answerer_get_port: Returns: where it listens */
guint16 tally_test_answerer_get_port (const TallyTestAnswerer *self);

G_END_DECLS
