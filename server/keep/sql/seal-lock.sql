-- One sealer at a time, until its connection ends. 0x7365616c is "seal".
SELECT pg_advisory_lock (1936023916)
