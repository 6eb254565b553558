// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/raw/tally-raw-file.h"

G_BEGIN_DECLS

/** tally_import_report_print: for people; issues go to standard error as file:line:field */
void tally_import_report_print (const TallyRawFile *report);

G_END_DECLS
