// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-decisions.h"
#include "client-gtk/models/tally-series.h"
#include "shared/wire/tally-wire-exception-row.h"

G_BEGIN_DECLS

/** TallyReadingsModel: what validation found, the day it is about, and deciding on it. */
#define TALLY_TYPE_READINGS_MODEL (tally_readings_model_get_type ())
G_DECLARE_FINAL_TYPE (TallyReadingsModel, tally_readings_model, TALLY, READINGS_MODEL, GObject)

TallyReadingsModel *tally_readings_model_new (TallyApi *api);

/** tally_readings_model_set_span: exceptions of the last @n_days days and today */
void tally_readings_model_set_span (TallyReadingsModel *self, int n_days);
void tally_readings_model_refresh (TallyReadingsModel *self);

/** tally_readings_model_get_exceptions: rows of #TallyWireExceptionRow */
TallyFeed *tally_readings_model_get_exceptions (TallyReadingsModel *self);

/** tally_readings_model_get_series: the day of the exception that is looked at */
TallySeries *tally_readings_model_get_series (TallyReadingsModel *self);
TallyDecisions *tally_readings_model_get_decisions (TallyReadingsModel *self);

/** tally_readings_model_may_decide: Returns: whether this person may */
gboolean tally_readings_model_may_decide (TallyReadingsModel *self);

/** tally_readings_model_can: Returns: whether @ask does anything to an exception in its state */
gboolean tally_readings_model_can (const TallyWireExceptionRow *row, TallyAsk ask);

/** tally_readings_model_count_open: Returns: how many of the exceptions are open */
guint tally_readings_model_count_open (TallyReadingsModel *self);

/** tally_readings_model_hear: takes an event of the server */
void tally_readings_model_hear (TallyReadingsModel *self,
                                const char *name,
                                const TallyWireEvent *event);

G_END_DECLS
