"""What a customer reads of an answer, on whatever screen it stands.

words, answer   the policy's names; what an answer shows, before it is laid out
frame           the built site's empty page, and the templates that fill it

The service fills the empty page for each request; the help center fills it once for
each step of the guided path. Both lay an answer out by the same templates.
"""
