"""What members have to do after meetings."""
