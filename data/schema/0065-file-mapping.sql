-- 0065 file-mapping: how a CSV of another system is read.
--
-- Why: a stored file must be read the same way in ten years, whatever became of the mapping file
-- that lay beside it when it was imported.

ALTER TABLE collect.file ADD COLUMN mapping text NOT NULL DEFAULT '';
COMMENT ON COLUMN collect.file.mapping IS
    'the mapping (data/formats/csv-mapping.md) a CSV of another system was read with; empty for all else';
