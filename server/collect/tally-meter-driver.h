// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-batch.h"

G_BEGIN_DECLS

/** Most words in one answer. */
#define TALLY_METER_MAX_WORDS 125

/** Most words in one order to a meter. */
#define TALLY_METER_MAX_WRITE 123

/** TallyMeterAddress: where a gateway is */
typedef struct {
    const char *host; /* of transport rtu: "/dev/ttyUSB0" or "/dev/ttyUSB0,9600,8E1" */
    uint16_t port;
} TallyMeterAddress;

typedef enum {
    TALLY_METER_READ_INPUT,
    TALLY_METER_READ_HOLDING,
    TALLY_METER_WRITE
} TallyMeterVerb;

/** TallyMeterRequest: one question to one meter; @words are those of a write */
typedef struct {
    int unit_id;
    TallyMeterVerb verb;
    uint16_t address;
    uint16_t n;
    uint16_t words[TALLY_METER_MAX_WRITE];
} TallyMeterRequest;

/** TallyMeterAnswer: @exception: 0, or what the meter answered instead of @words */
typedef struct {
    int exception;
    uint16_t words[TALLY_METER_MAX_WORDS];
} TallyMeterAnswer;

/**
 * TallyLinkState:
 * @TALLY_LINK_WAITS: for its file descriptor or, when it wants no event, for a little time
 * @TALLY_LINK_READY: it is connected; what was asked is answered
 * @TALLY_LINK_BROKEN: it must be closed
 */
typedef enum {
    TALLY_LINK_WAITS,
    TALLY_LINK_READY,
    TALLY_LINK_BROKEN
} TallyLinkState;

/** TallyMeterLink: a driver's connection to one gateway; one thread at a time */
typedef struct _TallyMeterLink TallyMeterLink;

/**
 * TallyMeterDriver: how to talk to a kind of gateway
 * @name: as in ref.gateway.transport
 * @open: begins to connect. Returns: %NULL with @result and @error set
 * @ask: begins to ask, on a link that is ready
 * @advance: does what can be done now. Of a broken link @result and @error say
 *   why; of a ready one @answer is that to the last question
 * @get_fd: Returns: -1 while there is none yet
 * @get_events: Returns: POLLIN, POLLOUT, or 0: advance again after some milliseconds
 * @close: hangs up and frees
 *
 * Nothing blocks; patience is the caller's.
 */
typedef struct {
    const char *name;
    TallyMeterLink *(*open) (const TallyMeterAddress *address,
                             TallyAttemptResult *result,
                             GError **error);
    void (*ask) (TallyMeterLink *link, const TallyMeterRequest *request);
    TallyLinkState (*advance) (TallyMeterLink *link,
                               TallyMeterAnswer *answer,
                               TallyAttemptResult *result,
                               GError **error);
    int (*get_fd) (const TallyMeterLink *link);
    short (*get_events) (const TallyMeterLink *link);
    void (*close) (TallyMeterLink *link);
} TallyMeterDriver;

G_END_DECLS
