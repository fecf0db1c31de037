"""The service: API, pages without JavaScript and help center, at one address.

Import what you need from its modules: ``app`` brings the web framework, which
batches of the command line do without.
"""
