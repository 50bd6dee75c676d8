"""What readers are shown of an edition besides its first look: pages, corrections, a file."""
