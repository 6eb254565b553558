// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TallySettings:
 *
 * What the operator says of gridtallyd: a file of `key = value` lines, over it
 * `--set key=value`, over it the options that have names of their own. Every
 * key is known to the table in tally-settings.c; another one is refused, so
 * that a slip of the pen does not pass for a setting.
 */
typedef struct _TallySettings TallySettings;

TallySettings *tally_settings_new (void);
void tally_settings_free (TallySettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallySettings, tally_settings_free)

/**
 * tally_settings_load:
 * @path: of a file: a setting a line, `#` begins a line of comment
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID that names file and line
 */
gboolean tally_settings_load (TallySettings *self, const char *path, GError **error);

/** tally_settings_set: @setting is "key=value" */
gboolean tally_settings_set (TallySettings *self, const char *setting, GError **error);

/** tally_settings_get: Returns: (transfer none): the value or the standard one; never %NULL */
const char *tally_settings_get (const TallySettings *self, const char *key);

/** tally_settings_is_on: whether the value is "yes" */
gboolean tally_settings_is_on (const TallySettings *self, const char *key);

/** tally_settings_describe: Returns: (transfer full): every key, its default and meaning */
char *tally_settings_describe (void);

G_END_DECLS
