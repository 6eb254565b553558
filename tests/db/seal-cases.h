// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/** tally_seal_cases_add: adds the tests of seals, which need raw frames and an audit trail */
void tally_seal_cases_add (void);
