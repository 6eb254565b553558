// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-frame.h"

static const char *const kind_names[] = {
    [TALLY_FRAME_INTERVAL] = "interval",
    [TALLY_FRAME_REGISTER] = "register",
};
G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == TALLY_FRAME_N_KINDS);

static const char *const source_names[] = {
    [TALLY_FRAME_MODBUS] = "modbus", [TALLY_FRAME_PROFILE] = "profile",
    [TALLY_FRAME_NEM12] = "nem12",   [TALLY_FRAME_NEM13] = "nem13",
    [TALLY_FRAME_CSV] = "csv",       [TALLY_FRAME_ESPI] = "espi",
    [TALLY_FRAME_MSCONS] = "mscons", [TALLY_FRAME_MANUAL] = "manual",
};
G_STATIC_ASSERT (G_N_ELEMENTS (source_names) == TALLY_FRAME_N_SOURCES);

const char *
tally_frame_kind_name (TallyFrameKind kind)
{
    g_return_val_if_fail (kind < TALLY_FRAME_N_KINDS, NULL);

    return kind_names[kind];
}

gboolean
tally_frame_kind_find (const char *name, TallyFrameKind *kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS (kind_names); i++) {
        if (g_str_equal (name, kind_names[i])) {
            *kind = (TallyFrameKind) i;
            return TRUE;
        }
    }
    return FALSE;
}

const char *
tally_frame_source_name (TallyFrameSource source)
{
    g_return_val_if_fail (source < TALLY_FRAME_N_SOURCES, NULL);

    return source_names[source];
}

gboolean
tally_frame_source_find (const char *name, TallyFrameSource *source)
{
    for (size_t i = 0; i < G_N_ELEMENTS (source_names); i++) {
        if (g_str_equal (name, source_names[i])) {
            *source = (TallyFrameSource) i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
tally_frame_source_is_primary (TallyFrameSource source)
{
    return source != TALLY_FRAME_MODBUS && source != TALLY_FRAME_PROFILE
           && source != TALLY_FRAME_MANUAL;
}
