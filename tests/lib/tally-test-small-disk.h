// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TallyTestSmallDisk:
 *
 * A small ext4 of its own, mounted where only this process and its children see it; it goes
 * with the process.
 */
typedef struct _TallyTestSmallDisk TallyTestSmallDisk;

/**
 * tally_test_small_disk_new:
 * @mount_point: an existing, empty directory
 * @megabytes: its size
 *
 * Returns: (transfer full) (nullable): %NULL where this process may not mount; the reason is
 *   then the test's g_test_skip()
 */
TallyTestSmallDisk *tally_test_small_disk_new (const char *mount_point, int megabytes);

/** tally_test_small_disk_fill: takes all space but @kilobytes_left */
void tally_test_small_disk_fill (TallyTestSmallDisk *self, int kilobytes_left);

/** tally_test_small_disk_relieve: gives back what tally_test_small_disk_fill() took */
void tally_test_small_disk_relieve (TallyTestSmallDisk *self);

/** tally_test_small_disk_free: unmounts it */
void tally_test_small_disk_free (TallyTestSmallDisk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyTestSmallDisk, tally_test_small_disk_free)

G_END_DECLS
