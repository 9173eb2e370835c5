"""Facts on companies from public registers: one file each, which knows its service and nothing of what is on file."""
