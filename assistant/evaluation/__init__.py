"""How good the answers are, on messages the reader has not learned from.

statistics   exact intervals and bounds                      (numbers only)
leakage      near-duplicates among messages                  (light: no numpy)
coverage     how many messages there are of each kind        (light: no numpy)
messages     labelled messages: our own, and from files
folds        who is read by which reader
truth        what follows from the labels
parts        what can be taken away                        (light)
running      what the desk answers to each message
judging      figures: so many of so many
calibration  stated probabilities beside what came out
reading_figures   single facts: right, left open, made up
mistakes     the worst answers, with the words that caused them
retrieval    the right article first
outside      messages that no support is for
charts       two drawings
tables       columns and paragraphs
report       all of it as text and as JSON
evaluate     the whole of it, in one call

Nothing is imported here, so that the light modules can be used on their own.
"""
