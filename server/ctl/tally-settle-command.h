// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_settle_command:
 *
 * `gridtallyctl settle VERB --id UUID --person LOGIN`: one step of a settlement, recorded under
 * the person's name: draft (needs --period), audit, submit, approve, return (needs --reason),
 * publish.
 */
int tally_settle_command (int argc, char **argv);

G_END_DECLS
