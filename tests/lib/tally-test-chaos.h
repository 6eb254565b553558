// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyChaosMode: what becomes of connections through the proxy
 * @TALLY_CHAOS_PASS: nothing: bytes go through as they come
 * @TALLY_CHAOS_CUT: nobody is let in, and who was in is cut off
 * @TALLY_CHAOS_HALF_OPEN: who connects is let in and never hears anything
 * @TALLY_CHAOS_RESET: who sends something gets a RST
 * @TALLY_CHAOS_SLOW: answers come byte by byte, with the rest between two of them
 * @TALLY_CHAOS_DELAY: answers come after the rest
 * @TALLY_CHAOS_GARBAGE: answers are random bytes of the same number
 */
typedef enum {
    TALLY_CHAOS_PASS,
    TALLY_CHAOS_CUT,
    TALLY_CHAOS_HALF_OPEN,
    TALLY_CHAOS_RESET,
    TALLY_CHAOS_SLOW,
    TALLY_CHAOS_DELAY,
    TALLY_CHAOS_GARBAGE,
    TALLY_CHAOS_N_MODES
} TallyChaosMode;

/**
 * TallyTestChaos:
 *
 * A TCP proxy on 127.0.0.1 that harms what goes through it, in a thread of its own: between a
 * collector and its meters, a program and its database, a client and its server.
 */
typedef struct _TallyTestChaos TallyTestChaos;

/** tally_test_chaos_new: @port: where to, on 127.0.0.1; every connection passes at first */
TallyTestChaos *tally_test_chaos_new (uint16_t port);

/** tally_test_chaos_new_to_socket: the same in front of a UNIX socket */
TallyTestChaos *tally_test_chaos_new_to_socket (const char *path);
void tally_test_chaos_free (TallyTestChaos *self);

/** tally_test_chaos_get_port: Returns: where it listens */
uint16_t tally_test_chaos_get_port (const TallyTestChaos *self);

/** tally_test_chaos_set_mode: from now on, for connections there are too; @rest_ms: of slow and
 * delay */
void tally_test_chaos_set_mode (TallyTestChaos *self, TallyChaosMode mode, guint rest_ms);

const char *tally_test_chaos_mode_name (TallyChaosMode mode);

G_END_DECLS
