"""Values -> text: sentences, tables, JSON and files. Words live in `_words`, sentences in `_wording`."""
