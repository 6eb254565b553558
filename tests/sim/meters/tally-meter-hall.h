// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define TALLY_HALL_MAX_FRAME 260

/**
 * TallyMeterHall:
 *
 * One thread that serves any number of listening ports: it takes Modbus TCP
 * requests whole, has them answered, and sends each answer when it is due.
 */
typedef struct _TallyMeterHall TallyMeterHall;

/** TallyMeterDoor: a listening port of a hall and the connections made to it */
typedef struct _TallyMeterDoor TallyMeterDoor;

/** TallyHallReply: @TALLY_HALL_SILENCE: no answer; @TALLY_HALL_HANG_UP: the connection is cut */
typedef enum {
    TALLY_HALL_ANSWER,
    TALLY_HALL_SILENCE,
    TALLY_HALL_HANG_UP
} TallyHallReply;

/**
 * TallyHallFunc:
 * @request: head, unit and body, as they came
 * @answer: (out caller-allocates): %TALLY_HALL_MAX_FRAME bytes
 * @n: (out): its length
 * @delay_us: (out): how long it takes
 *
 * Answers one request; called in the hall's thread, one at a time.
 */
typedef TallyHallReply (*TallyHallFunc) (const uint8_t *request,
                                         size_t length,
                                         uint8_t *answer,
                                         size_t *n,
                                         int64_t *delay_us,
                                         gpointer user_data);

TallyMeterHall *tally_meter_hall_new (void);
void tally_meter_hall_free (TallyMeterHall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyMeterHall, tally_meter_hall_free)

/** tally_meter_hall_open: listens on @host, a number such as 127.0.0.1 */
TallyMeterDoor *tally_meter_hall_open (TallyMeterHall *self,
                                       const char *host,
                                       uint16_t port,
                                       TallyHallFunc func,
                                       gpointer user_data,
                                       GError **error);

/** tally_meter_hall_close: @func is not called any more once this returns */
void tally_meter_hall_close (TallyMeterHall *self, TallyMeterDoor *door);

G_END_DECLS
