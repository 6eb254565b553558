// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* One member of what another program sent, whatever JSON stands there: the readers of the
 * library complain of a programmer's fault when a list stands where a value should. For messages
 * that others define; ours have a TallyWireType. */

/** tally_wire_member_text: Returns: (nullable): the text, or %NULL where there is none */
const char *tally_wire_member_text (JsonObject *object, const char *name);

/** tally_wire_member_whole: Returns: the whole number, or 0 where there is none */
int64_t tally_wire_member_whole (JsonObject *object, const char *name);

/** tally_wire_member_flag: Returns: whether `true` stands there */
gboolean tally_wire_member_flag (JsonObject *object, const char *name);

G_END_DECLS
