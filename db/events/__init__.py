"""Events, recorded by the same transactions as what they are about."""
