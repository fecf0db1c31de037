"""From the model to a static help center.

contents, home       which pages there are, and what the first one offers
matrix, silence      what plans offer at each priority; what is left open or was read in
views, words         selections of the model, and its names as customers read them
markdown, writer     text into Markdown so that text in is text out; links, badges
pages                sources and engine -> Markdown pages; pure, knows no site generator
offers               what a site leads to beside its pages, with and without a service
jsonld, llms         what the same articles and pages tell machines
data_files           the content as JSON
permalinks           a lasting address for every id of an article
made                 all of these from one state of the sources
plugin, html_off     feeds the pages to MkDocs: navigation, edit links, live reload
search_index         variants of a question in the static search
compress             packed copies of the built files
security             the Content-Security-Policy of a built site
build                runs MkDocs strictly, quietly, and swaps the finished site in
"""
