"""How the bundled model comes to be. Never imported at run time; needs the packages of the extra `[train]`."""
