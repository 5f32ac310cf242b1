"""What makes a check quick: SHACL Core asked once of the store, and less tidying up by Python on the way."""
