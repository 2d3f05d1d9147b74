"""What a pipeline does to its columns before the last step."""
