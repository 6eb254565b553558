// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-row.h"

#include <string.h>

char *
tally_bill_value (char text[TALLY_BILL_VALUE_TEXT], int64_t value)
{
    g_snprintf (text, TALLY_BILL_VALUE_TEXT, "%" G_GINT64_FORMAT, value);
    return text;
}

int64_t
tally_bill_get_int64 (const PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

int32_t
tally_bill_get_int32 (const PGresult *rows, int row, int column)
{
    return (int32_t) tally_bill_get_int64 (rows, row, column);
}

gboolean
tally_bill_get_hash (const PGresult *rows, int row, int column, uint8_t hash[32])
{
    const char *hex = PQgetvalue (rows, row, column);

    if (strlen (hex) != 64)
        return FALSE;
    for (size_t i = 0; i < 32; i++) {
        int high = g_ascii_xdigit_value (hex[2 * i]);
        int low = g_ascii_xdigit_value (hex[2 * i + 1]);

        if (high < 0 || low < 0)
            return FALSE;
        hash[i] = (uint8_t) (high * 16 + low);
    }
    return TRUE;
}
