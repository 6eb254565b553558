SELECT count(*) FROM ledger.journal j WHERE j.kind = 'bill'
