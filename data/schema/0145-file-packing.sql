-- 0145 collect: files are kept packed, by who brings them.
--
-- Why: of a file of readings as CSV, 45 bytes each, the database's own packing took longer than all
-- else of its import, and kept twice as much (2.8 MB of 14; now 1.4). Files of before stay as they are.
ALTER TABLE collect.file
    ADD COLUMN packing text NOT NULL DEFAULT '' CONSTRAINT file_packing_known
        CHECK (packing IN ('', 'zstd'));
-- It would look for something to pack in vain.
ALTER TABLE collect.file ALTER COLUMN content SET STORAGE EXTERNAL;
COMMENT ON COLUMN collect.file.packing IS
    'how content is packed: '''' not at all, zstd one frame of Zstandard; sha256 is that of the file itself, '
    'which gridtallyctl raw file gives back byte for byte';
