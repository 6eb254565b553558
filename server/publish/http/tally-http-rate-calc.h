// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** Most keys remembered; beyond, the one longest unused is forgotten. */
#define TALLY_HTTP_RATE_MAX_KEYS 20000

/**
 * TallyHttpRates:
 *
 * How often each account and address asked lately: for every key a bucket that holds one
 * minute and from which a request takes 60 s / limit.
 */
typedef struct _TallyHttpRates TallyHttpRates;

TallyHttpRates *tally_http_rates_new (void);
void tally_http_rates_free (TallyHttpRates *rates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyHttpRates, tally_http_rates_free)

/**
 * tally_http_rates_take:
 * @key: class and account or address
 * @per_minute: the limit, above 0
 * @now_us: monotonic microseconds
 * @retry_after_s: (out): seconds after which one more is free; 1 at least
 *
 * Returns: %FALSE when the limit is used up
 */
gboolean tally_http_rates_take (TallyHttpRates *rates,
                                const char *key,
                                int64_t per_minute,
                                int64_t now_us,
                                int64_t *retry_after_s);

G_END_DECLS
