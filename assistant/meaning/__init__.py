"""What a text means, as a direction: texts that mean the same point the same way.

``open_model`` gives a ``Model``, or None and a reason: then words alone must do.
``cached`` keeps the embeddings of shipped texts between starts.
"""

from assistant.meaning.cache import UNREADABLE, Progress, cached, kept, write
from assistant.meaning.minilm import DIMENSIONS
from assistant.meaning.model import Model, Vectors, open_model

__all__ = [
    "DIMENSIONS",
    "Model",
    "UNREADABLE",
    "Progress",
    "Vectors",
    "cached",
    "kept",
    "open_model",
    "write",
]
