// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-parameter.h"

G_BEGIN_DECLS

/* What a rule is held against, as a person reads and types it: shares in percent, clocks in
 * seconds, severities as words. */

/** tally_parameter_text: Returns: (transfer full): the value with its unit */
char *tally_parameter_text (gconstpointer row);

/** tally_parameter_unit: Returns: (nullable): what a value of that name is typed in, translated */
const char *tally_parameter_unit (const char *name);

/** tally_parameter_input: Returns: (transfer full): the value as it is typed, without unit */
char *tally_parameter_input (const TallyWireParameter *row);

/** tally_parameter_parse: Returns: whether @text is a value of a parameter of that name */
gboolean tally_parameter_parse (const char *name, const char *text, int64_t *value);

/** tally_parameter_severities: Returns: codes to choose from */
const char *const *tally_parameter_severities (void);

/** tally_parameter_is_severity: Returns: whether it is chosen and not typed */
gboolean tally_parameter_is_severity (const char *name);

/** tally_parameter_severity_code: Returns: the code of a severity's number */
const char *tally_parameter_severity_code (int64_t value);

/** tally_parameter_severity_value: Returns: the number of a severity's code */
int64_t tally_parameter_severity_value (const char *code);

G_END_DECLS
