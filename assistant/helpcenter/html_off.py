"""A Python-Markdown extension: HTML in Markdown is text, here as everywhere else."""

from markdown import Extension, Markdown  # type: ignore[import-untyped]


class HtmlOff(Extension):  # type: ignore[misc]
    """Takes out what would let HTML through."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Leave HTML to the serializer, which escapes it."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


def makeExtension(**options: object) -> HtmlOff:  # noqa: N802 - the library's name
    """Return the extension; Python-Markdown looks for this name."""
    return HtmlOff(**options)
