module pqc-audit/oracles/go

go 1.22
