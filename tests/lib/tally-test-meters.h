// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-plan-store.h"
#include "server/collect/tally-collect-round.h"
#include "tests/lib/tally-test-db.h"
#include "tests/sim/meters/tally-meter-gateway.h"

G_BEGIN_DECLS

/** What the market's clock shows when a test begins: 2026-11-20 10:00:10 in Shanghai. */
#define TALLY_TEST_NOW INT64_C (1795140010)

/**
 * TallyTestMeters:
 *
 * The sample utility for one test: its master data in a database of its own,
 * its meters as Modbus servers in this process, and a spool in a folder of its own.
 */
typedef struct {
    TallyTestDb *base;
    TallyDb *collector;
    TallySample *sample;
    GHashTable *maps;
    GPtrArray *gateways; /* TallyMeterGateway */
    TallyCollectSpool *spool;
    TallyCollectLines *lines;
    TallyCollectManner manner;
    char *folder;
    int port_base;
    TallyMeterHall *hall;
} TallyTestMeters;

/** tally_test_meters_new: nothing listens yet; every gateway has a port from @port_base on */
TallyTestMeters *tally_test_meters_new (int port_base);
void tally_test_meters_free (TallyTestMeters *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyTestMeters, tally_test_meters_free)

/** tally_test_meters_open: starts one gateway, or with 0, 0 all of them; @faults may be %NULL */
void tally_test_meters_open (TallyTestMeters *self,
                             int district_id,
                             int gateway_id,
                             const TallyMeterFaults *faults);

/** tally_test_meters_close: stops every gateway */
void tally_test_meters_close (TallyTestMeters *self);

/** tally_test_meters_set_now: what meters and collector take for the time, from the next
 * tally_test_meters_open() on */
void tally_test_meters_set_now (TallyTestMeters *self, int64_t now);

/** tally_test_meters_round: one round of @district_id (or, below 0, of all) into the spool */
TallyCollectTotals tally_test_meters_round (TallyTestMeters *self, int district_id);

/** tally_test_meters_ask: Returns: (transfer full): the first value of the first row */
char *tally_test_meters_ask (TallyTestMeters *self, const char *sql);

G_END_DECLS
