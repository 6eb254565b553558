-- The file of a SHA-256 ($2, hexadecimal), of a district or, where $1 is null, of any, and what is
-- kept of its bytes.
SELECT name, format, received_at::text AS received_at, nullif (mapping, '') AS mapping,
       nullif (packing, '') AS packing, encode (content, 'base64') AS content
  FROM collect.file
 WHERE ($1::integer IS NULL OR district_id = $1::integer)
   AND sha256 = decode ($2, 'hex')
 ORDER BY district_id
 LIMIT 1
