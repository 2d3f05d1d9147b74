"""What goes into a model of tables: its columns, and the rows that the proof is made on."""
