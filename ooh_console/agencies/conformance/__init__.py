"""Whether an agency's own server keeps the native contract, clause by clause, asked over HTTP.

For the agency's developer. Only NHS numbers of the range for tests (999) are ever sent.
"""
