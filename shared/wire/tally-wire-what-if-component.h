// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireWhatIfComponent: what one component brings in from one class */
typedef struct {
    char *point_kind;
    char *tariff_code;
    char *kind; /* of the component's lines */
    char *component;
    int64_t before_minor;
    int64_t after_minor;
} TallyWireWhatIfComponent;

TALLY_WIRE_DECLARE (TallyWireWhatIfComponent, tally_wire_what_if_component);

G_END_DECLS
