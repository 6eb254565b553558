// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

#include <stdint.h>

G_BEGIN_DECLS

/* Parameters out of numbers and numbers out of rows, for the stores of bill. */

#define TALLY_BILL_VALUE_TEXT 24

/** tally_bill_value: writes @value; Returns: @text */
char *tally_bill_value (char text[TALLY_BILL_VALUE_TEXT], int64_t value);

int64_t tally_bill_get_int64 (const PGresult *rows, int row, int column);
int32_t tally_bill_get_int32 (const PGresult *rows, int row, int column);

/** tally_bill_get_hash: a SHA-256 in hex; Returns: %FALSE when it is none */
gboolean tally_bill_get_hash (const PGresult *rows, int row, int column, uint8_t hash[32]);

G_END_DECLS
