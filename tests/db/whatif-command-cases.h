// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/whatif/tally-whatif-step.h"

/* What gridtallyctl whatif is asked, and what it says or why it refuses. FLAT and UNSOUND stand for
 * the files of two documents. */

#define COMMAND_WORDS 12

typedef struct {
    const char *name;
    const char *words[COMMAND_WORDS];
    TallyWhatifScope scope; /* what it says of the same, where it is not refused */
    const char *says;       /* on paper, or NULL: as JSON */
    const char *refused;
} CommandCase;

#define TRY "--tariff", "FLAT", "--month", "2026-09"

static const CommandCase command_cases[] = {
    { "utility",
      { TRY, "--all", "--replaces", "residential-tou", "--json" },
      { .replaces = "residential-tou" } },
    { "region",
      { TRY, "--node", "1", "--replaces", "large-industrial", "--json" },
      { .node_id = 1, .replaces = "large-industrial" } },
    { "area",
      { TRY, "--node", "99", "--replaces", "residential-tou", "--workers", "1", "--json" },
      { .node_id = 99, .replaces = "residential-tou" } },
    { "account", { TRY, "--account", "A7", "--json" }, { .account = "A7" } },
    { "utility-on-paper",
      { TRY, "--all", "--replaces", "residential-tou" },
      { .replaces = "residential-tou" },
      "2026-09: 54 agreements, 0 of them could not be priced; CNY\nAll " },
    { "account-on-paper",
      { TRY, "--account", "A7" },
      { .account = "A7" },
      "2026-09: 1 agreements, 0 of them could not be priced; CNY\nAll " },
    { .name = "no-scope",
      .words = { TRY, "--replaces", "residential-tou" },
      .refused = "one of --account, --node and --all" },
    { .name = "two-scopes",
      .words = { TRY, "--all", "--node", "1", "--replaces", "residential-tou" },
      .refused = "one of --account, --node and --all" },
    { .name = "no-tariff",
      .words = { "--month", "2026-09", "--account", "A7" },
      .refused = "say --tariff FILE" },
    { .name = "replaces-nothing",
      .words = { TRY, "--all" },
      .refused = "--replaces says which tariff it stands for" },
    { .name = "no-month",
      .words = { "--tariff", "FLAT", "--account", "A7" },
      .refused = "--month (YYYY-MM): " },
    { .name = "no-such-month",
      .words = { "--tariff", "FLAT", "--account", "A7", "--month", "2026-13" },
      .refused = "--month (YYYY-MM): " },
    { .name = "no-such-file",
      .words = { "--tariff", "/nowhere.json", "--account", "A7", "--month", "2026-09" },
      .refused = "/nowhere.json" },
    { .name = "unsound-tariff",
      .words = { "--tariff", "UNSOUND", "--account", "A7", "--month", "2026-09" },
      .refused = "unsound.json: line 1, $" },
    { .name = "unknown-account",
      .words = { TRY, "--account", "A777" },
      .refused = "gridtallyctl whatif: " },
    { .name = "unknown-node",
      .words = { TRY, "--node", "12345", "--replaces", "residential-tou" },
      .refused = "gridtallyctl whatif: " },
    { .name = "unknown-tariff",
      .words = { TRY, "--all", "--replaces", "nobody-has-it" },
      .refused = "gridtallyctl whatif: " },
    { .name = "no-database",
      .words = { TRY, "--account", "A7", "--database", "host=/nowhere dbname=x" },
      .refused = "/nowhere" },
    { .name = "other-option",
      .words = { TRY, "--account", "A7", "--commit" },
      .refused = "--commit" },
};
