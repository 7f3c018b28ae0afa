"""What each noun of funding puts on the pages of the network: navigation, things to do, figures, panels."""
