"""A help center and an assistant built from support policy and FAQ in YAML."""
