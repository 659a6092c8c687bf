"""What uploads and downloads share: cutting, progress, results."""
