// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TallyTestNginx:
 *
 * A real nginx on 127.0.0.1 with the configuration we ship and a certificate of its own making, in
 * front of one backend for customers, staff and workstations.
 */
typedef struct _TallyTestNginx TallyTestNginx;

/** tally_test_nginx_new: @backend_port: on 127.0.0.1, as anything that answers there */
TallyTestNginx *tally_test_nginx_new (guint backend_port);
void tally_test_nginx_free (TallyTestNginx *self);

/** tally_test_nginx_get_web_port: Returns: where customers connect to */
guint tally_test_nginx_get_web_port (const TallyTestNginx *self);

/** tally_test_nginx_get_api_port: Returns: where staff connect to */
guint tally_test_nginx_get_api_port (const TallyTestNginx *self);

/** tally_test_nginx_get_collect_port: Returns: where workstations connect to */
guint tally_test_nginx_get_collect_port (const TallyTestNginx *self);

/** tally_test_nginx_get_certificate: Returns: PEM file of its certificate */
const char *tally_test_nginx_get_certificate (const TallyTestNginx *self);

G_END_DECLS
