// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/** tally_bill_command: gridtallyctl bill run|issue|show|pdf|release|credit|verify */
int tally_bill_command (int argc, char **argv);

/** tally_ledger_command: gridtallyctl ledger check */
int tally_ledger_command (int argc, char **argv);
