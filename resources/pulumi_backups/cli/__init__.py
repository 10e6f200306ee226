"""The command `pulumi-backups`. It knows no vendor by name."""
