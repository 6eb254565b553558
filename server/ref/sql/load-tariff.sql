-- Gives one row when the version is new, none when that identity is taken.
INSERT INTO ref.tariff (tariff_code, version, name, valid_from, document, sha256, drafted_by,
                        signed_by)
VALUES ($1, $2::integer, $3, $4::date, $5, sha256 (convert_to ($5, 'UTF8')), $6, $7)
ON CONFLICT DO NOTHING
RETURNING version
