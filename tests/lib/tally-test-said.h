// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file.h"

G_BEGIN_DECLS

/** tally_test_said_sink: Returns: a sink that writes all that it takes to @said, a line each */
TallyFileSink tally_test_said_sink (GString *said);

G_END_DECLS
