"""What must be remembered, as contracts: db keeps it, operations ask for it.

Every method raises RecordsUnavailable when the database does not answer. Methods are short and hold
no lock when they return; `Transactions` makes several of them one.
"""
