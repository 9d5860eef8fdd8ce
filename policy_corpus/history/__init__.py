"""The history of the corpus: numbered revisions, versions of a document, going back."""
