// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>
#include <sys/socket.h>

G_BEGIN_DECLS

/** Most addresses of one name that are tried. */
#define TALLY_MODBUS_MAX_ADDRESSES 8

/**
 * TallyModbusName:
 *
 * The addresses behind the name of a gateway. A number is known at once; a name
 * is looked up in a thread, so that a slow name server delays nobody.
 */
typedef struct _TallyModbusName TallyModbusName;

TallyModbusName *tally_modbus_name_new (const char *host, uint16_t port);
void tally_modbus_name_free (TallyModbusName *self);

/** tally_modbus_name_is_known: whether the look-up is over, one way or the other */
gboolean tally_modbus_name_is_known (TallyModbusName *self);

/**
 * tally_modbus_name_get:
 * @index: 0 is the first
 * @length: (out): bytes of the address
 *
 * Returns: (transfer none) (nullable): %NULL when there are no more
 */
const struct sockaddr *tally_modbus_name_get (TallyModbusName *self,
                                              guint index,
                                              socklen_t *length);

/** tally_modbus_name_get_fault: Returns: why there is no address at all */
const char *tally_modbus_name_get_fault (TallyModbusName *self);

G_END_DECLS
