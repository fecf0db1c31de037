"""From the model to a static help center.

pages       sources and engine -> Markdown pages; pure, knows no site generator
matrix      what each plan may use at each priority, as the engine decides it
silence     what the policy leaves open, and how it was read
words       names of the policy in the words customers read
markdown    text into Markdown so that text in is text out
plugin      feeds the pages to MkDocs; edit links, navigation, live reload
build       runs MkDocs strictly and swaps the finished site in
security    the Content-Security-Policy of a built site
"""
