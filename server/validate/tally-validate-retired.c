// SPDX-License-Identifier: GPL-3.0-or-later
/* What of the past cannot be made again, because its frames are in an archive. */
#include "server/raw/tally-raw-retired-store.h"
#include "server/validate/tally-validate-pass.h"
#include "server/validate/tally-validate-private.h"
#include "shared/error/tally-error.h"

/* How far from a day frames lie that it may be made from; a register may be a day further away. */
#define DAYS_BEFORE (TALLY_VALIDATE_DAYS_BEFORE + TALLY_VALIDATE_REACH_DAYS + 1)
#define DAYS_AFTER (TALLY_VALIDATE_DAYS_AFTER + TALLY_VALIDATE_REACH_DAYS)

static const TallyRawRetired *
find_retired (const GPtrArray *retired, TallyDays days)
{
    for (guint i = 0; i < retired->len; i++) {
        const TallyRawRetired *month = g_ptr_array_index (retired, i);

        if (days.first.number < month->days.end.number + DAYS_BEFORE
            && days.end.number > month->days.first.number - DAYS_AFTER)
            return month;
    }
    return NULL;
}

gboolean
tally_validate_hangs_on_retired (const GPtrArray *retired, TallyDay day)
{
    return find_retired (retired, (TallyDays){ day, { day.number + 1 } }) != NULL;
}

gboolean
tally_validate_check_retired (TallyDb *db, TallyDays days, const char *field, GError **error)
{
    g_autoptr(GPtrArray) retired = NULL;
    const TallyRawRetired *month;
    g_autofree char *text = NULL;

    if (tally_days_count (days) == 0)
        return TRUE;
    retired = tally_raw_retired_store_list (db, TALLY_RAW_ALL_DAYS, error);
    if (retired == NULL)
        return FALSE;
    month = find_retired (retired, days);
    if (month == NULL)
        return TRUE;
    text = tally_raw_retired_text (month);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "%s: it stays as it is, since it is made from frames that were retired: %s", field,
                 text);
    return FALSE;
}
