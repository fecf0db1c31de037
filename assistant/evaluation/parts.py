"""What can be taken away, to see what it contributes."""

QUESTION = "question"
"""The part that is not the reader's: asking where the message does not settle it."""

PARTS = ("lexicon", "words", "characters", "embeddings", QUESTION)
