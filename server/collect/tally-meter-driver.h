// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-batch.h"

G_BEGIN_DECLS

/** TallyMeterAddress: where a gateway is, and how patient to be with it */
typedef struct {
    const char *host;
    uint16_t port;
    guint connect_ms;
    guint read_ms; /* for one answer */
} TallyMeterAddress;

/** TallyMeterLink: a driver's connection to one gateway; one thread at a time */
typedef struct _TallyMeterLink TallyMeterLink;

/**
 * TallyMeterDriver: how to talk to a kind of gateway
 * @name: as in ref.gateway.transport
 * @open: connects. Returns: %NULL with @result and @error set
 * @read: reads @n registers of @unit. Returns: %TALLY_ATTEMPT_OK, or what went
 *   wrong, with @error set. After anything but OK and EXCEPTION the link may be
 *   out of step and must be closed.
 * @write: the same for writing
 * @close: hangs up and frees
 *
 * All block until their time is over.
 */
typedef struct {
    const char *name;
    TallyMeterLink *(*open) (const TallyMeterAddress *address,
                             TallyAttemptResult *result,
                             GError **error);
    TallyAttemptResult (*read) (TallyMeterLink *link,
                                int unit_id,
                                gboolean is_input,
                                uint16_t address,
                                size_t n,
                                uint16_t *words,
                                GError **error);
    TallyAttemptResult (*write) (TallyMeterLink *link,
                                 int unit_id,
                                 uint16_t address,
                                 size_t n,
                                 const uint16_t *words,
                                 GError **error);
    void (*close) (TallyMeterLink *link);
} TallyMeterDriver;

G_END_DECLS
