"""How fast poedesk reads, beside the libraries under it and beside markitdown: `make bench`."""
