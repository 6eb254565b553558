// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/** Most channels of a point that are noted. */
#define TALLY_ENERGY_VERSIONS_CHANNELS 8

/**
 * TallyEnergyVersions:
 *
 * Which versions of a point's days were read, by channel: enough to read the very same again
 * after newer ones have come. As text, "1;2,5=2,7=0" says: channel 1, version 1 of every day;
 * channel 2 the same but version 2 of the fifth day after the first, and nothing of the seventh.
 * A channel that is not named was not there.
 */
typedef struct _TallyEnergyVersions TallyEnergyVersions;

/** tally_energy_versions_new: @days: at most a few years */
TallyEnergyVersions *tally_energy_versions_new (TallyDays days);
void tally_energy_versions_free (TallyEnergyVersions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyEnergyVersions, tally_energy_versions_free)

/** tally_energy_versions_clear: nothing was read */
void tally_energy_versions_clear (TallyEnergyVersions *self);

/** tally_energy_versions_note: @version of that day was read; days outside are left out */
void tally_energy_versions_note (TallyEnergyVersions *self,
                                 int16_t channel,
                                 TallyDay day,
                                 int32_t version);

/** tally_energy_versions_get: Returns: what was read of that day; 0 for nothing */
int32_t tally_energy_versions_get (const TallyEnergyVersions *self, int16_t channel, TallyDay day);

/** tally_energy_versions_format: @text: is set to it; "" for nothing read */
void tally_energy_versions_format (const TallyEnergyVersions *self, GString *text);

/** tally_energy_versions_parse: replaces what @self says; %FALSE with %TALLY_ERROR_INVALID */
gboolean tally_energy_versions_parse (TallyEnergyVersions *self, const char *text, GError **error);

/**
 * tally_energy_versions_of_days:
 * @pairs: "0=1,1=1,4=2": offset of each day that is there from the first, and its version
 *
 * Returns: (transfer full): the same as channel 1 of the text above; "" for no day
 */
char *tally_energy_versions_of_days (TallyDays days, const char *pairs, GError **error);

G_END_DECLS
