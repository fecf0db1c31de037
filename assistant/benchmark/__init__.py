"""How good and how fast search is, beside other engines on the same questions.

``sets`` makes articles and questions, ``engines`` what is compared, ``quality`` and
``speed`` the figures, ``report`` what is printed.
"""
