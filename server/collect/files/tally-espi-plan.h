// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-espi-feed.h"

G_BEGIN_DECLS

#define TALLY_ESPI_NAME_BYTES 41

/**
 * TallyEspiStream:
 * @point: name of the usage point
 * @name: "A+", "A-", "R+", "R-", or what else it is, such as "uom 169"
 * @unit: of the values: "Wh", "kvarh" …; "" for a unit that is none of energy
 * @channel: of ref.channel, or 0
 * @decimals: of the values
 * @factor: what a value is multiplied with, so that it is in 10^-decimals of @unit
 * @quality: QualityOfReading of the readings that say none, or -1
 * @interval_s: length of its intervals; the shortest when they differ, 0 without any
 *
 * What the interval blocks of one meter reading are.
 */
typedef struct {
    char point[TALLY_ESPI_NAME_BYTES];
    char name[TALLY_ESPI_NAME_BYTES];
    const char *unit;
    int16_t channel;
    int decimals;
    int64_t factor;
    int quality;
    int64_t interval_s;
} TallyEspiStream;

/** TallyEspiPlan: which block of a feed belongs to which meter reading, point and type */
typedef struct _TallyEspiPlan TallyEspiPlan;

typedef void (*TallyEspiPlanIssue) (gboolean is_doubt,
                                    const char *field,
                                    const char *message,
                                    gpointer user_data);

TallyEspiPlan *tally_espi_plan_new (void);
void tally_espi_plan_free (TallyEspiPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyEspiPlan, tally_espi_plan_free)

/** tally_espi_plan_add: @index: of @entry in the feed */
void tally_espi_plan_add (TallyEspiPlan *self, guint index, const TallyEspiEntry *entry);

/** tally_espi_plan_see: takes note of the length of @reading */
void tally_espi_plan_see (TallyEspiPlan *self, const TallyEspiReading *reading);

/**
 * tally_espi_plan_resolve:
 * @issue: told once of each meter reading that belongs to nothing (refused), or of which
 *   something must be guessed (a doubt)
 *
 * Follows the addresses of the feed. Where one leads nowhere, the only resource of its kind is
 * meant; with several of them nothing is guessed.
 */
void tally_espi_plan_resolve (TallyEspiPlan *self, TallyEspiPlanIssue issue, gpointer user_data);

/** tally_espi_plan_find: Returns: (transfer none) (nullable): what the blocks of an entry are */
const TallyEspiStream *tally_espi_plan_find (const TallyEspiPlan *self, guint entry);

G_END_DECLS
