"""PDF: text with true positions, what lies upon pages, and whether it shows what it says."""
