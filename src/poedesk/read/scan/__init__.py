"""Pictures of pages: decoded, recognised, and laid out as text."""
