-- The file that brought a frame ($2: its SHA-256, hexadecimal), and its bytes.
SELECT name, format, received_at::text AS received_at, length (content) AS n_bytes,
       encode (content, 'base64') AS content, nullif (mapping, '') AS mapping, encode (sha256 (content), 'hex') AS sha256
  FROM collect.file
 WHERE district_id = $1::integer
   AND sha256 = decode ($2, 'hex')
