"""The contracts of storage, and the policy that binds every upload."""
