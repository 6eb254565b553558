// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

/** ADD_ALL: a test of each of @cases, an array of structures with a name, under @path */
#define ADD_ALL(path, cases, test)                                         \
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {                    \
        g_autofree char *name = g_strconcat (path, (cases)[i].name, NULL); \
        g_test_add_data_func (name, &(cases)[i], test);                    \
    }
