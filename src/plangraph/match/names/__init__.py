"""Who or what a name means: its forms, the registers, the candidates."""
