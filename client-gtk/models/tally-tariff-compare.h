// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** TallyCompareRow: @where: place, components and bands by their code; one of @before, @after
 * may be "" */
typedef struct {
    char *where;
    char *what; /* "added", "removed" or "changed" */
    char *before;
    char *after;
} TallyCompareRow;

/** tally_tariff_compare: Returns: (transfer full) (element-type TallyCompareRow): what is not the
 * same in two documents, in the order of the second; what is left of the first at the end */
GPtrArray *tally_tariff_compare (const char *before, const char *after);

G_END_DECLS
